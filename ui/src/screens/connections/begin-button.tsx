/** Begins an authorization, with the consent that a provider at a private address needs. */
import { Button, Checkbox, Group, Stack } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Authorization, Connection } from "../../bindings";
import { looksPrivate } from "../subscriptions/private-address";
import type { AuthorizationActs } from "./use-authorization";

type Props = {
  connection: Connection;
  now: Authorization;
  acts: AuthorizationActs;
  word: string;
  /** What stands beside it. */
  children?: React.ReactNode;
};

export function BeginButton({ connection, now, acts, word, children }: Props) {
  const { auth } = connection;
  // A name may lead to a private address as well; then the provider could not be reached.
  const asks =
    (auth.kind === "oauth2" && looksPrivate(auth.token_url)) ||
    (now.phase === "failed" && now.fault?.code === "auth.unreachable");
  return (
    <Stack gap="xs" align="flex-start">
      {asks && (
        <Checkbox
          label="The provider may be at a private or loopback address, this once"
          description="Such as one on this machine or in your network. Subscriptions have a consent of their own."
          checked={acts.allowPrivate}
          onChange={(event) => acts.setAllowPrivate(event.currentTarget.checked)}
        />
      )}
      <Group gap="xs">
        <NextButton loading={acts.busy} onClick={() => acts.start()}>
          {word}
        </NextButton>
        {children}
      </Group>
    </Stack>
  );
}

/** What a person wants next has the focus as soon as it appears: the button before it may be gone. */
export function NextButton(props: { loading?: boolean; onClick: () => void; children: string }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return <Button ref={button} data-autofocus {...props} />;
}
