/** The commands of hook contents and synchronous hooks, until `bindings.ts` has them. */
import type { Commands as Bound, Hook as BoundHook, SaveHook as BoundSaveHook, Fault, Nothing } from "../bindings";

export type Moment = "before" | "after";
export type Verb = "POST" | "PUT" | "GET" | "DELETE";

export type Field = { name: string; source?: string | null; converter?: string | null; active?: boolean };
export type Header = { name: string; value: string; resolver?: string | null; active?: boolean };
export type Rule = { field: string; operator: string; value?: string | null; active?: boolean };
export type Body = { kind: "form" } | { kind: "nothing" } | { kind: "template"; text: string; content_type: string };

/** What is sent, and when. */
export type Content = { fields: Field[]; headers: Header[]; rules: Rule[][]; body?: Body | null };

export type ConsoleOauth = {
  client_id: string;
  client_secret: string;
  org_id: string;
  environment?: string | null;
};

export type Webhook = {
  method: string;
  moment: Moment;
  batch: string;
  batch_order: number;
  name: string;
  url: string;
  verb: Verb | null;
  priority: number;
  required: boolean;
  timeout_ms: number;
  soft_timeout_ms: number;
  ttl_s: number;
  fallback_error_message: string | null;
  active: boolean;
  ssl_verification: boolean;
  ssl_certificate_path: string | null;
  oauth: ConsoleOauth | null;
  content: Content;
};

export type SavedWebhook = Webhook & { id: number; created_at: string; updated_at: string; warnings: string[] };

/** Says where a value was left out or found wanting; `field` as faults name it. */
export type Note = { level: string; field: string | null; message: string };
export type NameValue = { name: string; value: string };
export type RuleVerdict = { holds: boolean; why: string };

export type PreviewContent = { content: Content; payload: string; context?: string; wrap?: "data" | "raw" };
export type ContentPreview = {
  fires: boolean;
  rules: RuleVerdict[][];
  body: string | null;
  content_type: string | null;
  headers: NameValue[];
  notes: Note[];
  faults: Fault[];
};

export type VocabularyMethod = { name: string; about: string; arguments: string[] };
export type VocabularyContext = { name: string; about: string; methods: VocabularyMethod[] };
export type VocabularyConverter = {
  name: string;
  about: string;
  arguments: Array<{ name: string; about: string; required: boolean }>;
  example: string;
};
export type VocabularyOperator = { name: string; about: string; adobe: boolean; takes_value: boolean };
export type Vocabulary = {
  contexts: VocabularyContext[];
  converters: VocabularyConverter[];
  operators: VocabularyOperator[];
};

export type CatalogueEntry = {
  name: string;
  kind: "observer" | "plugin" | "event";
  moments: Moment[];
  about: string;
  documented: boolean;
  seen: boolean;
};
export type CatalogueMethod = {
  name: string;
  /** Text with type names. */
  shape: string;
  /** JSON. */
  sample: string;
  /** JSON. */
  learned: string | null;
  recent: Array<{ event_id: string; received_at: string }>;
};

export type ImportAnswer = {
  kind: "adobe" | "aligent" | "rest";
  webhooks: Webhook[];
  hooks: Array<{ name: string }>;
  warnings: Array<{ line: number; column: number; message: string }>;
  applied: boolean;
};

export type LogLine = { level: string; hook: string | null; message: string };
export type TestedHook = {
  name: string;
  batch: string;
  fires: boolean;
  request: { method: string; url: string; headers: NameValue[]; body: string | null } | null;
  answer: { status: number | null; headers: NameValue[]; body: string | null } | null;
};
export type WebhookTest = {
  result: "success" | "exception";
  payload: string;
  exception: { type: string; message: string } | null;
  log: LogLine[];
  hooks: TestedHook[];
};

export type ListWebhookLogs = {
  level?: string;
  method?: string;
  batch?: string;
  hook?: string;
  request_id?: string;
  search?: string;
  before?: number;
  limit?: number;
};
export type WebhookLog = {
  id: number;
  method: string;
  moment: Moment;
  batch: string;
  hook: string;
  level: string;
  message: string;
  request_id: string;
  at: string;
};

export type Signature = {
  enabled: boolean;
  public_key: string | null;
  previous: { public_key: string; until: string } | null;
  created_at: string | null;
};

export type Hook = BoundHook & { content?: Content };
export type SaveHook = BoundSaveHook & { content?: Content };

interface ContentCommands {
  "hooks.list": { request: Nothing; response: Hook[] };
  "hooks.save": { request: SaveHook; response: Hook };
  "content.preview": { request: PreviewContent; response: ContentPreview };
  "content.vocabulary": { request: Nothing; response: Vocabulary };
  "catalogue.list": { request: { search?: string }; response: CatalogueEntry[] };
  "catalogue.get": { request: { name: string; moment?: Moment }; response: CatalogueMethod };
  "webhooks.list": { request: Nothing; response: SavedWebhook[] };
  "webhooks.save": { request: { id?: number; webhook: Webhook }; response: SavedWebhook };
  "webhooks.delete": { request: { ids: number[] }; response: Nothing };
  "webhooks.import": { request: { text: string; apply: boolean }; response: ImportAnswer };
  "webhooks.export": {
    request: { ids?: number[]; format: "xml" | "json" | "aligent" };
    response: { text: string };
  };
  "webhooks.test": {
    request: { method: string; moment: Moment; payload: string; context?: string };
    response: WebhookTest;
  };
  "webhooks.logs": { request: ListWebhookLogs; response: { rows: WebhookLog[]; more: boolean } };
  "signature.get": { request: Nothing; response: Signature };
  "signature.set": { request: { enabled: boolean }; response: Signature };
  "signature.regenerate": { request: { overlap_hours: number }; response: Signature };
}

export type Commands = Omit<Bound, keyof ContentCommands> & ContentCommands;
