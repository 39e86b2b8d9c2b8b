import type { PoolClient } from 'pg';

/** Makes teams known by their slugs; a team that is known keeps its name. */
export async function saveTeams(client: Pick<PoolClient, 'query'>, slugs: Iterable<string>, at: Date): Promise<void> {
  const wanted = [...new Set(slugs)].filter((slug) => slug !== 'unowned').toSorted();
  if (wanted.length === 0) return;
  await client.query(
    `insert into team (slug, name, created_at) select slug, slug, $2 from unnest($1::text[]) as t (slug)
     where not exists (select from team k where k.slug = t.slug) on conflict do nothing`,
    [wanted, at],
  );
}
