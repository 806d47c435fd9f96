// Written by `cargo xtask bindings` from crates/hookdesk-api; do not edit.

/**
 * What happened and what to do about it, for people.
 */
export type Advice = { 
/**
 * A sentence or two.
 */
what: string, 
/**
 * A sentence or two.
 */
next: string, };

/**
 * One message of an answer.
 */
export type AnswerMessage = { 
/**
 * Its id.
 */
id: string, 
/**
 * For whom.
 */
subscription_id: number, 
/**
 * Where it stood when accepted.
 */
state: MessageState, };

/**
 * Names one attempt.
 */
export type AttemptRef = { 
/**
 * The message's id.
 */
id: string, 
/**
 * The attempt's number.
 */
number: number, };

/**
 * An attempt's request, ready to look at.
 */
export type AttemptRequest = { 
/**
 * The exact body sent.
 */
body: Body, 
/**
 * The request as a curl command, secrets redacted.
 */
curl: string, };

/**
 * How an attempt ended.
 */
export type AttemptResult = "delivered" | "failed";

/**
 * One HTTP try.
 */
export type AttemptRow = { 
/**
 * From 1.
 */
number: number, 
/**
 * What set it off.
 */
trigger: Trigger, 
/**
 * When it began.
 */
started_at: string, 
/**
 * Where its time went.
 */
timings: Timings, 
/**
 * How it ended.
 */
result: AttemptResult, 
/**
 * For failures: what is known.
 */
truth: FailureTruth | null, 
/**
 * For transport failures: which kind.
 */
class: TransportClass | null, 
/**
 * The answer's status.
 */
status: number | null, 
/**
 * What Retry-After asked for, in milliseconds.
 */
retry_after_ms: number | null, 
/**
 * The failure in words.
 */
error: string | null, 
/**
 * What the answer means and what to do, where it is one that Hookdesk knows: Mautic's and Magento's refusals.
 */
advice?: Advice, 
/**
 * Whether an edited body was sent.
 */
edited: boolean, 
/**
 * HTTP method.
 */
method: string, 
/**
 * Redacted URL.
 */
url: string, 
/**
 * Redacted request headers in the order sent.
 */
request_headers: Array<[string, string]>, 
/**
 * Response headers in the order received.
 */
response_headers: Array<[string, string]>, 
/**
 * The response body, at most 64 KiB; `null` where none came.
 */
response_body: Body | null, 
/**
 * Whether the response was longer.
 */
response_truncated: boolean, };

/**
 * How requests authenticate.
 */
export type Auth = { "kind": "none" } | { "kind": "basic", 
/**
 * User name.
 */
username: string, } | { "kind": "bearer" } | { "kind": "api_key_header", 
/**
 * Header name.
 */
name: string, } | { "kind": "api_key_query", 
/**
 * Parameter name.
 */
name: string, } | { "kind": "oauth1", 
/**
 * The consumer key.
 */
consumer_key: string, 
/**
 * The access token. It only comes in: left empty, the stored one stays.
 */
token: string, 
/**
 * Signs as if the URL began with http://, for a shop behind a proxy that ends TLS.
 */
signature_url_http: boolean, 
/**
 * Seconds added to this machine's time in the signature, where the server's clock is ahead.
 */
clock_offset_s: number, } | { "kind": "oauth2" } & OAuth2;

/**
 * An authorization as it stands.
 */
export type Authorization = { 
/**
 * The connection.
 */
id: number, 
/**
 * How far it is.
 */
phase: AuthorizationPhase, 
/**
 * What a person is to open in the browser.
 */
authorize_url: string | null, 
/**
 * Where the browser comes back to.
 */
redirect_uri: string | null, 
/**
 * When it began.
 */
started_at: string | null, 
/**
 * When waiting ends.
 */
ends_at: string | null, 
/**
 * Who the token speaks for, where that was told.
 */
subject: string | null, 
/**
 * Why it failed.
 */
fault: Fault | null, 
/**
 * What was odd about what came.
 */
notes: Array<string>, };

/**
 * How far an authorization is.
 */
export type AuthorizationPhase = "idle" | "waiting" | "received" | "exchanging" | "done" | "failed" | "cancelled";

/**
 * Begins an authorization.
 */
export type AuthorizeConnection = { 
/**
 * The connection.
 */
id: number, 
/**
 * Consent, for this authorization, to a provider at a private or loopback address.
 */
allow_private?: boolean, };

/**
 * Asks for a backup.
 */
export type BackupRequest = { 
/**
 * Where to; a new file in the data directory's `backups` where left out.
 */
path?: string, };

/**
 * Gives up a key that is lost, with all it sealed.
 */
export type BeginAnew = { 
/**
 * The words `lose my secrets`.
 */
confirm: string, };

/**
 * Why sending has stopped until a person consents.
 */
export type BlockedAddress = { 
/**
 * The host.
 */
host: string, 
/**
 * Where it leads.
 */
addresses: Array<string>, 
/**
 * What a consent would cover.
 */
subnets: Array<string>, 
/**
 * The name led to a public address before: somebody may have redirected it.
 */
was_public: boolean, 
/**
 * One to three sentences for people.
 */
text: string, };

/**
 * Bytes that are usually text.
 */
export type Body = { 
/**
 * The text; base64 where the bytes are not UTF-8.
 */
text: string, 
/**
 * Whether `text` is base64.
 */
base64: boolean, 
/**
 * Size in bytes.
 */
size: number, };

/**
 * A body a person made.
 */
export type BodyEdit = { 
/**
 * When.
 */
made_at: string, 
/**
 * The bytes.
 */
body: Body, };

/**
 * What one step of an action did.
 */
export type BulkStep = { 
/**
 * Messages changed.
 */
changed: number, 
/**
 * Messages left alone because their state does not allow it.
 */
left: number, 
/**
 * Give this as `after` for the next step; `null` when done.
 */
next: number | null, };

/**
 * A name of the catalogue.
 */
export type CatalogueEntry = { 
/**
 * The name.
 */
name: string, 
/**
 * What it is.
 */
kind: CatalogueKind, 
/**
 * When a webhook may run on it; empty for what is only queued.
 */
moments: Array<Moment>, 
/**
 * One sentence about it.
 */
about: string, 
/**
 * Whether its payload is published.
 */
documented: boolean, 
/**
 * Whether events of this name came.
 */
seen: boolean, };

/**
 * What a name of the catalogue is.
 */
export type CatalogueKind = "observer" | "plugin" | "event";

/**
 * What comes with a name.
 */
export type CatalogueMethod = { 
/**
 * The name.
 */
name: string, 
/**
 * What it is.
 */
kind: CatalogueKind, 
/**
 * When a webhook may run on it.
 */
moments: Array<Moment>, 
/**
 * One sentence about it.
 */
about: string, 
/**
 * Whether its payload is published.
 */
documented: boolean, 
/**
 * Where the shape is from, one sentence.
 */
source: string, 
/**
 * The default payload: JSON text with the types' names for values, as Adobe's `webhooks:info` prints it.
 */
shape: string, 
/**
 * A payload of that shape, JSON text.
 */
sample: string, 
/**
 * A payload of the shape that real events had, JSON text; made-up values.
 */
learned: string | null, 
/**
 * The shape that real events had, in the form of `shape`.
 */
learned_shape: string | null, 
/**
 * The newest events of this name, at most 10.
 */
recent: Array<RecentEvent>, };

/**
 * Asks for what comes with a name.
 */
export type CatalogueRef = { 
/**
 * The name, with `.magento` or without.
 */
name: string, 
/**
 * Before where left out.
 */
moment?: Moment, 
/**
 * How many levels the shape shows, 1 to 8; 3 where left out.
 */
depth?: number, };

/**
 * Why a signature does not hold.
 */
export type CauseKind = "header_missing" | "header_malformed" | "timestamp_stale" | "timestamp_ahead" | "timestamp_malformed" | "body" | "body_rewritten" | "body_newline" | "secret_reading" | "covered" | "version" | "encoding" | "cut_short" | "key_kind" | "mismatch";

/**
 * A certificate.
 */
export type Certificate = { 
/**
 * Whose it is.
 */
subject: string, 
/**
 * Who signed it.
 */
issuer: string, 
/**
 * The host names and addresses it is for.
 */
names: Array<string>, 
/**
 * Serial number, hex with colons.
 */
serial: string, 
/**
 * From when it is good.
 */
not_before: string, 
/**
 * Until when.
 */
not_after: string, 
/**
 * SHA-256 of the whole, hex with colons.
 */
fingerprint: string, 
/**
 * Its public key, as a pin: `sha256/…`.
 */
pin: string, };

/**
 * Looks at the certificates of a connection's server by a handshake; no request is sent.
 */
export type CertificateRequest = { 
/**
 * The connection.
 */
id: number, 
/**
 * Consent, for this look, to a private address.
 */
allow_private?: boolean, };

/**
 * The certificates of a connection's server, as they were seen.
 */
export type CertificateView = { 
/**
 * The server's host.
 */
host: string, 
/**
 * Its port.
 */
port: number, 
/**
 * Leaf first, as the server sent it.
 */
chain: Array<Certificate>, 
/**
 * When.
 */
seen_at: string, 
/**
 * `good`, `ends_soon` (14 days or less), `expired`, or `refused`.
 */
state: string, 
/**
 * Why it is refused, in words with what to do; empty where it is good.
 */
why: string, 
/**
 * Whole days until the first certificate that matters ends; negative: since.
 */
days_left: number, 
/**
 * Whether one of the connection's pins fits; nothing where it has none.
 */
pinned: boolean | null, 
/**
 * The connection's own client certificate, where it has one.
 */
client: Certificate | null, };

