import { CopyButton } from '#components/ui/copy-button.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Since } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { absences } from '#lib/catalog/absence.ts';
import { feedsOf } from '#lib/catalog/call-feeds.ts';
import { type Grant, grantFor } from '#lib/catalog/grants.ts';
import { paths } from '#lib/catalog/paths.ts';
import { table } from '#lib/catalog/table.ts';
import { formatCount, formatSpan } from '#lib/format.ts';
import type { Trouble } from '#lib/queries/run-failures.ts';
import type { CollectionSource } from '#lib/queries/sources.ts';
import { FailureWord } from './run-words.tsx';

export type TroublesPanelProps = {
  troubles: readonly Trouble[];
  team: string;
  view: View;
  names: ReadonlyMap<string, string>;
};

/** Trailwatch's own faults and calls of no row speak for themselves. */
function whatStaysDark({ service, operation, collectors }: Trouble): string {
  const feeds = feedsOf(service, operation);
  return feeds === null
    ? `What ${collectors.join(' and ')} would have read`
    : `${feeds.charAt(0).toUpperCase()}${feeds.slice(1)}`;
}

const whys = table<string>({
  late: 'AWS gave no answer that could be read; it is asked again.',
  throttled: absences.throttled.why,
  not_collected: 'It is asked again at the next look.',
});

function Fix({ grant }: { grant: Grant }) {
  if (grant.advice !== null) return <p className="text-ink-2">{grant.advice}</p>;
  return (
    <details>
      <summary className="link w-fit">Show fix</summary>
      {grant.lines.map(({ where, statement }) => (
        <div key={where} className="grid gap-1 pt-2">
          <span className="flex flex-wrap items-center gap-x-3 text-ink-2">
            <span>
              Into the <span className="break-all">{where}</span>:
            </span>
            <CopyButton text={statement} label="Copy" kind="quiet" />
          </span>
          <pre className="verbatim">{statement}</pre>
        </div>
      ))}
    </details>
  );
}

function Item({ trouble, team, view, names }: Omit<TroublesPanelProps, 'troubles'> & { trouble: Trouble }) {
  const { account, regions, collectors, word, windowFrom, windowTo } = trouble;
  const grant = word === 'denied' ? grantFor({ ...trouble, message: trouble.message ?? '' }, trouble.role) : null;
  const why = whys[word] ?? null;
  return (
    <li className="grid gap-x-4 gap-y-1 border-t border-line py-2.5 first:border-t-0 first:pt-0.5 md:grid-cols-[112px_minmax(0,1fr)_auto]">
      <div>
        <FailureWord word={word} />
      </div>
      <div className="grid min-w-0 gap-1">
        <p className="break-words">
          <code className="font-mono text-12 font-mid text-ink">
            {grant?.action ?? `${trouble.service}:${trouble.operation}`}
          </code>{' '}
          <span className="text-ink-2">
            in {names.get(account) ?? account}, {regions.join(' and ')}, for {collectors.join(' and ')}
          </span>
        </p>
        <p className="text-ink-2">
          {whatStaysDark(trouble)} {word === 'denied' ? 'stays dark without it.' : 'is missing for it.'}
          {windowFrom !== null && windowTo !== null && <> Empty between {formatSpan(windowFrom, windowTo, view)}.</>}
          {why !== null && <> {why}</>}
        </p>
        <p className="break-words text-ink-3">
          {trouble.message === null ? 'What AWS said speaks of another team’s resource.' : `${trouble.code}: ${trouble.message}`}
        </p>
        {grant && <Fix grant={grant} />}
      </div>
      <p className="text-ink-2 md:text-right">
        <Since at={trouble.since} moment={view} />
        <br />
        <Link href={`${paths.run(team, trouble.runId)}${view.query}`}>
          {formatCount(trouble.count, 'failed call', 'failed calls')}, newest in run {trouble.runId}
        </Link>
      </p>
    </li>
  );
}

const List = ({ troubles, ...rest }: TroublesPanelProps) => (
  <ul className="grid text-12">
    {troubles.map((trouble) => (
      <Item
        key={`${trouble.account} ${trouble.service} ${trouble.operation} ${trouble.word} ${trouble.code}`}
        trouble={trouble}
        {...rest}
      />
    ))}
  </ul>
);

const shown = 5;

/** Sources that nobody has looked at yet. */
const Unread = ({ sources }: { sources: readonly CollectionSource[] }) => (
  <p className="text-12 text-ink-2">
    <FailureWord word="not_collected" /> {formatCount(sources.length, 'source was', 'sources were')} never read. The first look
    takes a minute, if a worker is at work; <code className="font-mono">npm start</code> starts one.
  </p>
);

/** Sources that nobody looks at any more: no call fails, because none is made. */
function Silent({ sources, view }: { sources: readonly CollectionSource[]; view: View }) {
  const since = Math.min(...sources.map((source) => source.since ?? view.now));
  return (
    <p className="text-12 text-ink-2">
      <FailureWord word="late" /> <span className="figures">{formatCount(sources.length, 'source was', 'sources were')}</span> not
      looked at for <Since at={since} moment={view} />. No call fails: the worker that asks AWS is not at work, or cannot keep up.
      Its log says why; <code className="font-mono">npm start</code> starts one.
    </p>
  );
}

/** What is denied, throttled or late, since when, what stays dark for it, and the line that would end it. */
export function TroublesPanel({ troubles, sources, ...rest }: TroublesPanelProps & { sources: readonly CollectionSource[] }) {
  const silent = sources.filter(({ word }) => word === 'late');
  const unread = sources.filter(({ last, readAt }) => last === null && readAt === null);
  return (
    <Panel
      title="What is in the way"
      subtitle={troubles.length === 0 ? undefined : formatCount(troubles.length, 'call gets no answer', 'calls get no answer')}
    >
      {unread.length > 0 && <Unread sources={unread} />}
      {silent.length > 0 && <Silent sources={silent} view={rest.view} />}
      {troubles.length + silent.length + unread.length === 0 && (
        <p className="text-ink-2">
          Nothing: the newest look of each source was answered in full, and no window waits to be filled.
        </p>
      )}
      {troubles.length > 0 && (
        <>
          <List troubles={troubles.slice(0, shown)} {...rest} />
          {troubles.length > shown && (
            <details className="text-12">
              <summary className="link w-fit">{troubles.length - shown} more</summary>
              <List troubles={troubles.slice(shown)} {...rest} />
            </details>
          )}
        </>
      )}
    </Panel>
  );
}
