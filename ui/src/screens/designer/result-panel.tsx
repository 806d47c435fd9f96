/** What will be sent: whether it fires, headers, body, and what there is to say about it. */
import { Loader, SegmentedControl, Table, Text } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { Content, ContentPreview, Fault } from "../../bindings";
import { Badge } from "../../parts/badge";
import { FaultAlert } from "../../parts/fault";
import { JsonView } from "../../parts/json";
import { Loading } from "../../parts/states";
import { plural, remark } from "../../words";
import { elsewhere, mappingText, tidy } from "./content";
import classes from "./designer.module.css";
import type { Preview } from "./use-preview";

const Difference = lazy(() => import("./difference"));

type Props = {
  preview: Preview;
  content: Content;
  /** What is saved; null where nothing is yet. */
  saved: Content | null;
  /** There is no payload to build from. */
  waiting: string | null;
  onGo: (place: string) => void;
};

export function ResultPanel({ preview, content, saved, waiting, onGo }: Props) {
  const [view, setView] = useState("request");
  const { answer, fault, pending } = preview;
  return (
    <section className={classes.panel} aria-label="What is sent" aria-busy={pending}>
      <header className={classes.panelHead}>
        <span className={classes.panelTitle}>What is sent</span>
        {pending && waiting === null && <Loader size={12} aria-label="Working it out" />}
        <SegmentedControl
          aria-label="Shown"
          value={view}
          onChange={setView}
          data={[
            { value: "request", label: "Request" },
            { value: "changes", label: "Changes" },
          ]}
          classNames={{ root: classes.segments }}
        />
      </header>
      <div className={classes.panelBody}>
        {view === "changes" ? (
          <Suspense fallback={<Loading lines={6} />}>
            <Difference before={saved === null ? "" : mappingText(tidy(saved))} after={mappingText(tidy(content))} />
          </Suspense>
        ) : waiting !== null ? (
          <p className={classes.hint}>{waiting}</p>
        ) : (
          <>
            {fault && <FaultAlert fault={fault} />}
            {answer && !fault && <Request answer={answer} onGo={onGo} />}
            {!answer && !fault && <Loading lines={8} />}
          </>
        )}
      </div>
    </section>
  );
}

function Request({ answer, onGo }: { answer: ContentPreview; onGo: (place: string) => void }) {
  const { faults, headers, body } = answer;
  // Those that name a place stand beside it.
  const loose = elsewhere(answer.notes);
  return (
    <>
      <Fires answer={answer} onGo={onGo} />
      {elsewhere(faults).map((fault) => (
        <FaultAlert key={fault.code + fault.message} fault={fault as Fault} />
      ))}
      {headers.length > 0 && (
        <Table
          aria-label="Headers"
          layout="fixed"
          withRowBorders={false}
          verticalSpacing={2}
          className={classes.headersTable}
        >
          <Table.Tbody>
            {headers.map(({ name, value }, at) => (
              // A header may come twice; its place tells the two apart.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <Table.Tr key={at}>
                <Table.Td className="mono dim" w="42%">
                  {name}
                </Table.Td>
                <Table.Td className="mono" style={{ overflowWrap: "anywhere" }}>
                  {value}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {body === null ? (
        faults.length === 0 && <Text c="dimmed">It has no body.</Text>
      ) : (
        <JsonView label="Body" body={body} note={answer.content_type ?? undefined} maxHeight="none" />
      )}
      {loose.length > 0 && (
        <ul className={classes.notes} aria-label="Notes">
          {loose.map((note) => (
            <li key={note.message} data-level={note.level}>
              <span className={classes.level}>{note.level}</span>
              {remark(note.message)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Fires({ answer, onGo }: { answer: ContentPreview; onGo: (place: string) => void }) {
  const { faults, fires, rules } = answer;
  const first = faults.find((fault) => fault.field);
  if (faults.length > 0) {
    return (
      <div className={classes.fires} role="status">
        <Badge tone="rejected">{plural(faults.length, "fault")}: nothing can be sent yet</Badge>
        {first?.field && (
          <button type="button" className={classes.link} onClick={() => first.field && onGo(first.field)}>
            {first.field}
          </button>
        )}
      </div>
    );
  }
  const failing = rules.flatMap((group, g) =>
    group.flatMap((rule, r) => (rule.holds || rule.why === "" ? [] : [{ place: `rules[${g}][${r}].field`, ...rule }])),
  )[0];
  return (
    <div className={classes.fires} role="status">
      <Badge tone={fires ? "delivered" : "skipped"}>
        {fires ? (rules.length === 0 ? "Fires always" : "Fires for this payload") : "Does not fire for this payload"}
      </Badge>
      {!fires && failing && (
        <button type="button" className={classes.link} onClick={() => onGo(failing.place)}>
          {remark(failing.why)}
        </button>
      )}
      {!fires && (
        <Text size="xs" c="dimmed" w="100%">
          What it would send if it did:
        </Text>
      )}
    </div>
  );
}
