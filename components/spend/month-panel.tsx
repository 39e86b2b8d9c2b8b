import { Bar } from '#components/ui/bar.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Word } from '#components/ui/word.tsx';
import { billingReadings, pricesReadOn } from '#lib/catalog/prices.ts';
import { formatMoney } from '#lib/format.ts';
import type { Spend } from '#lib/queries/spend.ts';
import { forecastWords, stepWords } from './words.ts';

const none = <span className="text-ink-3">none in trailwatch.yaml</span>;

/** The month against its budget, where it leads, both readings, and what the budget holds back now. */
export function MonthPanel({ spend }: { spend: Spend }) {
  const { total, budgetUsd, reading, steps } = spend;
  const spent = total[reading];
  const forecast = forecastWords(spend);
  const step = stepWords(spend);
  const isOver = budgetUsd !== null && spent > budgetUsd;
  const isHeld = (steps[0]?.step ?? 'usual') !== 'usual' || budgetUsd === 0;
  const other = reading === 'metric' ? 'statistic' : 'metric';
  return (
    <Panel title="Month and budget" right="UTC calendar month">
      <Facts
        facts={[
          { label: 'Spent', value: formatMoney(spent) },
          { label: 'Budget', value: budgetUsd === null ? none : formatMoney(budgetUsd) },
          ...(budgetUsd === null
            ? []
            : [{ label: isOver ? 'Over it by' : 'Left', value: formatMoney(Math.abs(budgetUsd - spent)) }]),
          { label: "At month's end", value: forecast.figure },
          { label: 'Spent, by the other reading', value: formatMoney(total[other]) },
        ]}
      />
      {budgetUsd !== null && budgetUsd > 0 && (
        <div className="pt-2">
          <Bar
            share={spent / budgetUsd}
            label={`${Math.round((100 * spent) / budgetUsd)} % of the month's budget`}
            className={isOver ? 'text-failing' : 'text-s1'}
          />
        </div>
      )}
      <div className="grid gap-2 pt-3 text-12 text-ink-2">
        <p>{forecast.how}</p>
        <p>
          <Word word={isHeld ? 'degraded' : 'healthy'} label={step.label} />
          <span className="block pt-1">{step.words}</span>
        </p>
        <p className="text-ink-3">
          Budget and figures count {billingReadings[reading].words}; the other reading is {billingReadings[other].words}.
          AWS&rsquo;s price list says five as one; bills two to five times as high have been seen. List prices of us-east-1, read{' '}
          {pricesReadOn}; the free tier is not counted on.
        </p>
      </div>
    </Panel>
  );
}