/**
 * One thing looked at.
 */
export type CheckLine = { 
/**
 * Whether it is well.
 */
ok: boolean, 
/**
 * What was found.
 */
text: string, };

/**
 * What a check of the installation found.
 */
export type Checkup = { 
/**
 * Whether all is well.
 */
ok: boolean, 
/**
 * Each thing looked at, in a sentence.
 */
lines: Array<CheckLine>, };

/**
 * Chooses a passphrase, or changes it.
 */
export type ChoosePassphrase = { 
/**
 * The new one, of at least 8 characters.
 */
passphrase: string, 
/**
 * The one in force, where there is one.
 */
current?: string, };

/**
 * A connection.
 */
export type Connection = { 
/**
 * Its number.
 */
id: number, 
/**
 * A name for people.
 */
name: string, 
/**
 * Its kind; `generic` for now.
 */
kind: string, 
/**
 * Where it begins.
 */
base_url: string, 
/**
 * How to authenticate.
 */
auth: Auth, 
/**
 * How to sign.
 */
signing: Signing, 
/**
 * Fixed headers.
 */
headers: Array<[string, string]>, 
/**
 * Paused: its messages are held.
 */
paused: boolean, 
/**
 * A person must authorize first: its messages are held.
 */
unauthorized: boolean, 
/**
 * What may be known of its token; nothing where it uses none.
 */
token: TokenInfo | null, 
/**
 * Whether the password, token or key is stored.
 */
has_auth_secret: boolean, 
/**
 * Whether a signing key is stored.
 */
has_signing_secret: boolean, 
/**
 * How its TLS differs from the system's.
 */
tls: ConnectionTls, 
/**
 * Whether the key of its client certificate is stored.
 */
has_client_key: boolean, 
/**
 * The certificates of its server as they were last seen; nothing for http, or where none was ever seen.
 */
certificate: CertificateView | null, 
/**
 * How many subscriptions use it.
 */
subscriptions: number, 
/**
 * When it was made.
 */
created_at: string, 
/**
 * When it last changed.
 */
updated_at: string, };

/**
 * A provider whose settings are known.
 */
export type ConnectionPreset = { 
/**
 * Its stable key.
 */
key: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What one should know before choosing it.
 */
about: string, 
/**
 * The settings. Addresses below a base URL of one's own begin with `/`.
 */
auth: Auth, 
/**
 * Where it is; nothing where each customer has an address of their own.
 */
base_url: string | null, 
/**
 * The fields that are left to fill in, such as `base_url`, `auth.client_id`, `auth_secret`.
 */
asks: Array<string>, };

/**
 * What a test found.
 */
export type ConnectionTest = { 
/**
 * Whether an answer below 400 came.
 */
ok: boolean, 
/**
 * One sentence.
 */
summary: string, 
/**
 * What was sent and answered; the number is 0.
 */
attempt: AttemptRow, };

/**
 * How a connection's TLS differs from the system's.
 */
export type ConnectionTls = { 
/**
 * Certificates trusted besides the system's, PEM; empty: none.
 */
extra_ca: string, 
/**
 * Accepted public keys of the server, each `sha256/` and 44 characters of Base64 (RFC 7469 section 2.4), at most 10;
 * empty: any.
 */
pins: Array<string>, 
/**
 * The client's certificate and its chain, PEM; empty: none.
 */
client_certificate: string, };

/**
 * A consent to private addresses.
 */
export type Consent = { 
/**
 * The host it was given for.
 */
host: string, 
/**
 * What it covers, CIDR, for instance `192.168.1.0/24`. Empty: where the host leads could not be told; the first
 * connection decides.
 */
subnets: Array<string>, 
/**
 * When it was given.
 */
at: string, };

/**
 * Adobe Developer Console, server to server.
 */
export type ConsoleOauth = { 
/**
 * Client id.
 */
client_id: string, 
/**
 * A reference, `{env:NAME}` or `{secret:NAME}`; never the secret itself.
 */
client_secret: string, 
/**
 * Organisation id.
 */
org_id: string, 
/**
 * `production` or `staging`.
 */
environment?: string, };

/**
 * What is sent, and when.
 */
export type Content = { 
/**
 * The fields of the body; none sends the whole payload.
 */
fields: Array<ContentField>, 
/**
 * Headers beside those of the connection.
 */
headers: Array<ContentHeader>, 
/**
 * When the hook fires: where all rules of any one group hold, or where there is no group.
 */
rules: Array<Array<ContentRule>>, 
/**
 * Builds the body from the mapped fields instead of sending them as JSON.
 */
body?: ContentBody, };

/**
 * A body that is not JSON of the fields.
 */
export type ContentBody = { "kind": "form" } | { "kind": "nothing" } | { "kind": "template", 
/**
 * The text.
 */
text: string, 
/**
 * Its media type.
 */
content_type: string, };

/**
 * One field of the outgoing body.
 */
export type ContentField = { 
/**
 * Path in the outgoing body.
 */
name: string, 
/**
 * Path in the payload, or a context expression; the name where left out or empty.
 */
source?: string, 
/**
 * A converter with its arguments.
 */
converter?: string, 
/**
 * Whether it is sent; it is where left out.
 */
active?: boolean, };

/**
 * One header.
 */
export type ContentHeader = { 
/**
 * Empty where only a resolver stands.
 */
name: string, 
/**
 * Text with placeholders, or a context expression.
 */
value: string, 
/**
 * A PHP class that adds headers in the shop; kept for export.
 */
resolver?: string, 
/**
 * Whether it is sent; it is where left out.
 */
active?: boolean, };

/**
 * A remark on a build.
 */
export type ContentNote = { 
/**
 * `debug`, `warning` or `error`.
 */
level: string, 
/**
 * The part of the content it is about, as faults name it.
 */
field: string | null, 
/**
 * One sentence.
 */
message: string, };

/**
 * What a content makes of a payload.
 */
export type ContentPreview = { 
/**
 * Whether the hook would fire.
 */
fires: boolean, 
/**
 * Each rule, in its group.
 */
rules: Array<Array<RuleVerdict>>, 
/**
 * The body; nothing where there is none, or where it cannot be built.
 */
body: string | null, 
/**
 * Its media type.
 */
content_type: string | null, 
/**
 * Headers of the content; secrets are redacted.
 */
headers: Array<NameValue>, 
/**
 * What was left out, and what is missing.
 */
notes: Array<ContentNote>, 
/**
 * All that is wrong with the content; nothing is built then.
 */
faults: Array<Fault>, };

/**
 * One rule.
 */
export type ContentRule = { 
/**
 * Path in the payload as it came, or a context expression.
 */
field: string, 
/**
 * An operator.
 */
operator: string, 
/**
 * What it compares with.
 */
value?: string, 
/**
 * Whether it counts; it does where left out.
 */
active?: boolean, };

/**
 * How an event's data becomes the body.
 */
export type ContentWrap = "data" | "raw";

/**
 * Counts per state.
 */
export type Counts = { 
/**
 * Queued.
 */
queued: number, 
/**
 * Being sent.
 */
sending: number, 
/**
 * Due again later.
 */
retrying: number, 
/**
 * Held.
 */
held: number, 
/**
 * Delivered.
 */
delivered: number, 
/**
 * Rejected.
 */
rejected: number, 
/**
 * Discarded.
 */
discarded: number, 
/**
 * Skipped.
 */
skipped: number, 
/**
 * All messages.
 */
all: number, 
/**
 * All events.
 */
events: number, 
/**
 * Events no hook has the name of.
 */
unmatched_events: number, };

/**
 * A way of signing requests.
 */
export type Dialect = "standard" | "svix" | "aligent" | "mautic" | "shopify" | "woocommerce" | "adobe" | "stripe" | "convoy" | "hook0" | "outpost";

/**
 * A way of signing requests.
 */
export type DialectRow = { 
/**
 * Which.
 */
dialect: Dialect, 
/**
 * Its name for people.
 */
name: string, 
/**
 * The header that carries its signature.
 */
header: string, 
/**
 * What it is checked with.
 */
key_hint: string, 
/**
 * Whether its signatures carry a message's id.
 */
has_id: boolean, 
/**
 * Whether they carry a time.
 */
has_time: boolean, };

/**
 * Discards.
 */
export type DiscardRequest = { 
/**
 * Which.
 */
selection: Selection, 
/**
 * Why, in a person's words.
 */
reason: string, };

/**
 * Asks a provider for its own description.
 */
export type DiscoverProvider = { 
/**
 * The provider's own name: an https URL.
 */
issuer: string, 
/**
 * What is set so far; what the provider does not tell stays.
 */
auth?: Auth, 
/**
 * The connection whose extra CA and client certificate hold for the question too.
 */
connection?: number, 
/**
 * Consent, for this look, to a provider at a private or loopback address.
 */
allow_private?: boolean, };

/**
 * What a provider says of itself.
 */
