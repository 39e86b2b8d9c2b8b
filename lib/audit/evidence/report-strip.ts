import { type HourStateId, hourStateIds, hourStateRows } from '#lib/catalog/hour-states.ts';
import { hourMs } from '#lib/time.ts';
import { html, type Markup } from './html.ts';
import type { PackStrip } from './selection.ts';

type Window = { from: number; to: number };
type Run = { from: number; to: number; state: HourStateId };

const [width, height] = [1000, 12];

/** On paper, dark enough to be told apart; height tells more. */
const colours: Record<HourStateId, string> = {
  altered: '#a30b1d',
  missing: '#a30b1d',
  unproved: '#6327a8',
  'never-delivered': '#936100',
  off: '#5d6772',
  'not-yet-due': '#5d6772',
  backfilled: '#0f62cf',
  verified: '#0b6e57',
};

/** Neighbouring hours of one state as one. */
function runsOf(hours: PackStrip['hours']): Run[] {
  const runs: Run[] = [];
  for (const { at, state } of hours) {
    const last = runs.at(-1);
    if (last && last.state === state && last.to === at) last.to = at + hourMs;
    else runs.push({ from: at, to: at + hourMs, state });
  }
  return runs;
}

function bar({ from, to, state }: Run, window: Window): Markup {
  const x = (at: number): number => Math.min(width, Math.max(0, (width * (at - window.from)) / (window.to - window.from)));
  const { tall } = hourStateRows[state];
  const wide = Math.max(1, x(to) - x(from));
  return html`<rect x="${x(from).toFixed(2)}" y="${(height - tall) / 2}" width="${wide.toFixed(2)}" height="${tall}" fill="${colours[state]}"/>`;
}

const counted = ({ hours }: PackStrip): string =>
  hourStateIds
    .map((state) => ({ state, count: hours.filter((hour) => hour.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} h ${hourStateRows[state].word}`)
    .join(', ');

const lane = (strip: PackStrip, window: Window): Markup => html`<tr>
<th scope="row">${strip.trail}, ${strip.region}<br><small>bucket ${strip.bucket}, accounts: ${strip.accounts}</small></th>
<td><svg viewBox="0 0 ${width} ${height}" width="100%" height="12" preserveAspectRatio="none" role="img" aria-label="${counted(strip)}">${runsOf(strip.hours).map((run) => bar(run, window))}</svg>
<small>${counted(strip)}; checked ${new Date(strip.verifiedAt).toISOString()}</small></td></tr>
`;

/** What digests prove of the window's hours, by trail and Region. */
export const stripTable = (strips: readonly PackStrip[], window: Window): Markup =>
  strips.length === 0
    ? html`<p>No digest of a trail was verified for this time: records are as Event history or an import told them, and nothing proves them.</p>
`
    : html`<table><thead><tr><th scope="col">Trail and Region</th><th scope="col">Hours of the window</th></tr></thead><tbody>
${strips.map((strip) => lane(strip, window))}</tbody></table>
`;
