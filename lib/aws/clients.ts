import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsService } from './call.ts';
import type { Keys } from './credentials.ts';

export type ClientOptions = { region: string; keys?: () => Promise<Keys> };
export type AwsClient = { send(command: object): Promise<unknown>; destroy(): void };

const classes = {
  sagemaker: SageMakerClient,
  cloudwatch: CloudWatchClient,
  logs: CloudWatchLogsClient,
  cloudtrail: CloudTrailClient,
  'application-autoscaling': ApplicationAutoScalingClient,
  sts: STSClient,
} as const satisfies Record<AwsService, unknown>;

const second = 1000;

const isNear = (hostname: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(hostname);

/** Nothing is sent in the clear to another machine, whatever names the endpoint (AWS_ENDPOINT_URL, a profile). */
class EncryptedHandler extends NodeHttpHandler {
  override async handle(...sent: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
    const [{ protocol, hostname }] = sent;
    if (protocol === 'https:' || isNear(hostname)) return super.handle(...sent);
    throw Object.assign(new Error(`the endpoint ${hostname} speaks no https: expected https, or an address of this machine`), {
      name: 'PlainEndpoint',
    });
  }
}

/** One handler for all clients: its agents hold the connections. */
export const httpHandler = (): NodeHttpHandler =>
  new EncryptedHandler({
    connectionTimeout: 5 * second,
    requestTimeout: 30 * second,
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive: true, maxSockets: 24 },
    httpsAgent: { keepAlive: true, maxSockets: 24 },
  });

/** The SDK's client of a service. It never retries: lib/aws/session does, so that every attempt is metered and paced. */
export function openClient(service: AwsService, { region, keys }: ClientOptions, requestHandler: NodeHttpHandler): AwsClient {
  const Client = classes[service];
  const client = new Client({ region, maxAttempts: 1, requestHandler, ...(keys ? { credentials: keys } : {}) });
  return client as unknown as AwsClient;
}
