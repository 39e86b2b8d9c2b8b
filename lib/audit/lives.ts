import { minuteMs } from '#lib/time.ts';

/** A call that made or deleted a resource. Epoch ms. */
export type Deed = { at: number; account: string; eventId: string; who: string; through: string | null };

export type LifeFacts = {
  /** As AWS says it of the resource that has the name now. */
  createdAt: number | null;
  firstSeenAt: number;
  /** When the inventory found it gone. */
  deletedAt: number | null;
  versions: readonly { validFrom: number; validTo: number | null }[];
  births: readonly Deed[];
  deaths: readonly Deed[];
};

/** From creation to deletion of what had one name. Epoch ms; `from` null: before all that is known; `to` null: it lives. */
export type Life = {
  from: number | null;
  to: number | null;
  born: Deed | null;
  died: Deed | null;
  /** false: nobody saw it end; it must have, before another of its name was made. */
  isEndSeen: boolean;
};

type Mark = { at: number; isStart: boolean; deed: Deed | null; isNewborn: boolean };

/** A call, AWS's time of creation and the look that saw it first are one birth when so close. */
const sameBirthMs = 10 * minuteMs;

function marksOf({ createdAt, firstSeenAt, deletedAt, versions, births, deaths }: LifeFacts): Mark[] {
  const sorted = versions.toSorted((a, b) => a.validFrom - b.validFrom);
  const start = (at: number, deed: Deed | null, isNewborn: boolean): Mark => ({ at, isStart: true, deed, isNewborn });
  const end = (at: number, deed: Deed | null): Mark => ({ at, isStart: false, deed, isNewborn: false });
  const marks: Mark[] = [
    ...births.map((deed) => start(deed.at, deed, true)),
    ...deaths.map((deed) => end(deed.at, deed)),
    ...(createdAt === null ? [] : [start(createdAt, null, true)]),
    ...(deletedAt === null ? [] : [end(deletedAt, null)]),
    // Versions of one life follow each other without a gap.
    ...sorted.flatMap(({ validFrom, validTo }, index) => {
      const former = sorted[index - 1];
      const next = sorted[index + 1];
      return [
        ...(former === undefined || former.validTo !== validFrom ? [start(validFrom, null, false)] : []),
        ...(validTo !== null && next !== undefined && next.validFrom !== validTo ? [end(validTo, null)] : []),
      ];
    }),
  ];
  if (!marks.some(({ isStart }) => isStart)) marks.push(start(firstSeenAt, null, false));
  return marks.toSorted((a, b) => a.at - b.at || Number(a.isStart) - Number(b.isStart));
}

/** The lives that one name has had, oldest first: by calls, by AWS's times and by what the inventory saw. */
export function livesOf(facts: LifeFacts): Life[] {
  const lives: Life[] = [];
  let current: Life | null = null;
  for (const { at, isStart, deed, isNewborn } of marksOf(facts)) {
    const begun: Life = { from: at, to: null, born: deed, died: null, isEndSeen: true };
    if (isStart && current === null) current = begun;
    else if (isStart && current !== null) {
      if (isNewborn && at - (current.from ?? at) > sameBirthMs) {
        lives.push({ ...current, to: at, isEndSeen: false });
        current = begun;
      } else current.born ??= deed;
    } else if (current !== null) {
      lives.push({ ...current, to: at, died: deed });
      current = null;
    } else if (lives.length === 0) lives.push({ from: null, to: at, born: null, died: deed, isEndSeen: true });
  }
  return current === null ? lives : [...lives, current];
}
