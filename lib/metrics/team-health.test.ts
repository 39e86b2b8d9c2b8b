import { expect, test } from 'vitest';
import { type Finding, needsSomeone, unreadSentence } from './team-health.ts';

const place = { account: '444455556666', region: 'us-east-1', name: '' };

const ill = (subject: string, word: Finding['word'], since: number): Finding => ({
  ...{ word, absence: null, subject, sentence: 'is ill', since, team: 'search', kind: 'endpoint' as const },
  place: { ...place, name: subject },
});

const unseen = (team: string, endpoints: number, region = place.region): Finding => {
  const unread = { said: 'cannot be read: sts:AssumeRole denied', endpoints, illThen: endpoints === 2 ? 1 : 0 };
  return {
    ...{ word: 'unknown', absence: 'denied', subject: `ml-research ${region}`, since: 5, team, kind: 'place' as const },
    ...{ place: { ...place, region }, unread, sentence: unreadSentence(unread) },
  };
};

const said = (findings: readonly Finding[]) => {
  const { shown, total } = needsSomeone(findings);
  return [total, ...shown.map(({ team, teams, subject, sentence }) => `${teams ?? team}: ${subject} ${sentence}`)];
};

test('a place that cannot be read is one thing, however many teams have endpoints there', () => {
  expect(said([unseen('fraud', 3), unseen('search', 2), unseen('fraud', 1, 'eu-west-1')])).toEqual([
    2,
    '2: ml-research us-east-1 cannot be read: sts:AssumeRole denied, 5 endpoints unseen, 1 of them ill then',
    'fraud: ml-research eu-west-1 cannot be read: sts:AssumeRole denied, 1 endpoint unseen',
  ]);
});

test('what fails comes first, then what is refused, then what is degraded, newest first; five are shown and all are counted', () => {
  const many = [3, 1, 2].map((since) => ill(`slow-${since}`, 'degraded', since));
  expect(
    said([...many, unseen('fraud', 3), ill('down', 'failing', 1), ill('moving', 'changing', 9), ill('mute', 'unknown', 9)]),
  ).toEqual([
    6,
    'search: down is ill',
    'fraud: ml-research us-east-1 cannot be read: sts:AssumeRole denied, 3 endpoints unseen',
    'search: slow-3 is ill',
    'search: slow-2 is ill',
    'search: slow-1 is ill',
  ]);
});
