/** A secret of one or more lines, covered until it is to be seen. */
import { Button, Group, Input, Textarea } from "@mantine/core";
import { useId, useState } from "react";
import classes from "./signing.module.css";

type Props = { pem: boolean; hint: string; value: string; onChange: (value: string) => void };

export function SecretText({ pem, hint, value, onChange }: Props) {
  const id = useId();
  // A public key is for everybody.
  const [shown, setShown] = useState(pem);
  return (
    <div>
      <Group gap="xs">
        <Input.Label htmlFor={id} size="xs">
          {pem ? "Key" : "Secret or key"}
        </Input.Label>
        <Button variant="subtle" size="compact-xs" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? "Cover" : "Show"}
        </Button>
      </Group>
      <Textarea
        id={id}
        description={hint}
        classNames={{ input: shown ? classes.mono : classes.covered }}
        resize="vertical"
        rows={pem ? 5 : 2}
        spellCheck={false}
        autoComplete="off"
        autoCorrect="off"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}
