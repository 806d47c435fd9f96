/** Settings, the key of the secrets, sample data, and the installation itself. */
import { Box, Title } from "@mantine/core";
import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, type RefObject, useEffect, useRef } from "react";
import { Page } from "../../parts/page";
import { Answer } from "../../parts/states";
import { useCommand } from "../../query";
import { About, Maintenance } from "./about";
import { groupSettings } from "./groups";
import { Samples } from "./samples";
import { Security } from "./security";
import { SettingRow } from "./setting-row";
import classes from "./settings.module.css";
import { Verify } from "./verify";

const route = getRouteApi("/settings");

export function SettingsScreen() {
  const settings = useCommand("settings.list", {});
  const { part } = route.useSearch();
  const verify = useShownFirst(part === "verify" && settings.data !== undefined);
  return (
    <Page title="Settings">
      <Box className={classes.page}>
        <Answer query={settings}>
          {(all) =>
            groupSettings(all).map((group) => (
              <Part key={group.id} title={group.title}>
                {group.settings.map((setting) => (
                  <SettingRow key={setting.key} setting={setting} />
                ))}
              </Part>
            ))
          }
        </Answer>
        <Part title="Security">
          <Security />
        </Part>
        <Part title="Sample data">
          <Samples />
        </Part>
        <Part title="This installation">
          <About />
          <Maintenance />
        </Part>
        <Part title="Verify this installation" at={verify}>
          <Verify />
        </Part>
      </Box>
    </Page>
  );
}

/** A part to scroll to, once what stands above it is there; later changes leave a reader where they are. */
function useShownFirst(wanted: boolean): RefObject<HTMLElement | null> {
  const at = useRef<HTMLElement>(null);
  const shown = useRef(false);
  const client = useQueryClient();
  const reading = useIsFetching();
  useEffect(() => {
    if (!wanted) shown.current = false;
    // Asked again here: what has only just been shown may have begun to read since the render.
    if (!wanted || shown.current || reading > 0 || client.isFetching() > 0) return;
    shown.current = true;
    at.current?.scrollIntoView({ block: "start" });
    at.current?.focus({ preventScroll: true });
  }, [wanted, reading, client]);
  return at;
}

function Part({ title, at, children }: { title: string; at?: RefObject<HTMLElement | null>; children: ReactNode }) {
  return (
    <section ref={at} className={classes.section} aria-label={title} tabIndex={at ? -1 : undefined}>
      <Title order={2}>{title}</Title>
      {children}
    </section>
  );
}
