import { Word } from '#components/ui/word.tsx';
import type { SilenceWord } from '#lib/alerts/silences.ts';
import { subjectWords } from '#lib/catalog/alert-subjects.ts';
import type { WordId } from '#lib/catalog/words.ts';
import type { SilenceRecord } from '#lib/queries/silences.ts';

const looks = {
  active: { word: 'running', label: 'active' },
  planned: { word: 'waiting', label: 'planned' },
  over: { word: 'ended', label: 'over' },
} as const satisfies Record<SilenceWord, { word: WordId; label: string }>;

export const SilenceState = ({ word }: { word: SilenceWord }) => <Word {...looks[word]} />;

const manyOf = (kind: string): string => subjectWords(kind).many;

/** "endpoints, notebooks named ranker-*"; empty where neither matters. */
function thingsIn({ kinds, name }: SilenceRecord): string {
  if (name === null) return kinds.map(manyOf).join(', ');
  return `${kinds.length === 0 ? 'everything' : kinds.map(manyOf).join(', ')} named ${name}`;
}

/** "Fails calls; endpoints named ranker-*; ml-prod, eu-west-1; team search". `names`: of accounts, by id. */
export function matcherWords(silence: SilenceRecord, names: ReadonlyMap<string, string>): string {
  const { team, ruleTitles, account, region } = silence;
  const accountName = account === null ? null : (names.get(account) ?? account);
  const parts = [
    ruleTitles.length === 0 ? 'any rule' : ruleTitles.join(', '),
    thingsIn(silence),
    [accountName, region].filter((one) => one !== null).join(', '),
    team === 'all' ? 'all teams' : `team ${team}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}
