import type { DetectionFilter } from '../detections/filter.ts';
import { readyQuestions } from '../detections/questions.ts';
import { detectionRules } from '../detections/rules.ts';
import { type AuditFilter, type AuditValues, auditFieldNames, auditFields, nothing } from '../filter.ts';
import { type Sampling, type Stratum, strataRows } from './sample.ts';

const quoted = (text: string): string => (text === nothing ? 'nothing' : `“${text}”`);
const either = (values: readonly string[]): string => values.map(quoted).join(' or ');

const fieldWords = (values: AuditValues, verb: string): string[] =>
  auditFieldNames.flatMap((name) => {
    const wanted = values[name];
    return wanted ? [`${auditFields[name].label} ${verb} ${either(wanted)}`] : [];
  });

/** "Result is “denied” or “failed”; Action is not “ListTags”; on holds “vision”": a filter in words; "everything" for none. */
export function filterWords({ values, excluded, on, text }: AuditFilter): string {
  const parts = [...fieldWords(values, 'is'), ...fieldWords(excluded, 'is not')];
  if (on.length > 0) parts.push(`what it was on holds ${either(on)}`);
  if (text.length > 0) parts.push(`its words hold ${text.map(quoted).join(' and ')}`);
  return parts.length === 0 ? 'every event' : parts.join('; ');
}

/** The ready question that these rules answer, and what each looks for. */
export function rulesWords({ rules, severities }: DetectionFilter): string {
  const asked = readyQuestions.find(
    (one) => one.rules.length === rules.length && one.rules.every((rule) => rules.includes(rule)),
  );
  const titles = rules.length === 0 ? 'any rule' : rules.map((rule) => quoted(detectionRules[rule].title)).join(' or ');
  const grave = severities.length === 0 ? '' : `, of severity ${severities.join(' or ')}`;
  return `${asked ? `“${asked.ask}”: ` : ''}events in which something was found by ${titles}${grave}`;
}

const figure = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
export const events = (count: number): string => `${figure(count)} ${count === 1 ? 'event' : 'events'}`;

/** "25 of 1,240 events, seed 7, by team"; "all 1,240 events". */
export function takenWords(population: number, sample: (Sampling & { strata: readonly Stratum[] }) | null): string {
  if (!sample) return `all ${events(population)}`;
  const taken = sample.strata.reduce((sum, stratum) => sum + stratum.taken, 0);
  return `${figure(taken)} of ${events(population)}, seed ${sample.seed}, ${strataRows[sample.by].words}`;
}

/** How a sample is drawn, so that anybody can draw it again from population.csv. */
export const methodWords =
  'Each stratum gets its share of n in proportion to its size (largest remainder; equal remainders by the stratum’s name). Within a stratum events are ' +
  'ranked by the hexadecimal SHA-256 of seed, account and event ID, parted by line feeds, and the first are taken.';

/** How far a record can be proved by what delivered it. `verdict`: of the log file, in the words of lib/audit/trail/verdicts.ts. */
export function integrityWords({ source, verdict }: { source: string; verdict: string | null }): string {
  if (source === 'trail') {
    if (verdict === 'verified') return 'verified: a signed digest holds the sum of its log file';
    return verdict === null ? 'not yet verified: no digest was read that names its log file' : `does not verify: ${verdict}`;
  }
  if (source === 'event-history') return 'unproved: Event history signs nothing';
  return 'unproved: it was imported';
}
