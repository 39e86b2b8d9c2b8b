import { expect, test } from 'vitest';
import { type LifeFacts, livesOf } from './lives.ts';

const deed = (at: number) => ({ at: at * 60_000, account: '111122223333', eventId: `e${at}`, who: 'ada', through: null });
const minutes = (at: number | null) => (at === null ? null : at * 60_000);
const version = (from: number, to: number | null) => ({ validFrom: from * 60_000, validTo: minutes(to) });

type Row = { name: string; facts: Partial<LifeFacts>; lives: string[] };

/** Times in minutes; a life as "from to born died", with ? where the end was not seen. */
const rows: Row[] = [
  { name: 'seen, and nothing else known', facts: {}, lives: ['5 - - -'] },
  { name: 'created and alive', facts: { createdAt: minutes(2), versions: [version(2, null)] }, lives: ['2 - - -'] },
  {
    name: 'a call, AWS and a look tell of one birth',
    facts: { createdAt: minutes(2), births: [deed(1)], versions: [version(3, 7), version(7, null)] },
    lives: ['1 - e1 -'],
  },
  {
    name: 'a call and a look tell of one death, the call when',
    facts: { createdAt: minutes(2), deletedAt: minutes(40), deaths: [deed(35)], versions: [version(2, 40)] },
    lives: ['2 35 - e35'],
  },
  {
    name: 'another under the same name',
    facts: { createdAt: minutes(60), deaths: [deed(35)], births: [deed(60)], versions: [version(2, 40), version(60, null)] },
    lives: ['2 35 - e35', '60 - e60 -'],
  },
  {
    name: 'a gap between versions is a death that no call tells of',
    facts: { createdAt: minutes(60), versions: [version(2, 40), version(60, null)] },
    lives: ['2 40 - -', '60 - - -'],
  },
  {
    name: 'made anew between two looks: its end was not seen',
    facts: { createdAt: minutes(60), versions: [version(2, null)] },
    lives: ['2 60? - -', '60 - - -'],
  },
  {
    name: 'a look that saw it long after the call is no second birth',
    facts: { births: [deed(1)], versions: [version(30, null)] },
    lives: ['1 - e1 -'],
  },
  {
    name: 'deleted before anything else is known',
    facts: { createdAt: minutes(60), deaths: [deed(35)], versions: [version(60, null)] },
    lives: ['- 35 - e35', '60 - - -'],
  },
];

test.each(rows)('$name', ({ facts, lives }) => {
  const whole: LifeFacts = {
    ...{ createdAt: null, firstSeenAt: 5 * 60_000, deletedAt: null, versions: [], births: [], deaths: [] },
    ...facts,
  };
  const said = livesOf(whole).map(({ from, to, born, died, isEndSeen }) => {
    const word = (at: number | null) => (at === null ? '-' : `${at / 60_000}`);
    return `${word(from)} ${word(to)}${isEndSeen ? '' : '?'} ${born?.eventId ?? '-'} ${died?.eventId ?? '-'}`;
  });
  expect(said).toEqual(lives);
});
