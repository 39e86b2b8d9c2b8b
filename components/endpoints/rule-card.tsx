import { HoverCard } from '#components/ui/hover-card.tsx';
import { StateIcon, Word } from '#components/ui/word.tsx';
import type { Health } from '#lib/catalog/health.ts';
import type { RuleResult } from '#lib/metrics/health.ts';

/** One line a rule: state, what it promises, the reading. */
export function RuleLines({ rules }: { rules: readonly RuleResult[] }) {
  return (
    <span className="grid gap-1">
      {rules.map((rule) => (
        <span key={rule.id} className="flex items-center gap-2 text-12">
          <StateIcon word={rule.word ?? (rule.absence === null ? 'healthy' : rule.absence)} />
          <span className={rule.word === null ? 'text-ink-2' : 'text-ink'}>{rule.promise}</span>
          <span
            className={`figures ml-auto pl-4 whitespace-nowrap ${rule.absence === null ? 'font-mid text-ink' : 'text-ink-3'}`}
          >
            {rule.figure}
          </span>
        </span>
      ))}
    </span>
  );
}

/** A table's card tells what decided and the first of what was kept: the whole list is on the endpoint's page. */
const telling = 5;

/** A word of health that opens into its rules and numbers. */
export function HealthWord({ word, rules, large = false }: { word: Health; rules: readonly RuleResult[]; large?: boolean }) {
  return (
    <HoverCard
      card={
        <RuleLines rules={rules.filter((rule) => rule.absence !== 'not_published').slice(0, large ? rules.length : telling)} />
      }
    >
      <Word word={word} large={large} />
    </HoverCard>
  );
}
