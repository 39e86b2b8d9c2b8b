/** Units of one quantity, as CloudWatch spells them, each in the smallest of its row. */
const quantities: readonly Readonly<Record<string, number>>[] = [
  { Microseconds: 1, Milliseconds: 1e3, Seconds: 1e6 },
  { Bytes: 1, Kilobytes: 1e3, Megabytes: 1e6, Gigabytes: 1e9, Terabytes: 1e12 },
  { 'Bytes/Second': 1, 'Kilobytes/Second': 1e3, 'Megabytes/Second': 1e6, 'Gigabytes/Second': 1e9 },
  { None: 1, Count: 1 },
];

/** By what a value in `from` is multiplied to be one in `to`; null where no figure does it. */
export function unitFactor(from: string, to: string): number | null {
  if (from === to) return 1;
  const quantity = quantities.find((one) => Object.hasOwn(one, from) && Object.hasOwn(one, to));
  const [a, b] = [quantity?.[from], quantity?.[to]];
  return a === undefined || b === undefined ? null : a / b;
}
