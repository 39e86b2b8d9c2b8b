import { expect, test } from 'vitest';
import { calls } from '#lib/aws/calls.ts';
import { openAws } from '#lib/aws/session.ts';
import { createTally } from '#lib/aws/tally.ts';
import { systemClock } from '#lib/time.ts';
import { probesFor } from './probes.ts';

const name = ({ service, operation }: { service: string; operation: string }): string => `${service}.${operation}`;
/** A role is tried by being assumed, the organization by being listed, a bucket by whoever reads it (trails/examine-bucket). */
const triedOtherwise = /^(sts\.AssumeRole$|organizations\.|s3\.)/;

test('doctor tries every call that Trailwatch makes, and no other', () => {
  const aws = openAws(systemClock);
  const probes = probesFor(aws.region({ id: '111122223333' }, 'eu-west-1', createTally()), 0);
  aws.close();
  const tried = new Set(probes.map(({ call }) => name(call)));
  expect([...tried].toSorted()).toEqual(
    calls
      .map(name)
      .filter((call) => !triedOtherwise.test(call))
      .toSorted(),
  );
});
