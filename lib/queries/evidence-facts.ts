import { packFormat } from '#lib/audit/evidence/manifest.ts';
import type { ReportFacts } from '#lib/audit/evidence/report-facts.ts';
import { searchUrl } from '#lib/audit/evidence/search-url.ts';
import type { Made, Selection } from '#lib/audit/evidence/selection.ts';
import { filterWords, methodWords, rulesWords } from '#lib/audit/evidence/words.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { getAuditTotals } from './audit.ts';
import { listAuditCoverage } from './audit-coverage.ts';
import type { Population, PopulationAsk } from './evidence-population.ts';
import { arePeopleHidden } from './pseudonyms.ts';
import { listStrips } from './trail-hours.ts';

const iso = (at: number): string => new Date(at).toISOString();

type FactsAsk = PopulationAsk & { made: Made };

function selectionOf({ teams }: TeamScope, ask: FactsAsk, { events, strata }: Population): Selection {
  const { team, from, to, receivedBy, filter, rules, sample, whom } = ask;
  return {
    format: packFormat,
    team,
    seenBy: {
      teams: teams === 'all' ? 'all' : teams.toSorted(),
      text: whom === 'everybody' ? 'finds everybody by name' : 'finds only the asker by name',
    },
    window: { from: iso(from), to: iso(to) },
    asOf: iso(receivedBy),
    filter: { words: rules ? rulesWords(rules) : filterWords(filter), url: searchUrl(ask) },
    people: arePeopleHidden() ? 'under pseudonyms' : 'by their names',
    population: events.length,
    sample: sample && { ...sample, method: methodWords, strata: strata ?? [] },
  };
}

/** What the pack says beside its events: how they were chosen, and how far they are complete and proved. */
export async function readFacts(scope: TeamScope, ask: FactsAsk, population: Population): Promise<ReportFacts> {
  const [strips, coverage, { quarantined }] = await Promise.all([
    listStrips(scope, ask),
    listAuditCoverage(scope, ask.receivedBy),
    getAuditTotals(scope, ask.team),
  ]);
  return { selection: selectionOf(scope, ask, population), made: ask.made, strips, coverage, quarantined };
}
