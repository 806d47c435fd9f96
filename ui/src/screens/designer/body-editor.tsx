/** What becomes of the mapped fields: JSON as Adobe sends it, or a body of Hookdesk's own kinds. */

import { Input, SegmentedControl, Stack, TextInput } from "@mantine/core";
import type { ContentBody } from "../../bindings";
import { CodeText } from "../../parts/json/code";
import jsonClasses from "../../parts/json/json.module.css";
import classes from "./designer.module.css";
import type { EditorProps } from "./editors";
import { isWrong, Said } from "./said";

const KINDS = [
  { value: "json", label: "JSON of the fields", about: "As Adobe Commerce sends it." },
  { value: "form", label: "Form", about: "The fields as application/x-www-form-urlencoded. Hookdesk's own." },
  { value: "template", label: "Template", about: "A text with {{ merge tags }} of the fields. Hookdesk's own." },
  { value: "nothing", label: "No body", about: "For GET. Hookdesk's own." },
] as const;

const START: Record<string, ContentBody | null> = {
  json: null,
  form: { kind: "form" },
  nothing: { kind: "nothing" },
  template: { kind: "template", text: "", content_type: "text/plain" },
};

export function BodyEditor({ content, onChange, said }: EditorProps) {
  const body = content.body ?? null;
  const kind = body?.kind ?? "json";
  const put = (next: ContentBody | null) => {
    const { body: _, ...rest } = content;
    onChange(next === null ? rest : { ...rest, body: next });
  };
  return (
    <Stack gap="sm">
      <div>
        <SegmentedControl
          aria-label="Body"
          value={kind}
          onChange={(value) => put(START[value] ?? null)}
          data={KINDS.map(({ value, label }) => ({ value, label }))}
        />
        <p className={classes.hint}>{KINDS.find(({ value }) => value === kind)?.about}</p>
      </div>
      {body?.kind === "template" && (
        <>
          <TextInput
            label="Content type"
            w={280}
            spellCheck={false}
            data-path="body.content_type"
            error={isWrong(said, "body.content_type")}
            value={body.content_type}
            onChange={(event) => put({ ...body, content_type: event.currentTarget.value })}
          />
          <Input.Wrapper
            label="Template"
            description="{{ product.sku }} is replaced by the field of that name."
            labelElement="div"
          >
            <div className={`${jsonClasses.view} ${classes.template}`} data-path="body.text">
              <CodeText
                text={body.text}
                label="Template"
                language="text"
                minHeight={140}
                maxHeight={320}
                onChange={(text) => put({ ...body, text })}
              />
            </div>
          </Input.Wrapper>
        </>
      )}
      <Said place="body" said={said} />
    </Stack>
  );
}
