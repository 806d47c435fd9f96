/** A route per screen. The address lives behind `#`, so that it works under tauri:// and under any server. */
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  type RouterHistory,
} from "@tanstack/react-router";
import { z } from "zod";
import { toFault } from "./host/host";
import { FaultAlert } from "./parts/fault";
import { Empty } from "./parts/states";
import { ConnectionsScreen } from "./screens/connections";
import { EventsScreen } from "./screens/events";
import { EventScreen } from "./screens/events/event";
import { eventSearch } from "./screens/events/search";
import { HooksScreen } from "./screens/hooks";
import { HookContentScreen } from "./screens/hooks/design";
import { MessageScreen } from "./screens/message";
import { MessagesScreen } from "./screens/messages";
import { messageSearch } from "./screens/messages/search";
import { OverviewScreen } from "./screens/overview";
import { SettingsScreen } from "./screens/settings";
import { SigningScreen } from "./screens/signing";
import { SubscriptionsScreen } from "./screens/subscriptions";
import { WebhooksScreen } from "./screens/webhooks";
import { LogsScreen } from "./screens/webhooks/logs";
import { MethodsScreen } from "./screens/webhooks/methods";
import { catalogueSearch, logSearch, testSearch, webhookSearch } from "./screens/webhooks/search";
import { SecretsScreen } from "./screens/webhooks/secrets";
import { SignatureScreen } from "./screens/webhooks/signature";
import { TestScreen } from "./screens/webhooks/test-page";
import { WebhookScreen } from "./screens/webhooks/webhook";
import { Welcome } from "./screens/welcome";
import { Shell } from "./shell/shell";

/** Configuration screens: which row is open (or a new one), and a text filter; each screen may keep more there. */
const configSearch = z.looseObject({
  open: z
    .union([z.number(), z.literal("new")])
    .optional()
    .catch(undefined),
  q: z.string().optional().catch(undefined),
});
export type ConfigSearch = z.infer<typeof configSearch>;

/** Which part of the settings is shown first. */
const settingsSearch = z.object({ part: z.enum(["verify"]).optional().catch(undefined) });

const root = createRootRoute({
  component: Shell,
  notFoundComponent: () => <Empty title="There is no such screen.">Choose one on the left.</Empty>,
  errorComponent: ({ error, reset }) => <FaultAlert fault={toFault(error)} onRetry={reset} />,
});

const routes = [
  createRoute({ getParentRoute: () => root, path: "/", component: OverviewScreen }),
  createRoute({
    getParentRoute: () => root,
    path: "/messages",
    component: MessagesScreen,
    validateSearch: messageSearch,
  }),
  createRoute({ getParentRoute: () => root, path: "/messages/$id", component: MessageScreen }),
  createRoute({ getParentRoute: () => root, path: "/events", component: EventsScreen, validateSearch: eventSearch }),
  createRoute({ getParentRoute: () => root, path: "/events/$id", component: EventScreen }),
  createRoute({ getParentRoute: () => root, path: "/hooks", component: HooksScreen, validateSearch: configSearch }),
  createRoute({ getParentRoute: () => root, path: "/hooks/$id/content", component: HookContentScreen }),
  createRoute({
    getParentRoute: () => root,
    path: "/webhooks",
    component: WebhooksScreen,
    validateSearch: configSearch,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/webhooks/methods",
    component: MethodsScreen,
    validateSearch: catalogueSearch,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/webhooks/test",
    component: TestScreen,
    validateSearch: testSearch,
  }),
  createRoute({ getParentRoute: () => root, path: "/webhooks/logs", component: LogsScreen, validateSearch: logSearch }),
  createRoute({ getParentRoute: () => root, path: "/webhooks/signature", component: SignatureScreen }),
  createRoute({
    getParentRoute: () => root,
    path: "/webhooks/secrets",
    component: SecretsScreen,
    validateSearch: configSearch,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/webhooks/$id",
    component: WebhookScreen,
    validateSearch: webhookSearch,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/subscriptions",
    component: SubscriptionsScreen,
    validateSearch: configSearch,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/connections",
    component: ConnectionsScreen,
    validateSearch: configSearch,
  }),
  createRoute({ getParentRoute: () => root, path: "/signing", component: SigningScreen }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings",
    component: SettingsScreen,
    validateSearch: settingsSearch,
  }),
  createRoute({ getParentRoute: () => root, path: "/welcome", component: Welcome }),
] as const;

const routeTree = root.addChildren(routes);

export function makeRouter(history: RouterHistory = createHashHistory()) {
  return createRouter({ routeTree, history, defaultPreload: false, scrollRestoration: false });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
