/** How everything stands: counts, what needs a person, the last day, each subscription. */
import { Button, Skeleton, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { Page } from "../../parts/page";
import { Answer } from "../../parts/states";
import { useCommand } from "../../query";
import { Welcome } from "../welcome";
import { CountStrip } from "./count-strip";
import { Health } from "./health";
import { Notices } from "./notices";
import classes from "./overview.module.css";

const HourlyChart = lazy(() => import("./hourly-chart"));

export function OverviewScreen() {
  const overview = useCommand("overview.get", {});
  if (overview.data?.empty) return <Welcome />;
  return (
    <Page title="Overview" actions={<VerifyLink />}>
      <Answer query={overview}>
        {(data) => (
          <div className={classes.overview}>
            <CountStrip counts={data.counts} />
            <Notices notices={data.notices} />
            <section aria-labelledby="overview-attempts">
              <Title order={2} id="overview-attempts" mb="xs">
                Attempts in the last 24 hours
              </Title>
              <Suspense fallback={<Skeleton height={180} />}>
                <HourlyChart points={data.hourly} />
              </Suspense>
            </section>
            <Health subscriptions={data.subscriptions} />
          </div>
        )}
      </Answer>
    </Page>
  );
}

/** The way to the proof that this installation loses nothing. */
function VerifyLink() {
  return (
    <Button variant="default" renderRoot={(props) => <Link to="/settings" search={{ part: "verify" }} {...props} />}>
      Verify this installation
    </Button>
  );
}
