/** Settings, the key of the secrets, sample data, and the installation itself. */
import { Box, Title } from "@mantine/core";
import type { ReactNode } from "react";
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

export function SettingsScreen() {
  const settings = useCommand("settings.list", {});
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
        <Part title="Verify this installation">
          <Verify />
        </Part>
      </Box>
    </Page>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <Title order={2}>{title}</Title>
      {children}
    </section>
  );
}
