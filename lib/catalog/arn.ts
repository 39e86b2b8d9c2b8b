import { type ResourceKind, resourceKinds } from './resource-kinds.ts';

/** What a pasted ARN, AWS console URL or plain name speaks of; the account is unknown in most console URLs. */
export type Pasted = { account?: string; region?: string; kind?: ResourceKind; name: string };

const kinds = Object.entries(resourceKinds) as [ResourceKind, (typeof resourceKinds)[ResourceKind]][];

/** Two kinds may share a type (a pipeline and its execution, a cluster and its node): the longer path is the part. */
function kindOf(type: string, depth: number): ResourceKind | undefined {
  const matching = kinds.filter(([, { arnType }]) => arnType === type).map(([kind]) => kind);
  return depth > 1 ? (matching[1] ?? matching[0]) : matching[0];
}

/** `arn:aws:sagemaker:eu-west-1:111122223333:endpoint/search-ranker-v7`; null when the text is no ARN. */
export function parseArn(text: string): Pasted | null {
  const match = /^arn:aws[\w-]*:([\w-]+):([\w-]*):(\d*):(.+)$/i.exec(text.trim());
  if (!match) return null;
  const [, , region, account, tail = ''] = match;
  const [type = '', ...rest] = tail.split(/[/:]/);
  const name = rest.at(-1) ?? tail;
  const kind = kindOf(type, rest.length - (rest.includes('execution') ? 1 : 0));
  return { name, ...(account ? { account } : {}), ...(region ? { region } : {}), ...(kind ? { kind } : {}) };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The patterns of the catalogue's own console links, read backwards: {name} becomes what is looked for. */
const consolePatterns = kinds.flatMap(([kind, row]) => {
  const path = row.console;
  if (!path?.includes('{name}')) return [];
  const [, hash = ''] = path.split('#');
  const [before = ''] = hash.split('{name}');
  const service = /^\/([\w-]+)\/(\w+)/.exec(path);
  return [{ kind, page: `/${service?.[1]}/${service?.[2]}`, pattern: new RegExp(`^#${escaped(before)}([^/?&]+)`) }];
});

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** A page of the AWS console; null when the text is no such URL. A page of an unknown kind still gives its Region and last name. */
export function parseConsoleUrl(text: string): Pasted | null {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (!url?.hostname.endsWith('console.aws.amazon.com')) return null;
  const first = url.hostname.split('.')[0] ?? '';
  const account = /^(\d{12})-/.exec(first)?.[1];
  const host = /^(?:\d{12}-\w+\.)?([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(url.hostname)?.[1];
  const region = url.searchParams.get('region') ?? host ?? undefined;
  const place = { ...(account ? { account } : {}), ...(region ? { region } : {}) };
  const arn = /arn:aws[\w-]*:[^/?&#]+(?:\/[^?&#]*)?/.exec(decoded(url.hash))?.[0];
  const named = arn === undefined ? null : parseArn(arn);
  if (named) return { ...place, ...named };
  for (const { kind, page, pattern } of consolePatterns) {
    const name = url.pathname.startsWith(page) ? pattern.exec(url.hash)?.[1] : undefined;
    if (name !== undefined) return { ...place, kind, name: decoded(name) };
  }
  const last = url.hash.split(/[/?&:]/).findLast((part) => part !== '' && part !== '#');
  return { ...place, name: decoded(last ?? '') };
}

/** What was pasted or typed into the palette: an ARN, an AWS console URL, or a name as it stands. */
export const parsePasted = (text: string): Pasted => parseArn(text) ?? parseConsoleUrl(text) ?? { name: text.trim() };
