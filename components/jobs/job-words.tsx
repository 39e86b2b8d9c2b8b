import { statusWord } from '#components/resources/status-word.ts';
import { Word } from '#components/ui/word.tsx';
import { lateAfterMs } from '#lib/catalog/collectors.ts';
import { failureWords, isRunning } from '#lib/catalog/jobs.ts';
import { formatAge } from '#lib/format.ts';

/** The result of a job: its state, and for a failure the known reason in two words. */
export function JobResult({
  status,
  failureReason,
  large,
  read,
}: {
  status: string | null;
  failureReason: string | null;
  large?: boolean;
  /** In a table, where nothing else says how old the word of a job under way is. Epoch ms. */
  read?: { at: number; now: number };
}) {
  const word = statusWord(status);
  if (word === null) return <span className="text-ink-3">no status</span>;
  const label =
    word === 'failed'
      ? (failureWords(failureReason) ?? undefined)
      : word === 'completed'
        ? 'ok'
        : word === 'unknown'
          ? (status ?? undefined)
          : undefined;
  return (
    <span title={failureReason ?? status ?? undefined}>
      <Word word={word} {...(label === undefined ? {} : { label })} {...(large ? { large } : {})} />
      {read && isRunning(status) && read.now - read.at > lateAfterMs && (
        <span className="pl-1.5 text-12 font-mid text-unknown">{formatAge(read.at, read.now)} ago</span>
      )}
    </span>
  );
}
