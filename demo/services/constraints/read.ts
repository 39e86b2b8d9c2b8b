import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What AWS demands of one member of an operation's input. */
export type Constraint = {
  member: string;
  isRequired: boolean;
  type: 'text' | 'whole' | 'time' | 'list';
  min?: number;
  max?: number;
  words?: readonly string[];
  pattern?: { text: string; test: RegExp };
};

/** Beside this file, from AWS's API references: one member a line, by tabs. `constraints.test.ts` holds it to AWS's service models. */
const rows = readFileSync(join(import.meta.dirname, 'constraints.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1);

const numberOf = (text: string | undefined): { value: number } | undefined => (text ? { value: Number(text) } : undefined);

function constraintOf(row: string): [string, Constraint] {
  const [operation = '', member = '', required, type, min, max, words, pattern] = row.split('\t');
  const [low, high] = [numberOf(min), numberOf(max)];
  return [
    operation,
    {
      member,
      isRequired: required === 'required',
      type: type as Constraint['type'],
      ...(low ? { min: low.value } : {}),
      ...(high ? { max: high.value } : {}),
      ...(words ? { words: words.split('|') } : {}),
      ...(pattern ? { pattern: { text: pattern, test: new RegExp(`^(?:${pattern})$`, 'us') } } : {}),
    },
  ];
}

/** By "service.Operation". */
export const constraints: ReadonlyMap<string, readonly Constraint[]> = new Map(
  [...Map.groupBy(rows.map(constraintOf), ([operation]) => operation)].map(([operation, found]) => [
    operation,
    found.map(([, constraint]) => constraint),
  ]),
);
