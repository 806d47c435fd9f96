/** When it fires: rules that must all hold, in groups of which one is enough. */

import { ActionIcon, Button, Group, Select, Switch, TextInput, Tooltip } from "@mantine/core";
import type { ContentRule, RuleVerdict, VocabularyOperator } from "../../bindings";
import { Icon } from "../../parts/icon";
import { remark } from "../../words";
import { completePath } from "./complete";
import { newRule } from "./content";
import classes from "./designer.module.css";
import { EditorRow } from "./editor-row";
import type { EditorProps } from "./editors";
import { isWrong } from "./said";
import { SuggestInput } from "./suggest-input";

const ADOBE = ["equal", "notEqual", "greaterThan", "lessThan", "in", "regex", "isEmpty", "notEmpty"];
const VALUELESS = ["isEmpty", "notEmpty"];

/** Adobe's eight, until the engine has said what there is. */
const FALLBACK: VocabularyOperator[] = ADOBE.map((name) => ({
  name,
  about: "",
  adobe: true,
  takes_value: !VALUELESS.includes(name),
}));

export function RulesEditor(props: EditorProps) {
  const { content, onChange, focusOn } = props;
  const put = (rules: ContentRule[][]) => onChange({ ...content, rules: rules.filter((group) => group.length > 0) });
  const add = (g: number) => {
    const rules = content.rules.map((group, at) => (at === g ? [...group, newRule()] : group));
    put(rules);
    focusOn(`rules[${g}][${content.rules[g]?.length ?? 0}].field`);
  };
  const addGroup = () => {
    put([...content.rules, [newRule()]]);
    focusOn(`rules[${content.rules.length}][0].field`);
  };
  return (
    <div>
      {content.rules.length === 0 && (
        <p className={classes.hint}>No rules: it fires every time. A rule looks at the payload as it came.</p>
      )}
      {content.rules.map((group, g) => (
        // A group has no identity of its own; its place is what the faults know it by.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <section key={g} className={classes.group} aria-label={`Rule group ${g + 1}`}>
          <div className={classes.groupHead}>
            <span>{g === 0 ? "Fires where all of these hold" : "or all of these hold"}</span>
            {g > 0 && <Own />}
          </div>
          {group.map((rule, r) => (
            <RuleRow
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              key={r}
              {...props}
              place={`rules[${g}][${r}]`}
              number={content.rules.slice(0, g).reduce((sum, one) => sum + one.length, 0) + r + 1}
              rule={rule}
              verdict={props.verdicts?.[g]?.[r]}
              onRule={(part) =>
                put(
                  content.rules.map((one, at) =>
                    at === g ? one.map((old, index) => (index === r ? { ...old, ...part } : old)) : one,
                  ),
                )
              }
              onDelete={() =>
                put(content.rules.map((one, at) => (at === g ? one.filter((_, index) => index !== r) : one)))
              }
            />
          ))}
          <Button variant="subtle" size="compact-xs" mt={2} onClick={() => add(g)}>
            Add rule
          </Button>
        </section>
      ))}
      <Group gap={6} mt={6}>
        <Button variant="default" size="compact-xs" leftSection={<Icon name="plus" size={11} />} onClick={addGroup}>
          {content.rules.length === 0 ? "Add rule" : "Or: add a group"}
        </Button>
        {content.rules.length > 0 && <Own />}
      </Group>
    </div>
  );
}

function Own() {
  return (
    <Tooltip label="Adobe Commerce joins all rules with AND. Groups joined by OR are Hookdesk's own; an export for Adobe says so.">
      <span className={classes.own}>Hookdesk's own</span>
    </Tooltip>
  );
}

type RowProps = EditorProps & {
  place: string;
  number: number;
  rule: ContentRule;
  verdict: RuleVerdict | undefined;
  onRule: (part: Partial<ContentRule>) => void;
  onDelete: () => void;
};

function RuleRow({ place, number, rule, verdict, said, paths, vocabulary, onRule, onDelete }: RowProps) {
  const operators = vocabulary?.operators ?? FALLBACK;
  const operator = operators.find((one) => one.name === rule.operator);
  const listed = operator
    ? operators
    : [...operators, { name: rule.operator, about: "", adobe: false, takes_value: true }];
  const off = rule.active === false;
  const known = !off && verdict !== undefined && verdict.why !== "";
  return (
    <EditorRow label={`Rule ${number}`} {...{ place, said, off }}>
      <div className={classes.ruleRow}>
        <span
          className={classes.verdict}
          data-holds={known ? String(verdict.holds) : undefined}
          role="img"
          aria-label={off ? "Switched off" : known ? (verdict.holds ? "Holds" : "Does not hold") : "Not known yet"}
        >
          {known ? (verdict.holds ? "true" : "false") : "–"}
        </span>
        <SuggestInput
          aria-label={`Rule ${number} field`}
          placeholder="data.quote_item.qty"
          className={classes.mono}
          takesPaths
          data-path={`${place}.field`}
          error={isWrong(said, `${place}.field`)}
          value={rule.field}
          onChange={(field) => onRule({ field })}
          suggest={(typed) => completePath(typed, paths, vocabulary)}
        />
        <Select
          aria-label={`Rule ${number} operator`}
          data={[
            { group: "Adobe's", items: listed.filter((one) => one.adobe).map((one) => one.name) },
            { group: "Hookdesk's own", items: listed.filter((one) => !one.adobe).map((one) => one.name) },
          ].filter((group) => group.items.length > 0)}
          value={rule.operator}
          allowDeselect={false}
          title={operator?.about}
          comboboxProps={{ width: 210, position: "bottom-start" }}
          maxDropdownHeight={320}
          error={isWrong(said, `${place}.operator`)}
          data-path={`${place}.operator`}
          onChange={(name) => {
            const takes = operators.find((one) => one.name === name)?.takes_value ?? true;
            onRule({ operator: name ?? "equal", ...(takes ? {} : { value: undefined }) });
          }}
        />
        <TextInput
          aria-label={`Rule ${number} value`}
          placeholder={operator?.takes_value === false ? "needs no value" : "value"}
          disabled={operator?.takes_value === false}
          className={classes.mono}
          spellCheck={false}
          autoComplete="off"
          data-path={`${place}.value`}
          error={isWrong(said, `${place}.value`)}
          value={rule.value ?? ""}
          onChange={(event) => onRule({ value: event.currentTarget.value })}
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        />
        <Switch
          aria-label={`Rule ${number} active`}
          checked={!off}
          onChange={(event) => onRule({ active: event.currentTarget.checked })}
        />
        <ActionIcon color="gray" aria-label={`Delete rule ${number}`} onClick={onDelete}>
          <Icon name="trash" size={14} />
        </ActionIcon>
      </div>
      {known && (
        <div className={classes.why} title={verdict.why}>
          {remark(verdict.why)}
        </div>
      )}
    </EditorRow>
  );
}
