import type { OwnRule } from '#lib/alerts/own-rule.ts';
import { type RuleSource, sourceOf } from '#lib/alerts/rule-source.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { boundTo, type ParsedRule, parseRule, rulesYaml, ruleYaml } from '#lib/config-one-rule.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { listRuleRecords, type RuleRecord } from './console-rules.ts';
import { fileRules } from './rules.ts';
import { setup } from './setup.ts';

/** Room for a list of hundreds of names. */
const longestSource = 20_000;

/**
 * A rule that somebody asks to keep for a team, as it is kept. @throws TrailwatchError `invalid` that names the field and what is expected there;
 * `conflict` for an id of trailwatch.yaml
 */
export function judgeRule(team: string, source: RuleSource): { id: string; source: RuleSource } {
  if (JSON.stringify(source).length > longestSource) {
    throw new TrailwatchError('invalid', `source: is longer than ${longestSource} characters.`, {
      mend: 'Name fewer resources, or use * for any text.',
    });
  }
  const bound = boundTo(team, source);
  const { rule, problems } = parseRule(bound, setup().metricDays);
  const [first] = problems ?? [];
  if (rule === null) throw new TrailwatchError('invalid', `${first?.field || 'source'}: ${first?.message ?? 'not understood'}.`);
  demandFreeId(rule);
  return { id: rule.id, source: bound };
}

/** A rule that somebody thinks of: it need have neither an id nor a title yet. */
export const tryRule = (team: string, source: RuleSource): ParsedRule =>
  parseRule(boundTo(team, { ...source, id: source.id ?? 'draft', title: source.title ?? 'draft' }), setup().metricDays);

/** Whom a rule that somebody thinks of is about, also while nothing else of it is known. */
export function scopeOfDraft(team: string, source: RuleSource): OwnRule['scope'] {
  const bound = boundTo(team, source);
  const list = (key: string): string[] | null => {
    const said = bound[key];
    return Array.isArray(said) ? said.filter((one) => typeof one === 'string') : null;
  };
  return { teams: list('teams'), accounts: list('accounts'), regions: list('regions'), names: list('names') };
}

/** A rule to begin another from: of the file, or made in the console; null for none of this id that the scope sees. */
export async function findRuleSource(scope: TeamScope, id: string): Promise<{ source: RuleSource; team: string | null } | null> {
  const inFile = fileRules().find((one) => one.id === id);
  if (inFile) return { source: sourceOf(inFile), team: null };
  const [record] = await listRuleRecords(scope, { team: 'all', id });
  return record ? { source: record.source, team: record.team } : null;
}

/** Ids of the catalogue the parser refuses by itself. */
function demandFreeId({ id }: Pick<OwnRule, 'id'>): void {
  if (!fileRules().some((one) => one.id === id)) return;
  throw new TrailwatchError('conflict', `id: a rule is called ${id} already, in trailwatch.yaml.`, {
    mend: 'Give this one another id.',
  });
}

/** A rule as an item of `alerts.rules`. */
export const yamlOf = (source: RuleSource): string => ruleYaml(source);

/** Rules as a part of trailwatch.yaml, which takes it as it is: those that this version does not take are told, and left out. */
export function rulesFile(records: readonly RuleRecord[]): string {
  const left = records.flatMap(({ id, problems }) =>
    problems === null ? [] : [`# ${id} is left out: this version does not take it\n`],
  );
  return `${left.join('')}${rulesYaml(records.filter(({ rule }) => rule !== null).map(({ source }) => source))}`;
}
