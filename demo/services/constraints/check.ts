import { AwsError } from '../../aws-error.ts';
import { type Constraint, constraints } from './read.ts';

const numbers = ['No', '1 validation error', '2 validation errors'];

/**
 * Refuses what AWS's services refuse before they look at anything: words that are none of an enumeration's, sizes and lengths
 * out of range, texts of another form, members left out. boto3 sends most of these as they are.
 * @param name "service.Operation"
 * @throws AwsError with every fault, as AWS words them; SerializationException for a member of another type
 */
export function checkInput(name: string, input: Record<string, unknown>): void {
  const faults = (constraints.get(name) ?? []).flatMap((constraint) => faultsOf(constraint, input[constraint.member]));
  if (faults.length === 0) return;
  const count = numbers[faults.length] ?? `${faults.length} validation errors`;
  const code = /^(logs|tagging)\./.test(name) ? 'InvalidParameterException' : 'ValidationException';
  throw new AwsError(code, `${count} detected: ${faults.join('; ')}`);
}

function faultsOf(constraint: Constraint, value: unknown): string[] {
  if (value === undefined || value === null) {
    return constraint.isRequired ? [faultAt(constraint, 'null', 'Member must not be null')] : [];
  }
  demandType(constraint, value);
  const broken = brokenRule(constraint, value);
  return broken === undefined ? [] : [faultAt(constraint, `'${shown(value)}'`, broken)];
}

/** Structures are shown by their number. */
function shown(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return value.every((item) => typeof item === 'string') ? `[${value.join(', ')}]` : `[${value.length} members]`;
}

const faultAt = ({ member }: Constraint, found: string, rule: string): string =>
  `Value ${found} at '${member.charAt(0).toLowerCase()}${member.slice(1)}' failed to satisfy constraint: ${rule}`;

const isOfType: Readonly<Record<Constraint['type'], (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  whole: Number.isInteger,
  time: Number.isFinite,
  list: Array.isArray,
};

function demandType({ type, member }: Constraint, value: unknown): void {
  if (!isOfType[type](value))
    throw new AwsError('SerializationException', `The value of ${member} could not be read as ${type}.`);
}

function brokenRule(constraint: Constraint, value: unknown): string | undefined {
  const { words, pattern, type } = constraint;
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isWord = (item: unknown): boolean => words === undefined || words.includes(String(item));
  const set = words && `Member must satisfy enum value set: [${words.join(', ')}]`;
  if (!items.every(isWord)) return type === 'list' ? `Member must satisfy constraint: [${set}]` : set;
  const outOfRange = brokenRange(constraint, value);
  if (outOfRange) return outOfRange;
  return pattern && !pattern.test.test(String(value))
    ? `Member must satisfy regular expression pattern: ${pattern.text}`
    : undefined;
}

function brokenRange({ min, max, type }: Constraint, value: unknown): string | undefined {
  const size = typeof value === 'number' ? value : (value as string | readonly unknown[]).length;
  const what = type === 'whole' ? 'value' : 'length';
  if (min !== undefined && size < min) return `Member must have ${what} greater than or equal to ${min}`;
  return max !== undefined && size > max ? `Member must have ${what} less than or equal to ${max}` : undefined;
}
