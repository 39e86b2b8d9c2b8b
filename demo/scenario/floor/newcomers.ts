import { people } from '#demo/accounts.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { streamOf, subStream, whole } from '../random.ts';
import type { Place } from '../types.ts';
import type { Deed } from './deed.ts';
import { domains } from './domains.ts';
import { isAt, keyArn, prodEu } from './setting.ts';

/** Somebody new each week, who stays for four: they look about, open Studio, and are refused what nobody thought of giving them. */
const weekMs = 7 * dayMs;
const weeksThatTheyStay = 4;
const { role } = people['data-sci-2'];
const studio = domains[0]?.id ?? '';

const nameOf = (week: number): string => `data-sci-${20 + (((week % 60) + 60) % 60)}`;
const isWorkday = (at: number): boolean => new Date(at).getUTCDay() % 6 !== 0;

function dayOf(seed: string, week: number, day: number): Deed[] {
  const session = nameOf(week);
  const stream = subStream(streamOf(seed, 'newcomer', session), day);
  const began = day * dayMs + 8 * hourMs + whole(stream, 0, 90 * 60) * 1000;
  const call = { actor: { workload: role, session }, discriminator: session };
  const sagemaker = { ...call, source: 'sagemaker' };
  const refused = {
    code: 'AccessDeniedException',
    message: `User: arn:aws:sts::${prodEu.account}:assumed-role/${role}/${session} is not authorized to perform: kms:DescribeKey`,
  };
  return [
    { ...sagemaker, at: began, name: 'ListEndpoints', request: null },
    {
      ...sagemaker,
      at: began + 9 * minuteMs,
      name: 'CreatePresignedDomainUrl',
      request: { DomainId: studio, UserProfileName: session, SessionExpirationDurationInSeconds: 43_200 },
      response: { AuthorizedUrl: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    },
    ...Array.from({ length: whole(stream, 1, 4) }, (_, turn) => ({
      ...call,
      at: began + (30 + turn * 3) * minuteMs,
      source: 'kms',
      name: 'DescribeKey',
      request: { KeyId: keyArn(prodEu, 'search') },
      error: refused,
    })),
    { ...sagemaker, at: began + 5 * hourMs, name: 'ListTrainingJobs', request: null },
  ];
}

/** What newcomers do in [from, to), and some of it just outside. */
export function newcomerCalls(seed: string, place: Place, from: number, to: number): Deed[] {
  if (!isAt(place, prodEu)) return [];
  const found: Deed[] = [];
  for (let day = Math.floor(from / dayMs); day * dayMs < to; day += 1) {
    if (!isWorkday(day * dayMs)) continue;
    const week = Math.floor((day * dayMs) / weekMs);
    for (let began = week - weeksThatTheyStay + 1; began <= week; began += 1) found.push(...dayOf(seed, began, day));
  }
  return found;
}