export type Discovered = { 
/**
 * The settings, filled in.
 */
auth: Auth, 
/**
 * Scopes it tells of.
 */
scopes: Array<string>, 
/**
 * What one should know.
 */
notes: Array<string>, };

/**
 * A dump's text.
 */
export type Dump = { 
/**
 * File name.
 */
file: string, 
/**
 * Its JSON, indented.
 */
text: string, };

/**
 * Names a dump.
 */
export type DumpRef = { 
/**
 * File name inside the debug folder.
 */
file: string, };

/**
 * A dump file.
 */
export type DumpRow = { 
/**
 * File name inside the debug folder.
 */
file: string, 
/**
 * The message's id.
 */
message_id: string, 
/**
 * The attempt's number.
 */
number: number, 
/**
 * When it was written.
 */
written_at: string, 
/**
 * Size in bytes.
 */
size: number, };

/**
 * Edits the body and sends again.
 */
export type EditRequest = { 
/**
 * The message's id.
 */
id: string, 
/**
 * The new body, valid JSON.
 */
body: string, };

/**
 * How a signature's bytes are written.
 */
export type Encoding = "hex" | "base64";

/**
 * What the sender of an event is told.
 */
export type EventAnswer = { 
/**
 * The event's id.
 */
event_id: string, 
/**
 * The messages it became.
 */
messages: Array<AnswerMessage>, };

/**
 * A page of events.
 */
export type EventPage = { 
/**
 * Its rows.
 */
items: Array<EventRow>, 
/**
 * Where the next page begins.
 */
next: number | null, 
/**
 * Events not searchable yet; 0 unless searching.
 */
unindexed: number, };

/**
 * Names an event.
 */
export type EventRef = { 
/**
 * Its id.
 */
id: string, };

/**
 * What routing made of an event.
 */
export type EventRouting = "matched" | "no_subscription" | "unmatched";

/**
 * An event as lists show it.
 */
export type EventRow = { 
/**
 * Its position.
 */
seq: number, 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Where it came from.
 */
source: EventSource, 
/**
 * What routing made of it.
 */
routing: EventRouting, 
/**
 * When it happened.
 */
occurred_at: string | null, 
/**
 * When it was accepted.
 */
received_at: string, 
/**
 * Size of its data in bytes.
 */
size: number, 
/**
 * How many messages it became.
 */
messages: number, };

/**
 * Where an event came from.
 */
export type EventSource = "api" | "cli" | "import" | "window" | "sample" | "replay";

/**
 * An event with its data and messages.
 */
export type EventStory = { 
/**
 * The event.
 */
event: EventRow, 
/**
 * Its data.
 */
data: Body, 
/**
 * Its context.
 */
context: Body | null, 
/**
 * Its messages, at most 200.
 */
messages: Array<MessageRow>, };

/**
 * The forms of an export.
 */
export type ExportFormat = "xml" | "json" | "rest" | "aligent";

/**
 * Exports webhooks, or Aligent's hooks, as a file's text.
 */
export type ExportWebhooks = { 
/**
 * Which; all where left out.
 */
ids?: Array<number>, 
/**
 * `xml` (Adobe's), `json` (Hookdesk's own, with everything in it), `rest` (Adobe's REST model) or `aligent`.
 */
format: ExportFormat, };

/**
 * An exported file.
 */
export type ExportedWebhooks = { 
/**
 * Its text.
 */
text: string, 
/**
 * What its readers will not make of it what Hookdesk does.
 */
warnings: Array<string>, };

/**
 * What is known about a failed attempt.
 */
export type FailureTruth = "not_sent" | "refused" | "unknown";

/**
 * A failure (invariant 8).
 */
export type Fault = { 
/**
 * Stable code.
 */
code: string, 
/**
 * What happened.
 */
message: string, 
/**
 * What to do next.
 */
next: string, 
/**
 * The input field it is about.
 */
field?: string, 
/**
 * More.
 */
detail?: string, };

/**
 * Hands in the address the browser ended at, where it runs on another machine.
 */
export type FinishAuthorization = { 
/**
 * The connection.
 */
id: number, 
/**
 * The whole address.
 */
address: string, };

/**
 * Gives a passphrase.
 */
export type GivePassphrase = { 
/**
 * The passphrase.
 */
passphrase: string, };

/**
 * A hook definition.
 */
export type Hook = { 
/**
 * Its number.
 */
id: number, 
/**
 * The event it waits for.
 */
name: string, 
/**
 * What it is for.
 */
description: string, 
/**
 * How the content is made.
 */
wrap: ContentWrap, 
/**
 * The shop's service.
 */
service: HookService | null, 
/**
 * What is sent, and when, where that is not the whole payload, always.
 */
content: Content, 
/**
 * How many subscriptions it has.
 */
subscriptions: number, 
/**
 * When it was made.
 */
created_at: string, 
/**
 * When it last changed.
 */
updated_at: string, };

/**
 * Aligent's service: the shop method that resolves an event's arguments.
 */
export type HookService = { 
/**
 * PHP interface name.
 */
class: string, 
/**
 * Method name.
 */
method: string, };

/**
 * One hour's attempts.
 */
export type HourlyPoint = { 
/**
 * Its beginning.
 */
hour: string, 
/**
 * Attempts delivered.
 */
delivered: number, 
/**
 * Attempts failed.
 */
failed: number, };

/**
 * Names a row by its number.
 */
export type IdRef = { 
/**
 * Its number.
 */
id: number, };

/**
 * Names rows by their numbers.
 */
export type IdsRef = { 
/**
 * Their numbers.
 */
ids: Array<number>, };

/**
 * What a person should know about an import.
 */
export type ImportWarning = { 
/**
 * Counted from 1; 0 where it concerns no place.
 */
line: number, 
/**
 * Counted from 1.
 */
column: number, 
/**
 * One sentence.
 */
message: string, };

/**
 * Imports webhooks, or Aligent's hooks, from a file's text.
 */
export type ImportWebhooks = { 
/**
 * `webhooks.xml` of Adobe or Aligent, JSON of Adobe's REST model, or Hookdesk's own.
 */
text: string, 
/**
 * Whether to keep what was read, or only to show it.
 */
apply: boolean, };

/**
 * A hook of Aligent's form.
 */
export type ImportedHook = { 
/**
 * The event's name.
 */
name: string, 
/**
 * The shop's service.
 */
service: HookService | null, };

/**
 * What an import read.
 */
export type ImportedWebhooks = { 
/**
 * `adobe`, `aligent`, `rest` or `hookdesk`.
 */
kind: string, 
/**
 * Webhooks, in the order they first appear.
 */
webhooks: Array<Webhook>, 
/**
 * Hooks of Aligent's form.
 */
hooks: Array<ImportedHook>, 
/**
 * What was left out, read with a guess, or is wrong.
 */
warnings: Array<ImportWarning>, 
/**
 * Whether it was kept.
 */
applied: boolean, };

/**
 * How secrets are kept.
 */
export type KeyState = { 
/**
 * `unset`, `os_key_store`, `passphrase`, `locked` or `os_key_store_away`.
 */
state: string, 
/**
 * Whether secrets can be stored and used now.
 */
open: boolean, 
/**
 * Whether the system's key store could be chosen.
 */
os_available: boolean, 
/**
 * Whether the passphrase given at start (`HOOKDESK_PASSPHRASE`) does not open the key.
 */
wrong_passphrase: boolean, };

/**
 * Asks for names.
 */
export type ListCatalogue = { 
/**
 * Words that a name must hold, all of them.
 */
search?: string, };

/**
 * Which dumps; all, newest first, where no message is named.
 */
export type ListDumps = { 
/**
 * Of this message.
 */
message_id?: string, 
/**
 * At most this many; 100 where left out.
 */
limit?: number, };

/**
 * Asks for a page of events, newest first.
 */
export type ListEvents = { 
/**
 * Its routing.
 */
routing?: EventRouting, 
/**
 * Its name.
 */
name?: string, 
/**
 * Accepted at or after (RFC 3339).
 */
from?: string, 
/**
 * Accepted before (RFC 3339).
 */
to?: string, 
/**
 * Words in the payload, or an id.
 */
search?: string, 
/**
 * The last page's `next`.
 */
after?: number, 
/**
 * At most this many, 1 to 1,000; 100 where left out.
 */
limit?: number, };

/**
 * Asks for a page.
 */
export type ListMessages = { 
/**
 * Which.
 */
filter?: MessageFilter, 
/**
 * Sorted by.
 */
sort?: SortBy, 
/**
 * Sorted which way.
 */
order?: SortOrder, 
/**
 * The last page's `next`.
 */
after?: string, 
/**
 * At most this many, 1 to 1,000; 100 where left out.
 */
limit?: number, };

/**
 * Which lines of the webhooks' log, newest first; what is left out means "any".
 */
export type ListWebhookLogs = { 
/**
 * `debug`, `notice`, `warning` or `error`.
 */
level?: string, 
/**
 * The method, with or without `.magento`.
 */
method?: string, 
/**
 * Before or after it.
 */
moment?: Moment, 
/**
 * The batch.
 */
batch?: string, 
/**
 * The hook.
 */
hook?: string, 
/**
 * The run.
 */
request_id?: string, 
/**
 * A part of the message.
 */
search?: string, 
/**
 * Written at or after (RFC 3339).
 */
from?: string, 
/**
 * Written before.
 */
to?: string, 
/**
 * Only lines with a smaller id: the last of the page before.
 */
before?: number, 
/**
 * How many, 1 to 1,000; 100.
 */
limit?: number, };

