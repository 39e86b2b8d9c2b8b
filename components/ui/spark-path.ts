export type SparkScale = { width: number; height: number; limit?: number | undefined };
export type Spark = { path: string; last: { x: number; y: number } | null; limitY: number | null };

const round = (value: number): number => Math.round(value * 10) / 10;

/** SVG path of a strip of values from zero to the greatest value or limit; a lone value becomes a dot-long stroke. */
export function sparkPath(values: readonly (number | null)[], { width, height, limit }: SparkScale): Spark {
  const top = Math.max(limit ?? 0, ...values.map((value) => value ?? 0)) * 1.1 || 1;
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const y = (value: number) => round(1 + (height - 1) * (1 - Math.max(0, value) / top));
  let path = '';
  let last: Spark['last'] = null;
  let isOpen = false;
  for (const [index, value] of values.entries()) {
    if (value === null) {
      isOpen = false;
      continue;
    }
    const x = round(index * step);
    const isLone = !isOpen && (values[index + 1] ?? null) === null;
    path += `${isOpen ? 'L' : 'M'}${x} ${y(value)}${isLone ? 'h1' : ''}`;
    last = { x, y: y(value) };
    isOpen = true;
  }
  return { path, last: values.at(-1) === null ? null : last, limitY: limit === undefined ? null : y(limit) };
}
