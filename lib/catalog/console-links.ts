import { type ResourceKind, resourceKinds } from './resource-kinds.ts';

/**
 * Pages of the AWS console. The account stands in the link as `account=`: the console does not read it (its session decides), but a reader
 * and the palette do.
 */
const page = (region: string, path: string, account: string): string => {
  const url = path.replace('?', `?account=${encodeURIComponent(account)}&`);
  // A record says its Region itself: a host is made of a label alone.
  const host = /^[a-z0-9-]{1,40}$/.test(region) ? `${region}.console` : 'console';
  return `https://${host}.aws.amazon.com${url}`;
};

export type Placed = { account: string; region: string; name: string };

/** The resource's own page, or the service's home where the console has none. */
export function consoleLink(kind: ResourceKind, { account, region, name }: Placed): string {
  const pattern = resourceKinds[kind].console ?? '/sagemaker/home?region={region}#/';
  return page(
    region,
    pattern.replaceAll('{region}', encodeURIComponent(region)).replaceAll('{name}', encodeURIComponent(name)),
    account,
  );
}

/** CloudWatch's own encoding within a fragment: each "%" of the URL encoding becomes "$25". */
const fragment = (text: string): string => encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');

export const logGroupLink = (account: string, region: string, group: string): string =>
  page(region, `/cloudwatch/home?region=${encodeURIComponent(region)}#logsV2:log-groups/log-group/${fragment(group)}`, account);

/** CloudWatch's metrics page of one namespace, dimensions and metric. */
export function metricLink(
  place: Omit<Placed, 'name'>,
  namespace: string,
  dimensions: readonly { Name: string; Value: string }[],
): string {
  const query = `{${namespace},${dimensions.map((one) => one.Name).join(',')}} ${dimensions.map((one) => `${one.Name}="${one.Value}"`).join(' ')}`;
  return page(
    place.region,
    `/cloudwatch/home?region=${encodeURIComponent(place.region)}#metricsV2:query=${fragment(query)}`,
    place.account,
  );
}

/** One CloudTrail event of Event history. */
export const eventLink = (account: string, region: string, eventId: string): string =>
  page(region, `/cloudtrailv2/home?region=${encodeURIComponent(region)}#/events/${encodeURIComponent(eventId)}`, account);

/** A user profile of a Studio domain. */
export const userProfileLink = (
  account: string,
  region: string,
  { domain, profile }: { domain: string; profile: string },
): string =>
  page(
    region,
    `/sagemaker/home?region=${encodeURIComponent(region)}#/studio/${encodeURIComponent(domain)}/user/${encodeURIComponent(profile)}`,
    account,
  );

/** A role of IAM, which is global. */
export const roleLink = (account: string, name: string): string =>
  page('us-east-1', `/iam/home?region=us-east-1#/roles/details/${encodeURIComponent(name)}`, account);
