/** The tabs over the message grid, each with its live count. */
import { Tabs } from "@mantine/core";
import type { Counts } from "../../bindings";
import { Dot, type Tone } from "../../parts/badge";
import { useCommand } from "../../query";
import { compactCount, fullCount } from "../../words";
import classes from "./messages.module.css";
import { TABS, type Tab } from "./search";

const words: Record<Tab, string> = {
  queued: "Queued",
  retrying: "Retrying",
  rejected: "Rejected",
  delivered: "Delivered",
  all: "All",
};
const tones: Record<Tab, Tone | null> = {
  queued: "queued",
  retrying: "retrying",
  rejected: "rejected",
  delivered: "delivered",
  all: null,
};

export function tabCount(counts: Counts, tab: Tab): number {
  return tab === "queued" ? counts.queued + counts.sending + counts.held : counts[tab];
}

/** What the Queued tab's count is made of, where it is more than waiting messages. */
function hint(counts: Counts, tab: Tab): string {
  if (tab !== "queued") return fullCount(tabCount(counts, tab));
  return `${fullCount(counts.queued)} queued, ${fullCount(counts.sending)} sending, ${fullCount(counts.held)} held`;
}

export function MessageTabs({ tab, onTab }: { tab: Tab; onTab: (tab: Tab) => void }) {
  const counts = useCommand("counts.get", {}).data;
  return (
    <Tabs value={tab} onChange={(value) => onTab(value as Tab)} className={classes.tabs}>
      <Tabs.List aria-label="Messages by state">
        {TABS.map((name) => {
          const tone = tones[name];
          return (
            <Tabs.Tab key={name} value={name} leftSection={tone && <Dot tone={tone} />} className={classes.tab}>
              {words[name]}{" "}
              {counts && (
                <span className={classes.tabCount} title={hint(counts, name)}>
                  {compactCount(tabCount(counts, name))}
                </span>
              )}
            </Tabs.Tab>
          );
        })}
      </Tabs.List>
    </Tabs>
  );
}
