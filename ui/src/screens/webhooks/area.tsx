/** What the screens of synchronous hooks have in common: the way from one to the other. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Page } from "../../parts/page";
import classes from "./webhooks.module.css";

type Props = { title: string; actions?: ReactNode; scroll?: boolean; children: ReactNode };

export function WebhookArea({ title, actions, scroll = false, children }: Props) {
  return (
    <Page
      title={title}
      scroll={scroll}
      actions={actions}
      heading={
        <nav className={classes.area} aria-label="Webhook screens">
          <AreaLink to="/webhooks" word="Webhooks" exact />
          <AreaLink to="/webhooks/methods" word="Catalogue" />
          <AreaLink to="/webhooks/test" word="Test" />
          <AreaLink to="/webhooks/logs" word="Logs" />
          <AreaLink to="/webhooks/signature" word="Digital signature" />
          <AreaLink to="/webhooks/secrets" word="Secrets" />
        </nav>
      }
    >
      {children}
    </Page>
  );
}

type To =
  | "/webhooks"
  | "/webhooks/methods"
  | "/webhooks/test"
  | "/webhooks/logs"
  | "/webhooks/signature"
  | "/webhooks/secrets";

function AreaLink({ to, word, exact = false }: { to: To; word: string; exact?: boolean }) {
  return (
    <Link to={to} className={classes.areaLink} activeOptions={{ exact, includeSearch: false }}>
      {word}
    </Link>
  );
}
