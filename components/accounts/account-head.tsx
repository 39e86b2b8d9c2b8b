import { Facts } from '#components/ui/facts.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { formatAccount, formatInstant, formatMoney } from '#lib/format.ts';
import type { AccountRow } from '#lib/queries/accounts.ts';
import { AccountState, ClockWords } from './words.tsx';

function sentenceOf({ leftAt, state, source, refusals }: AccountRow, view: View): string {
  if (leftAt !== null) {
    const from = source === 'organization' ? 'the organization' : 'trailwatch.yaml';
    return `left ${from} on ${formatInstant(leftAt, view)}: no call is made for it, and what was collected is kept`;
  }
  if (state !== 'ACTIVE') return 'AWS answers nobody for it: no call is made, and what was collected is kept';
  if (refusals > 0) return 'its role cannot be assumed: it is asked for again after growing waits, and nothing is lost meanwhile';
  return source === 'organization' ? 'found in the organization' : 'named in trailwatch.yaml';
}

/** Which account it is, whether it is collected, and what its month costs. */
export const AccountHead = ({ row, view }: { row: AccountRow; view: View }) => (
  <PageHead title={row.name} state={<AccountState row={row} large />} sentence={sentenceOf(row, view)}>
    <Facts
      across
      facts={[
        { label: 'Account', value: formatAccount(row.id) },
        { label: 'First seen', value: <Instant at={row.firstSeenAt} moment={view} /> },
        { label: 'AWS calls it', value: row.state.toLowerCase().replaceAll('_', ' ') },
        { label: 'List price of the month', value: formatMoney(row.monthUsd) },
        { label: "The worker's clock", value: <ClockWords skewMs={row.skewMs} /> },
      ]}
    />
  </PageHead>
);
