/** A text to take elsewhere: shown whole, selected by a click, copied by a button. */
import { Button, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useHost } from "../host/context";
import { toFault } from "../host/host";
import { tellDone, tellFault } from "./fault";
import { Beside } from "./form/beside";

type Props = {
  label: string;
  description?: ReactNode;
  text: string;
  /** What is told once it is on the clipboard. */
  done: string;
};

export function CopyField({ label, description, text, done }: Props) {
  const host = useHost();
  const copy = () =>
    void host.copy(text).then(
      () => tellDone(done),
      (thrown) => tellFault(toFault(thrown)),
    );
  return (
    <Beside
      label={label}
      description={description}
      field={(props) => (
        <TextInput
          flex={1}
          readOnly
          value={text}
          classNames={{ input: "mono" }}
          onFocus={(event) => event.currentTarget.select()}
          {...props}
        />
      )}
    >
      <Button variant="default" onClick={copy} aria-label={`Copy ${label.charAt(0).toLowerCase()}${label.slice(1)}`}>
        Copy
      </Button>
    </Beside>
  );
}
