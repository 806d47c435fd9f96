/** Headers beside those of the connection. */

import { ActionIcon, Button, Switch, TextInput } from "@mantine/core";
import type { ContentHeader } from "../../bindings";
import { Icon } from "../../parts/icon";
import { useCommand } from "../../query";
import { completeHeader } from "./complete";
import classes from "./designer.module.css";
import { EditorRow } from "./editor-row";
import type { EditorProps } from "./editors";
import { isWrong } from "./said";
import { SuggestInput } from "./suggest-input";

export function HeadersEditor({ content, onChange, said, vocabulary, focusOn }: EditorProps) {
  const { headers } = content;
  const secrets = useCommand("secrets.list", {}).data?.map((secret) => secret.name);
  const put = (list: ContentHeader[]) => onChange({ ...content, headers: list });
  const change = (at: number, part: Partial<ContentHeader>) =>
    put(headers.map((header, index) => (index === at ? { ...header, ...part } : header)));
  return (
    <div>
      {headers.length === 0 ? (
        <p className={classes.hint}>
          No headers of its own. A value may be text with <code>{"{env:NAME}"}</code>, <code>{"{config:path}"}</code> or{" "}
          <code>{"{secret:NAME}"}</code>, or a context such as{" "}
          <code>{"context_http_request.get_header{X-Custom-Header}"}</code>.
        </p>
      ) : (
        <div className={`${classes.headerRow} ${classes.rowHead}`} aria-hidden="true">
          <span>Name</span>
          <span>Value</span>
          <span>Active</span>
          <span />
        </div>
      )}
      {headers.map((header, at) => {
        const place = `headers[${at}]`;
        const off = header.active === false;
        return (
          <EditorRow
            // A row has no identity of its own; its place is what the faults know it by.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={at}
            label={`Header ${at + 1}`}
            {...{ place, said, off }}
          >
            <div className={classes.headerRow}>
              <TextInput
                aria-label={`Header ${at + 1} name`}
                placeholder={header.resolver ? "set by its resolver" : "X-Api-Key"}
                className={classes.mono}
                spellCheck={false}
                autoComplete="off"
                data-path={`${place}.name`}
                error={isWrong(said, `${place}.name`)}
                value={header.name}
                onChange={(event) => change(at, { name: event.currentTarget.value })}
                onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
              />
              <SuggestInput
                aria-label={`Header ${at + 1} value`}
                placeholder="Bearer {env:TOKEN}"
                className={classes.mono}
                takesPaths
                data-path={`${place}.value`}
                error={isWrong(said, `${place}.value`)}
                value={header.value}
                onChange={(value) => change(at, { value })}
                suggest={(typed) => completeHeader(typed, vocabulary, secrets)}
              />
              <Switch
                aria-label={`Header ${at + 1} active`}
                checked={!off}
                onChange={(event) => change(at, { active: event.currentTarget.checked })}
              />
              <ActionIcon
                color="gray"
                aria-label={`Delete header ${at + 1}`}
                onClick={() => put(headers.filter((_, index) => index !== at))}
              >
                <Icon name="trash" size={14} />
              </ActionIcon>
            </div>
            {header.resolver && (
              <div className={classes.said}>
                <div className={classes.saidNote}>
                  The shop's class <code>{header.resolver}</code> adds headers there; here it is kept for export only.
                </div>
              </div>
            )}
          </EditorRow>
        );
      })}
      <Button
        variant="default"
        size="compact-xs"
        mt={6}
        leftSection={<Icon name="plus" size={11} />}
        onClick={() => {
          put([...headers, { name: "", value: "" }]);
          focusOn(`headers[${headers.length}].name`);
        }}
      >
        Add header
      </Button>
    </div>
  );
}
