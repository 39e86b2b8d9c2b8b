import { AccountClient } from '@aws-sdk/client-account';
import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsService } from './call.ts';
import type { Keys } from './credentials.ts';

/** `clockOffsetMs` is how far AWS's clock is ahead of this machine's, as far as it is known when the client is made. */
export type ClientOptions = { region: string; keys?: () => Promise<Keys>; clockOffsetMs?: number };
export type AwsClient = { send(command: object): Promise<unknown>; destroy(): void };

const classes = {
  account: AccountClient,
  sagemaker: SageMakerClient,
  cloudwatch: CloudWatchClient,
  logs: CloudWatchLogsClient,
  cloudtrail: CloudTrailClient,
  'application-autoscaling': ApplicationAutoScalingClient,
  tagging: ResourceGroupsTaggingAPIClient,
  organizations: OrganizationsClient,
  sts: STSClient,
  s3: S3Client,
} as const satisfies Record<AwsService, unknown>;

const second = 1000;

/** Whoever stands in for AWS has no name of its own for each bucket. */
const standsIn = (): boolean => Boolean(process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL);

const isNear = (hostname: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(hostname);

/** Times of sending and coming back are of a clock that never jumps. */
export type OnDate = (date: string | undefined, sentAt: number, cameAt: number) => void;

/** Nothing is sent in the clear to another machine, whatever names the endpoint (AWS_ENDPOINT_URL, a profile). */
class EncryptedHandler extends NodeHttpHandler {
  onDate: OnDate = () => {};
  elapsed: () => number = () => performance.now();

  override async handle(...sent: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
    const [{ protocol, hostname }] = sent;
    if (protocol === 'https:' || isNear(hostname)) return this.#timed(...sent);
    throw Object.assign(new Error(`the endpoint ${hostname} speaks no https: expected https, or an address of this machine`), {
      name: 'PlainEndpoint',
    });
  }

  async #timed(...sent: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
    const sentAt = this.elapsed();
    const answer = await super.handle(...sent);
    this.onDate(answer.response.headers.date, sentAt, this.elapsed());
    return answer;
  }
}

/** The SDK would keep keys until they expire; those of a role may be dropped before, so that they are asked for anew each time. */
const unkept = (keys: () => Promise<Keys>) => async (): Promise<Keys> => ({ ...(await keys()), expiration: new Date(0) });

/** One handler for all clients: its agents hold the connections. `onDate` is told the Date of each answer. */
export function httpHandler(onDate: OnDate = () => {}, elapsed: () => number = () => performance.now()): NodeHttpHandler {
  const handler = new EncryptedHandler({
    connectionTimeout: 5 * second,
    requestTimeout: 30 * second,
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive: true, maxSockets: 24 },
    httpsAgent: { keepAlive: true, maxSockets: 24 },
  });
  handler.onDate = onDate;
  handler.elapsed = elapsed;
  return handler;
}

type Stack = { middlewareStack: { remove(name: string): boolean } };

/** The SDK's client of a service. It never retries: lib/aws/session does, so that every attempt is metered and paced. */
export function openClient(
  service: AwsService,
  { region, keys, clockOffsetMs = 0 }: ClientOptions,
  requestHandler: NodeHttpHandler,
): AwsClient {
  // Eight configurations in one union are more than TypeScript can hold together; what is given here is of all of them.
  const Client = classes[service] as unknown as new (config: object) => AwsClient & Stack;
  const client = new Client({
    region,
    maxAttempts: 1,
    requestHandler,
    systemClockOffset: clockOffsetMs,
    ...(service === 's3' ? { forcePathStyle: standsIn(), followRegionRedirects: true } : {}),
    ...(keys ? { credentials: unkept(keys) } : {}),
  });
  // It copies and filters every input and answer for a logger that there is not: a tenth of what a full GetMetricData costs us.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
