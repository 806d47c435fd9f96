/** A quiet line over every screen while this computer's own network is away, saying what waits and that nothing is lost. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { NetworkState } from "../bindings";
import { Badge } from "../parts/badge";
import { Time } from "../parts/time";
import { useCommand } from "../query";
import { networkWord, plural } from "../words";
import classes from "./shell.module.css";

export function NetworkBanner() {
  const network = useCommand("system.network", {}).data;
  if (network === undefined || network.state === "online") return null;
  return (
    <div className={classes.network} role="status" aria-label="Network">
      <Badge tone="held">
        <b>{networkWord[network.state] ?? network.state}</b>
        {network.since && (
          <>
            {" since "}
            <Time at={network.since} />
          </>
        )}
      </Badge>
      <span>{network.text}</span>
      {network.held > 0 && <Waiting network={network} />}
    </div>
  );
}

function Waiting({ network }: { network: NetworkState }) {
  return (
    <Button
      variant="default"
      size="compact-xs"
      renderRoot={(props) => <Link to="/messages" search={{ tab: "all", states: ["held"] }} {...props} />}
    >
      {plural(network.held, "message")} waiting
    </Button>
  );
}
