import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlertSeverity } from '#lib/catalog/alert-rules.ts';
import { type Beginning, covers, type Gravity, gather, type Incident } from './incident.ts';
import '#lib/testing/properties.ts';

/** Rules by their first letter: p pages, t is a ticket, m a moment. */
const gravityOf = ({ rule }: { rule: string }): Gravity => ({
  severity: rule.startsWith('p') ? 'page' : 'ticket',
  isMoment: rule.startsWith('m'),
});
const about = (text: string): Beginning => {
  const [rule = '', name = '', team = 'search', region = 'eu-west-1'] = text.split(' ');
  return { account: '111122223333', region, kind: 'endpoint', rule, name, team };
};
const said = ({ id, members }: Incident<Beginning>): string =>
  [...(id === null ? [] : [id]), members.map(({ rule, name }) => `${rule} ${name}`).join(', ')].join(': ');
const nothing = () => null;
const told = (texts: string[], formerOf: (one: Beginning) => Incident<Beginning> | null = nothing) =>
  gather(texts.map(about), { gravityOf, formerOf }).map(said);

describe('what is told together', () => {
  test.each([
    { name: 'one rule on many resources', of: ['p1 a', 'p1 b', 'p1 c'], are: ['p1 a, p1 b, p1 c'] },
    { name: 'many rules on one resource, the gravest first', of: ['t1 a', 'p1 a', 't2 a'], are: ['p1 a, t1 a, t2 a'] },
    { name: 'both', of: ['p1 a', 'p1 b', 'p2 b', 't1 b', 't1 a'], are: ['p1 a, p1 b, p2 b, t1 b, t1 a'] },
    { name: 'not what has nothing in common', of: ['p1 a', 'p2 b'], are: ['p1 a', 'p2 b'] },
    { name: 'not what is another team’s', of: ['p1 a', 'p1 b fraud'], are: ['p1 a', 'p1 b'] },
    { name: 'not what is in another Region', of: ['p1 a', 'p1 a search us-east-1'], are: ['p1 a', 'p1 a'] },
    { name: 'a moment with its own alone', of: ['m1 a', 'm1 b', 't1 a'], are: ['m1 a, m1 b', 't1 a'] },
  ])('$name', ({ of, are }) => expect(told(of)).toEqual(are));

  test('what was told before takes what it covers, and what has that in common', () => {
    const former: Incident<Beginning> = { id: 'former', gravity: { severity: 'ticket', isMoment: false }, members: [] };
    const formerOf = (one: Beginning) => (one.name === 'a' && covers(former.gravity, gravityOf(one)) ? former : null);
    expect(told(['t1 a', 't1 b', 'p1 a'], formerOf)).toEqual(['p1 a, t1 a, t1 b']);
    former.members.length = 0;
    expect(told(['t1 a', 't1 b', 'p1 c'], formerOf)).toEqual(['p1 c', 'former: t1 a, t1 b']);
  });

  test('each once, and nothing graver than what leads', () => {
    const one = fc.tuple(
      fc.constantFrom('p1', 'p2', 't1', 't2', 'm1'),
      fc.constantFrom('a', 'b', 'c'),
      fc.constantFrom('x', 'y'),
    );
    fc.assert(
      fc.property(fc.uniqueArray(one.map((parts) => parts.join(' '))), (texts) => {
        const incidents = gather(texts.map(about), { gravityOf, formerOf: nothing });
        const members = incidents.flatMap((incident) => incident.members);
        expect(members.map(({ rule, name, team }) => `${rule} ${name} ${team}`).toSorted()).toEqual(texts.toSorted());
        const severities = (incident: Incident<Beginning>): AlertSeverity[] =>
          incident.members.map((each) => gravityOf(each).severity);
        for (const incident of incidents) {
          expect(severities(incident)[0]).toBe(severities(incident).includes('page') ? 'page' : 'ticket');
          expect(new Set(incident.members.map(({ team }) => team)).size).toBe(1);
        }
      }),
    );
  });
});
