import type { View } from './view.ts';

type Key = { kind: string; account: string; region: string; name: string };

/** How the live stream names what a page shows; none where the page speaks of the past, of which nothing new can come. */
export const screenKeys = ({ to, now, asOf }: Pick<View, 'to' | 'now' | 'asOf'>, resources: readonly Key[]): string[] =>
  asOf !== null || to < now ? [] : resources.map(({ kind, account, region, name }) => `${kind}/${account}/${region}/${name}`);
