/** Asks for the loopback API's token, when the browser was not opened with it. */
import { Button, Code, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { FaultAlert } from "../parts/fault";

export function TokenScreen({ refused, onToken }: { refused: boolean; onToken: (token: string) => void }) {
  const [token, setToken] = useState("");
  return (
    <Stack align="center" justify="center" h="100vh" p="md">
      <Paper withBorder p="lg" maw={460} w="100%">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (token.trim() !== "") onToken(token.trim());
          }}
        >
          <Stack gap="sm">
            <Title order={1}>Hookdesk</Title>
            <Text>This page is for the person at this machine. Give the access token to go on.</Text>
            {refused && (
              <FaultAlert
                fault={{
                  code: "auth.missing",
                  message: "Hookdesk did not accept the token.",
                  next: "Copy the token again; it may have changed, or belong to another data directory.",
                }}
              />
            )}
            <PasswordInput
              label="Access token"
              description={
                <>
                  It is in the file <Code>token</Code> in Hookdesk's data directory; the line that{" "}
                  <Code>hookdesk serve</Code> prints names it as <Code>token_file</Code>. The command{" "}
                  <Code>hookdesk ui</Code> opens this page signed in.
                </>
              }
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
            />
            <Button type="submit" disabled={token.trim() === ""}>
              Open Hookdesk
            </Button>
          </Stack>
        </form>
      </Paper>
    </Stack>
  );
}
