/** The payload a content is designed on: documented, learned, of a real event, or one's own. */
import { useMemo, useState } from "react";
import type { Fault, Moment } from "../../bindings";
import { jsonProblem } from "../../parts/json";
import { localTime } from "../../parts/time-text";
import { useCommand } from "../../query";
import { JsonTree } from "./tree";

const SMALL = '{\n  "id": 42,\n  "increment_id": "000000042",\n  "status": "processing"\n}';

export interface SourceChoice {
  value: string;
  label: string;
}

export interface Source {
  choices: SourceChoice[];
  chosen: string;
  choose: (value: string) => void;
  /** As it is shown and edited. */
  text: string;
  edit: (text: string) => void;
  context: string;
  editContext: (text: string) => void;
  /** Null while there is none, or while it is not JSON. */
  tree: JsonTree | null;
  loading: boolean;
  /** Why the catalogue or the event could not be read. */
  fault: Fault | null;
  /** Nothing is named yet: the payload is made up. */
  unnamed: boolean;
  /** The catalogue does not know the name. */
  unknown: boolean;
}

const EVENT = "event:";

export function useSource(name: string, moment?: Moment): Source {
  const plain = name.trim();
  const method = useCommand(
    "catalogue.get",
    { name: plain, ...(moment ? { moment } : {}) },
    { enabled: plain !== "", keep: true },
  );
  const events = useCommand(
    "events.list",
    { name: plain.toLowerCase(), limit: 20 },
    { enabled: plain !== "", keep: true },
  );
  const samples = useCommand("samples.payloads", {});
  const [picked, setPicked] = useState<string | null>(null);
  const [own, setOwn] = useState<{ text: string | null; context: string | null }>({ text: null, context: null });

  const recent = useMemo(() => {
    const known = method.data?.recent ?? [];
    const listed = events.data?.items.map((event) => ({ event_id: event.id, received_at: event.received_at })) ?? [];
    return known.length > 0 ? known : listed;
  }, [method.data, events.data]);
  const sample = samples.data?.find((one) => one.event_name === plain.toLowerCase())?.data;

  const choices: SourceChoice[] = [
    ...(method.data?.sample ? [{ value: "sample", label: "Documented sample" }] : []),
    ...(method.data?.learned ? [{ value: "learned", label: "Learned from real events" }] : []),
    ...(sample && !method.data?.sample ? [{ value: "builtin", label: "Built-in sample" }] : []),
    ...recent.map(({ event_id, received_at }) => ({
      value: EVENT + event_id,
      label: `Event of ${localTime(received_at, new Date())}`,
    })),
    { value: "own", label: "My own payload" },
  ];
  const settled = plain === "" || !method.isPending;
  const byDefault = choices.find((choice) => choice.value !== "own")?.value ?? "own";
  const chosen = choices.some((choice) => choice.value === picked) && picked !== null ? picked : byDefault;
  const eventId = chosen.startsWith(EVENT) ? chosen.slice(EVENT.length) : null;
  const story = useCommand("events.get", { id: eventId ?? "" }, { enabled: eventId !== null });

  const given = (): string | null => {
    if (chosen === "sample") return method.data?.sample ?? null;
    if (chosen === "learned") return method.data?.learned ?? null;
    if (chosen === "builtin") return sample ?? null;
    if (eventId !== null) return story.data?.data.text ?? null;
    return own.text ?? SMALL;
  };
  const text = given();
  const context = own.context ?? (eventId === null ? "" : (story.data?.context?.text ?? ""));
  const tree = useMemo(
    () => (text === null || text.trim() === "" || jsonProblem(text) !== null ? null : new JsonTree(text)),
    [text],
  );
  return {
    choices,
    chosen,
    choose: (value) => {
      setPicked(value);
      setOwn((before) => ({ text: value === "own" ? (before.text ?? text) : before.text, context: null }));
    },
    text: text ?? "",
    // What is changed by hand is one's own from then on.
    edit: (now) => {
      setOwn((before) => ({ ...before, text: now }));
      setPicked("own");
    },
    context,
    editContext: (now) => setOwn((before) => ({ ...before, context: now })),
    tree,
    loading: !settled || (eventId !== null && story.isPending),
    fault: story.error ?? (method.error && method.error.code !== "not_found" ? method.error : null),
    unnamed: plain === "",
    unknown: method.error?.code === "not_found",
  };
}