/**
 * The secrets that cannot be opened now: what is lost where their key is.
 */
export type LostSecrets = { 
/**
 * Names of connections.
 */
connections: Array<string>, 
/**
 * Subscriptions with a signing key of their own, by label or redacted URL.
 */
subscriptions: Array<string>, 
/**
 * Names of named secrets.
 */
named: Array<string>, 
/**
 * Private keys of the signature of hooks that are waited for.
 */
signature_keys: number, 
/**
 * OAuth tokens.
 */
tokens: number, };

/**
 * The headers of a signed request.
 */
export type MadeSignature = { 
/**
 * In the order sent.
 */
headers: Array<NameValue>, };

/**
 * Signs a request.
 */
export type MakeSignature = { 
/**
 * How.
 */
dialect: Dialect, 
/**
 * The secrets or private keys, one on each line. Neither kept nor logged.
 */
secret: string, 
/**
 * The body, as it will be sent.
 */
body: string, 
/**
 * Its bytes in base64, where they are no text; `body` is empty then.
 */
body_base64?: string, 
/**
 * The message's id; a new one where left out.
 */
id?: string, 
/**
 * The time of signing (RFC 3339); now where left out.
 */
at?: string, };

/**
 * What can be done with a message now.
 */
export type MessageActions = { 
/**
 * Send again.
 */
retry: boolean, 
/**
 * Edit the body and send.
 */
edit: boolean, 
/**
 * Give up.
 */
discard: boolean, 
/**
 * Consent to its private address.
 */
consent: boolean, };

/**
 * Which messages; what is left out means "any".
 */
export type MessageFilter = { 
/**
 * Any of these states.
 */
states?: Array<MessageState>, 
/**
 * Any of these subscriptions.
 */
subscriptions?: Array<number>, 
/**
 * Any of these hooks, by name.
 */
hooks?: Array<string>, 
/**
 * Queued at or after (RFC 3339).
 */
from?: string, 
/**
 * Queued before (RFC 3339).
 */
to?: string, 
/**
 * `404`, `4xx` or `none`.
 */
status?: string, 
/**
 * Words in the payload, or an id.
 */
search?: string, };

/**
 * A page of messages.
 */
export type MessagePage = { 
/**
 * Its rows.
 */
items: Array<MessageRow>, 
/**
 * Give this as `after` for the next page; `null` at the end.
 */
next: string | null, 
/**
 * Events not searchable yet; 0 unless searching.
 */
unindexed: number, };

/**
 * Names one message.
 */
export type MessageRef = { 
/**
 * Its id.
 */
id: string, };

/**
 * A message as lists show it.
 */
export type MessageRow = { 
/**
 * Its position, the key of paging.
 */
seq: number, 
/**
 * Its id.
 */
id: string, 
/**
 * Its event's id.
 */
event_id: string, 
/**
 * Its event's name.
 */
event_name: string, 
/**
 * For whom.
 */
subscription_id: number, 
/**
 * Where it stands.
 */
state: MessageState, 
/**
 * The hold, skip, reject or discard reason.
 */
reason: string | null, 
/**
 * When it is due.
 */
due_at: string | null, 
/**
 * Attempts made.
 */
attempts: number, 
/**
 * The last answer's status.
 */
last_status: number | null, 
/**
 * The last failure's truth.
 */
last_truth: FailureTruth | null, 
/**
 * The last transport failure's class.
 */
last_class: TransportClass | null, 
/**
 * Snapshot or rebuild.
 */
binding: PayloadBinding, 
/**
 * Whether a person edited the body.
 */
edited: boolean, 
/**
 * When it was queued.
 */
created_at: string, 
/**
 * When it last changed.
 */
updated_at: string, };

/**
 * Where a message stands.
 */
export type MessageState = "queued" | "sending" | "retrying" | "held" | "delivered" | "rejected" | "discarded" | "skipped";

/**
 * Everything about one message.
 */
export type MessageStory = { 
/**
 * The message.
 */
message: MessageRow, 
/**
 * When its event happened, where the source said.
 */
occurred_at: string | null, 
/**
 * When its event was accepted.
 */
received_at: string, 
/**
 * Where its event came from.
 */
source: EventSource, 
/**
 * Its event's data.
 */
data: Body, 
/**
 * Its event's context.
 */
context: Body | null, 
/**
 * The body the next attempt would send.
 */
body: Body, 
/**
 * Why that body cannot be built now; it is then shown empty.
 */
body_fault: Fault | null, 
/**
 * Attempts, oldest first.
 */
attempts: Array<AttemptRow>, 
/**
 * Recorded edits, oldest first.
 */
edits: Array<BodyEdit>, 
/**
 * The retry delays of its subscription, in milliseconds.
 */
delays_ms: Array<number>, 
/**
 * What can be done with it now.
 */
actions: MessageActions, };

/**
 * HTTP methods a subscription may use.
 */
export type Method = "POST" | "PUT" | "PATCH" | "DELETE" | "GET";

/**
 * Before or after the method a webhook is named for.
 */
export type Moment = "before" | "after";

/**
 * A name and its value.
 */
export type NameValue = { 
/**
 * The name.
 */
name: string, 
/**
 * The value.
 */
value: string, };

/**
 * A secret that contents refer to as `{secret:NAME}`.
 */
export type NamedSecret = { 
/**
 * Its name.
 */
name: string, 
/**
 * When it was made.
 */
created_at: string, 
/**
 * When it last changed.
 */
updated_at: string, };

/**
 * What is believed of this machine's network.
 */
export type NetworkState = { 
/**
 * `online`, `offline`, `captive_portal` or `resuming`.
 */
state: string, 
/**
 * Since when; none while it has been online since the start.
 */
since: string | null, 
/**
 * Messages held for it.
 */
held: number, 
/**
 * One sentence for people; empty while online.
 */
text: string, };

/**
 * Takes or gives nothing.
 */
export type Nothing = Record<symbol, never>;

/**
 * Something a person should look at.
 */
export type Notice = { 
/**
 * What: `consent`, `authorization`, `rejected`, `unmatched`, `secrets_unset`, `secrets_locked`, `samples_running`, `disk`, `network`,
 * `certificate`.
 */
kind: string, 
/**
 * One sentence.
 */
text: string, 
/**
 * The subscription it is about.
 */
subscription_id: number | null, 
/**
 * The connection it is about.
 */
connection_id: number | null, 
/**
 * How many messages or events it is about.
 */
count: number, };

/**
 * OAuth 2.0: where tokens come from, who asks for them, how they are sent.
 */
export type OAuth2 = { 
/**
 * How a token is had.
 */
grant: OAuthGrant, 
/**
 * The token endpoint.
 */
token_url: string, 
/**
 * The page where a person agrees; needed for the authorization code.
 */
authorize_url?: string, 
/**
 * Where tokens are given back.
 */
revoke_url?: string, 
/**
 * The provider's own name, where discovery is to be used.
 */
issuer?: string, 
/**
 * The client's id.
 */
client_id: string, 
/**
 * How the client shows who it is.
 */
client_auth: OAuthClientAuth, 
/**
 * What is asked for.
 */
scopes: Array<string>, 
/**
 * More parameters of each token request; `{client_id}` and `{client_secret}` are filled in.
 */
params: Array<[string, string]>, 
/**
 * More parameters of the page where a person agrees.
 */
authorize_params: Array<[string, string]>, 
/**
 * Whether the code is bound to this program (PKCE, S256).
 */
pkce: boolean, 
/**
 * The loopback port of the redirect; left out: any free one.
 */
redirect_port?: number, 
/**
 * The redirect's path.
 */
redirect_path: string, 
/**
 * The shape of the token request.
 */
request: OAuthRequestForm, 
/**
 * Where things stand in its answer.
 */
answer: OAuthAnswerForm, 
/**
 * How the token is sent.
 */
send: OAuthPresent, };

/**
 * Where things stand in the token endpoint's answer: names joined by dots, or a JSON pointer.
 */
export type OAuthAnswerForm = { 
/**
 * The access token; empty: the whole answer is one JSON string.
 */
token: string, 
/**
 * Its lifetime in seconds; empty: the answer never tells.
 */
lifetime: string, 
/**
 * Seconds a token is taken to live where the answer does not say; 0: until it is refused.
 */
default_lifetime_s: number, 
/**
 * The refresh token; empty: there is none.
 */
refresh: string, };

/**
 * How an OAuth 2.0 client shows who it is.
 */
export type OAuthClientAuth = "body" | "basic" | "headers" | "none";

/**
 * How an OAuth 2.0 token is had.
 */
export type OAuthGrant = "client_credentials" | "authorization_code" | "custom";

/**
 * The method of a token request.
 */
export type OAuthMethod = "post" | "get";

/**
 * Where the parameters of a token request stand.
 */
export type OAuthPlace = "form" | "json" | "headers" | "query";

/**
 * How the token goes with a request.
 */
export type OAuthPresent = { "as": "bearer" } | { "as": "bare" } | { "as": "header", 
/**
 * Its name.
 */
name: string, 
/**
 * Text in front of the token.
 */
prefix: string, } | { "as": "query", 
/**
 * Its name.
 */
name: string, };

