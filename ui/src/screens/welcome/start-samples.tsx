/** The button that puts sample data in. Sample events are real events: own subscriptions to them would get them too. */
import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { Confirm } from "../../parts/confirm";
import { useCommand } from "../../query";
import { plural } from "../../words";
import { useSamples } from "./use-samples";

export function StartSamples({ word, onStarted }: { word: string; onStarted?: () => void }) {
  const { start, busy } = useSamples(onStarted);
  const payloads = useCommand("samples.payloads", {});
  const subscriptions = useCommand("subscriptions.list", {});
  const [asking, setAsking] = useState(false);
  const names = new Set(payloads.data?.map((sample) => sample.event_name));
  const own = (subscriptions.data ?? []).filter((one) => one.enabled && names.has(one.event_name)).length;
  return (
    <>
      <Button variant="default" loading={busy} onClick={() => (own > 0 ? setAsking(true) : start())}>
        {word}
      </Button>
      {asking && (
        <Confirm
          title="Your own subscriptions would get sample events"
          action="Start all the same"
          danger
          onClose={() => setAsking(false)}
          onConfirm={start}
        >
          <Text>
            {plural(own, "subscription")} of yours {own === 1 ? "is" : "are"} for the same events. Made-up customers and
            orders would be sent to {own === 1 ? "its receiver" : "their receivers"}.
          </Text>
          <Text c="dimmed">To keep them out, switch those subscriptions off first.</Text>
        </Confirm>
      )}
    </>
  );
}
