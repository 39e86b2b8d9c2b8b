import { cookies } from 'next/headers';
import { clockFrom } from '#lib/time.ts';
import { parseView, type View } from './view.ts';
import { type Search, textsOf } from './view-query.ts';
import { isZone, zoneCookie } from './zone.ts';

/** The reader's IANA zone, where the browser has told it. */
export async function readLocalZone(): Promise<string | undefined> {
  const told = (await cookies()).get(zoneCookie)?.value;
  return told !== undefined && isZone(told) ? told : undefined;
}

/** The view that a page's URL asks for, in the reader's zone, by the clock that all processes share. */
export async function readView(searchParams: Promise<Search>): Promise<View & { search: Search }> {
  const [given, localZone] = await Promise.all([searchParams, readLocalZone()]);
  const search = textsOf(given);
  return { ...parseView(search, { now: clockFrom(process.env).now(), localZone }), search };
}
