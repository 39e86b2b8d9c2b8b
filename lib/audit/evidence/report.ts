import { hash } from 'node:crypto';
import { html, Markup } from './html.ts';
import { chosenSection, coverageSection, type ReportFacts, strataSection } from './report-facts.ts';
import { stripTable } from './report-strip.ts';
import type { PackEvent } from './selection.ts';
import { events, takenWords } from './words.ts';

const style = `
@page { size: A4; margin: 16mm 14mm; }
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 190mm; padding: 8mm; font: 10pt/1.45 system-ui, sans-serif; color: #14181d; background: #fff; }
h1 { font-size: 16pt; margin: 0 0 2mm; } h2 { font-size: 12pt; margin: 8mm 0 2mm; break-after: avoid; }
table { width: 100%; border-collapse: collapse; margin-bottom: 2mm; } thead { display: table-header-group; } tr { break-inside: avoid; }
th, td { text-align: left; vertical-align: top; padding: 1mm 3mm 1mm 0; border-bottom: 0.2mm solid #cfd4da; overflow-wrap: anywhere; }
thead th { border-bottom-color: #14181d; white-space: nowrap; } tbody th { font-weight: 400; width: 55mm; }
dl { display: grid; grid-template-columns: 32mm 1fr; gap: 1mm 4mm; margin: 0 0 3mm; } dt { color: #454f5a; } dd { margin: 0; overflow-wrap: anywhere; }
small { font-size: 8pt; color: #454f5a; } .mono { font: 8pt/1.45 ui-monospace, monospace; color: #454f5a; }
.number { text-align: right; white-space: nowrap; } .whole { white-space: nowrap; } .list { font-size: 8.5pt; }
.warning { border-left: 1mm solid #936100; padding-left: 3mm; }
@media print { body { padding: 0; max-width: none; } }
`;
const policy = `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; base-uri 'none'; form-action 'none'`;

/** How many events the report lists at most; events.csv lists all. */
export const mostListed = 10_000;

const pseudonymWarning = html`<p class="warning">People stand under pseudonyms, in the records too: a record that names one is not byte for byte as
delivered.</p>\n`;

/** A page of its own without scripts, for A4: up to the list of events. */
export function reportHead(facts: ReportFacts): string {
  const { selection, strips } = facts;
  const title = `Evidence: ${takenWords(selection.population, selection.sample)}`;
  const window = { from: Date.parse(selection.window.from), to: Date.parse(selection.window.to) };
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${new Markup(style)}</style></head><body>
<h1>${title}</h1>
${selection.people === 'by their names' ? html`` : pseudonymWarning}<h2>How they were chosen</h2>
${chosenSection(facts)}${strataSection(selection)}<h2>Integrity of log files</h2>
${stripTable(strips, window)}<h2>How far the events are complete</h2>
${coverageSection(facts)}<h2>Events, newest first</h2>
<table class="list"><thead><tr><th scope="col">Time, UTC</th><th scope="col">What was done</th><th scope="col">Where</th>
<th scope="col">Integrity</th><th scope="col">Record</th></tr></thead><tbody>\n`.text;
}

export function reportRow({ at, sentence, result, account, region, team, eventId, integrity, record }: PackEvent): string {
  const time = new Date(at).toISOString();
  return html`<tr><td class="whole">${time.slice(0, 10)}<br>${time.slice(11, 19)}</td><td>${sentence}${result === 'ok' ? '' : ` (${result})`}</td>
<td><span class="whole">${account}</span><br>${region}${team === null ? '' : `, ${team}`}</td><td>${integrity}</td>
<td class="mono">${eventId}<br>${record ? `${record.file}, byte ${record.offset}` : 'withheld'}</td></tr>\n`.text;
}

const withheldWords = (count: number): string =>
  count === 0
    ? 'No record was withheld.'
    : `Records withheld: ${count}. Between the choosing and the reading they were deleted, or left what the reader may see.`;

const cutWarning = (listed: number, taken: number): Markup =>
  html`<p class="warning">The first ${events(listed)} of ${events(taken)} are listed here; events.csv lists all.</p>\n`;

/** What follows the list. `taken`: how many events there are, of which `listed` stand in it. */
export const reportFoot = ({ listed, taken, withheld }: { listed: number; taken: number; withheld: number }): string =>
  html`</tbody></table>
${listed < taken ? cutWarning(listed, taken) : html``}<p>${withheldWords(withheld)}</p>
<p>Each record stands in the file that its row names; events.csv holds its place, length and SHA-256. README.txt says how the pack is verified.</p>
</body></html>\n`.text;
