import { BlockList } from 'node:net';
import type { ServerConfig } from '../config-server.ts';

/** What the server knows of the place it stands in. */
export type Site = {
  /** The one public origin; null: this machine alone, under localhost. */
  origin: string | null;
  proxies: BlockList;
};

export function siteOf({ url, trustedProxies }: ServerConfig): Site {
  const proxies = new BlockList();
  for (const { address, prefix, family } of trustedProxies) proxies.addSubnet(address, prefix, family);
  return { origin: url ?? null, proxies };
}
