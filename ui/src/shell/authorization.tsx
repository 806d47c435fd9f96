/** A quiet line over every screen while a connection waits for a person to authorize it. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Badge } from "../parts/badge";
import { useCommand } from "../query";
import { useHeld } from "../query/held";
import { heldText } from "../words";
import classes from "./shell.module.css";

export function AuthorizationBanner() {
  const connections = useCommand("connections.list", {}).data ?? [];
  const waiting = connections.filter(({ unauthorized }) => unauthorized);
  const held = useHeld(waiting.map(({ id }) => id));
  const [first] = waiting;
  if (first === undefined) return null;
  const one = waiting.length === 1;
  return (
    <div className={classes.network} role="status" aria-label="Authorization">
      <Badge tone="held">
        <b>Needs authorization</b>
      </Badge>
      <span>
        {one ? `${first.name}: ` : `${waiting.length} connections: `}
        {heldText(held)}
      </span>
      <Button
        variant="default"
        size="compact-xs"
        renderRoot={(props) => (
          <Link to="/connections" search={one ? ({ authorize: first.id } as never) : undefined} {...props} />
        )}
      >
        {one ? "Authorize" : "Look at them"}
      </Button>
    </div>
  );
}
