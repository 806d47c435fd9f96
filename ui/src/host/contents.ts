/** The commands of hook contents that `bindings.ts` does not have yet. */
import type { Commands as Bound, Content, Fault, Moment, Nothing, Webhook } from "../bindings";

/** Says where a value was left out or found wanting; `field` as faults name it. */
export type ContentNote = { level: string; field: string | null; message: string };
export type NameValue = { name: string; value: string };
export type RuleVerdict = { holds: boolean; why: string };

export type PreviewContent = { content: Content; payload: string; context?: string; wrap?: "data" | "raw" };
export type ContentPreview = {
  fires: boolean;
  rules: RuleVerdict[][];
  body: string | null;
  content_type: string | null;
  headers: NameValue[];
  notes: ContentNote[];
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

export type ImportedWebhooks = {
  /** `adobe`, `aligent`, `rest` or `hookdesk`. */
  kind: string;
  webhooks: Webhook[];
  hooks: Array<{ name: string }>;
  /** Line and column count from 1; line 0 where a warning concerns no place. */
  warnings: Array<{ line: number; column: number; message: string }>;
  applied: boolean;
};

export type ExportFormat = "xml" | "json" | "rest" | "aligent";
/** `warnings`: what its readers will not make of it what Hookdesk does. */
export type ExportedWebhooks = { text: string; warnings: string[] };

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

export type Signature = {
  enabled: boolean;
  public_key: string | null;
  previous: { public_key: string; until: string } | null;
  created_at: string | null;
};

interface ContentCommands {
  "content.preview": { request: PreviewContent; response: ContentPreview };
  "content.vocabulary": { request: Nothing; response: Vocabulary };
  "webhooks.import": { request: { text: string; apply: boolean }; response: ImportedWebhooks };
  "webhooks.export": {
    request: { ids?: number[]; format: ExportFormat };
    response: ExportedWebhooks;
  };
  "webhooks.test": {
    request: { method: string; moment: Moment; payload: string; context?: string };
    response: WebhookTest;
  };
  "signature.get": { request: Nothing; response: Signature };
  "signature.set": { request: { enabled: boolean }; response: Signature };
  "signature.regenerate": { request: { overlap_hours: number }; response: Signature };
}

export type Commands = Omit<Bound, keyof ContentCommands> & ContentCommands;
