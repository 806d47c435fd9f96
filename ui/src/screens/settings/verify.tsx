/** "Verify this installation": the kill loop, started here, watched, stopped, and its findings in plain words. */
import { Button, Group, Progress, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { ProveReport, ProveState } from "../../bindings";
import { useHost } from "../../host/context";
import { Badge } from "../../parts/badge";
import { FaultAlert, tellDone, tellFault } from "../../parts/fault";
import { Answer } from "../../parts/states";
import { Time } from "../../parts/time";
import { useAct, useCommand } from "../../query";
import { fullCount } from "../../words";
import classes from "./settings.module.css";

/** Kills, and how long they take about. */
const CHOICES = [
  { value: "20", label: "20 kills (4 s)" },
  { value: "100", label: "100 kills (20 s)" },
  { value: "500", label: "500 kills (2 min)" },
];

export function Verify() {
  const proof = useCommand("system.prove_state", {});
  return (
    <Stack gap="xs" py="sm">
      <Text c="dimmed" maw={640}>
        Starts a second engine in a temporary folder, streams events through it to a receiver on this machine, and takes
        it down again and again in the middle of its work. Then three books are compared: what was accepted, what
        arrived, and what the engine wrote down. Your own messages and receivers are not touched.
      </Text>
      <Answer query={proof}>{(state) => <Proof state={state} />}</Answer>
    </Stack>
  );
}

function Proof({ state }: { state: ProveState }) {
  const running = state.phase === "running";
  return (
    <Stack gap="sm">
      {running ? <Running state={state} /> : <Start again={state.report !== null} />}
      {state.phase === "stopped" && <Text role="status">Stopped; its second engine and its folder are gone.</Text>}
      {state.phase === "failed" && state.fault && <FaultAlert fault={state.fault} />}
      {!running && state.report && <Report report={state.report} />}
    </Stack>
  );
}

function Start({ again }: { again: boolean }) {
  const [kills, setKills] = useState("20");
  const start = useAct("system.prove", ["system.prove_state"]);
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <SegmentedControl data={CHOICES} value={kills} onChange={setKills} aria-label="How often it is killed" />
        <Button variant="default" loading={start.isPending} onClick={() => start.mutate({ kills: Number(kills) })}>
          {again ? "Verify again" : "Verify this installation"}
        </Button>
      </Group>
      {start.error && <FaultAlert fault={start.error} />}
    </Stack>
  );
}

function Running({ state }: { state: ProveState }) {
  const stop = useAct("system.prove_stop", ["system.prove_state"]);
  const share = (100 * state.kills_done) / Math.max(1, state.kills_wanted);
  const all = state.kills_done >= state.kills_wanted;
  return (
    <Stack gap={6} maw={640}>
      <Progress value={share} aria-label="Kills done" />
      <Group justify="space-between">
        <Text role="status">
          {all
            ? "Letting the queue drain and comparing the books…"
            : `Kill ${fullCount(state.kills_done)} of ${fullCount(state.kills_wanted)}: ${fullCount(state.accepted)} events accepted, ${fullCount(state.delivered)} messages taken.`}
        </Text>
        <Button variant="default" size="compact-sm" loading={stop.isPending} onClick={() => stop.mutate({})}>
          Stop
        </Button>
      </Group>
    </Stack>
  );
}

function Report({ report }: { report: ProveReport }) {
  const host = useHost();
  const copy = () =>
    host.copy(JSON.stringify(report, null, 2)).then(() => tellDone("The report is on the clipboard."), tellFault);
  const figures: [string, string][] = [
    ["Lost", fullCount(report.lost)],
    ["Arrived twice, explained", fullCount(Math.max(0, report.duplicates - report.unexplained))],
    ["Unexplained", fullCount(report.unexplained)],
    ["Events accepted", fullCount(report.accepted)],
    ["Messages taken", fullCount(report.delivered)],
    ["Killed, ended, frozen", `${report.kills}, ${report.terms}, ${report.pauses} times`],
    [
      "Ready again after",
      `${Math.round(report.recovery_p50_ms)} ms (median), ${Math.round(report.recovery_max_ms)} ms at most`,
    ],
    ["Took", `${report.seconds.toFixed(1)} s, seed ${report.seed}`],
  ];
  return (
    <section aria-label="What was found">
      <Group gap="sm">
        <Badge tone={report.passed ? "delivered" : "rejected"}>
          <b>{report.passed ? "Passed: nothing was lost" : "Not passed"}</b>
        </Badge>
        <Text c="dimmed">
          <Time at={report.finished_at} />
        </Text>
        <Button variant="default" size="compact-xs" onClick={copy}>
          Copy as JSON
        </Button>
      </Group>
      <dl className={classes.facts}>
        {figures.map(([name, value]) => (
          <div key={name} className={classes.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ul className={classes.said}>
        {report.explanation.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}
