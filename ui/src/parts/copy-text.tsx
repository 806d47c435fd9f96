/** A text within others that is taken elsewhere by a small button. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { useHost } from "../host/context";
import { toFault } from "../host/host";
import classes from "./copy-text.module.css";
import { tellDone, tellFault } from "./fault";
import { Icon } from "./icon";

/** `what`: as it stands within a sentence, "fingerprint". */
export function CopyText({ text, what }: { text: string; what: string }) {
  const host = useHost();
  const copy = () =>
    void host.copy(text).then(
      () => tellDone(`The ${what} is on the clipboard.`),
      (thrown) => tellFault(toFault(thrown)),
    );
  return (
    <span className={classes.text}>
      <span className="mono">{text}</span>
      <Tooltip label={`Copy ${what}`}>
        <ActionIcon aria-label={`Copy ${what}`} onClick={copy}>
          <Icon name="copy" size={13} />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}
