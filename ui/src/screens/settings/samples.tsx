/** Sample data: in or out, in one click each. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { OnBadge } from "../../parts/badge";
import { Answer } from "../../parts/states";
import { useCommand } from "../../query";
import { plural } from "../../words";
import { StartSamples } from "../welcome/start-samples";
import { useSamples } from "../welcome/use-samples";

export function Samples() {
  const samples = useCommand("samples.state", {});
  const { stop, busy } = useSamples();
  return (
    <Answer query={samples}>
      {(state) => (
        <Stack gap="xs" py="sm">
          <OnBadge on={state.running} onWord="Sample data is in" offWord="No sample data" />
          <Text c="dimmed" maw={640}>
            {state.running
              ? `A receiver on this machine (${state.receiver}) has answered ${plural(state.received, "request")}. Removing takes its subscriptions, messages and events away; yours stay.`
              : "Starts a receiver on this machine that answers 200, 422, 500 and slowly by turns, and sends it sample shop events through real hooks."}
          </Text>
          <Group>
            {state.running ? (
              <Button variant="default" loading={busy} onClick={stop}>
                Remove sample data
              </Button>
            ) : (
              <StartSamples word="Try with sample data" />
            )}
          </Group>
        </Stack>
      )}
    </Answer>
  );
}
