import type { OwnRule } from '#lib/alerts/own-rule.ts';
import type { RuleSource } from '#lib/alerts/rule-source.ts';
import { boundTo, parseRule, rulesYaml, ruleYaml } from '#lib/config-one-rule.ts';
import { TrailwatchError } from '#lib/errors.ts';
import type { RuleRecord } from './console-rules.ts';
import { fileRules } from './rules.ts';

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
  const { rule, problems } = parseRule(bound);
  const [first] = problems ?? [];
  if (rule === null) throw new TrailwatchError('invalid', `${first?.field || 'source'}: ${first?.message ?? 'not understood'}.`);
  demandFreeId(rule);
  return { id: rule.id, source: bound };
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
