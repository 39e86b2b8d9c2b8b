import { encode } from 'uqr';

/** A QR code as one SVG path of unit squares, in a square of `size` units: it needs no style and no script. */
export type QrPath = { size: number; path: string };

export function qrPath(text: string): QrPath {
  const { size, data } = encode(text, { ecc: 'M', border: 4 });
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: squares.join('') };
}
