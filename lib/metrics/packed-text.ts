import { packColumns } from './packed-slots.ts';

const chunk = 0x2000;

/** Values in the store's packed form, as base64 for a page; `null` is no value, and a text of nothing but those is empty. At most 65,535. */
export function packText(values: readonly (number | null)[]): string {
  const packed = packColumns([Float64Array.from(values, (value) => value ?? Number.NaN)]);
  let bytes = '';
  for (let at = 0; packed && at < packed.length; at += chunk) bytes += String.fromCharCode(...packed.subarray(at, at + chunk));
  return btoa(bytes);
}

const significant = 6;

/** Six significant digits as float32, of which the packed form keeps two bytes a value; what float32 cannot hold stays as it is. */
export function shortened(value: number): number {
  const short = Number(value.toPrecision(significant));
  const narrow = Math.fround(short);
  return (Math.abs(narrow - short) <= Math.abs(short) * 1e-6 ? narrow : short) + 0;
}
