import { instanceType } from '#lib/catalog/instance-types.ts';

/** Which instance type a variant ran on from `from` (epoch ms) on; ascending. */
export type TypeSpan = { from: number; type: string };

export type Normalised = { values: (number | null)[]; unit: string; note: string };

const units = { vcpus: ['vCPU', '% of all vCPUs'], gpus: ['GPU', '% of all GPUs'] } as const;

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/**
 * Percentages that CloudWatch sums over cores or GPUs, divided by how many the instance type has at each minute.
 * A type that is not known makes the whole plot stay as published, and the note says so: half a truth on one axis would lie.
 */
export function normalise(
  values: readonly (number | null)[],
  grid: { from: number; stepMs: number },
  over: 'vcpus' | 'gpus',
  types: readonly TypeSpan[],
): Normalised {
  const [one, unit] = units[over];
  const sizes = types.map((span) => ({ ...span, size: instanceType(span.type)?.[over] ?? null }));
  const unknown = sizes.find((span) => span.size === null);
  if (sizes.length === 0 || unknown) {
    const name = unknown?.type ?? 'the instance type';
    return { values: [...values], unit: `% summed over ${one}s`, note: `not normalised: ${name} is not known here` };
  }
  const last = (at: number): number => (sizes.findLast((span) => span.from <= at) ?? sizes[0])?.size ?? 1;
  const divided = values.map((value, index) =>
    value === null ? null : value / Math.max(1, last(grid.from + index * grid.stepMs)),
  );
  const end = grid.from + values.length * grid.stepMs;
  const shown = sizes.filter((span, index) => span.from < end && (sizes[index + 1]?.from ?? Infinity) > grid.from);
  const distinct = shown.map((span) => span.size).filter((size, index, all) => size !== null && size !== all[index - 1]);
  const [first = 0, ...rest] = distinct.filter((size) => size !== null);
  if (first === 0 && rest.length === 0) return { values: divided, unit, note: '' };
  return { values: divided, unit, note: `${plural(first, one)}${rest.map((size) => `, then ${size}`).join('')}` };
}
