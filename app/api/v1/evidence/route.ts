import { z } from 'zod';
import { parseView } from '#components/url/view.ts';
import { searchOf } from '#components/url/view-query.ts';
import { operation } from '#lib/api/operation.ts';
import { parseDetectionFilter } from '#lib/audit/detections/filter.ts';
import { type Sampling, type StrataId, strataIds } from '#lib/audit/evidence/sample.ts';
import { parseAuditFilter } from '#lib/audit/filter.ts';
import { logFor } from '#lib/log.ts';
import { readFacts } from '#lib/queries/evidence-facts.ts';
import { packEvidence } from '#lib/queries/evidence-pack.ts';
import { listPopulation } from '#lib/queries/evidence-population.ts';
import { demandSignature } from '#lib/store/evidence-signatures.ts';
import { demandWho } from '../who.ts';

const log = logFor('web');

/** What is being stored at this moment may carry an earlier time than what was: the last seconds are left to a later pack. */
const settledMs = 10_000;

const query = z.object({
  team: z.string().max(63).default('all'),
  of: z
    .enum(['audit', 'detections'])
    .default('audit')
    .describe('A search of events, or the events of a search of what rules found'),
  n: z
    .string()
    .regex(/^(|[1-9]\d{0,5})$/, 'is no number of events')
    .default('')
    .describe('How many events of a sample; all of them where it is empty'),
  seed: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(1).describe('Of a sample: the same draws the same'),
  by: z
    .enum(strataIds as [StrataId, ...StrataId[]])
    .default('none')
    .describe('Strata of a sample: each is in it in proportion to its size'),
});

const samplingOf = ({ n, seed, by }: z.infer<typeof query>): Sampling | null => (n === '' ? null : { n: Number(n), seed, by });

/** The window and the filter, of either page; `receivedBy`: up to when what Trailwatch had received is in it. Epoch ms. */
function searchIn(request: Request, now: number) {
  const search = searchOf(new URL(request.url).searchParams);
  const view = parseView(search, { now });
  const receivedBy = Math.min(view.now, now - settledMs);
  return {
    from: view.from,
    to: Math.min(view.to, receivedBy),
    receivedBy,
    filter: parseAuditFilter(search),
    rules: parseDetectionFilter(search),
  };
}

/** As fast as it is read. Where the making fails the answer is cut, and what there is of the pack does not verify. */
function streamOf(bytes: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  const source: UnderlyingDefaultSource<Uint8Array> = {
    pull: async (controller) => {
      try {
        const { value, done } = await bytes.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        log.error({ err: error }, 'an evidence pack was cut off');
        controller.error(error);
      }
    },
    cancel: async () => {
      await bytes.return(undefined);
    },
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}

export const GET = operation({
  id: 'exportEvidence',
  summary:
    'An evidence pack of a search of events: a ZIP of their records, how they were chosen, and a verifier, signed. Takes the parameters of the page that it is of',
  permission: 'export',
  query,
  answers: { status: 200, body: z.string(), media: ['application/zip'] },
  journal: ({ query: { team, of }, request, now }) => ({
    action: 'export.evidence',
    subject: { kind: 'table', id: of },
    teams: team === 'all' ? null : [team],
    after: {
      query: new URL(request.url).search.slice(0, 2048),
      asOf: new Date(searchIn(request, now).receivedBy).toISOString(),
    },
  }),
  act: async (call) => {
    const { caller, query: asked, request, now } = call;
    const search = searchIn(request, now);
    const whom = await demandWho(call, search.filter);
    const rules = asked.of === 'detections' ? search.rules : null;
    const ask = { ...search, rules, team: asked.team, sample: samplingOf(asked), whom };
    const population = await listPopulation(caller.scope, ask);
    const made = { madeAt: new Date(now).toISOString(), askedBy: { kind: caller.kind, name: caller.name } };
    const facts = await readFacts(caller.scope, { ...ask, made }, population);
    const bytes = packEvidence(caller.scope, { facts, population, sign: demandSignature });
    const name = `trailwatch-evidence-${facts.selection.asOf.slice(0, 19).replaceAll(':', '')}.zip`;
    return new Response(streamOf(bytes), {
      headers: {
        'Content-Type': 'application/zip',
        'Content-Disposition': `attachment; filename="${name}"`,
        'Cache-Control': 'no-store',
      },
    });
  },
});
