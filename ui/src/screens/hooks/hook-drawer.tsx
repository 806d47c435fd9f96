import { Anchor, Radio, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Hook } from "../../bindings";
import { FormDrawer } from "../../parts/form/form-drawer";
import { useSave } from "../../parts/form/use-save";
import { useAct, useCommand } from "../../query";
import { completeName } from "../designer/complete";
import { isPlain } from "../designer/content";
import { SuggestInput } from "../designer/suggest-input";
import { BodyPreview } from "./body-preview";
import { contentWord } from "./columns";
import { type HookValues, hookSchema, toHookValues, toSaveHook } from "./hook-form";

type Props = {
  /** The hook to edit; null adds one. */
  hook: Hook | null;
  /** The name a new one starts with. */
  name?: string;
  onSaved: (hook: Hook) => void;
  onClose: () => void;
};

/** Adds or edits a hook. */
export function HookDrawer({ hook, name, onSaved, onClose }: Props) {
  const form = useForm<HookValues>({
    initialValues: toHookValues(hook, name),
    validate: schemaResolver(hookSchema, { sync: true }),
    validateInputOnChange: true,
  });
  const act = useAct("hooks.save", ["hooks.list"]);
  const { onSubmit, fault, saving } = useSave({
    form,
    save: (values) => act.mutateAsync(toSaveHook(values, hook?.id)),
    onSaved,
  });
  const { values } = form;
  const catalogue = useCommand("catalogue.list", {}).data ?? [];
  const lower = values.name.toLowerCase();
  return (
    <FormDrawer
      title={hook ? `Hook ${hook.name}` : "New hook"}
      dirty={form.isDirty()}
      submit={hook ? "Save hook" : "Add hook"}
      {...{ saving, fault, onSubmit, onClose }}
    >
      <SuggestInput
        label="Event name"
        suggest={(typed) => completeName(typed, hook ? [] : catalogue)}
        description={
          lower === values.name || form.errors.name
            ? "The event this hook waits for: entity.verb, such as sales.order.created."
            : `Stored in lower case: ${lower}`
        }
        placeholder="sales.order.created"
        data-autofocus
        {...form.getInputProps("name")}
        value={values.name}
      />
      <TextInput label="What it is for" {...form.getInputProps("description")} />
      <Radio.Group size="xs" label="Body" {...form.getInputProps("wrap")}>
        <Stack gap={6} mt={6}>
          <Radio value="data" label='Wrapped: {"data": …}' description="As Aligent's module sends it." />
          <Radio value="raw" label="The data itself" description="For receivers that expect the entity at the top." />
        </Stack>
      </Radio.Group>
      {hook && !isPlain(hook.content) ? (
        <Text c="dimmed">
          Its body is built of {contentWord(hook.content)}, whatever is chosen above.{" "}
          <ContentLink id={hook.id}>Show and change it</ContentLink>
        </Text>
      ) : (
        <>
          <BodyPreview name={values.name} wrap={values.wrap} />
          {hook && (
            <Text size="xs" c="dimmed">
              To send only some fields, with headers and rules of its own:{" "}
              <ContentLink id={hook.id}>open the designer</ContentLink>
            </Text>
          )}
        </>
      )}
      <SimpleGrid cols={2} spacing="xs">
        <TextInput
          label="Service class (optional)"
          placeholder="Magento\Sales\Api\OrderRepositoryInterface"
          spellCheck={false}
          {...form.getInputProps("service.class")}
        />
        <TextInput
          label="Service method"
          placeholder="get"
          spellCheck={false}
          {...form.getInputProps("service.method")}
        />
      </SimpleGrid>
    </FormDrawer>
  );
}

function ContentLink({ id, children }: { id: number; children: ReactNode }) {
  return (
    <Anchor inherit renderRoot={(props) => <Link to="/hooks/$id/content" params={{ id: String(id) }} {...props} />}>
      {children}
    </Anchor>
  );
}
