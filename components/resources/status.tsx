import { Word } from '#components/ui/word.tsx';
import { statusWord } from './status-word.ts';

/** AWS's own status word with the console's silhouette and colour; "no status" for kinds that have none. */
export function Status({ status, large }: { status: string | null; large?: boolean }) {
  const word = statusWord(status);
  if (word === null || status === null) return <span className="text-ink-3">no status</span>;
  return <Word word={word} label={status} {...(large ? { large } : {})} />;
}
