/** One webhook: its settings, and its content in the designer. */

import { ActionIcon, Alert, Badge, Button, Drawer, Group, Tabs, Title, Tooltip } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import type { SavedWebhook } from "../../bindings";
import { FaultAlert, tellDone } from "../../parts/fault";
import { useSave } from "../../parts/form/use-save";
import { Icon } from "../../parts/icon";
import { useLeaveGuard } from "../../parts/leave-guard";
import { Page } from "../../parts/page";
import { Answer, Empty } from "../../parts/states";
import { useAct, useCommand } from "../../query";
import { useBack } from "../../shell/back";
import { contentText, emptyContent, inContent, tidy } from "../designer/content";
import { Designer } from "../designer/designer";
import { useSource } from "../designer/use-source";
import { SettingsFields } from "./settings-fields";
import { TestRun } from "./test-run";
import { titleOf, toWebhook, toWebhookValues, type WebhookValues, webhookSchema } from "./webhook-form";
import classes from "./webhooks.module.css";

const route = getRouteApi("/webhooks/$id");

export function WebhookScreen() {
  const { id } = route.useParams();
  const webhooks = useCommand("webhooks.list", {});
  if (id === "new") return <Editor key="new" webhook={null} />;
  return (
    <Answer query={webhooks}>
      {(rows) => {
        const webhook = rows.find((row) => String(row.id) === id);
        return webhook ? (
          <Editor key={id} webhook={webhook} />
        ) : (
          <Page title="Webhook">
            <Empty title="There is no such webhook.">It may have been deleted.</Empty>
          </Page>
        );
      }}
    </Answer>
  );
}

function Editor({ webhook: now }: { webhook: SavedWebhook | null }) {
  const navigate = route.useNavigate();
  const search = route.useSearch();
  const back = useBack("/webhooks");
  // What was opened, or saved last, whatever is pushed meanwhile.
  const [webhook, setWebhook] = useState(now);
  const [content, setContent] = useState(() => webhook?.content ?? emptyContent());
  const [testing, setTesting] = useState(false);
  const form = useForm<WebhookValues>({
    initialValues: toWebhookValues(webhook, search),
    validate: schemaResolver(webhookSchema, { sync: true }),
    validateInputOnChange: true,
  });
  const { values } = form;
  const source = useSource(values.method, values.moment);
  const saved = webhook?.content ?? null;
  const contentDirty = contentText(tidy(content)) !== contentText(tidy(saved ?? emptyContent()));
  const dirty = form.isDirty() || contentDirty;
  const guard = useLeaveGuard(dirty);
  const act = useAct("webhooks.save", ["webhooks.list"]);
  const part = search.part ?? (webhook ? "content" : "settings");
  const show = (next: string | null) =>
    void navigate({ search: (before) => ({ ...before, part: next as typeof part }), replace: true });

  const { onSubmit, fault, saving, dialog } = useSave({
    form,
    save: (given) => act.mutateAsync({ ...(webhook ? { id: webhook.id } : {}), webhook: toWebhook(given, content) }),
    onSaved: (done) => {
      tellDone(`Webhook ${done.name} is saved.`);
      setWebhook(done);
      setContent(done.content);
      form.setInitialValues(toWebhookValues(done));
      form.setValues(toWebhookValues(done));
      if (webhook === null) {
        guard.free();
        void navigate({ to: "/webhooks/$id", params: { id: String(done.id) }, search: { part }, replace: true });
      }
    },
    renames: { "webhook.method": "method" },
  });
  const wrong = Object.keys(form.errors).length;
  const contentFaults = inContent(fault);
  const submit = (event?: React.FormEvent<HTMLFormElement>) => {
    // What the settings lack is shown where it can be mended.
    if (form.validate().hasErrors) show("settings");
    onSubmit(event);
  };
  return (
    <Page
      title="Hook settings"
      scroll={false}
      heading={
        <Group gap="xs" wrap="nowrap" style={{ minWidth: 0 }}>
          <Tooltip label="Back">
            <ActionIcon aria-label="Back" onClick={back}>
              <Icon name="back" />
            </ActionIcon>
          </Tooltip>
          <Title order={1} style={{ flex: "none" }}>
            {webhook ? titleOf(webhook) : "New webhook"}
          </Title>
          <span className="dim mono clip">{values.method && `${values.moment} ${values.method}`}</span>
        </Group>
      }
      actions={
        <>
          <Button
            variant="default"
            disabled={webhook === null}
            title={dirty ? "Runs what is saved, not what you changed since." : undefined}
            onClick={() => setTesting(true)}
          >
            Test
          </Button>
          <Button type="submit" form="webhook" loading={saving} disabled={webhook !== null && !dirty}>
            {webhook ? "Save" : "Add webhook"}
          </Button>
        </>
      }
    >
      <form id="webhook" noValidate className={classes.editor} onSubmit={submit}>
        {fault && contentFaults.length === 0 && (
          <div className={classes.fault}>
            <FaultAlert fault={fault} />
          </div>
        )}
        {(webhook?.warnings.length ?? 0) > 0 && (
          <Alert color="orange" variant="light" p={8} m={10} mb={0} icon={<Icon name="warn" />}>
            {webhook?.warnings.map((warning) => (
              <div key={warning}>{warning}</div>
            ))}
          </Alert>
        )}
        <Tabs value={part} onChange={show} className={classes.parts} keepMounted={false}>
          <Tabs.List className={classes.partList}>
            <Tabs.Tab
              value="settings"
              rightSection={
                wrong > 0 && (
                  <Badge size="xs" color="red" circle>
                    {wrong}
                  </Badge>
                )
              }
            >
              Settings
            </Tabs.Tab>
            <Tabs.Tab
              value="content"
              rightSection={
                contentFaults.length > 0 && (
                  <Badge size="xs" color="red" circle>
                    {contentFaults.length}
                  </Badge>
                )
              }
            >
              Content
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="settings" className={classes.scroll}>
            <SettingsFields form={form} />
          </Tabs.Panel>
          <Tabs.Panel value="content" className={classes.fill}>
            <Designer
              content={content}
              onChange={setContent}
              saved={saved}
              source={source}
              wrap="raw"
              faults={contentFaults}
            />
          </Tabs.Panel>
        </Tabs>
      </form>
      {testing && webhook && (
        <Drawer
          opened
          onClose={() => setTesting(false)}
          title={`Test webhook - ${webhook.method}:${webhook.moment}`}
          position="right"
          size="min(1080px, 92vw)"
          overlayProps={{ backgroundOpacity: 0.4 }}
        >
          {dirty && (
            <Alert color="orange" variant="light" p={8} mb="sm">
              What you changed is not saved yet; the test runs what is saved.{" "}
              <Button size="compact-xs" variant="default" loading={saving} type="submit" form="webhook">
                Save now
              </Button>
            </Alert>
          )}
          <TestRun method={webhook.method} moment={webhook.moment} start={source.text} context={source.context} />
        </Drawer>
      )}
      {dialog}
      {guard.dialog}
    </Page>
  );
}
