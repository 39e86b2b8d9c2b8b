import { Bar } from '#components/ui/bar.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { formatMoney } from '#lib/format.ts';
import type { Meter } from '#lib/queries/meter.ts';

const daysOf = (day: string): number => new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).getUTCDate();

/** What the day and the month cost at list prices, against the budget. */
export function MeterPanel({ meter, href }: { meter: Meter; href: string }) {
  const { total, month } = meter;
  const share = month.budgetUsd === null ? null : month.priceUsd / month.budgetUsd;
  return (
    <Panel title="AWS calls and price" right={`${meter.day} UTC`}>
      <Facts
        facts={[
          { label: 'Calls of the day', value: <Figure value={total.calls} /> },
          { label: 'Throttled', value: <Figure value={total.throttles} strong={false} /> },
          { label: 'Failed', value: <Figure value={total.failures} strong={false} /> },
          { label: 'List price of the day', value: formatMoney(total.priceUsd) },
          { label: 'Budget of a day', value: budgetOfDay(month.budgetUsd, daysOf(meter.day)) },
          { label: 'The month so far', value: formatMoney(month.priceUsd) },
          {
            label: 'Budget of the month',
            value:
              month.budgetUsd === null ? (
                <span className="text-ink-3">none in trailwatch.yaml</span>
              ) : (
                formatMoney(month.budgetUsd)
              ),
          },
        ]}
      />
      {share !== null && (
        <div className="pt-2">
          <Bar
            share={share}
            label={`${Math.round(100 * share)} % of the month's budget`}
            className={share > 1 ? 'text-failing' : 'text-s1'}
          />
        </div>
      )}
      <p className="pt-2 text-12">
        <Link href={href}>Spend of the month, and where it leads</Link>
      </p>
    </Panel>
  );
}

const budgetOfDay = (monthlyUsd: number | null, days: number) =>
  monthlyUsd === null ? <span className="text-ink-3">no budget</span> : formatMoney(monthlyUsd / days);
