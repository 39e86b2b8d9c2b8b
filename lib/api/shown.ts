import type { Caller } from '#lib/auth/caller.ts';
import { isResourceKind } from '#lib/catalog/resource-kinds.ts';
import { database } from '#lib/db.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { type Allowance, type Bucket, takeFrom } from '#lib/http/bucket.ts';
import { shared } from '#lib/process.ts';
import { demandShown } from '#lib/store/demands.ts';
import { type Shown, type ShownKey, showResources } from '#lib/store/on-screen.ts';

/** What one page may show, and what one person may open: a script that opens pages must not spend the budget. */
export const mostShown = 16;
const opened: Allowance = { name: 'resources on screen', most: 64, everyMs: 2000 };

const buckets = (): Map<string, Bucket> => shared('resources on screen', () => new Map<string, Bucket>());

/** "endpoint/111122223333/eu-west-1/vision-7" as a key. @throws TrailwatchError `invalid` */
function keyOf(text: string): ShownKey {
  const [kind = '', account = '', region = '', ...rest] = text.split('/');
  const name = rest.join('/');
  if (!isResourceKind(kind) || !/^\d{12}$/.test(account) || region === '' || name === '') {
    throw new TrailwatchError('invalid', `show: ${text.slice(0, 200)} is no resource.`, {
      mend: 'Name it as kind/account/region/name.',
    });
  }
  return { kind, account, region, name };
}

export const ownerOf = ({ kind, name }: ShownKey): string => `${kind}/${name}`;
const spotOf = ({ account, region }: ShownKey): string => `${account} ${region}`;

/** @throws TrailwatchError `invalid` */
export function shownKeys(texts: readonly string[]): ShownKey[] {
  if (texts.length > mostShown) throw new TrailwatchError('invalid', `show: at most ${mostShown} resources.`);
  return texts.map(keyOf);
}

type Held = { keys: ShownKey[]; isRefused: boolean };
/** `keys`: what is on screen now. `isRefused`: some were not put there, because too many are. `isAsked`: a worker was asked for some just now. */
export type Opened = Held & { isAsked: boolean };

const heldOf = (shown: readonly Shown[]): Held => ({
  keys: shown.filter(({ state }) => state !== 'full'),
  isRefused: shown.some(({ state }) => state === 'full'),
});

/** Puts on screen what the caller sees of these, and has a worker ask at once for what nobody has asked for within a minute. */
export async function openShown({ personId, scope }: Caller, wanted: readonly ShownKey[], now: number): Promise<Opened> {
  const keys = wanted.filter(() => takeFrom(buckets(), { key: personId, allowance: opened, now: Date.now() }).isAllowed);
  const shown = await showResources(database(), keys, { teams: scope.teams, personId, now });
  const asked = shown.filter(({ state }) => state === 'ask');
  const url = process.env.DATABASE_URL ?? '';
  for (const some of Map.groupBy(asked, spotOf).values()) {
    const [{ account, region } = { account: '', region: '' }] = some;
    await demandShown(url, { account, region, owners: some.map(ownerOf) });
  }
  const { keys: onScreen, isRefused } = heldOf(shown);
  return { keys: onScreen, isAsked: asked.length > 0, isRefused: isRefused || keys.length < wanted.length };
}

/** Keeps on screen what a page goes on showing, as far as the caller sees it by now; nobody is asked for it. */
export async function holdShown({ personId, scope }: Caller, keys: readonly ShownKey[], now: number): Promise<Held> {
  return heldOf(await showResources(database(), keys, { teams: scope.teams, personId, now, isHeld: true }));
}