/**
 * Asks for the settings of a preset.
 */
export type OAuthPresetRef = { 
/**
 * Its key.
 */
key: string, 
/**
 * The connection's base URL; left out: the provider's usual address.
 */
base_url?: string, };

/**
 * The shape of the token request.
 */
export type OAuthRequestForm = { 
/**
 * Its method.
 */
method: OAuthMethod, 
/**
 * Where its parameters stand.
 */
place: OAuthPlace, };

/**
 * What the overview shows.
 */
export type Overview = { 
/**
 * Counts per state.
 */
counts: Counts, 
/**
 * The last 24 hours, oldest first.
 */
hourly: Array<HourlyPoint>, 
/**
 * Each live subscription.
 */
subscriptions: Array<SubscriptionHealth>, 
/**
 * What a person should look at, most urgent first.
 */
notices: Array<Notice>, 
/**
 * Whether nothing was ever set up: no hook, no subscription, no event.
 */
empty: boolean, };

/**
 * The same, read.
 */
export type PastedRequest = { 
/**
 * Its headers.
 */
headers: Array<NameValue>, 
/**
 * Its body; none where only headers were pasted.
 */
body: string | null, 
/**
 * The dialects it may be signed in.
 */
dialects: Array<Dialect>, };

/**
 * When the body is fixed.
 */
export type PayloadBinding = "snapshot" | "rebuild";

/**
 * The plan: fixed from here, so what comes later is not touched.
 */
export type Plan = { 
/**
 * How many, counted up to a million.
 */
count: number, 
/**
 * Whether there are more.
 */
more: boolean, 
/**
 * The bound to give back.
 */
up_to: number, };

/**
 * Asks how many messages an action on a filter would touch.
 */
export type PlanRequest = { 
/**
 * Which.
 */
filter: MessageFilter, };

/**
 * Asks what a content makes of a payload; nothing is sent or kept.
 */
export type PreviewContent = { 
/**
 * The content.
 */
content: Content, 
/**
 * The payload, JSON as text, so that no number changes its form.
 */
payload: string, 
/**
 * What surrounds it, JSON as text.
 */
context?: string, 
/**
 * How the payload becomes the body where no field says otherwise; `data` where left out.
 */
wrap?: ContentWrap, };

/**
 * Asks what a policy comes to.
 */
export type PreviewRetry = { 
/**
 * The policy.
 */
retry: RetryPolicy, };

/**
 * A key that is on its way out; it is still the one of Adobe's own header.
 */
export type PreviousKey = { 
/**
 * PEM.
 */
public_key: string, 
/**
 * When it signs no more.
 */
until: string, };

/**
 * What a finished proof found.
 */
export type ProveReport = { 
/**
 * Nothing lost, nothing unexplained.
 */
passed: boolean, 
/**
 * When it ended.
 */
finished_at: string, 
/**
 * How long it took.
 */
seconds: number, 
/**
 * The same seed makes the same choices.
 */
seed: string, 
/**
 * Times it was killed.
 */
kills: number, 
/**
 * Times it was asked to end, SIGTERM.
 */
terms: number, 
/**
 * Rounds with SIGSTOP and SIGCONT in them.
 */
pauses: number, 
/**
 * Events accepted.
 */
accepted: number, 
/**
 * Messages the receiver took.
 */
delivered: number, 
/**
 * Requests it got.
 */
requests: number, 
/**
 * Accepted and gone.
 */
lost: number, 
/**
 * Requests of messages that had been taken before.
 */
duplicates: number, 
/**
 * Requests no attempt explains.
 */
unexplained: number, 
/**
 * From a start to ready, median, in milliseconds.
 */
recovery_p50_ms: number, 
/**
 * The longest.
 */
recovery_max_ms: number, 
/**
 * What was done, what was found, what it means.
 */
explanation: Array<string>, };

/**
 * Asks for a proof.
 */
export type ProveRequest = { 
/**
 * How many times the second engine is killed, 1 to 500; 20 where left out.
 */
kills?: number, };

/**
 * A proof, as far as it is.
 */
export type ProveState = { 
/**
 * `idle`, `running`, `done`, `stopped` or `failed`.
 */
phase: string, 
/**
 * Kills so far.
 */
kills_done: number, 
/**
 * Kills wanted.
 */
kills_wanted: number, 
/**
 * Events accepted so far.
 */
accepted: number, 
/**
 * Messages taken so far.
 */
delivered: number, 
/**
 * When it began.
 */
started_at: string | null, 
/**
 * The last finished proof's report.
 */
report: ProveReport | null, 
/**
 * Why it could not be run.
 */
fault: Fault | null, };

/**
 * A push: what changed since the last one.
 */
export type Push = { 
/**
 * `messages`, `events`, `hooks`, `subscriptions`, `connections`, `settings`, `samples`, `prove`, `network`.
 */
areas: Array<string>, 
/**
 * The messages, where they are few; empty with `messages` in `areas` means many.
 */
messages: Array<string>, 
/**
 * Fresh counts, where messages or events changed.
 */
counts: Counts | null, };

/**
 * At most `count` requests in `per_ms`.
 */
export type RateLimit = { 
/**
 * How many.
 */
count: number, 
/**
 * In what span, milliseconds.
 */
per_ms: number, };

/**
 * A request as somebody pastes it: raw HTTP, a curl command line, headers with or without a body.
 */
export type ReadRequest = { 
/**
 * The text.
 */
text: string, };

/**
 * An event to take a payload from.
 */
export type RecentEvent = { 
/**
 * Its id.
 */
event_id: string, 
/**
 * When it was accepted.
 */
received_at: string, };

/**
 * Where a subscription's messages go.
 */
export type Recipient = { "kind": "url", 
/**
 * http(s) URL.
 */
url: string, } | { "kind": "connection", 
/**
 * Which.
 */
id: number, 
/**
 * Below its base URL.
 */
path: string, };

/**
 * Makes a new key pair.
 */
export type RegenerateSignature = { 
/**
 * How long the old key signs alongside, at most 720; 0 ends it at once.
 */
overlap_hours: number, };

/**
 * What a replay made.
 */
export type Replayed = { 
/**
 * How many messages.
 */
messages: number, };

/**
 * When to try again.
 */
export type RetryPolicy = { "kind": "standard" } | { "kind": "classic" } | { "kind": "fixed", 
/**
 * Delay.
 */
delay_ms: number, 
/**
 * Retries.
 */
retries: number, } | { "kind": "linear", 
/**
 * Step.
 */
step_ms: number, 
/**
 * Cap.
 */
cap_ms: number, 
/**
 * Retries.
 */
retries: number, } | { "kind": "quadratic", 
/**
 * Step.
 */
step_ms: number, 
/**
 * Cap.
 */
cap_ms: number, 
/**
 * Retries.
 */
retries: number, } | { "kind": "exponential", 
/**
 * First delay.
 */
first_ms: number, 
/**
 * Cap.
 */
cap_ms: number, 
/**
 * Retries.
 */
retries: number, } | { "kind": "custom", 
/**
 * The delays.
 */
delays_ms: Array<number>, };

/**
 * What a policy comes to.
 */
export type RetryPreview = { 
/**
 * Each delay in milliseconds, before jitter.
 */
delays_ms: Array<number>, 
/**
 * Their sum.
 */
total_ms: number, };

/**
 * What became of a token that was given back.
 */
export type Revoked = { 
/**
 * Whether the provider took it back. It is forgotten here in any case.
 */
revoked: boolean, 
/**
 * Why not.
 */
note: string | null, };

/**
 * Whether a rule holds, and why.
 */
export type RuleVerdict = { 
/**
 * Whether it holds.
 */
holds: boolean, 
/**
 * Why, in few words.
 */
why: string, };

/**
 * A sample shop payload.
 */
export type SamplePayload = { 
/**
 * The event's name.
 */
event_name: string, 
/**
 * What it is.
 */
title: string, 
/**
 * Its data, JSON text.
 */
data: string, };

/**
 * Whether sample data is in, and what it made.
 */
export type SampleState = { 
/**
 * Whether it is.
 */
running: boolean, 
/**
 * The built-in receiver's address.
 */
receiver: string | null, 
/**
 * Requests the receiver got.
 */
received: number, 
/**
 * The subscriptions it made.
 */
subscription_ids: Array<number>, };

/**
 * Adds or changes a connection. On a change, what is left out stays.
 */
export type SaveConnection = { 
/**
 * Which; left out to add one.
 */
id?: number, 
/**
 * A name for people; needed to add one.
 */
name?: string, 
/**
 * Where it begins; needed to add one. Userinfo in it becomes a basic credential.
 */
base_url?: string, 
/**
 * How to authenticate.
 */
auth?: Auth, 
/**
 * A new password, token or key; an empty text removes the stored one.
 */
auth_secret?: string, 
/**
 * How to sign.
 */
signing?: Signing, 
/**
 * A new signing key; an empty text removes the stored one.
 */
signing_secret?: string, 
/**
 * Keep the key before it signing alongside for this many hours.
 */
keep_old_secret_hours?: number, 
/**
 * Fixed headers.
 */
headers?: Array<[string, string]>, 
/**
 * How its TLS differs from the system's.
 */
tls?: ConnectionTls, 
/**
 * The private key of the client certificate, PEM (PKCS#8, PKCS#1 or SEC1); an empty text removes the stored one.
 */
client_key?: string, 
/**
 * Paused.
 */
paused?: boolean, };

