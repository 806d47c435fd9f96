/** Picks the hook a subscription belongs to, and adds one in place where it is not there yet. */
import { Button, Select } from "@mantine/core";
import { useState } from "react";
import { Beside } from "../../parts/form/beside";
import { useCommand } from "../../query";
import { HookDrawer } from "./hook-drawer";

type Props = {
  value?: string;
  onChange?: (name: string) => void;
  error?: React.ReactNode;
  "data-path"?: string;
};

const ADD = "+";

export function HookPicker({ value = "", onChange, error, ...rest }: Props) {
  const hooks = useCommand("hooks.list", {});
  const [search, setSearch] = useState(value);
  const [adding, setAdding] = useState<string | null>(null);
  const names = (hooks.data ?? []).map((hook) => hook.name).sort();
  const typed = search.trim().toLowerCase();
  const unknown = typed !== "" && !names.includes(typed);
  // The chosen name stays listed while the list of hooks is on its way.
  const listed = value !== "" && !names.includes(value) ? [value, ...names] : names;
  return (
    <>
      <Beside
        label="Hook"
        description="The event this subscription is for."
        error={error}
        field={(props) => (
          <Select
            placeholder={names.length === 0 ? "No hook yet: type an event name" : "sales.order.created"}
            flex={1}
            searchable
            openOnFocus={false}
            searchValue={search}
            onSearchChange={setSearch}
            value={value === "" ? null : value}
            data={[
              ...listed.map((name) => ({ value: name, label: name })),
              ...(unknown ? [{ value: ADD, label: `Add the hook ${typed}` }] : []),
            ]}
            filter={({ options, search: words }) =>
              options.filter(
                (option) =>
                  "value" in option && (option.value === ADD || option.value.includes(words.trim().toLowerCase())),
              )
            }
            nothingFoundMessage="Type an event name to add its hook."
            onChange={(name) => {
              if (name === ADD) setAdding(typed);
              else onChange?.(name ?? "");
            }}
            allowDeselect={false}
            {...rest}
            {...props}
          />
        )}
      >
        <Button variant="default" onClick={() => setAdding(unknown ? typed : "")}>
          New hook
        </Button>
      </Beside>
      {adding !== null && (
        <HookDrawer
          hook={null}
          name={adding}
          onClose={() => setAdding(null)}
          onSaved={(hook) => {
            setAdding(null);
            setSearch(hook.name);
            onChange?.(hook.name);
          }}
        />
      )}
    </>
  );
}
