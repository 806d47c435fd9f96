import { Code, Select, Stack } from "@mantine/core";
import { useState } from "react";
import type { ContentWrap, SamplePayload } from "../../bindings";
import { useCommand } from "../../query";
import { previewBody } from "./hook-form";

const SMALL: SamplePayload = {
  event_name: "",
  title: "A small example",
  data: '{"id":42,"increment_id":"000000042","status":"processing"}',
};
const MOST_LINES = 16;

/** What a receiver gets for a sample payload, as the form stands now. */
export function BodyPreview({ name, wrap }: { name: string; wrap: ContentWrap }) {
  const samples = useCommand("samples.payloads", {});
  const [picked, setPicked] = useState<string | null>(null);
  const all = [SMALL, ...(samples.data ?? [])];
  const fitting = all.find((sample) => sample.event_name !== "" && sample.event_name === name.toLowerCase());
  const sample = all.find((one) => one.title === picked) ?? fitting ?? SMALL;
  const lines = previewBody(wrap, sample.data).split("\n");
  const hidden = lines.length - MOST_LINES;
  return (
    <Stack gap={6}>
      <Select
        label="What the receiver gets, for this sample"
        size="xs"
        data={[...new Set(all.map((one) => one.title))]}
        value={sample.title}
        onChange={setPicked}
        allowDeselect={false}
      />
      <Code block aria-label="Body preview" fz={12} mah={260}>
        {lines.slice(0, MOST_LINES).join("\n")}
        {hidden > 0 ? `\n… ${hidden} more lines` : ""}
      </Code>
    </Stack>
  );
}
