/** What the editors of a content share. */
import type { Content, RuleVerdict, Vocabulary } from "../../bindings";
import type { KnownPath } from "./complete";
import type { SaidAll } from "./said";

export interface EditorProps {
  content: Content;
  onChange: (content: Content) => void;
  said: SaidAll;
  paths: readonly KnownPath[];
  vocabulary: Vocabulary | undefined;
  /** How each rule came out on the sample; nothing while that is not known. */
  verdicts: RuleVerdict[][] | undefined;
  /** Puts the cursor into an input, once it is there. */
  focusOn: (place: string) => void;
}
