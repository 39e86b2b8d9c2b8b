/**
 * Noise without state: every figure is a hash of a key and an index, so any minute of any series can be asked for alone.
 * A stream is a 32-bit number made once from words; uniform(stream, index) is then a few multiplications.
 */

/** Scrambles 32 bits so that neighbours have nothing in common (lowbias32 by Chris Wellons, public domain). */
const scramble = (bits: number): number => {
  let x = bits | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
};

/** @returns a stream: an unsigned 32-bit number */
export function streamOf(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const word of words) {
    const text = String(word);
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ 0x1f, 0x01000193);
  }
  return scramble(hash);
}

/** A stream of its own within another one. */
export const subStream = (stream: number, index: number): number => scramble(stream ^ Math.imul(index + 1, 0x9e3779b1));

/** @returns a number in (0, 1), never 0 or 1 */
export const uniform = (stream: number, index: number): number =>
  (scramble(scramble(index ^ stream) ^ Math.imul(stream, 0x85ebca6b)) + 0.5) / 4_294_967_296;

/** @returns a whole number in [0, below) */
export const whole = (stream: number, index: number, below: number): number => Math.floor(uniform(stream, index) * below);

export function pick<T>(list: readonly T[], stream: number, index: number): T {
  const item = list[whole(stream, index, list.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

/**
 * The value below which a share p of a standard normal distribution lies.
 * Acklam's rational approximation: relative error below 1.2e-9, strictly increasing.
 */
export function normalQuantile(p: number): number {
  if (p > 0.97575) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    const top =
      ((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
        4.374664141464968) *
        q +
      2.938163982698783;
    return top / ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1);
  }
  const q = p - 0.5;
  const r = q * q;
  const top =
    (((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) *
      r +
      2.506628277459239) *
    q;
  return (
    top /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) *
      r +
      1)
  );
}

/** Standard normal. */
export const normal = (stream: number, index: number): number => normalQuantile(uniform(stream, index));

/** Wanders slowly between -1 and 1: random at whole x, smooth between. */
export function drift(stream: number, x: number): number {
  const left = Math.floor(x);
  const t = x - left;
  const ease = t * t * (3 - 2 * t);
  return (uniform(stream, left) * (1 - ease) + uniform(stream, left + 1) * ease) * 2 - 1;
}

/** How many of many rare things happened, `mean` being expected: Poisson, by its normal form when the mean is large. */
export function countOf(mean: number, stream: number, index: number): number {
  if (!(mean > 0)) return 0;
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(stream, index)));
  let rest = uniform(stream, index);
  let share = Math.exp(-mean);
  let count = 0;
  while (rest > share && count < 200) {
    rest -= share;
    count += 1;
    share *= mean / count;
  }
  return count;
}

/** @returns `length` lower-case hexadecimal digits */
export function hexOf(length: number, ...words: readonly (string | number)[]): string {
  const stream = streamOf(...words);
  let text = '';
  for (let i = 0; text.length < length; i += 1) text += subStream(stream, i).toString(16).padStart(8, '0');
  return text.slice(0, length);
}

/** A version-4 UUID that is the same for the same words. */
export function uuidOf(...words: readonly (string | number)[]): string {
  const hex = hexOf(32, ...words);
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** `length` characters as in an AWS key's or principal's id: A–Z and 2–7. */
export function idOf(length: number, ...words: readonly (string | number)[]): string {
  const stream = streamOf(...words);
  let text = '';
  for (let i = 0; i < length; i += 1) text += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[whole(stream, i, 32)];
  return text;
}
