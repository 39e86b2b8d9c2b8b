import type { MetricChoice } from './rule-choices.ts';
import { type FieldProblem, refusalAt } from './rule-problems.ts';
import { type RuleTestField, ruleTestChoices, ruleTestRow } from './rule-test-choices.ts';
import { type Choice, Labelled } from './silence-fields.tsx';

/** What a field of the form reads and writes. */
export type RuleHands = {
  text: (key: string) => string;
  set: (key: string, text: string) => void;
  problems: readonly FieldProblem[];
};

type FieldProps = RuleHands & { name: string; label: string; hint?: string | undefined };

/** A text of one line. */
export const TextField = ({ text, set, problems, name, label, hint, usual }: FieldProps & { usual?: string | undefined }) => (
  <Labelled name={name} label={label} refusal={refusalAt(name, problems)} {...(hint !== undefined && { hint })}>
    {(field) => (
      <input
        {...field}
        type="text"
        autoComplete="off"
        maxLength={2000}
        placeholder={usual}
        value={text(name)}
        onChange={({ target }) => set(name, target.value)}
      />
    )}
  </Labelled>
);

/** One of a list; what is chosen stays in it, also where it is none of them any more. */
export function ChoiceField({
  text,
  set,
  problems,
  name,
  label,
  hint,
  choices,
  none,
}: FieldProps & { choices: readonly Choice[]; none?: string }) {
  const chosen = text(name);
  const isKnown = chosen === '' || choices.some(({ value }) => value === chosen);
  return (
    <Labelled name={name} label={label} refusal={refusalAt(name, problems)} {...(hint !== undefined && { hint })}>
      {(field) => (
        <select {...field} value={chosen} onChange={({ target }) => set(name, target.value)}>
          {none !== undefined && <option value="">{none}</option>}
          {!isKnown && <option value={chosen}>{chosen}</option>}
          {choices.map(({ value, label: words }) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

const asChoices = (texts: readonly string[]): Choice[] => texts.map((value) => ({ value, label: value }));

/** A field of a kind of test, by what its row says. */
function TestFieldInput({
  test,
  field,
  metrics,
  ...hands
}: RuleHands & { test: string; field: RuleTestField; metrics: readonly MetricChoice[] }) {
  const { key, label, hint, input, usual } = field;
  const common = { ...hands, name: `${test}.${key}`, label, hint };
  if (input === 'number' || input === 'text') return <TextField {...common} usual={usual} />;
  if (input === 'statistic') {
    const metric = hands.text(`${test}.metric`);
    const statistics = metrics.find((one) => one.metric === metric)?.statistics ?? [];
    return <ChoiceField {...common} choices={asChoices(statistics)} none="Choose…" />;
  }
  const offered = input === 'count' ? metrics.filter(({ statistics }) => statistics.includes('Sum')) : metrics;
  return <ChoiceField {...common} choices={asChoices(offered.map(({ metric }) => metric))} none="Choose…" />;
}

/** Which test a rule has, and the fields of that one. */
export function TestFields({ metrics, ...hands }: RuleHands & { metrics: readonly MetricChoice[] }) {
  const test = hands.text('test');
  const row = ruleTestRow(test);
  return (
    <>
      <ChoiceField {...hands} name="test" label="It fires at" choices={ruleTestChoices} hint={row?.sentence} />
      {row?.fields.map((field) => (
        <TestFieldInput key={`${test}.${field.key}`} {...hands} test={test} field={field} metrics={metrics} />
      ))}
    </>
  );
}
