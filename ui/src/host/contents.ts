/** The commands of hook contents that `bindings.ts` does not have yet. */
import type { Commands as Bound, Nothing } from "../bindings";

export type Signature = {
  enabled: boolean;
  public_key: string | null;
  previous: { public_key: string; until: string } | null;
  created_at: string | null;
};

interface ContentCommands {
  "signature.get": { request: Nothing; response: Signature };
  "signature.set": { request: { enabled: boolean }; response: Signature };
  "signature.regenerate": { request: { overlap_hours: number }; response: Signature };
}

export type Commands = Omit<Bound, keyof ContentCommands> & ContentCommands;
