/** The payload a content is designed on: chosen, looked at, searched, or written by hand. */
import { Alert, SegmentedControl, Select, Text, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { FaultAlert } from "../../parts/fault";
import { Icon } from "../../parts/icon";
import { JsonEditor, jsonProblem } from "../../parts/json";
import { Loading } from "../../parts/states";
import classes from "./designer.module.css";
import { SourceTree } from "./source-tree";
import { contextSteps, JsonTree } from "./tree";
import type { Source } from "./use-source";

type Props = { source: Source; mapped: ReadonlySet<string>; onPick: (path: string) => void };

export function SourcePanel({ source, mapped, onPick }: Props) {
  const [view, setView] = useState("tree");
  const [find, setFind] = useState("");
  return (
    <section className={classes.panel} aria-label="Source payload">
      <header className={classes.panelHead}>
        <span className={classes.panelTitle}>Source</span>
        <SegmentedControl
          aria-label="Source shown as"
          value={view}
          onChange={setView}
          data={[
            { value: "tree", label: "Tree" },
            { value: "text", label: "Text" },
            { value: "context", label: "Context" },
          ]}
          classNames={{ root: classes.segments }}
        />
      </header>
      <div className={classes.sourceBar}>
        <Select
          aria-label="Payload"
          data={source.choices}
          value={source.chosen}
          allowDeselect={false}
          onChange={(value) => value && source.choose(value)}
          maxDropdownHeight={320}
        />
        {view !== "text" && (
          <TextInput
            aria-label="Find in the payload"
            placeholder="Find"
            type="search"
            leftSection={<Icon name="search" size={12} />}
            value={find}
            onChange={(event) => setFind(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== "Escape" || find === "") return;
              setFind("");
              event.stopPropagation();
            }}
          />
        )}
      </div>
      {source.fault && <FaultAlert fault={source.fault} />}
      {source.unnamed && view !== "context" && (
        <Text size="xs" c="dimmed" px={10} pb={4}>
          No method is chosen yet: this payload is made up. Choose one in the settings to see its own.
        </Text>
      )}
      {source.unknown && view !== "context" && (
        <Text size="xs" c="dimmed" px={10} pb={4}>
          The catalogue does not know this name: choose an event, or paste a payload.
        </Text>
      )}
      {source.loading && view !== "context" ? (
        <Loading lines={8} />
      ) : view === "tree" ? (
        source.tree ? (
          <SourceTree label="Payload" tree={source.tree} find={find} mapped={mapped} onPick={onPick} />
        ) : (
          <p className={classes.hint}>
            {source.text.trim() === "" ? "There is no payload." : "The payload is not JSON yet; see its text."}
          </p>
        )
      ) : view === "text" ? (
        <div className={classes.sourceText}>
          <JsonEditor label="Payload" value={source.text} onChange={source.edit} maxHeight="none" />
        </div>
      ) : (
        <Context source={source} find={find} mapped={mapped} onPick={onPick} />
      )}
    </section>
  );
}

const EXAMPLE =
  '{\n  "customer_session": { "customer": { "email": "ada@example.com" } },\n  "store": { "store": { "id": "1" } }\n}';

/** The values of contexts, as an event brings them along. */
function Context({ source, find, mapped, onPick }: Props & { find: string }) {
  const { context, editContext } = source;
  const tree = useMemo(
    () => (context.trim() === "" || jsonProblem(context) !== null ? null : new JsonTree(context, contextSteps)),
    [context],
  );
  return (
    <>
      {tree && <SourceTree label="Context" tree={tree} find={find} mapped={mapped} onPick={onPick} />}
      {!tree && context.trim() === "" && (
        <Alert color="gray" variant="light" m={10} p={8}>
          <Text size="xs">
            Contexts are null on this sample. Give some here to see them: an object keyed by the context's name and its
            getters without get_.
          </Text>
          <button type="button" className={classes.link} onClick={() => editContext(EXAMPLE)}>
            Begin with an example
          </button>
        </Alert>
      )}
      <div className={classes.sourceText} data-half={tree !== null || undefined}>
        <JsonEditor label="Context" value={context} onChange={editContext} minHeight={90} maxHeight="none" />
      </div>
    </>
  );
}