/**
 * Adds or changes a hook.
 */
export type SaveHook = { 
/**
 * Which; left out to add one.
 */
id?: number, 
/**
 * The event's name.
 */
name: string, 
/**
 * What it is for.
 */
description?: string, 
/**
 * How the content is made; `data` where left out.
 */
wrap?: ContentWrap, 
/**
 * The shop's service.
 */
service?: HookService, 
/**
 * What is sent, and when; what stands there stays where left out, an empty one sends the whole payload, always.
 */
content?: Content, };

/**
 * Adds or changes one.
 */
export type SaveSecret = { 
/**
 * Letters, digits, `_`, `.` and `-`.
 */
name: string, 
/**
 * The value.
 */
value: string, };

/**
 * Adds or changes a subscription. On a change, what is left out stays.
 */
export type SaveSubscription = { 
/**
 * Which; left out to add one.
 */
id?: number, 
/**
 * A name for people.
 */
label?: string, 
/**
 * Its hook's name; needed to add one, fixed afterwards.
 */
event_name?: string, 
/**
 * Where to; needed to add one.
 */
recipient?: Recipient, 
/**
 * HTTP method; POST.
 */
method?: Method, 
/**
 * On or off; on.
 */
enabled?: boolean, 
/**
 * Aligent's metadata; `default`.
 */
metadata?: string, 
/**
 * When the body is fixed; snapshot.
 */
binding?: PayloadBinding, 
/**
 * When to try again; the setting `retry.default`.
 */
retry?: RetryPolicy, 
/**
 * Deadline over the whole exchange, 1,000 to 120,000; the setting `send.timeout_ms`.
 */
timeout_ms?: number, 
/**
 * Requests at once, 1 to 256; the setting `send.concurrency`.
 */
concurrency?: number, 
/**
 * Requests in a span; `count` 0 takes the limit off.
 */
rate?: RateLimit, 
/**
 * Signing; none, or Aligent's where a secret is given.
 */
signing?: Signing, 
/**
 * A new signing key; an empty text removes the stored one.
 */
secret?: string, 
/**
 * Keep the key before it signing alongside for this many hours.
 */
keep_old_secret_hours?: number, 
/**
 * Fixed headers.
 */
headers?: Array<[string, string]>, 
/**
 * Consent to the private addresses that its host leads to now; `false` takes it back. Another host takes it back
 * too, where this is left out.
 */
allow_private?: boolean, 
/**
 * Dump attempts to files.
 */
debug?: boolean, };

/**
 * Adds or changes a webhook.
 */
export type SaveWebhook = { 
/**
 * Which; left out to add one.
 */
id?: number, 
/**
 * The whole hook.
 */
webhook: Webhook, };

/**
 * A webhook as it is kept.
 */
export type SavedWebhook = { 
/**
 * Its number.
 */
id: number, 
/**
 * When it was made.
 */
created_at: string, 
/**
 * When it last changed.
 */
updated_at: string, 
/**
 * What works, and may not be meant: one sentence each.
 */
warnings: Array<string>, 
/**
 * `observer.<event>` or `plugin.<path>.<method>`.
 */
method: string, 
/**
 * Before or after it.
 */
moment: Moment, 
/**
 * The batch's name.
 */
batch: string, 
/**
 * Batches run in ascending order.
 */
batch_order: number, 
/**
 * The hook's name within the batch.
 */
name: string, 
/**
 * Where it is sent.
 */
url: string, 
/**
 * The HTTP method; POST where there is none.
 */
verb?: Verb, 
/**
 * Order in which the results of one batch are merged.
 */
priority: number, 
/**
 * Whether its failure stops the caller.
 */
required: boolean, 
/**
 * Hard limit in milliseconds; 0 for none.
 */
timeout_ms: number, 
/**
 * Milliseconds after which a notice is logged; 0 for never.
 */
soft_timeout_ms: number, 
/**
 * How long an answer is kept, in seconds; 0 for not at all.
 */
ttl_s: number, 
/**
 * What the caller reads when the hook fails.
 */
fallback_error_message?: string, 
/**
 * Whether it runs.
 */
active: boolean, 
/**
 * Whether the certificate is checked.
 */
ssl_verification: boolean, 
/**
 * A CA or certificate file.
 */
ssl_certificate_path?: string, 
/**
 * Developer Console credentials.
 */
oauth?: ConsoleOauth, 
/**
 * What is sent, and when.
 */
content: Content, };

/**
 * Names one.
 */
export type SecretRef = { 
/**
 * Its name.
 */
name: string, };

/**
 * Which messages an action is for: `ids`, or `filter` with the plan's `up_to`, in steps.
 */
export type Selection = { 
/**
 * These.
 */
ids?: Array<string>, 
/**
 * All of a filter.
 */
filter?: MessageFilter, 
/**
 * The plan's bound.
 */
up_to?: number, 
/**
 * The last step's `next`.
 */
after?: number, };

/**
 * Sends an event from the window ("Send test event") or a sample.
 */
export type SendEvent = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its data, JSON text.
 */
data: string, 
/**
 * Its context, JSON text.
 */
context?: string, 
/**
 * Its id.
 */
id?: string, };

/**
 * Sets a setting; `null` goes back to the default.
 */
export type SetSetting = { 
/**
 * Its key.
 */
key: string, 
/**
 * Its value.
 */
value: unknown, };

/**
 * Switches it.
 */
export type SetSignature = { 
/**
 * Whether every request is to carry it.
 */
enabled: boolean, };

/**
 * A setting with its meaning.
 */
export type Setting = { 
/**
 * Its key.
 */
key: string, 
/**
 * Its value.
 */
value: unknown, 
/**
 * What it is where nobody set it.
 */
default: unknown, 
/**
 * What it does.
 */
description: string, 
/**
 * `bool`, `int`, `text`, `object` (JSON), `choice` or `retry`.
 */
kind: string, 
/**
 * For choices.
 */
choices: Array<string>, 
/**
 * For integers.
 */
min: number | null, 
/**
 * For integers.
 */
max: number | null, };

/**
 * The signature, as it is.
 */
export type Signature = { 
/**
 * Whether every request carries it.
 */
enabled: boolean, 
/**
 * What receivers check it with: PEM. None where no key pair was made yet.
 */
public_key: string | null, 
/**
 * The key before it, while both sign.
 */
previous: PreviousKey | null, 
/**
 * When the key pair was made.
 */
created_at: string | null, };

/**
 * Why a signature does not hold.
 */
export type SignatureCause = { 
/**
 * Which.
 */
kind: CauseKind, 
/**
 * What is wrong.
 */
message: string, 
/**
 * What to do.
 */
next: string, };

/**
 * One signature of a request.
 */
export type SignatureEntry = { 
/**
 * Its header.
 */
header: string, 
/**
 * Which of the header's signatures, from 1.
 */
place: number, 
/**
 * How many there are.
 */
of: number, 
/**
 * Its version, where it has one.
 */
version: string | null, 
/**
 * Which of the keys, from 1.
 */
key: number, };

/**
 * What came of it.
 */
export type SignatureVerdict = { 
/**
 * Whether a receiver would take the request.
 */
ok: boolean, 
/**
 * Whether the signature itself is right, be the request as old as it may.
 */
signature_ok: boolean, 
/**
 * The signature that fits, or that would without the causes.
 */
entry: SignatureEntry | null, 
/**
 * Why not, the main reason first.
 */
causes: Array<SignatureCause>, };

/**
 * How requests are signed.
 */
export type Signing = { "scheme": "none" } | { "scheme": "aligent" } | { "scheme": "standard" } | { "scheme": "hmac", 
/**
 * Header name.
 */
header: string, 
/**
 * How the bytes are written.
 */
encoding: Encoding, 
/**
 * Text in front.
 */
prefix: string, };

/**
 * Which column to sort by.
 */
export type SortBy = "created" | "due";

/**
 * Which way to sort.
 */
export type SortOrder = "desc" | "asc";

/**
 * A subscription.
 */
export type Subscription = { 
/**
 * Its number.
 */
id: number, 
/**
 * A name for people; may be empty.
 */
label: string, 
/**
 * Its hook's name.
 */
event_name: string, 
/**
 * Where to.
 */
recipient: Recipient, 
/**
 * The URL really called, redacted.
 */
url: string, 
/**
 * HTTP method.
 */
method: Method, 
/**
 * On or off.
 */
enabled: boolean, 
/**
 * Aligent's metadata.
 */
metadata: string, 
/**
 * When the body is fixed.
 */
binding: PayloadBinding, 
/**
 * When to try again.
 */
retry: RetryPolicy, 
/**
 * Deadline over the whole exchange.
 */
timeout_ms: number, 
/**
 * Requests at once.
 */
concurrency: number, 
/**
 * Requests in a span.
 */
rate: RateLimit | null, 
/**
 * Signing of its own.
 */
signing: Signing, 
/**
 * Fixed headers.
 */
headers: Array<[string, string]>, 
/**
 * Consent to private addresses was given.
 */
allow_private: boolean, 
/**
 * The consent.
 */
consent: Consent | null, 
/**
 * Its messages wait for a consent.
 */
needs_consent: boolean, 
/**
 * The addresses they wait at, where that is known.
 */
blocked: BlockedAddress | null, 
/**
 * Its messages can be read on their way: plain HTTP, and not to the local network.
 */
unencrypted: boolean, 
/**
 * Attempts are dumped to files.
 */
debug: boolean, 
/**
 * Whether a signing key is stored; the key itself is never returned.
 */
has_secret: boolean, 
/**
 * When it was made.
 */
created_at: string, 
/**
 * When it last changed.
 */
updated_at: string, };

