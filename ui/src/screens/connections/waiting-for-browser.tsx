/** While a person agrees in the browser: the link, the time left, a way out, and a way on from another machine. */
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Authorization } from "../../bindings";
import { CopyField } from "../../parts/copy-field";
import { Fold } from "../../parts/form/fold";
import { useNow } from "../../parts/time";
import { span } from "../../parts/time-text";
import classes from "./authorization.module.css";
import { hostOf } from "./token-state";
import type { AuthorizationActs } from "./use-authorization";

export function WaitingForBrowser({ now, acts }: { now: Authorization; acts: AuthorizationActs }) {
  const { authorize_url: url } = now;
  return (
    <>
      <div>
        <Text fw={600}>Waiting for the browser</Text>
        <Text>Sign in at {hostOf(url ?? undefined)} and agree. This window goes on by itself.</Text>
      </div>
      {url && (
        <CopyField
          label="Link"
          description="For another browser of this computer, or where none has opened."
          text={url}
          done="The link is on the clipboard."
        />
      )}
      <Group gap="xs">
        {url && (
          <Button variant="default" onClick={() => acts.open(url)}>
            Open the page again
          </Button>
        )}
        <Button variant="default" loading={acts.busy} onClick={acts.cancel}>
          Cancel
        </Button>
        {now.ends_at && <TimeLeft until={now.ends_at} />}
      </Group>
      <Fold title="The browser is on another machine">
        <PasteAddress redirect={now.redirect_uri} acts={acts} />
      </Fold>
    </>
  );
}

function TimeLeft({ until }: { until: string }) {
  const left = Math.floor((new Date(until).getTime() - useNow().getTime()) / 1000);
  return (
    // Read out once, not each second.
    <Text c="dimmed" className={classes.left} aria-live="off">
      {left > 0 ? `${span(left * 1000)} left` : "The time is up."}
    </Text>
  );
}

/** Why this is not the address a browser ended at, or null. */
export function addressProblem(text: string, redirect: string | null): string | null {
  const address = text.trim();
  if (!URL.canParse(address)) return "Paste the whole address, from http:// on.";
  const { origin, pathname, searchParams } = new URL(address);
  if (redirect && URL.canParse(redirect) && `${origin}${pathname}` !== plain(redirect)) {
    return `This is another page. The address begins with ${redirect}`;
  }
  if (!searchParams.has("code") && !searchParams.has("error")) {
    return "It holds neither a code nor an error: copy it once the browser has come back from the provider.";
  }
  return null;
}

function plain(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

function PasteAddress({ redirect, acts }: { redirect: string | null; acts: AuthorizationActs }) {
  const [text, setText] = useState("");
  const problem = addressProblem(text, redirect);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === null) acts.finish(text.trim());
      }}
    >
      <Stack gap="xs">
        <Text size="xs">
          Copy the link there and agree. At the end the browser stands at a page it cannot show: that is as it should
          be. Copy that page's address and paste it here, soon: its code is good for half a minute or so.
        </Text>
        <TextInput
          label="The address it ended at"
          placeholder={redirect ? `${redirect}?code=…&state=…` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={text}
          error={text.trim() === "" ? null : problem}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div>
          <Button type="submit" variant="default" loading={acts.busy} disabled={problem !== null}>
            Go on with this address
          </Button>
        </div>
      </Stack>
    </form>
  );
}
