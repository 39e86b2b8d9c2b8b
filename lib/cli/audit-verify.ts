import { join } from 'node:path';
import { loadConfig } from '#lib/config.ts';
import { database } from '#lib/db.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { formatCount, formatExact, formatFigure } from '#lib/format.ts';
import { findingSentence } from '#lib/journal/findings.ts';
import { resolveHome } from '#lib/postgres/home.ts';
import { saveSecurityWarning } from '#lib/store/security-warnings.ts';
import { type ExitCode, exitCodes, type Invocation } from './command.ts';
import { progressBar } from './progress.ts';
import { verifyTrailFolder } from './trail-verify.ts';
import { type JournalReport, verifyJournal } from './verify-journal.ts';

const figure = (count: number): string => formatFigure(count, 'count').text;
const text = (value: string | boolean | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

function* covered({ head, agreeing, coveredTo, checkpoints }: JournalReport): Generator<string> {
  if (checkpoints.lines === 0) {
    yield `No checkpoint in ${checkpoints.file}: that the whole was not replaced, or its end cut off, is not proved.`;
    return;
  }
  yield `${formatCount(agreeing, 'signed checkpoint agrees', 'signed checkpoints agree')}, up to row ${coveredTo}.`;
  const after = (head?.seq ?? 0) - coveredTo;
  if (after > 0) yield `${formatCount(after, 'row', 'rows')} came after: the next checkpoint covers them.`;
}

function say({ say: line }: Invocation, report: JournalReport): void {
  const { head, count, findings, more } = report;
  for (const finding of findings) line(findingSentence(finding));
  if (more > 0) line(`… and ${figure(more)} more.`);
  line(
    head === null
      ? 'The journal is empty.'
      : `${formatCount(count, 'row', 'rows')}, the last is row ${head.seq} of ${formatExact(head.at)}.`,
  );
  for (const sentence of covered(report)) line(sentence);
  const wrong = findings.length + more;
  line(wrong === 0 ? 'Intact.' : `Not intact: ${formatCount(wrong, 'finding', 'findings')}.`);
}

const mostPassed = 50;

/** To the log server, where one is named: whoever reads there must hear of it, whatever happens to this machine. */
async function passFindings({ findings }: JournalReport): Promise<void> {
  if (findings.length === 0 || !loadConfig().log) return;
  for (const finding of findings.slice(0, mostPassed)) {
    const fields = { kind: finding.kind, from: finding.from, to: finding.to, findings: findings.length };
    await saveSecurityWarning(database(), { at: Date.now(), part: 'journal', text: findingSentence(finding), fields });
  }
}

const usage = [
  'Usage: npm run trailwatch -- audit verify --journal [--checkpoints FILE] [--key FILE]',
  '       npm run trailwatch -- audit verify --trail FOLDER [--public-keys FILE|FOLDER]; audit --help lists the rest',
];

const optionsOf = {
  journal: ['checkpoints', 'key'],
  trail: ['public-keys', 'bucket', 'account', 'region', 'trail-name', 'from', 'to'],
} as const;

/** @throws TrailwatchError for an option that would do nothing */
function refuseForeign(options: Invocation['options'], mode: keyof typeof optionsOf): void {
  const other = mode === 'journal' ? 'trail' : 'journal';
  const foreign = optionsOf[other].find((name) => options[name] !== undefined);
  if (foreign)
    throw new TrailwatchError('invalid', `--${foreign} belongs to --${other}`, { mend: `leave it out with --${mode}` });
}

/** `audit verify --journal`, and `audit verify --trail FOLDER`. */
export async function verifyAudit(invocation: Invocation): Promise<ExitCode> {
  const { options, positionals } = invocation;
  const asked = [options.journal === true, typeof options.trail === 'string'];
  if (positionals.length > 1 || asked.filter(Boolean).length !== 1) {
    for (const line of usage) invocation.say(line);
    return exitCodes.usage;
  }
  const mode = options.journal === true ? 'journal' : 'trail';
  refuseForeign(options, mode);
  return mode === 'journal' ? verifyJournalFiles(invocation) : verifyTrailFolder(invocation);
}

async function verifyJournalFiles(invocation: Invocation): Promise<ExitCode> {
  const { options, json, print } = invocation;
  const bar = progressBar();
  const report = await verifyJournal({
    home: resolveHome(join(import.meta.dirname, '../..'), process.env),
    checkpoints: text(options.checkpoints),
    key: text(options.key),
    onRow: (done, total) => done % 1000 === 0 && bar.show({ done, total, note: `${figure(done)} of ${figure(total)} rows` }),
  }).finally(bar.clear);
  await passFindings(report);
  const isIntact = report.findings.length === 0;
  const findings = report.findings.map((finding) => ({ ...finding, sentence: findingSentence(finding) }));
  if (json) print({ intact: isIntact, ...report, findings });
  else say(invocation, report);
  return isIntact ? exitCodes.ok : exitCodes.fault;
}