/**
 * How a subscription does.
 */
export type SubscriptionHealth = { 
/**
 * Which.
 */
id: number, 
/**
 * Its label, or its redacted URL.
 */
label: string, 
/**
 * Its hook's name.
 */
event_name: string, 
/**
 * On or off.
 */
enabled: boolean, 
/**
 * Delivered in the last 24 hours.
 */
delivered_24h: number, 
/**
 * Failed in the last 24 hours.
 */
failed_24h: number, 
/**
 * Messages waiting: queued, sending, retrying.
 */
waiting: number, 
/**
 * Messages rejected.
 */
rejected: number, 
/**
 * Messages held.
 */
held: number, 
/**
 * The oldest waiting message's time.
 */
oldest_waiting: string | null, };

/**
 * Switches a subscription.
 */
export type SwitchSubscription = { 
/**
 * Which.
 */
id: number, 
/**
 * On or off.
 */
enabled: boolean, };

/**
 * What is running where.
 */
export type SystemInfo = { 
/**
 * Hookdesk's version.
 */
version: string, 
/**
 * Where the data is.
 */
data_dir: string, 
/**
 * The loopback API's address, where it runs.
 */
listening: string | null, 
/**
 * Size of the database in bytes.
 */
database_bytes: number, 
/**
 * Whether the sender runs.
 */
sending: boolean, 
/**
 * The machine's time now.
 */
now: string, 
/**
 * How secrets are kept.
 */
key: KeyState, };

/**
 * Tests a connection with a real request; nothing is queued.
 */
export type TestConnection = { 
/**
 * Which.
 */
id: number, 
/**
 * Below the base URL; the base itself where left out.
 */
path?: string, 
/**
 * HTTP method of the test, `GET` where left out.
 */
method?: string, 
/**
 * Consent, for this one test, to a private address.
 */
allow_private?: boolean, };

/**
 * An exception.
 */
export type TestException = { 
/**
 * Its class.
 */
type: string, 
/**
 * Its message.
 */
message: string, };

/**
 * Tries a hook's content out on a receiver of this machine.
 */
export type TestHook = { 
/**
 * The event's name.
 */
name: string, 
/**
 * The content, saved or not.
 */
content: Content, 
/**
 * How the payload becomes the body where no field says otherwise; `data` where left out.
 */
wrap?: ContentWrap, 
/**
 * The payload: JSON.
 */
payload: string, 
/**
 * Context values: a JSON object.
 */
context?: string, 
/**
 * The request's method; `POST` where left out.
 */
method?: Method, 
/**
 * The status the receiver answers; 200 where left out.
 */
status?: number, 
/**
 * The body it answers; none where left out.
 */
answer?: string, };

/**
 * A line of the run's log.
 */
export type TestLine = { 
/**
 * `debug`, `notice`, `warning` or `error`.
 */
level: string, 
/**
 * The hook; nothing for what concerns more than one.
 */
hook: string | null, 
/**
 * What happened.
 */
message: string, };

/**
 * Runs the hooks of a method on a payload.
 */
export type TestWebhooks = { 
/**
 * The method, with or without `.magento`.
 */
method: string, 
/**
 * Before or after it.
 */
moment: Moment, 
/**
 * The payload: JSON.
 */
payload: string, 
/**
 * Context values: a JSON object.
 */
context?: string, 
/**
 * What a receiver on this machine answers in place of the endpoints; without it they really are called.
 */
answer?: string, };

/**
 * An answer.
 */
export type TestedAnswer = { 
/**
 * Its status.
 */
status: number | null, 
/**
 * Its headers.
 */
headers: Array<NameValue>, 
/**
 * The beginning of its body.
 */
body: string | null, };

/**
 * A hook of the run.
 */
export type TestedHook = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its batch.
 */
batch: string, 
/**
 * Whether its rules hold.
 */
fires: boolean, 
/**
 * What was sent; secrets are redacted.
 */
request: TestedRequest | null, 
/**
 * What came back.
 */
answer: TestedAnswer | null, };

/**
 * A request.
 */
export type TestedRequest = { 
/**
 * Its method.
 */
method: string, 
/**
 * Where it went.
 */
url: string, 
/**
 * Its headers.
 */
headers: Array<NameValue>, 
/**
 * Its body.
 */
body: string | null, };

/**
 * Microseconds from an attempt's start to the end of each phase.
 */
export type Timings = { 
/**
 * Name resolved.
 */
dns_us: number | null, 
/**
 * Connection established.
 */
connect_us: number | null, 
/**
 * TLS established.
 */
tls_us: number | null, 
/**
 * Head of the answer received.
 */
head_us: number | null, 
/**
 * Everything done.
 */
total_us: number, };

/**
 * What may be known of a connection's token.
 */
export type TokenInfo = { 
/**
 * Whether there is one.
 */
kept: boolean, 
/**
 * Whether it is renewed without a person.
 */
refreshable: boolean, 
/**
 * What was granted, where that was told.
 */
scope: string | null, 
/**
 * Who it speaks for, where that was told.
 */
subject: string | null, 
/**
 * When it was had.
 */
obtained_at: string | null, 
/**
 * When it ends; nothing: when it is refused.
 */
expires_at: string | null, 
/**
 * Since when the provider is being asked for another.
 */
renewing_since: string | null, 
/**
 * When that last failed.
 */
failed_at: string | null, 
/**
 * Why.
 */
failure: TokenTrouble | null, };

/**
 * Why a token could not be had.
 */
export type TokenTrouble = { 
/**
 * What happened.
 */
message: string, 
/**
 * What to do.
 */
next: string, };

/**
 * The class of a transport failure.
 */
export type TransportClass = "dns" | "connect" | "tls" | "timeout_connect" | "timeout_send" | "timeout_head" | "timeout_body" | "reset" | "protocol" | "body_too_large" | "interrupted" | "address_blocked";

/**
 * What set an attempt off.
 */
export type Trigger = "first" | "automatic_retry" | "manual_retry" | "bulk_retry" | "edited_resend" | "replay";

/**
 * HTTP methods a webhook may use.
 */
export type Verb = "POST" | "PUT" | "GET" | "DELETE";

/**
 * Checks a request.
 */
export type VerifySignature = { 
/**
 * How it is said to be signed.
 */
dialect: Dialect, 
/**
 * The secrets or public keys, one on each line. Neither kept nor logged.
 */
secret: string, 
/**
 * Its headers: `name: value` lines, or a JSON object.
 */
headers: string, 
/**
 * Its body.
 */
body: string, 
/**
 * Its body's bytes in base64, where they are no text; `body` is empty then.
 */
body_base64?: string, 
/**
 * The time it is judged at (RFC 3339); now where left out.
 */
at?: string, 
/**
 * Whether it is judged at the time it says itself, for a request of the past.
 */
own_time?: boolean, };

/**
 * The words a content is written with.
 */
export type Vocabulary = { 
/**
 * What context expressions begin with.
 */
contexts: Array<VocabularyContext>, 
/**
 * Converters of fields.
 */
converters: Array<VocabularyConverter>, 
/**
 * Operators of rules.
 */
operators: Array<VocabularyOperator>, };

/**
 * A converter's argument.
 */
export type VocabularyArgument = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it is.
 */
about: string, 
/**
 * Whether it must be there.
 */
required: boolean, };

/**
 * A context.
 */
export type VocabularyContext = { 
/**
 * `context_store`.
 */
name: string, 
/**
 * What it tells of.
 */
about: string, 
/**
 * Whether a connected shop is asked for what neither the event nor the settings tell of it.
 */
from_shop: boolean, 
/**
 * Its getters that are known.
 */
methods: Array<VocabularyMethod>, };

/**
 * A converter.
 */
export type VocabularyConverter = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it does.
 */
about: string, 
/**
 * Its arguments.
 */
arguments: Array<VocabularyArgument>, 
/**
 * How it is written.
 */
example: string, };

/**
 * A getter of a context.
 */
export type VocabularyMethod = { 
/**
 * `get_store`.
 */
name: string, 
/**
 * What it gives.
 */
about: string, 
/**
 * Names of its arguments.
 */
arguments: Array<string>, };

/**
 * An operator.
 */
export type VocabularyOperator = { 
/**
 * Its name.
 */
name: string, 
/**
 * When it holds.
 */
about: string, 
/**
 * Whether it is Adobe's; the others are Hookdesk's own.
 */
adobe: boolean, 
/**
 * Whether it takes a value.
 */
takes_value: boolean, };

/**
 * One hook of one batch of a webhook. What is left out has Adobe's default.
 */
