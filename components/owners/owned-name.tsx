import { Link } from '#components/ui/link.tsx';
import { resourcePath } from '#lib/catalog/paths.ts';

export type OwnedNameProps = { account: string; region: string; kind: string; name: string; query: string };

/** A resource leads to its page; a role or a user has none. */
export const OwnedName = ({ query, kind, ...place }: OwnedNameProps) =>
  place.region === '' ? (
    <span title={place.name}>{place.name}</span>
  ) : (
    <Link href={`${resourcePath('all', kind, place)}${query}`} title={place.name}>
      {place.name}
    </Link>
  );
