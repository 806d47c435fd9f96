/** The content of a queued hook, in the designer. */
import { ActionIcon, Button, Group, SegmentedControl, Title, Tooltip } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import type { ContentWrap, Fault, Hook } from "../../bindings";
import { toFault } from "../../host/host";
import { FaultAlert, tellDone } from "../../parts/fault";
import { Icon } from "../../parts/icon";
import { useLeaveGuard } from "../../parts/leave-guard";
import { Page } from "../../parts/page";
import { Answer, Empty } from "../../parts/states";
import { useAct, useCommand } from "../../query";
import { useBack } from "../../shell/back";
import { contentText, emptyContent, inContent, tidy } from "../designer/content";
import { Designer } from "../designer/designer";
import { useSource } from "../designer/use-source";
import { SendDialog } from "../events/send-dialog";
import { TryDialog } from "./try-dialog";

const route = getRouteApi("/hooks/$id/content");

export function HookContentScreen() {
  const { id } = route.useParams();
  const hooks = useCommand("hooks.list", {});
  return (
    <Answer query={hooks}>
      {(rows) => {
        const hook = rows.find((row) => String(row.id) === id);
        return hook ? (
          <Editor key={id} hook={hook} />
        ) : (
          <Page title="Hook">
            <Empty title="There is no such hook.">It may have been deleted.</Empty>
          </Page>
        );
      }}
    </Answer>
  );
}

function Editor({ hook: now }: { hook: Hook }) {
  const back = useBack("/hooks");
  // What was opened, or saved last, whatever is pushed meanwhile.
  const [hook, setHook] = useState(now);
  const [content, setContent] = useState(() => hook.content ?? emptyContent());
  const [wrap, setWrap] = useState<ContentWrap>(hook.wrap);
  const [fault, setFault] = useState<Fault | null>(null);
  const [testing, setTesting] = useState<"try" | "send" | null>(null);
  const source = useSource(hook.name);
  const saved = hook.content ?? emptyContent();
  const dirty = wrap !== hook.wrap || contentText(tidy(content)) !== contentText(tidy(saved));
  const guard = useLeaveGuard(dirty);
  const act = useAct("hooks.save", ["hooks.list"]);
  const save = async () => {
    setFault(null);
    try {
      const done = await act.mutateAsync({ id: hook.id, name: hook.name, wrap, content: tidy(content) });
      setHook(done);
      setContent(done.content ?? tidy(content));
      tellDone(`Hook ${done.name} is saved.`);
    } catch (thrown) {
      setFault(toFault(thrown));
    }
  };
  const placed = inContent(fault);
  return (
    <Page
      title="Hook content"
      scroll={false}
      heading={
        <Group gap="xs" wrap="nowrap" style={{ minWidth: 0 }}>
          <Tooltip label="Back">
            <ActionIcon aria-label="Back" onClick={back}>
              <Icon name="back" />
            </ActionIcon>
          </Tooltip>
          <Title order={1} className="clip">
            Content of {hook.name}
          </Title>
        </Group>
      }
      actions={
        <>
          {content.fields.length === 0 && !content.body && (
            <SegmentedControl
              aria-label="Body where there are no fields"
              value={wrap}
              onChange={(value) => setWrap(value as ContentWrap)}
              data={[
                { value: "data", label: '{"data": …}' },
                { value: "raw", label: "the data" },
              ]}
            />
          )}
          <Button variant="default" onClick={() => setTesting("try")}>
            Test
          </Button>
          <Button loading={act.isPending} disabled={!dirty} onClick={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      {fault && placed.length === 0 && <FaultAlert fault={fault} />}
      <Designer {...{ content, saved, source, wrap }} onChange={setContent} faults={placed} />
      {testing === "try" && (
        <TryDialog
          name={hook.name}
          content={tidy(content)}
          payload={source.text}
          context={source.context}
          {...{ wrap, dirty }}
          onSend={() => setTesting("send")}
          onClose={() => setTesting(null)}
        />
      )}
      {testing === "send" && <SendDialog name={hook.name} data={source.text} onClose={() => setTesting(null)} />}
      {guard.dialog}
    </Page>
  );
}
