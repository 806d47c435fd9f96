/** The test page: all hooks of one method and type, on a payload of one's own. */
import { Group, SegmentedControl, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Loading } from "../../parts/states";
import { useCommand } from "../../query";
import { plural } from "../../words";
import { completeName } from "../designer/complete";
import { SuggestInput } from "../designer/suggest-input";
import { useSource } from "../designer/use-source";
import { WebhookArea } from "./area";
import { TestRun } from "./test-run";
import classes from "./webhooks.module.css";

const route = getRouteApi("/webhooks/test");

export function TestScreen() {
  const { method = "", moment = "before" } = route.useSearch();
  const navigate = route.useNavigate();
  const catalogue = useCommand("catalogue.list", {}).data ?? [];
  const webhooks = useCommand("webhooks.list", {}).data ?? [];
  const source = useSource(method, moment);
  const [typed, setTyped] = useState(method);
  useEffect(() => setTyped(method), [method]);
  const commit = (name: string) =>
    name.trim() !== method && void navigate({ search: { method: name.trim() || undefined, moment }, replace: true });
  const own = [...new Set(webhooks.map((row) => row.method))].map((name) => ({ name, about: "has webhooks" }));
  const offered = [
    ...own,
    ...catalogue.filter((entry) => entry.kind !== "event" && !own.some(({ name }) => name === entry.name)),
  ];
  const hooks = webhooks.filter((row) => row.method === method && row.moment === moment);
  return (
    <WebhookArea title={method ? `Test webhook - ${method}:${moment}` : "Test webhook"}>
      <div className={classes.testBar}>
        <SuggestInput
          aria-label="Webhook Method"
          placeholder="Choose a method"
          flex={1}
          maw={620}
          classNames={{ input: classes.monoInput }}
          value={typed}
          onChange={(name) => {
            setTyped(name);
            // One that is offered is chosen at once; another when the field is left.
            if (offered.some((entry) => entry.name === name)) commit(name);
          }}
          onBlur={() => commit(typed)}
          suggest={(text) => completeName(text, offered)}
        />
        <SegmentedControl
          aria-label="Webhook Type"
          value={moment}
          data={["before", "after"]}
          onChange={(next) =>
            void navigate({ search: { method: method || undefined, moment: next as typeof moment }, replace: true })
          }
        />
        <Text size="xs" c="dimmed">
          {method === ""
            ? "A method and its type say which hooks run."
            : hooks.length === 0
              ? "No webhook of this method and type is saved."
              : `${plural(hooks.filter((row) => row.active).length, "active hook")} of ${hooks.length}`}
        </Text>
      </div>
      <Group className={classes.scroll} align="stretch" display="block">
        {source.loading ? (
          <Loading lines={8} />
        ) : (
          <TestRun
            key={`${method} ${moment}`}
            method={method}
            moment={moment}
            start={source.text}
            context={source.context}
          />
        )}
      </Group>
    </WebhookArea>
  );
}
