import { Link } from '#components/ui/link.tsx';
import { Instant } from '#components/ui/time.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import type { Gap } from '#lib/alerts/coverage.ts';
import { absences } from '#lib/catalog/absence.ts';
import { paths } from '#lib/catalog/paths.ts';

export type GapContext = {
  team: string;
  view: View;
  /** Whether any channel is written down. */
  hasChannels: boolean;
  /** The reader may see what is collected. */
  seesCollection: boolean;
};
type Of<Kind extends Gap['kind']> = { gap: Extract<Gap, { kind: Kind }>; owner: string; context: GapContext };

const mostNamed = 2;

/** The first of them by name, all on hover. */
function Named({ rules }: { rules: readonly string[] }) {
  const named = rules.map((rule) => `“${rule}”`);
  if (rules.length <= mostNamed) return named.join(' and ');
  return (
    <span title={named.join(', ')}>
      {named.slice(0, mostNamed).join(', ')} and {rules.length - mostNamed} more
    </span>
  );
}

const mend = (text: React.ReactNode) => <span className="text-ink-3">{text}</span>;

function Unheard({ gap: { severity, rules, isWhole }, owner, context: { hasChannels } }: Of<'unheard'>) {
  if (!hasChannels) {
    return <>No channel is written down. {mend('Add one under alerts.channels in trailwatch.yaml.')}</>;
  }
  const of = owner === 'unowned' ? 'what nobody owns' : `team ${owner}`;
  const owned = owner === 'unowned' ? 'Give it an owner, by its tag or a rule of teams in trailwatch.yaml, or add' : 'Add';
  return (
    <>
      No channel hears of {of}
      {severity !== null && isWhole && ` at severity ${severity}`}
      {!isWhole && (
        <>
          {' '}
          that <Named rules={rules} /> ({severity})
        </>
      )}
      . {mend(`${owned} one to alerts.channels.`)}
    </>
  );
}

function Silenced({ gap: { until, reason, rules, isWhole }, context: { team, view } }: Of<'silenced'>) {
  return (
    <>
      {isWhole ? 'Silenced' : <Named rules={rules} />}
      {!isWhole && ' silenced'} until <Instant at={until} moment={view} />:{' '}
      <Link href={`${paths.silences(team)}${view.query}`}>{reason}</Link>
    </>
  );
}

function Blind({ gap: { absence, why, rules, isWhole }, context: { team, view, seesCollection } }: Of<'blind'>) {
  return (
    <>
      <Word word={absence} /> {isWhole ? 'No rule can' : <Named rules={rules} />}
      {isWhole ? ' be judged.' : ' cannot be judged.'} {mend(why ?? absences[absence].why)}{' '}
      {why === null && seesCollection && <Link href={`${paths.section(team, 'runs')}${view.query}`}>Collection</Link>}
    </>
  );
}

const Hours = ({ gap: { channels } }: Of<'hours'>) => (
  <>
    Of pages {channels.join(', ')} {channels.length === 1 ? 'hears' : 'hear'} within hours alone.{' '}
    {mend('What begins outside of them waits: add a channel without hours for pages.')}
  </>
);

function Said({ gap, ...rest }: { gap: Gap; owner: string; context: GapContext }) {
  if (gap.kind === 'unheard') return <Unheard gap={gap} {...rest} />;
  if (gap.kind === 'silenced') return <Silenced gap={gap} {...rest} />;
  return gap.kind === 'blind' ? <Blind gap={gap} {...rest} /> : <Hours gap={gap} {...rest} />;
}

const keyOf = (gap: Gap): string =>
  gap.kind === 'silenced'
    ? `silenced ${gap.silence}`
    : gap.kind === 'blind'
      ? `blind ${gap.absence} ${gap.why}`
      : `${gap.kind} ${gap.severity}`;

/** What nobody would be told of, why, and the way out. */
export function CoverageGaps({ gaps, owner, context }: { gaps: readonly Gap[]; owner: string; context: GapContext }) {
  if (gaps.length === 0) return <span className="text-ink-3">–</span>;
  return (
    <ul className="grid gap-1 py-1 text-12 [overflow-wrap:anywhere]">
      {gaps.map((gap) => (
        <li key={keyOf(gap)}>
          <p>
            <Said {...{ gap, owner, context }} />
          </p>
        </li>
      ))}
    </ul>
  );
}
