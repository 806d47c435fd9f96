/** Certificates or a key, pasted or from a file. */
import { Button, FileButton, Group, Stack, Text, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Badge } from "../../parts/badge";
import type { FormPart } from "../../parts/form/form-part";
import { TimeAndDistance, useNow } from "../../parts/time";
import { plural } from "../../words";
import { certificatesIn, pemFile } from "./pem";
import classes from "./tls.module.css";

type Props = {
  form: FormPart;
  path: string;
  label: string;
  description: ReactNode;
  text: string;
  onText: (text: string) => void;
  /** Its lines are hidden like a password's. */
  secret?: boolean;
  children?: ReactNode;
};

export function PemField({ form, path, label, description, text, onText, secret, children }: Props) {
  const [refused, setRefused] = useState<string | null>(null);
  const put = (next: string) => {
    setRefused(null);
    onText(next);
  };
  const choose = async (file: File | null) => {
    if (file === null) return;
    try {
      put(await pemFile(file));
    } catch (thrown) {
      setRefused(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  const { error, onChange: _, ...input } = form.getInputProps(path);
  return (
    <Stack gap={6}>
      <Textarea
        label={label}
        description={description}
        placeholder={secret ? "-----BEGIN PRIVATE KEY-----" : "-----BEGIN CERTIFICATE-----"}
        rows={text === "" ? 2 : 4}
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: secret && text !== "" ? `mono ${classes.secret}` : "mono" }}
        {...input}
        error={error ?? refused}
        onChange={(event) => put(event.currentTarget.value)}
      />
      {!secret && <ReadCertificates text={text} />}
      <Group gap="xs">
        <FileButton onChange={(file) => void choose(file)} accept=".pem,.crt,.cer,.der,.key,.ca-bundle">
          {(props) => (
            <Button variant="default" size="compact-xs" aria-label={`Choose a file: ${label}`} {...props}>
              Choose a file
            </Button>
          )}
        </FileButton>
        {text.trim() !== "" && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            onClick={() => put("")}
            aria-label={`Clear: ${label}`}
          >
            Clear
          </Button>
        )}
        {children}
      </Group>
    </Stack>
  );
}

const MOST = 6;

/** What of the text was understood. */
function ReadCertificates({ text }: { text: string }) {
  const now = useNow();
  const found = certificatesIn(text);
  if (found.length === 0) return null;
  return (
    <ul className={classes.read} aria-label="Certificates in it">
      {found.slice(0, MOST).map(({ subject, ends }, index) => (
        // The same one may be given twice.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={index}>
          <Badge tone={new Date(ends) <= now ? "rejected" : "delivered"}>{subject}</Badge>
          <Text size="xs" span>
            {new Date(ends) <= now ? "ended " : "ends "}
            <TimeAndDistance at={ends} />
          </Text>
        </li>
      ))}
      {found.length > MOST && (
        <Text size="xs" c="dimmed" component="li">
          and {plural(found.length - MOST, "more certificate")}
        </Text>
      )}
    </ul>
  );
}
