import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FinishedFile, PackedFile, packedText } from '#lib/audit/evidence/packed-file.ts';
import { readmeText } from '#lib/audit/evidence/readme.ts';
import { reportHead } from '#lib/audit/evidence/report.ts';
import { coverageWords, type ReportFacts } from '#lib/audit/evidence/report-facts.ts';
import { type Signer, signedZip } from '#lib/audit/evidence/signed-zip.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { csvHead, csvLine, toCsv } from './csv.ts';
import { EventFiles } from './evidence-events.ts';
import type { Population } from './evidence-population.ts';

type Pack = { facts: ReportFacts; population: Population; sign: Signer };

const iso = (at: number): string => new Date(at).toISOString();
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Processes run in the project's folder. */
const verifierFile = (): string => join(process.cwd(), 'lib/cli/verify-pack.mjs');

async function populationFile({ events, strata }: Population): Promise<FinishedFile> {
  const isByRules = events.some(({ found }) => found !== null);
  const columns = ['account', 'event_id', 'time', ...(strata ? ['stratum'] : []), ...(isByRules ? ['found'] : []), 'taken'];
  const file = new PackedFile('population.csv');
  await file.add(csvHead(columns));
  for (const { account, eventId, at, stratum, isTaken, found } of events) {
    const row = { account, event_id: eventId, time: iso(at), stratum, found, taken: isTaken ? 'yes' : 'no' };
    await file.add(csvLine(columns, row));
  }
  return file.end();
}

const coverageText = ({ coverage }: ReportFacts): string =>
  toCsv(
    ['account', 'region', 'events'],
    coverage.map((place) => ({ account: place.account, region: place.region, events: coverageWords(place) })),
  );

const integrityText = ({ strips }: ReportFacts): string =>
  toCsv(
    ['bucket', 'trail', 'region', 'accounts', 'hour', 'state'],
    strips.flatMap(({ bucket, trail, region, accounts, hours }) =>
      hours.map(({ at, state }) => ({ bucket, trail, region, accounts, hour: iso(at), state })),
    ),
  );

async function* filesOf(scope: TeamScope, { facts, population }: Pack): AsyncGenerator<FinishedFile> {
  const { selection, made } = facts;
  yield packedText('README.txt', readmeText(selection, made));
  yield packedText('verify.mjs', await readFile(verifierFile(), 'utf8'));
  yield packedText('made.json', json(made));
  yield packedText('coverage.csv', coverageText(facts));
  yield packedText('integrity.csv', integrityText(facts));
  yield packedText('selection.json', json(selection));
  yield populationFile(population);
  const report = new PackedFile('report.html');
  await report.add(reportHead(facts));
  yield* new EventFiles(scope, report).files(population.events.filter(({ isTaken }) => isTaken));
}

/**
 * The bytes of an evidence pack, a ZIP, as they are made: of records no more than a few megabytes are held at once.
 * @throws what the signer throws, when all but the signature was given
 */
export const packEvidence = (scope: TeamScope, pack: Pack): AsyncGenerator<Uint8Array> =>
  signedZip(filesOf(scope, pack), pack.sign);
