import { TableFrame } from '#components/table/table-frame.tsx';
import { Link } from '#components/ui/link.tsx';
import type { View } from '#components/url/view.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { EndpointRow } from '#lib/queries/endpoints.ts';
import { EndpointTable } from './endpoint-table.tsx';

const shown = 6;

/** The slowest endpoints of a team, by the p99 of the last minutes read. */
export function WorstEndpoints({
  rows,
  total,
  team,
  view,
  window,
  names,
}: {
  rows: readonly EndpointRow[];
  total: number;
  team: string;
  view: View;
  window: { from: number; to: number };
  /** Names of the accounts by id. */
  names: ReadonlyMap<string, string>;
}) {
  return (
    <TableFrame
      title="Worst endpoints by p99"
      subtitle="one endpoint's own percentile, never a mean"
      right={<Link href={`${paths.section(team, 'endpoints')}${view.query}`}>all {total} endpoints</Link>}
    >
      <EndpointTable
        rows={rows.slice(0, shown)}
        {...{ team, view, window, names }}
        chosen={['name', 'health', 'lane', 'calls', 'errors', 'p99', 'instances']}
        empty="This team owns no endpoint."
      />
    </TableFrame>
  );
}
