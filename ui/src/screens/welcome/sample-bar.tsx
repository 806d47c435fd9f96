/** Says that sample data is in, with the one click that takes it out again. */
import { Button, Text } from "@mantine/core";
import { useCommand } from "../../query";
import { plural } from "../../words";
import { useSamples } from "./use-samples";
import classes from "./welcome.module.css";

export function SampleBar() {
  const samples = useCommand("samples.state", {});
  const { stop, busy } = useSamples();
  if (!samples.data?.running) return null;
  return (
    <div className={classes.bar} role="status" aria-label="Sample data">
      <Text>
        Sample data is in: what you see comes from a made-up shop and goes to a receiver on this machine (
        {plural(samples.data.received, "request")} so far).
      </Text>
      <Button variant="default" size="compact-sm" loading={busy} onClick={stop}>
        Remove sample data
      </Button>
    </div>
  );
}
