/** A hook as its form holds it. */
import { z } from "zod";
import type { ContentWrap, Hook, SaveHook } from "../../bindings";
import { eventName } from "../../parts/form/rules";

export type HookValues = {
  name: string;
  description: string;
  wrap: ContentWrap;
  service: { class: string; method: string };
};

export const hookSchema = z.object({
  name: eventName,
  description: z.string().max(1000, "At most 1,000 characters."),
  wrap: z.enum(["data", "raw"]),
  service: z.object({ class: z.string(), method: z.string() }).superRefine((service, context) => {
    const missing = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (service.class.trim() === "" && service.method.trim() !== "") missing("class", "A method needs its class.");
    if (service.class.trim() !== "" && service.method.trim() === "") missing("method", "A class needs its method.");
  }),
});

export function toHookValues(hook: Hook | null, name = ""): HookValues {
  return {
    name: hook?.name ?? name,
    description: hook?.description ?? "",
    wrap: hook?.wrap ?? "data",
    service: hook?.service ?? { class: "", method: "" },
  };
}

export function toSaveHook(values: HookValues, id?: number): SaveHook {
  const service = { class: values.service.class.trim(), method: values.service.method.trim() };
  return {
    ...(id === undefined ? {} : { id }),
    name: values.name,
    description: values.description.trim(),
    wrap: values.wrap,
    // Two empty texts take a stored service away.
    ...(id === undefined && service.class === "" ? {} : { service }),
  };
}

/** What the receiver would get for this data, indented for reading. */
export function previewBody(wrap: ContentWrap, data: string): string {
  const value: unknown = JSON.parse(data);
  return JSON.stringify(wrap === "data" ? { data: value } : value, null, 2);
}
