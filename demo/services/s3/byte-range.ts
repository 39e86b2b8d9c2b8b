import { invalidRange } from './s3-error.ts';

/**
 * One range of bytes, both ends included, as RFC 9110 (14.1.2) writes it; a header that is not of that form is passed over, as S3 does.
 * @throws S3Error InvalidRange when nothing of it is there
 */
export function byteRange(header: unknown, size: number): { from: number; to: number } | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(String(header ?? ''));
  const [first = '', last = ''] = match?.slice(1) ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (from >= size) throw invalidRange(String(header), size);
  return { from, to };
}
