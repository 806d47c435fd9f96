/** How each subscription does. */
import { Table, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { SubscriptionHealth } from "../../bindings";
import { OnBadge } from "../../parts/badge";
import { Empty } from "../../parts/states";
import { useNow } from "../../parts/time";
import { distance } from "../../parts/time-text";
import { fullCount } from "../../words";
import type { MessageSearch } from "../messages/search";
import classes from "./overview.module.css";

export function Health({ subscriptions }: { subscriptions: readonly SubscriptionHealth[] }) {
  const now = useNow();
  return (
    <section aria-labelledby="overview-health">
      <Title order={2} id="overview-health" mb="xs">
        Subscriptions
      </Title>
      {subscriptions.length === 0 ? (
        <Empty title="There is no subscription yet.">Without one, events are kept but nothing is sent.</Empty>
      ) : (
        <div className={classes.tableScroll}>
          <Table highlightOnHover horizontalSpacing="xs" className={classes.table}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Subscription</Table.Th>
                <Table.Th>Hook</Table.Th>
                <Table.Th>On</Table.Th>
                <Table.Th ta="right">Delivered 24 h</Table.Th>
                <Table.Th ta="right">Failed 24 h</Table.Th>
                <Table.Th ta="right">Waiting</Table.Th>
                <Table.Th ta="right">Held</Table.Th>
                <Table.Th ta="right">Rejected</Table.Th>
                <Table.Th>Oldest</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {subscriptions.map((entry) => (
                <Table.Tr key={entry.id}>
                  <Table.Td className={classes.label}>
                    <Link to="/subscriptions" search={{ open: entry.id }} className={classes.link} title={entry.label}>
                      {entry.label}
                    </Link>
                  </Table.Td>
                  <Table.Td className={classes.label}>{entry.event_name}</Table.Td>
                  <Table.Td>
                    <OnBadge on={entry.enabled} />
                  </Table.Td>
                  <Table.Td ta="right">{fullCount(entry.delivered_24h)}</Table.Td>
                  <Table.Td ta="right" className={entry.failed_24h > 0 ? "bad" : undefined}>
                    {fullCount(entry.failed_24h)}
                  </Table.Td>
                  <Amount
                    count={entry.waiting}
                    search={{ tab: "all", states: ["queued", "sending", "retrying"], subscriptions: [entry.id] }}
                  />
                  <Amount count={entry.held} search={{ tab: "all", states: ["held"], subscriptions: [entry.id] }} />
                  <Amount count={entry.rejected} search={{ tab: "rejected", subscriptions: [entry.id] }} />
                  <Table.Td>
                    {entry.oldest_waiting ? distance(entry.oldest_waiting, now) : <span className="dim">–</span>}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </section>
  );
}

/** A number that leads to its messages. */
function Amount({ count, search }: { count: number; search: MessageSearch }) {
  return (
    <Table.Td ta="right">
      {count === 0 ? (
        <span className="dim">0</span>
      ) : (
        <Link to="/messages" search={search} className={classes.link}>
          {fullCount(count)}
        </Link>
      )}
    </Table.Td>
  );
}
