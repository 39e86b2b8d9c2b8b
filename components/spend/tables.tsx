import type { ReactNode } from 'react';
import { priceText } from '#components/runs/run-words.tsx';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { purposeWords } from '#lib/catalog/collectors.ts';
import { formatAccount, formatMoney } from '#lib/format.ts';
import { budgetSteps } from '#lib/metrics/budget-steps.ts';
import type { Spend, SpendCollector, SpendPlace, SpendStep, Usd } from '#lib/queries/spend.ts';
import type { TeamSpend } from '#lib/queries/team-spend.ts';

type Exports = { csv: string; json: string };

/** The two readings, the one that the budget goes by first. */
const prices = <Row extends Usd>(reading: Spend['reading']): Column<Row>[] => {
  const columns: Record<Spend['reading'], Column<Row>> = {
    metric: { id: 'metric', label: 'Five statistics as one', kind: 'figure', cell: (row) => priceText(row.metric) },
    statistic: { id: 'statistic', label: 'Every statistic', kind: 'figure', cell: (row) => priceText(row.statistic) },
  };
  return reading === 'metric' ? [columns.metric, columns.statistic] : [columns.statistic, columns.metric];
};

type Table<Row> = { title: string; subtitle: string; rows: readonly Row[]; exports: Exports; reading: Spend['reading'] };

const SpendTable = <Row extends Usd>({
  columns,
  rowKey,
  foot,
  empty = 'Nothing was asked of AWS this month yet.',
  ...table
}: Table<Row> & { columns: Column<Row>[]; rowKey: (row: Row) => string; foot?: ReactNode; empty?: string }) => (
  <TableFrame
    title={table.title}
    subtitle={table.subtitle}
    exports={table.exports}
    {...(foot === undefined ? {} : { foot: <span>{foot}</span> })}
  >
    <DataTable
      caption={table.title}
      columns={[...columns, ...prices<Row>(table.reading)]}
      rows={table.rows}
      rowKey={rowKey}
      empty={empty}
    />
  </TableFrame>
);

type Of = { spend: Spend; exports: Exports };

export const PlaceTable = ({ spend, exports, names }: Of & { names: ReadonlyMap<string, string> }) => (
  <SpendTable<SpendPlace>
    {...{ title: 'By account', subtitle: 'the month so far', rows: spend.places, exports, reading: spend.reading }}
    columns={[
      { id: 'account', label: 'Account', kind: 'lead', cell: ({ account }) => names.get(account) ?? formatAccount(account) },
      { id: 'region', label: 'Region', cell: ({ region }) => region },
      { id: 'calls', label: 'Calls', kind: 'figure', cell: ({ calls }) => <Figure value={calls} strong={false} /> },
    ]}
    rowKey={({ account, region }) => `${account} ${region}`}
  />
);

export const CollectorTable = ({ spend, exports }: Of) => (
  <SpendTable<SpendCollector>
    {...{ title: 'By collector', subtitle: 'runs of the month so far', rows: spend.collectors, exports, reading: spend.reading }}
    columns={[
      { id: 'collector', label: 'Collector', kind: 'lead', cell: ({ collector }) => collector },
      { id: 'purpose', label: 'For', cell: ({ purpose }) => purposeWords[purpose] ?? purpose },
      { id: 'runs', label: 'Runs', kind: 'figure', cell: ({ runs }) => <Figure value={runs} strong={false} /> },
    ]}
    rowKey={({ collector, purpose }) => `${collector} ${purpose}`}
  />
);

export const TeamTable = ({ teams, spend, exports }: Of & { teams: readonly TeamSpend[] }) => (
  <SpendTable<TeamSpend>
    {...{ title: 'By team', subtitle: 'the month so far', rows: teams, exports, reading: spend.reading }}
    columns={[
      { id: 'team', label: 'Team', kind: 'lead', cell: ({ name }) => name },
      {
        id: 'series',
        label: 'Series',
        kind: 'figure',
        cell: ({ series, ofSeries }) => <Figure value={series} of={ofSeries} strong={false} />,
      },
    ]}
    rowKey={({ team }) => team}
    empty="Whose series are asked for is counted every ten minutes; there is no count yet."
    foot="Allocated: of every account's price of a day, the share of a team's series among all that were asked for."
  />
);

const stepColumns = (view: View): Column<SpendStep>[] => [
  { id: 'at', label: 'Since', kind: 'lead', cell: ({ at }) => <Instant at={at} moment={view} /> },
  { id: 'step', label: 'Step', cell: ({ step }) => budgetSteps[step].label },
  { id: 'spent', label: 'Spent by then', kind: 'figure', cell: ({ spentUsd }) => formatMoney(spentUsd) },
  {
    id: 'budget',
    label: 'Budget',
    kind: 'figure',
    cell: ({ budgetUsd }) => (budgetUsd === null ? <span className="text-ink-3">none</span> : formatMoney(budgetUsd)),
  },
  { id: 'forecast', label: 'Month at this step', kind: 'figure', cell: ({ forecastUsd }) => formatMoney(forecastUsd) },
  { id: 'usual', label: 'Month as usual', kind: 'figure', cell: ({ usualUsd }) => formatMoney(usualUsd) },
];

export const StepTable = ({ spend, exports, view }: Of & { view: View }) => (
  <TableFrame title="Steps of the budget" subtitle="each change, the newest first" exports={exports}>
    <DataTable
      caption="Steps of the budget"
      columns={stepColumns(view)}
      rows={spend.steps}
      rowKey={({ at }) => String(at)}
      empty="The budget has not changed how collection goes."
    />
  </TableFrame>
);
