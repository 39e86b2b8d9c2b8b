import { opensAfter } from '#lib/catalog/breaker.ts';
import { listClosedRegions, listStoredAccounts, saveAccounts } from '#lib/store/accounts.ts';
import { databaseTrouble } from '#lib/store/database-trouble.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import type { PlaceContext } from '../context.ts';
import { type Collecting, placesOf } from '../cycle.ts';
import { askAnybody } from '../told-time.ts';
import { discoverAccounts } from './discover.ts';
import { type CollectedAccount, memberAccount } from './members.ts';
import { discoverRegions, hasAutoRegions } from './regions.ts';
import { createStandings, keyOf } from './standings.ts';

/** Accounts come and go by the day; a new one is collected within minutes. */
const pace = { lookMs: 5000, discoverMs: 10 * minuteMs, discoverAgainMs: minuteMs, regionsMs: hourMs };
const active = 'ACTIVE';

/** `isAuto`: its Regions are those that AWS names. */
type FoundAccount = CollectedAccount & { isAuto: boolean };

/** The accounts to collect: those of the configuration, and of the organization those that are there and active. */
async function accountsOf({ config, db }: Collecting): Promise<FoundAccount[]> {
  const stored = await listStoredAccounts(db);
  const isShut = (id: string): boolean => stored.some((one) => one.id === id && one.state !== active);
  const configured = config.accounts.filter(({ id }) => !isShut(id));
  const { organization } = config;
  const members = organization
    ? stored
        .filter(({ source, state, hasLeft }) => source === 'organization' && state === active && !hasLeft)
        .map((member) => memberAccount(organization, member))
    : [];
  return [...configured, ...members].map((account) => {
    const isAuto = hasAutoRegions(account);
    const regions = isAuto ? [...(stored.find(({ id }) => id === account.id)?.regions ?? [])] : account.regions;
    return { ...account, regions, isAuto };
  });
}

export const findAccount = async (collecting: Collecting, id: string): Promise<CollectedAccount | undefined> =>
  (await accountsOf(collecting)).find((account) => account.id === id);

/** A role that was refused again and again is asked for after growing waits, and not by passes that could only fail. */
const isOpen = (collecting: Collecting, account: CollectedAccount): boolean => {
  const { refusal } = collecting.aws.standing(account);
  return refusal === null || refusal.refusals < opensAfter || collecting.aws.wall() >= refusal.tryAt;
};

/**
 * What can be collected now, kept up to date: accounts come and go, roles stop working, Regions are off. The first call knows all
 * accounts when it returns; later ones are told of new ones as they are found. Call it as often as you like.
 */
export function createPlaces(collecting: Collecting, every: typeof pace = pace): () => Promise<PlaceContext[]> {
  const { config, db, clock, log } = collecting;
  const keep = createStandings(collecting);
  let places: PlaceContext[] = [];
  let lookedAt = Number.NEGATIVE_INFINITY;
  let discoverAt = Number.NEGATIVE_INFINITY;
  let beginning: Promise<void> | null = null;

  const discover = async (): Promise<void> => {
    if (!config.organization || performance.now() < discoverAt) return;
    discoverAt = Number.POSITIVE_INFINITY;
    const report = await discoverAccounts(collecting).catch((error: unknown) => {
      if (!databaseTrouble(error)) log.error({ err: error }, 'the organization could not be read');
      return null;
    });
    discoverAt = performance.now() + (report?.status === 'ok' ? every.discoverMs / (clock.speed || 1) : every.discoverAgainMs);
  };

  const regionsAt = new Map<string, number>();
  const findRegions = async (account: FoundAccount): Promise<void> => {
    if (!account.isAuto || !isOpen(collecting, account) || performance.now() < (regionsAt.get(account.id) ?? 0)) return;
    regionsAt.set(account.id, Number.POSITIVE_INFINITY);
    await discoverRegions(collecting, account).catch((error: unknown) => {
      if (!databaseTrouble(error)) log.error({ err: error, account: account.id }, 'the Regions of an account could not be read');
    });
    regionsAt.set(account.id, performance.now() + every.regionsMs / (clock.speed || 1));
  };

  const begin = async (): Promise<void> => {
    await askAnybody(collecting);
    const configured = config.accounts.map(({ id, name }) => ({ id, name, state: active }));
    const at = new Date(clock.now());
    await saveAccounts(db, 'config', { accounts: configured, at });
    if (!config.organization) await saveAccounts(db, 'organization', { accounts: [], at });
    await discover();
  };

  return async () => {
    if (performance.now() - lookedAt < every.lookMs) return places;
    const isFirst = beginning === null;
    beginning ??= begin().catch((error: unknown) => {
      beginning = null;
      throw error;
    });
    await beginning;
    if (!isFirst) void discover();
    const looking = Promise.all((await accountsOf(collecting)).map(findRegions));
    if (isFirst) await looking;
    const accounts = await accountsOf(collecting);
    const closed = new Map((await listClosedRegions(db)).map((row) => [keyOf(row), row.againAt]));
    for (const account of accounts) await keep(account, closed);
    const isOn = ({ account, region }: PlaceContext): boolean =>
      (closed.get(keyOf({ account: account.id, region })) ?? 0) <= clock.now();
    places = placesOf(
      collecting,
      accounts.filter((account) => isOpen(collecting, account)),
    ).filter(isOn);
    lookedAt = performance.now();
    return places;
  };
}
