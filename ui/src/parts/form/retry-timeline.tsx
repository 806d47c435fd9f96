import { Skeleton, Text, Tooltip } from "@mantine/core";
import type { RetryPolicy } from "../../bindings";
import { useCommand } from "../../query";
import { sentence } from "../../words";
import { waitText } from "./durations";
import classes from "./retry-timeline.module.css";

const SHOWN = 14;

/** What a policy comes to: each wait, and when Hookdesk gives up. The backend reckons it, so it is what will happen. */
export function RetryTimeline({ policy }: { policy: RetryPolicy | null }) {
  const preview = useCommand(
    "retry.preview",
    { retry: policy ?? { kind: "standard" } },
    { enabled: policy !== null, keep: true },
  );
  if (policy === null) {
    return (
      <Text size="xs" c="dimmed">
        The timeline appears once the policy is complete.
      </Text>
    );
  }
  if (preview.error) {
    return (
      <Text size="xs" c="red" role="alert">
        {sentence(preview.error.message)}
      </Text>
    );
  }
  if (!preview.data) return <Skeleton height={22} />;
  const { delays_ms: delays, total_ms: total } = preview.data;
  const hidden = delays.length - SHOWN;
  const last = delays.at(-1) ?? 0;
  return (
    <section aria-label="Retry timeline">
      <ol className={classes.list}>
        <li>
          <span className={classes.first}>first try at once</span>
        </li>
        {delays.slice(0, SHOWN).map((delay, index) => {
          const since = delays.slice(0, index + 1).reduce((sum, ms) => sum + ms, 0);
          return (
            // The place in the list is what a retry is.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={index}>
              <Tooltip label={`Retry ${index + 1}: ${waitText(since)} after the first try`}>
                <span className={classes.wait}>+{waitText(delay)}</span>
              </Tooltip>
            </li>
          );
        })}
        {hidden > 0 && (
          <li>
            <span className={classes.first}>
              {hidden} more, the last after {waitText(last)}
            </span>
          </li>
        )}
      </ol>
      <Text size="xs" c="dimmed" mt={6}>
        {delays.length === 1 ? "1 retry" : `${delays.length} retries`}; rejected {waitText(total)} after the first try
        at the earliest. {jitter(policy)} A receiver's Retry-After may lengthen a wait, never shorten it.
      </Text>
    </section>
  );
}

function jitter(policy: RetryPolicy): string {
  if (policy.kind === "classic" || policy.kind === "custom") return "These waits are exact.";
  return "Up to a tenth is added to each wait, so that messages that failed together do not come back together.";
}
