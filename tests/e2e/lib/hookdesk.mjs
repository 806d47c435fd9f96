// Starting and stopping the real `hookdesk`, in a data directory of its own.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The top of the checkout. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const profile = process.env.HOOKDESK_PROFILE ?? "debug";

/** A built program. */
export const program = (name) => join(target, profile, name);

/** A fresh data directory, and the environment for programs that use it. */
export function dataDir() {
  const dir = mkdtempSync(join(tmpdir(), "hookdesk-e2e-"));
  return {
    dir,
    env: { ...process.env, HOOKDESK_DATA_DIR: dir, HOOKDESK_PASSPHRASE: "a passphrase for tests" },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Runs one command and gives what it printed; fails the test where the command fails. */
export function hookdesk(data, ...args) {
  const done = spawnSync(program("hookdesk"), args, { env: data.env, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`hookdesk ${args.join(" ")}: ${done.status}\n${done.stderr}`);
  return done.stdout.trim();
}

/** Starts `hookdesk serve` on a free port and waits for its line. */
export async function serve(data) {
  const child = spawn(program("hookdesk"), ["serve", "--listen", "127.0.0.1:0"], {
    env: data.env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const ready = JSON.parse(line);
  return {
    ...ready,
    token: readFileSync(ready.token_file, "utf8").trim(),
    /** SIGTERM, and the exit code. */
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      child.kill("SIGTERM");
      const [code] = await once(child, "exit");
      return code;
    },
  };
}
