import { Word } from '#components/ui/word.tsx';
import type { WordId } from '#lib/catalog/words.ts';
import type { AlertRecord, AlertWord } from '#lib/queries/alerts.ts';

const looks = {
  firing: { word: 'failing', label: 'firing' },
  calm: { word: 'changing', label: 'calming' },
  resolved: { word: 'healthy', label: 'ended' },
} as const satisfies Record<AlertWord, { word: WordId; label: string }>;

/** Shape, colour and word of how an alert stands. */
export const AlertState = ({ word, large = false }: { word: AlertWord; large?: boolean }) => (
  <Word {...looks[word]} large={large} />
);

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** "search-ranker-v7 answers too slowly". The catalogue's titles of endpoints go on from the name; all others stand by themselves. */
export const alertHeadline = ({ rule, facts, kind, name }: Pick<AlertRecord, 'rule' | 'facts' | 'kind' | 'name'>): string =>
  facts === null || facts.isOwn
    ? `${name}: ${facts?.title ?? rule}`
    : `${name}${kind === 'endpoint' ? '' : ':'} ${lowered(facts.title)}`;
