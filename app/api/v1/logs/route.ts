import { requireViewerOf } from '#lib/auth/viewer.ts';
import { filterLogsCli } from '#lib/catalog/aws-cli.ts';
import { logGroupLink } from '#lib/catalog/console-links.ts';
import { logPlace } from '#lib/catalog/log-places.ts';
import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';
import { notFound } from '#lib/errors.ts';
import { getResource } from '#lib/queries/resources.ts';
import { demandLogs } from '#lib/store/log-demands.ts';
import { clockFrom, hourMs } from '#lib/time.ts';
import { answerError } from '../answer.ts';

/** What CloudWatch Logs may still deliver after a job has ended. */
const tailMs = hourMs / 4;

/**
 * The last lines and the first error of a resource's log: of the last hour, or of a job's whole life. A worker reads them from AWS
 * now; they are metered and never stored. Parameters: kind, account, region, name, team.
 */
export async function GET(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const text = (name: string) => query.get(name) ?? '';
  try {
    const { scope } = await requireViewerOf(request);
    const kind = text('kind');
    if (!isResourceKind(kind)) throw notFound(`Kind ${kind}`);
    const now = clockFrom(process.env).now();
    const key = { account: text('account'), region: text('region'), kind, name: text('name') };
    const resource = await getResource(scope, { team: query.get('team') ?? 'all', now, asOf: null }, key);
    const place = logPlace(kind, key.name);
    if (!place) return answer({ absence: 'not_published', why: 'SageMaker writes no log for this kind of resource.' });
    const ended = resource.endedAt ?? resource.deletedAt;
    const to = Math.min(now, ended === null ? now : ended + tailMs);
    const from = kindRow(kind).isJob ? (resource.createdAt ?? resource.firstSeenAt) : to - hourMs;
    const window = { from, to };
    const { account, region } = key;
    const reply = await demandLogs({ account, region, ...place, ...window });
    if (reply === null) {
      return answer({
        absence: 'not_collected',
        why: 'No worker answered within 12 s: lines are read from AWS by a worker, on demand.',
      });
    }
    return answer({
      ...(reply as object),
      group: place.group,
      cli: filterLogsCli(region, place.group, window, place.streamPrefix),
      aws: logGroupLink(account, region, place.group),
    });
  } catch (error) {
    return answerError(error);
  }
}

const answer = (body: object): Response => Response.json(body, { headers: { 'Cache-Control': 'no-store' } });
