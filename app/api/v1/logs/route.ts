import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { filterLogsCli } from '#lib/catalog/aws-cli.ts';
import { logGroupLink } from '#lib/catalog/console-links.ts';
import { logPlace } from '#lib/catalog/log-places.ts';
import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';
import { notFound } from '#lib/errors.ts';
import { getResource } from '#lib/queries/resources.ts';
import { demandLogs } from '#lib/store/log-demands.ts';
import { hourMs } from '#lib/time.ts';

/** What CloudWatch Logs may still deliver after a job has ended. */
const tailMs = hourMs / 4;

export const GET = operation({
  id: 'readLogs',
  summary:
    'The last lines and the first error of a resource’s log, of the last hour or of a job’s whole life; read from AWS now, metered, never stored',
  permission: 'logs.read',
  query: z.object({
    kind: z.string(),
    account: z.string(),
    region: z.string(),
    name: z.string(),
    team: z.string().max(63).default('all'),
  }),
  answers: { status: 200, body: z.looseObject({}) },
  journal: ({ query: { kind, account, region, name } }) => ({
    action: 'logs.read',
    subject: { kind, id: `${account}/${region}/${name}`, name },
  }),
  act: async ({ caller, query, now }) => {
    const { kind, account, region, name, team } = query;
    if (!isResourceKind(kind)) throw notFound(`Kind ${kind}`);
    const key = { account, region, kind, name };
    const resource = await getResource(caller.scope, { team, now, asOf: null }, key);
    const place = logPlace(kind, name);
    if (!place) return { absence: 'not_published', why: 'SageMaker writes no log for this kind of resource.' };
    const ended = resource.endedAt ?? resource.deletedAt;
    const to = Math.min(now, ended === null ? now : ended + tailMs);
    const window = { from: kindRow(kind).isJob ? (resource.createdAt ?? resource.firstSeenAt) : to - hourMs, to };
    const reply = await demandLogs({ account, region, ...place, ...window });
    if (reply === null) {
      return {
        absence: 'not_collected',
        why: 'No worker answered within 12 s: lines are read from AWS by a worker, on demand.',
      };
    }
    return {
      ...(reply as object),
      group: place.group,
      cli: filterLogsCli(region, place, window),
      aws: logGroupLink(account, region, place.group),
    };
  },
});
