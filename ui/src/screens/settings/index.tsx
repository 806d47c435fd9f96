/** Settings, the key of the secrets, sample data, and the installation itself. */
import { Box, Title } from "@mantine/core";
import { useIsFetching } from "@tanstack/react-query";
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
  const verify = useShownFirst(part === "verify");
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

/** A part to scroll to, once what stands above it is there. The address forgets it then, so that it can be asked for anew. */
function useShownFirst(wanted: boolean): RefObject<HTMLElement | null> {
  const at = useRef<HTMLElement>(null);
  const navigate = route.useNavigate();
  const settled = useIsFetching() === 0;
  useEffect(() => {
    if (!wanted || !settled) return;
    at.current?.scrollIntoView({ block: "start" });
    at.current?.focus({ preventScroll: true });
    void navigate({ search: {}, replace: true });
  }, [wanted, settled, navigate]);
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