export type Webhook = { 
/**
 * `observer.<event>` or `plugin.<path>.<method>`.
 */
method: string, 
/**
 * Before or after it.
 */
moment: Moment, 
/**
 * The batch's name.
 */
batch: string, 
/**
 * Batches run in ascending order.
 */
batch_order: number, 
/**
 * The hook's name within the batch.
 */
name: string, 
/**
 * Where it is sent.
 */
url: string, 
/**
 * The HTTP method; POST where there is none.
 */
verb?: Verb, 
/**
 * Order in which the results of one batch are merged.
 */
priority: number, 
/**
 * Whether its failure stops the caller.
 */
required: boolean, 
/**
 * Hard limit in milliseconds; 0 for none.
 */
timeout_ms: number, 
/**
 * Milliseconds after which a notice is logged; 0 for never.
 */
soft_timeout_ms: number, 
/**
 * How long an answer is kept, in seconds; 0 for not at all.
 */
ttl_s: number, 
/**
 * What the caller reads when the hook fails.
 */
fallback_error_message?: string, 
/**
 * Whether it runs.
 */
active: boolean, 
/**
 * Whether the certificate is checked.
 */
ssl_verification: boolean, 
/**
 * A CA or certificate file.
 */
ssl_certificate_path?: string, 
/**
 * Developer Console credentials.
 */
oauth?: ConsoleOauth, 
/**
 * What is sent, and when.
 */
content: Content, };

/**
 * One line of the log.
 */
export type WebhookLogLine = { 
/**
 * Its number.
 */
id: number, 
/**
 * The webhook's method.
 */
method: string, 
/**
 * Before or after it.
 */
moment: Moment, 
/**
 * The batch; empty for what concerns the whole run.
 */
batch: string, 
/**
 * The hook; empty for what concerns more than one.
 */
hook: string, 
/**
 * `debug`, `notice`, `warning` or `error`.
 */
level: string, 
/**
 * What happened.
 */
message: string, 
/**
 * The run.
 */
request_id: string, 
/**
 * When.
 */
at: string, };

/**
 * A page of the log.
 */
export type WebhookLogPage = { 
/**
 * The lines.
 */
rows: Array<WebhookLogLine>, 
/**
 * Whether there are older ones.
 */
more: boolean, };

/**
 * What a run came to.
 */
export type WebhookTest = { 
/**
 * `success` or `exception`.
 */
result: string, 
/**
 * The payload with every operation applied: JSON.
 */
payload: string, 
/**
 * Why the caller must stop.
 */
exception: TestException | null, 
/**
 * What happened, in order.
 */
log: Array<TestLine>, 
/**
 * Each hook, in the order of the run.
 */
hooks: Array<TestedHook>, 
/**
 * What every request carried.
 */
request_id: string, };

/**
 * Where something was written.
 */
export type Written = { 
/**
 * The file.
 */
path: string, };

/** Every code a fault may carry. */
export type FaultCode =
  | "json.malformed"
  | "input.invalid"
  | "input.unknown_field"
  | "body.too_large"
  | "name.invalid"
  | "url.invalid"
  | "header.invalid"
  | "hook.unknown"
  | "hook.exists"
  | "hook.in_use"
  | "connection.in_use"
  | "secret.no_key"
  | "secret.locked"
  | "secret.wrong_passphrase"
  | "secret.unreadable"
  | "signing.key_invalid"
  | "path.invalid"
  | "context.invalid"
  | "context.unknown"
  | "converter.invalid"
  | "field.clash"
  | "rule.invalid"
  | "template.invalid"
  | "placeholder.invalid"
  | "xml.malformed"
  | "xml.refused"
  | "webhook.exists"
  | "webhook.invalid"
  | "operation.invalid"
  | "address.moved"
  | "not_found"
  | "message.busy"
  | "message.not_allowed"
  | "event.duplicate_id"
  | "auth.missing"
  | "auth.origin"
  | "auth.token_missing"
  | "auth.refused"
  | "auth.unreachable"
  | "auth.busy"
  | "auth.timed_out"
  | "auth.cancelled"
  | "auth.discovery"
  | "engine.locked"
  | "engine.unreachable"
  | "engine.stopping"
  | "proof.failed"
  | "proof.stopped"
  | "store.read_only"
  | "store.full"
  | "store.newer_version"
  | "store.corrupt"
  | "store.failed"
  | "recipient.unreachable"
  | "sample.running"
  | "internal";

/** Every command: what it takes and what it gives. */
export interface Commands {
  "system.info": { request: Nothing; response: SystemInfo };
  "system.check": { request: Nothing; response: Checkup };
  "system.backup": { request: BackupRequest; response: Written };
  "system.prove": { request: ProveRequest; response: ProveState };
  "system.prove_state": { request: Nothing; response: ProveState };
  "system.prove_stop": { request: Nothing; response: ProveState };
  "system.network": { request: Nothing; response: NetworkState };
  "overview.get": { request: Nothing; response: Overview };
  "counts.get": { request: Nothing; response: Counts };
  "messages.list": { request: ListMessages; response: MessagePage };
  "messages.get": { request: MessageRef; response: MessageStory };
  "messages.attempt": { request: AttemptRef; response: AttemptRequest };
  "messages.plan": { request: PlanRequest; response: Plan };
  "messages.retry": { request: Selection; response: BulkStep };
  "messages.discard": { request: DiscardRequest; response: BulkStep };
  "messages.edit": { request: EditRequest; response: MessageStory };
  "dumps.list": { request: ListDumps; response: Array<DumpRow> };
  "dumps.get": { request: DumpRef; response: Dump };
  "events.list": { request: ListEvents; response: EventPage };
  "events.get": { request: EventRef; response: EventStory };
  "events.send": { request: SendEvent; response: EventAnswer };
  "events.replay": { request: EventRef; response: Replayed };
  "hooks.list": { request: Nothing; response: Array<Hook> };
  "hooks.save": { request: SaveHook; response: Hook };
  "hooks.delete": { request: IdRef; response: Nothing };
  "content.preview": { request: PreviewContent; response: ContentPreview };
  "content.vocabulary": { request: Nothing; response: Vocabulary };
  "webhooks.list": { request: Nothing; response: Array<SavedWebhook> };
  "webhooks.save": { request: SaveWebhook; response: SavedWebhook };
  "webhooks.delete": { request: IdsRef; response: Nothing };
  "hooks.test": { request: TestHook; response: TestedHook };
  "webhooks.test": { request: TestWebhooks; response: WebhookTest };
  "webhooks.import": { request: ImportWebhooks; response: ImportedWebhooks };
  "webhooks.export": { request: ExportWebhooks; response: ExportedWebhooks };
  "webhooks.logs": { request: ListWebhookLogs; response: WebhookLogPage };
  "signature.get": { request: Nothing; response: Signature };
  "signature.set": { request: SetSignature; response: Signature };
  "signature.regenerate": { request: RegenerateSignature; response: Signature };
  "signing.dialects": { request: Nothing; response: Array<DialectRow> };
  "signing.read": { request: ReadRequest; response: PastedRequest };
  "signing.verify": { request: VerifySignature; response: SignatureVerdict };
  "signing.sign": { request: MakeSignature; response: MadeSignature };
  "secrets.list": { request: Nothing; response: Array<NamedSecret> };
  "secrets.save": { request: SaveSecret; response: Nothing };
  "secrets.delete": { request: SecretRef; response: Nothing };
  "catalogue.list": { request: ListCatalogue; response: Array<CatalogueEntry> };
  "catalogue.get": { request: CatalogueRef; response: CatalogueMethod };
  "subscriptions.list": { request: Nothing; response: Array<Subscription> };
  "subscriptions.get": { request: IdRef; response: Subscription };
  "subscriptions.save": { request: SaveSubscription; response: Subscription };
  "subscriptions.switch": { request: SwitchSubscription; response: Subscription };
  "subscriptions.consent": { request: IdRef; response: Subscription };
  "subscriptions.delete": { request: IdRef; response: Nothing };
  "connections.list": { request: Nothing; response: Array<Connection> };
  "connections.save": { request: SaveConnection; response: Connection };
  "connections.delete": { request: IdRef; response: Nothing };
  "connections.authorize": { request: AuthorizeConnection; response: Authorization };
  "connections.authorization": { request: IdRef; response: Authorization };
  "connections.authorize_cancel": { request: IdRef; response: Authorization };
  "connections.authorize_finish": { request: FinishAuthorization; response: Authorization };
  "connections.revoke": { request: IdRef; response: Revoked };
  "connections.discover": { request: DiscoverProvider; response: Discovered };
  "connections.presets": { request: Nothing; response: Array<ConnectionPreset> };
  "connections.test": { request: TestConnection; response: ConnectionTest };
  "connections.certificate": { request: CertificateRequest; response: CertificateView };
  "connections.preset": { request: OAuthPresetRef; response: OAuth2 };
  "retry.preview": { request: PreviewRetry; response: RetryPreview };
  "settings.list": { request: Nothing; response: Array<Setting> };
  "settings.set": { request: SetSetting; response: Setting };
  "security.use_os": { request: Nothing; response: KeyState };
  "security.use_passphrase": { request: ChoosePassphrase; response: KeyState };
  "security.unlock": { request: GivePassphrase; response: KeyState };
  "security.what_is_lost": { request: Nothing; response: LostSecrets };
  "security.begin_anew": { request: BeginAnew; response: KeyState };
  "samples.state": { request: Nothing; response: SampleState };
  "samples.start": { request: Nothing; response: SampleState };
  "samples.stop": { request: Nothing; response: SampleState };
  "samples.payloads": { request: Nothing; response: Array<SamplePayload> };
}
