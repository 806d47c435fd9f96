/** The first run: nothing is set up, and two ways on. */
import { Button, Text, Title } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useAddress } from "../../parts/list/use-address";
import { Page } from "../../parts/page";
import { useCommand } from "../../query";
import { StartSamples } from "./start-samples";
import classes from "./welcome.module.css";
import { Wizard } from "./wizard";

export function Welcome() {
  const [address] = useAddress();
  const overview = useCommand("overview.get", {});
  const navigate = useNavigate();
  // In the address rather than in here: the overview shows this screen too, and leaves it once something is set up.
  const begin = () => void navigate({ to: "/welcome", search: { setup: true } as never });
  const home = () => void navigate({ to: "/" });
  if (address.setup === true) {
    return (
      <Page title="Set up an integration">
        <Wizard onDone={() => void navigate({ to: "/subscriptions" })} onCancel={home} />
      </Page>
    );
  }
  return (
    <Page title="Welcome">
      <Text maw={640}>
        Hookdesk tells other systems what happens in your shop: it takes events, keeps them in one file on this machine,
        sends them on, and keeps trying until they arrive or you say otherwise.
        {overview.data?.empty && " Nothing is set up yet, so nothing is sent."}
      </Text>
      <div className={classes.ways}>
        <section className={classes.way} aria-labelledby="way-own">
          <Title order={2} id="way-own">
            Set up my first integration
          </Title>
          <Text c="dimmed">
            Four short steps: which event, where to, signed how, and a test event that you watch arriving.
          </Text>
          <Button onClick={begin}>Begin</Button>
        </section>
        <section className={classes.way} aria-labelledby="way-sample">
          <Title order={2} id="way-sample">
            Try with sample data
          </Title>
          <Text c="dimmed">
            A made-up shop and a receiver on this machine that answers well, badly and slowly by turns. Nothing leaves
            this machine; one click takes it all out again.
          </Text>
          <StartSamples word="Start" onStarted={home} />
        </section>
      </div>
    </Page>
  );
}
