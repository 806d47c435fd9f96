/** Every field of Adobe's "Hook settings", and the two that only its XML has. */
import { NumberInput, Select, SimpleGrid, Switch, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { Section } from "../../parts/form/section";
import { useCommand } from "../../query";
import { completeHeader, completeName } from "../designer/complete";
import { SuggestInput } from "../designer/suggest-input";
import type { WebhookValues } from "./webhook-form";
import classes from "./webhooks.module.css";

const VERBS = [
  { value: "", label: "Not given (POST)" },
  { value: "POST", label: "POST" },
  { value: "PUT", label: "PUT" },
  { value: "GET", label: "GET" },
  { value: "DELETE", label: "DELETE" },
];

export function SettingsFields({ form }: { form: UseFormReturnType<WebhookValues> }) {
  const methods = useCommand("catalogue.list", {}).data ?? [];
  const offered = methods.filter((entry) => entry.kind !== "event");
  const secrets = useCommand("secrets.list", {}).data?.map((secret) => secret.name) ?? [];
  const { values } = form;
  return (
    <div className={classes.settings}>
      <Section title="Hook settings">
        <SuggestInput
          label="Webhook Method"
          required
          placeholder="observer.sales_quote_add_item"
          description={offered.find((entry) => entry.name === values.method)?.about}
          classNames={{ input: classes.monoInput }}
          suggest={(typed) => completeName(typed, offered)}
          {...form.getInputProps("method")}
          value={values.method}
        />
        <SimpleGrid cols={2} spacing="xs">
          <Select
            label="Webhook Type"
            required
            allowDeselect={false}
            data={[
              { value: "before", label: "before" },
              { value: "after", label: "after" },
            ]}
            {...form.getInputProps("moment")}
          />
          <Select label="Method" allowDeselect={false} data={VERBS} {...form.getInputProps("verb")} />
          <TextInput label="Batch Name" required spellCheck={false} {...form.getInputProps("batch")} />
          <NumberInput
            label="Batch Order"
            placeholder="0"
            allowDecimal={false}
            {...form.getInputProps("batch_order")}
          />
          <TextInput label="Hook Name" required spellCheck={false} {...form.getInputProps("name")} />
          <NumberInput label="Hook Priority" placeholder="0" allowDecimal={false} {...form.getInputProps("priority")} />
        </SimpleGrid>
        <TextInput
          label="URL"
          required
          placeholder="https://stock.example.com/validate"
          description="May hold {env:NAME} and {{ merge tags }}."
          spellCheck={false}
          classNames={{ input: classes.monoInput }}
          {...form.getInputProps("url")}
        />
        <SimpleGrid cols={2} spacing="xs">
          <Switch
            label="Active"
            description={values.active ? "It is called." : "It is passed over when its batch runs."}
            {...form.getInputProps("active", { type: "checkbox" })}
          />
          <Switch
            label="Required"
            description={
              values.required
                ? "Its failure stops the shop's process."
                : "Optional: its failure is logged, nothing more."
            }
            {...form.getInputProps("required", { type: "checkbox" })}
          />
        </SimpleGrid>
      </Section>
      <div>
        <Section title="Limits and failures">
          <SimpleGrid cols={3} spacing="xs">
            <NumberInput
              label="Timeout"
              description="In ms; hard."
              placeholder="none"
              min={0}
              allowDecimal={false}
              {...form.getInputProps("timeout_ms")}
            />
            <NumberInput
              label="Soft timeout"
              description="In ms; only logged."
              placeholder="none"
              min={0}
              allowDecimal={false}
              {...form.getInputProps("soft_timeout_ms")}
            />
            <NumberInput
              label="Cache ttl"
              description="In s; 0: none."
              placeholder="0"
              min={0}
              allowDecimal={false}
              {...form.getInputProps("ttl_s")}
            />
          </SimpleGrid>
          <Textarea
            label="Fallback error message"
            description="What the shopper reads when the hook fails, or refuses without a message."
            rows={2}
            {...form.getInputProps("fallback_error_message")}
          />
        </Section>
        <Section title="Developer Console OAuth">
          <Switch
            label="Enable"
            description="Asks Adobe for a token and sends it, with x-gw-ims-org-id."
            {...form.getInputProps("oauth.enabled", { type: "checkbox" })}
          />
          {values.oauth.enabled && (
            <SimpleGrid cols={2} spacing="xs">
              <TextInput label="Client ID" required spellCheck={false} {...form.getInputProps("oauth.client_id")} />
              <SuggestInput
                label="Client secret"
                required
                placeholder="{secret:console}"
                classNames={{ input: classes.monoInput }}
                suggest={(typed) => completeHeader(typed || "{", undefined, secrets)}
                {...form.getInputProps("oauth.client_secret")}
                value={values.oauth.client_secret}
              />
              <TextInput label="Organization ID" required spellCheck={false} {...form.getInputProps("oauth.org_id")} />
              <Select
                label="Environment"
                data={[
                  { value: "", label: "Not given" },
                  { value: "production", label: "production" },
                  { value: "staging", label: "staging" },
                ]}
                allowDeselect={false}
                {...form.getInputProps("oauth.environment")}
              />
            </SimpleGrid>
          )}
        </Section>
        <Section title="TLS">
          <Switch
            label="Check the certificate"
            description="Switch it off for development only."
            {...form.getInputProps("ssl_verification", { type: "checkbox" })}
          />
          <TextInput
            label="Certificate file"
            description="A CA or certificate of your own, on this machine."
            placeholder="/etc/ssl/my-ca.pem"
            spellCheck={false}
            disabled={!values.ssl_verification}
            {...form.getInputProps("ssl_certificate_path")}
          />
        </Section>
      </div>
    </div>
  );
}
