/** The signing workbench: checks a request as its receiver would and says why a signature fails, or makes one. */
import { Button, Checkbox, Group, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { type ClipboardEvent, type KeyboardEvent, useState } from "react";
import type { Dialect, DialectRow } from "../../bindings";
import { FaultAlert } from "../../parts/fault";
import { Page } from "../../parts/page";
import { Answer } from "../../parts/states";
import { useAct, useCommand } from "../../query";
import { BodyField, type Given, NO_BODY, onWire } from "./body-field";
import { headerLines, isHeaders, isWholeRequest } from "./pasted";
import { Made, Outcome } from "./result";
import { SecretText } from "./secret-text";
import classes from "./signing.module.css";

export function SigningScreen() {
  const dialects = useCommand("signing.dialects", {});
  return (
    <Page title="Signing workbench">
      <Answer query={dialects}>{(rows) => <Workbench dialects={rows} />}</Answer>
    </Page>
  );
}

type Mode = "verify" | "sign";

function Workbench({ dialects }: { dialects: DialectRow[] }) {
  const [mode, setMode] = useState<Mode>("verify");
  const [dialect, setDialect] = useState<Dialect>("standard");
  const [secret, setSecret] = useState("");
  const [headers, setHeaders] = useState("");
  const [body, setBody] = useState<Given>(NO_BODY);
  const [ownTime, setOwnTime] = useState(false);
  const [id, setId] = useState("");
  const read = useAct("signing.read");
  const verify = useAct("signing.verify");
  const sign = useAct("signing.sign");
  const chosen = dialects.find((row) => row.dialect === dialect);
  // What was found is about what was asked; it does not outlive a change.
  const changed = () => {
    verify.reset();
    sign.reset();
  };
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      changed();
    };

  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const text = event.clipboardData.getData("text");
    if (!isWholeRequest(text) && !(headers === "" && event.currentTarget.name === "headers" && isHeaders(text))) return;
    event.preventDefault();
    changed();
    read.mutate(
      { text },
      {
        onSuccess: (pasted) => {
          setHeaders(headerLines(pasted.headers));
          if (pasted.body !== null) setBody({ text: pasted.body });
          if (pasted.dialects[0] && !pasted.dialects.includes(dialect)) setDialect(pasted.dialects[0]);
        },
        onError: () => setHeaders(text),
      },
    );
  };
  const check = (own = ownTime) =>
    verify.mutate({
      dialect,
      secret,
      headers,
      ...onWire(body),
      ...(own && chosen?.has_time ? { own_time: true } : {}),
    });
  const make = () => sign.mutate({ dialect, secret, ...onWire(body), ...(id.trim() ? { id: id.trim() } : {}) });
  const ready = secret.trim() !== "" && (mode === "sign" || headers.trim() !== "");
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !ready) return;
    event.preventDefault();
    if (mode === "verify") check();
    else make();
  };
  const act = mode === "verify" ? verify : sign;
  return (
    <div className={classes.bench}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a key for what its button does */}
      <div className={classes.given} onKeyDown={onKey}>
        <Group gap="sm" align="flex-end" wrap="nowrap">
          <SegmentedControl
            aria-label="What to do"
            value={mode}
            onChange={(value) => setMode(value as Mode)}
            data={[
              { value: "verify", label: "Verify" },
              { value: "sign", label: "Sign" },
            ]}
          />
          <Select
            label="Dialect"
            flex={1}
            allowDeselect={false}
            searchable
            value={dialect}
            onChange={(value) => value && change(setDialect)(value as Dialect)}
            data={dialects.map((row) => ({ value: row.dialect, label: `${row.name} (${row.header})` }))}
          />
        </Group>
        <SecretText
          key={dialect === "adobe" ? "pem" : "text"}
          pem={dialect === "adobe"}
          hint={chosen?.key_hint ?? ""}
          value={secret}
          onChange={change(setSecret)}
        />
        {mode === "verify" ? (
          <Textarea
            label="Headers"
            name="headers"
            description="Headers, or a whole HTTP request or curl command pasted here: its parts go where they belong."
            classNames={{ input: classes.mono }}
            resize="vertical"
            rows={6}
            spellCheck={false}
            value={headers}
            onPaste={paste}
            onChange={(event) => change(setHeaders)(event.currentTarget.value)}
          />
        ) : (
          chosen?.has_id && (
            <TextInput
              label="Message id"
              placeholder="a new one"
              classNames={{ input: classes.mono }}
              spellCheck={false}
              value={id}
              onChange={(event) => change(setId)(event.currentTarget.value)}
            />
          )
        )}
        <BodyField
          given={body}
          onChange={change(setBody)}
          onPaste={mode === "verify" && headers === "" ? paste : undefined}
        />
        <Group gap="md">
          <Button disabled={!ready} loading={act.isPending} onClick={() => (mode === "verify" ? check() : make())}>
            {mode === "verify" ? "Verify" : "Sign"}
          </Button>
          {mode === "verify" && chosen?.has_time && (
            <Checkbox
              label="Judge it at the time it was signed"
              checked={ownTime}
              onChange={(event) => change(setOwnTime)(event.currentTarget.checked)}
            />
          )}
        </Group>
        <Text size="xs" c="dimmed">
          The secret is used for this check only: it is neither stored nor logged.
        </Text>
      </div>
      <Stack gap="sm" aria-live="polite" className={classes.found}>
        {read.error && mode === "verify" && <FaultAlert fault={read.error} />}
        {act.error && <FaultAlert fault={act.error} />}
        {mode === "verify" && verify.data && (
          <Outcome
            verdict={verify.data}
            onOwnTime={() => {
              setOwnTime(true);
              check(true);
            }}
          />
        )}
        {mode === "sign" && sign.data && <Made headers={sign.data.headers} />}
        {!act.data && !act.error && (
          <Text c="dimmed">
            {mode === "verify"
              ? "Whether a receiver would take the request, and if not, why, is shown here."
              : "The headers of the signed request are shown here."}
          </Text>
        )}
      </Stack>
    </div>
  );
}
