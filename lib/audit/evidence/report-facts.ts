import { absences } from '#lib/catalog/absence.ts';
import { html, type Markup } from './html.ts';
import { strataRows } from './sample.ts';
import type { Made, PackCoverage, PackStrip, Selection } from './selection.ts';
import { events, takenWords } from './words.ts';

export type ReportFacts = {
  selection: Selection;
  made: Made;
  strips: readonly PackStrip[];
  coverage: readonly PackCoverage[];
  /** Records that were delivered and cannot be read; they are in no population. */
  quarantined: number;
};

const iso = (at: number): string => new Date(at).toISOString();
const isAbsence = (word: string): word is keyof typeof absences => Object.hasOwn(absences, word);

/** "complete from … to …", and what stands in the way. */
export function coverageWords({ completeFrom, completeTo, blocked }: PackCoverage): string {
  const isRead = completeFrom !== null && completeTo !== null;
  const reach = isRead ? `complete from ${iso(completeFrom)} to ${iso(completeTo)}` : 'nothing was read yet';
  if (!blocked) return reach;
  const word = isAbsence(blocked.word) ? absences[blocked.word].word : blocked.word;
  return `${reach}; ${word} since ${iso(blocked.since)} ${blocked.code}`.trimEnd();
}

const place = (one: PackCoverage): Markup =>
  html`<tr><td class="whole">${one.account}</td><td>${one.region}</td><td>${coverageWords(one)}</td></tr>\n`;

const quarantineWords = (count: number): string =>
  count === 0
    ? 'No record is in quarantine.'
    : `Records in quarantine, which could not be read and are in no population: ${count}.`;

/** How far the events can be trusted to be all that there were. */
export const coverageSection = ({ coverage, quarantined }: ReportFacts): Markup =>
  coverage.length === 0
    ? html`<p>No account’s Event history was read: how far the events are complete is not known.</p>
<p>${quarantineWords(quarantined)}</p>\n`
    : html`<table><thead><tr><th scope="col">Account</th><th scope="col">Region</th><th scope="col">Event history</th></tr></thead><tbody>
${coverage.map(place)}</tbody></table>
<p>${quarantineWords(quarantined)}</p>\n`;

const seenWords = ({ seenBy }: Selection): string =>
  seenBy.teams === 'all'
    ? 'a reader of every team'
    : `a reader of ${seenBy.teams.join(', ')}: events of other teams are not in the population`;

/** What was asked, of what, as of when, and by whom. */
export function chosenSection({ selection, made }: ReportFacts): Markup {
  const { filter, window, asOf, team, population, sample, seenBy } = selection;
  const facts: [string, string][] = [
    ['What was asked', filter.words],
    ['As a link', filter.url],
    ['Window', `${window.from} up to ${window.to}`],
    ['As of', `${asOf}: only what Trailwatch had received by then`],
    ['Team', team],
    ['Population', events(population)],
    ['Taken', takenWords(population, sample)],
    ...(sample ? [['Method', sample.method] as [string, string]] : []),
    ['Seen by', seenWords(selection)],
    ['Text', seenBy.text],
    ['Made', `${made.madeAt}, asked by ${made.askedBy.name} (${made.askedBy.kind})`],
  ];
  return html`<dl>\n${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>\n`;
}

/** Each stratum with its size and how many of it were taken. */
export function strataSection({ sample }: Selection): Markup {
  if (!sample || sample.by === 'none') return html``;
  const rows = sample.strata.map(
    ({ name, size, taken }) => html`<tr><td>${name}</td><td class="number">${size}</td><td class="number">${taken}</td></tr>\n`,
  );
  return html`<table><thead><tr><th scope="col">Stratum: ${strataRows[sample.by].label}</th><th scope="col" class="number">Events</th>
<th scope="col" class="number">Taken</th></tr></thead><tbody>
${rows}</tbody></table>\n`;
}
