/** The frame of a screen: a title row with actions, then the content, which scrolls by itself. */
import { Group, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import classes from "./page.module.css";

export function Page({
  title,
  actions,
  children,
  scroll = true,
  heading,
}: {
  /** Names the screen, also in the window's title. */
  title: string;
  /** Shown in place of the plain title. */
  heading?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Off for screens whose grid scrolls by itself. */
  scroll?: boolean;
}) {
  useEffect(() => {
    document.title = `${title} · Hookdesk`;
  }, [title]);
  return (
    <section className={classes.page} aria-label={title}>
      <header className={classes.head}>
        {heading ?? <Title order={1}>{title}</Title>}
        <Group gap="xs" wrap="nowrap">
          {actions}
        </Group>
      </header>
      <div className={scroll ? classes.scroll : classes.fill}>{children}</div>
    </section>
  );
}
