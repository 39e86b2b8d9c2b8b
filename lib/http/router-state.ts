import { z } from 'zod';

const segment = z.union([
  z.string(),
  z.tuple([
    z.string(),
    z.string(),
    z.string().regex(/^(oc|[cd](i(\(\.{1,3}\)|\(\.\.\)\(\.\.\)))?)$/),
    z.nullable(z.array(z.string())),
  ]),
]);

type Tree = [unknown, Record<string, Tree>, ...unknown[]];

const tree: z.ZodType<Tree> = z.lazy(() =>
  z.tuple([segment, z.record(z.string(), tree)], z.unknown()).refine(([, , ...rest]) => isTail(rest)),
) as z.ZodType<Tree>;

const tails: readonly z.ZodType[] = [
  z.tuple([z.string(), z.string()]).nullish(),
  z.enum(['refetch', 'inside-shared-layout', 'metadata-only']).nullish(),
  z.number().nullish(),
  z.string().optional(),
];
const isTail = (rest: readonly unknown[]): boolean =>
  rest.length <= tails.length && rest.every((one, index) => tails[index]?.safeParse(one).success === true);

/**
 * Whether a `next-router-state-tree` is one that Next reads; any other it would answer with an error of the server.
 * Source: next/dist/server/app-render/types.js, flightRouterStateSchema.
 */
export function isRouterState(header: string | string[] | undefined): boolean {
  if (typeof header !== 'string') return false;
  try {
    return tree.safeParse(JSON.parse(decodeURIComponent(header))).success;
  } catch {
    return false;
  }
}
