/** The texts of a message: what the next attempt would send, and the event it came from. */
import { Stack, Tabs, Text } from "@mantine/core";
import type { MessageStory } from "../../bindings";
import { JsonView } from "../../parts/json";
import { Dumps } from "./dumps";

export function Bodies({ story }: { story: MessageStory }) {
  const { id, event_id } = story.message;
  return (
    <Tabs defaultValue="body" keepMounted={false}>
      <Tabs.List mb="xs">
        <Tabs.Tab value="body">Body</Tabs.Tab>
        <Tabs.Tab value="data">Event data</Tabs.Tab>
        {story.context && <Tabs.Tab value="context">Context</Tabs.Tab>}
        <Tabs.Tab value="dumps">Dumps</Tabs.Tab>
      </Tabs.List>
      <Stack gap="xs">
        <Tabs.Panel value="body">
          {story.body_fault && (
            <Text c="red" size="sm" mb="xs">
              {story.body_fault.message}. {story.body_fault.next}
            </Text>
          )}
          <JsonView
            label={story.message.state === "delivered" ? "Body" : "Body the next attempt sends"}
            body={story.body}
            fileName={`${id}.json`}
            maxHeight="60vh"
          />
        </Tabs.Panel>
        <Tabs.Panel value="data">
          <JsonView label="Event data" body={story.data} fileName={`${event_id}.json`} maxHeight="60vh" />
        </Tabs.Panel>
        {story.context && (
          <Tabs.Panel value="context">
            <JsonView label="Context" body={story.context} maxHeight="60vh" />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="dumps">
          <Dumps messageId={id} />
        </Tabs.Panel>
      </Stack>
    </Tabs>
  );
}
