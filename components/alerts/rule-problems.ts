import type { Refusal } from './silence-fields.tsx';

/** What is wrong with a rule, at a field as trailwatch.yaml names it. */
export type FieldProblem = { field: string; message: string };

/** "threshold.above: expected a number." as the API says it; what names no field is about none. */
export function problemsIn(why: string): FieldProblem[] {
  const [, field, message] = /^([\w.[\]-]+): (.+)$/s.exec(why) ?? [];
  return field === undefined || message === undefined ? [] : [{ field, message }];
}

const isAt = (key: string, { field }: FieldProblem): boolean => field === key || field.startsWith(`${key}[`);

/** What is to be said at a field. */
export function refusalAt(key: string, problems: readonly FieldProblem[]): Refusal {
  const found = problems.find((one) => isAt(key, one));
  return found ? { field: key, why: found.message.charAt(0).toUpperCase() + found.message.slice(1) } : null;
}

/** What is to be said under the form, because none of its fields is what is wrong. */
export const otherProblems = (keys: readonly string[], problems: readonly FieldProblem[]): string =>
  problems
    .filter((one) => !keys.some((key) => isAt(key, one)))
    .map(({ field, message }) => (field === '' ? message : `${field}: ${message}`))
    .join(' ');
