/** The window's frame: the sidebar with live counts, the link's state, and the screen. */
import { ActionIcon, Modal, Tooltip, useMantineColorScheme } from "@mantine/core";
import { Link, Outlet } from "@tanstack/react-router";
import { useState } from "react";
import { useLink } from "../host/context";
import { Icon, type IconName } from "../parts/icon";
import { useCommand } from "../query";
import { compactCount, fullCount } from "../words";
import { AuthorizationBanner } from "./authorization";
import { KeyList, useGoKeys } from "./keys";
import { NetworkBanner } from "./network";
import classes from "./shell.module.css";

export function Shell() {
  const [keysShown, setKeysShown] = useState(false);
  useGoKeys(() => setKeysShown(true));
  return (
    <div className={classes.shell}>
      <nav className={classes.side} aria-label="Screens">
        <div className={classes.brand}>Hookdesk</div>
        <Screens />
        <div className={classes.foot}>
          <LinkState />
          <Tooltip label="Keys (?)">
            <ActionIcon aria-label="Show the keys" onClick={() => setKeysShown(true)}>
              <Icon name="keyboard" />
            </ActionIcon>
          </Tooltip>
          <SchemeToggle />
        </div>
      </nav>
      <main className={classes.main}>
        <NetworkBanner />
        <AuthorizationBanner />
        <Outlet />
      </main>
      <Modal opened={keysShown} onClose={() => setKeysShown(false)} title="Keys" size="md">
        <KeyList />
      </Modal>
    </div>
  );
}

function Screens() {
  const counts = useCommand("counts.get", {}).data;
  const hooks = useCommand("hooks.list", {}).data?.length;
  const subscriptions = useCommand("subscriptions.list", {}).data?.length;
  // An engine that knows no webhooks has no place for them here.
  const webhooks = useCommand("webhooks.list", {});
  const connections = useCommand("connections.list", {}).data?.length;
  return (
    <ul className={classes.list}>
      <Screen to="/" icon="overview" word="Overview" />
      <Screen
        to="/messages"
        icon="messages"
        word="Messages"
        count={counts?.all}
        alarm={counts?.rejected}
        alarmWord="rejected"
      />
      <Screen
        to="/events"
        icon="events"
        word="Events"
        count={counts?.events}
        alarm={counts?.unmatched_events}
        alarmWord="unmatched"
        quiet
      />
      <Screen to="/hooks" icon="hooks" word="Hooks" count={hooks} />
      {webhooks.error?.code !== "not_found" && (
        <Screen to="/webhooks" icon="webhooks" word="Webhooks" count={webhooks.data?.length} />
      )}
      <Screen to="/subscriptions" icon="subscriptions" word="Subscriptions" count={subscriptions} />
      <Screen to="/connections" icon="connections" word="Connections" count={connections} />
      <Screen to="/signing" icon="signing" word="Signing" />
      <Screen to="/settings" icon="settings" word="Settings" />
    </ul>
  );
}

interface ScreenProps {
  to:
    | "/"
    | "/messages"
    | "/events"
    | "/hooks"
    | "/webhooks"
    | "/subscriptions"
    | "/connections"
    | "/signing"
    | "/settings";
  icon: IconName;
  word: string;
  count?: number;
  /** How many of them need a person. */
  alarm?: number;
  alarmWord?: string;
  /** The alarm is a remark rather than an alarm. */
  quiet?: boolean;
}

function Screen({ to, icon, word, count, alarm, alarmWord, quiet }: ScreenProps) {
  const loud = alarm !== undefined && alarm > 0;
  return (
    <li>
      <Link to={to} className={classes.item} activeOptions={{ exact: to === "/", includeSearch: false }}>
        <Icon name={icon} />
        <span className={classes.word}>{word}</span>
        {loud && (
          <Tooltip label={`${fullCount(alarm)} ${alarmWord}`}>
            <span className={quiet ? classes.remark : classes.alarm}>{compactCount(alarm, 1000)}</span>
          </Tooltip>
        )}
        {count !== undefined && (
          <span className={classes.count} title={fullCount(count)}>
            {compactCount(count)}
          </span>
        )}
      </Link>
    </li>
  );
}

function LinkState() {
  const alive = useLink();
  return (
    <Tooltip
      label={
        alive
          ? "Changes arrive as they happen."
          : "The engine does not answer. What you see may be old; the window keeps trying to connect."
      }
    >
      <span className={classes.link} data-alive={alive} role="status">
        <span className={classes.linkDot} aria-hidden="true" />
        {alive ? "Live" : "Reconnecting…"}
      </span>
    </Tooltip>
  );
}

const NEXT_SCHEME = { auto: "light", light: "dark", dark: "auto" } as const;
const SCHEME_ICON = { auto: "auto", light: "sun", dark: "moon" } as const;

function SchemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = NEXT_SCHEME[colorScheme];
  const words = { auto: "as the system", light: "light", dark: "dark" };
  return (
    <Tooltip label={`Colours: ${words[colorScheme]}`}>
      <ActionIcon
        aria-label={`Colours: ${words[colorScheme]}. Change to ${words[next]}.`}
        onClick={() => setColorScheme(next)}
      >
        <Icon name={SCHEME_ICON[colorScheme]} />
      </ActionIcon>
    </Tooltip>
  );
}
