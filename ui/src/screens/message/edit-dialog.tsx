/** Edits a message's body and sends it. The message keeps its id; the edit is recorded. */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { MessageStory } from "../../bindings";
import { FaultAlert } from "../../parts/fault";
import { JsonEditor, jsonProblem } from "../../parts/json";
import { indentJson, isLayoutJson } from "../../parts/json/indent";
import { useAct } from "../../query";

export function EditDialog({ story, onClose }: { story: MessageStory; onClose: () => void }) {
  const before = story.body.base64 ? "" : story.body.text;
  const [laidOut] = useState(() => (isLayoutJson(before) ? indentJson(before) : before));
  const [text, setText] = useState(laidOut);
  const edit = useAct("messages.edit");
  const isBad = text.trim() === "" || jsonProblem(text) !== null;
  return (
    <Modal opened onClose={onClose} title="Edit and resend" size={860}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // Laying it out for the eye is no edit: what was not touched is sent byte for byte.
          edit.mutate({ id: story.message.id, body: text === laidOut ? before : text }, { onSuccess: onClose });
        }}
      >
        <Stack gap="sm">
          <Text c="dimmed">
            This body is sent now, once, in place of the one before. The message keeps its id, and the edit is recorded
            in its story.
          </Text>
          {story.body.base64 && <Text c="red">The body before is not text; what you write replaces it.</Text>}
          <JsonEditor label="Body" value={text} onChange={setText} minHeight={300} maxHeight="55vh" />
          {edit.error && <FaultAlert fault={edit.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={isBad} loading={edit.isPending}>
              Send edited body
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
