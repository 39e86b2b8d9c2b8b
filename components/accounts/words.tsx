import { Word } from '#components/ui/word.tsx';
import { table } from '#lib/catalog/table.ts';
import type { WordId } from '#lib/catalog/words.ts';
import { formatDuration } from '#lib/format.ts';
import type { AccountRow } from '#lib/queries/accounts.ts';

type State = { word: WordId; label: string };

const states: readonly { holds: (row: AccountRow) => boolean; word: WordId; label: (row: AccountRow) => string }[] = [
  { holds: ({ leftAt }) => leftAt !== null, word: 'ended', label: () => 'left' },
  { holds: ({ state }) => state !== 'ACTIVE', word: 'stopped', label: ({ state }) => state.toLowerCase().replaceAll('_', ' ') },
  { holds: ({ refusals }) => refusals > 0, word: 'denied', label: () => 'role refused' },
  { holds: ({ readAt }) => readAt !== null, word: 'healthy', label: () => 'collected' },
  { holds: () => true, word: 'waiting', label: () => 'not read yet' },
];

const stateOf = (row: AccountRow): State => {
  const found = states.find(({ holds }) => holds(row));
  return { word: found?.word ?? 'unknown', label: found?.label(row) ?? row.state };
};

/** Whether an account is collected, and if not, why. */
export const AccountState = ({ row, large = false }: { row: AccountRow; large?: boolean }) => (
  <Word {...stateOf(row)} {...(large ? { large } : {})} />
);

const regionWords = table<string>({ not_enabled: 'Region not enabled', no_service: 'no SageMaker here' });

export const RegionWord = ({ word }: { word: string }) => <Word word="not_enabled" label={regionWords[word] ?? word} />;

/** What no window and no signature notices. */
const fineSkewMs = 10_000;

/** "10 min 3 s behind AWS, corrected": of the machine that the worker runs on. */
export function ClockWords({ skewMs }: { skewMs: number | null }) {
  if (skewMs === null) return <span className="text-ink-3">not measured yet</span>;
  if (Math.abs(skewMs) < fineSkewMs) return <span>as AWS has it</span>;
  const side = skewMs > 0 ? 'behind' : 'ahead of';
  return <Word word="degraded" label={`${formatDuration(Math.abs(skewMs))} ${side} AWS, corrected`} />;
}
