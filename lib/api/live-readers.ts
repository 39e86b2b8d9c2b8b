import { TrailwatchError } from '#lib/errors.ts';
import { shared } from '#lib/process.ts';

/** Far above what open pages need, far below the server's connections: the pages themselves must still be answered. */
const mostReaders = 500;
/** More tabs than a browser can hold open; so that one person takes no more than their part. */
const mostOfOne = 20;

const readers = (): Map<string, number> => shared('live readers', () => new Map<string, number>());

/** Takes a place for one more stream of a person. @returns what gives it back, once @throws TrailwatchError `throttled` */
export function takePlace(personId: string): () => void {
  const held = readers().get(personId) ?? 0;
  const all = [...readers().values()].reduce((sum, one) => sum + one, 0);
  if (held >= mostOfOne)
    throw new TrailwatchError('throttled', `${mostOfOne} pages of this person are told of new data already.`);
  if (all >= mostReaders) throw new TrailwatchError('throttled', `${mostReaders} pages are told of new data already.`);
  readers().set(personId, held + 1);
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    const left = (readers().get(personId) ?? 1) - 1;
    if (left > 0) readers().set(personId, left);
    else readers().delete(personId);
  };
}
