import { isIP } from 'node:net';
import { z } from 'zod';

/** How an administrator says, in so many words, that nobody else will encrypt what this server sends. */
export const plainHttpSentence = 'I accept that passwords and sessions can be read on the network';

export const localNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

const originOnly = 'expected an origin like https://trailwatch.example: no path, no user, nothing behind it';
const origin = z.string(originOnly).transform((text, context) => {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url && url.href === `${url.origin}/`) return url.origin;
  context.addIssue({ code: 'custom', message: originOnly });
  return z.NEVER;
});

const file = z.string('expected the path of a file').min(1, 'expected the path of a file');

const networkExpected = 'expected an address or a network like 10.0.0.0/8 or ::1';
const network = z.string(networkExpected).transform((text, context) => {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  const longest = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? longest : Number(bits);
  const problem =
    family === 0 || address.includes('%') || prefix > longest
      ? networkExpected
      : prefix === 0 && `expected the addresses of proxies: ${text} would let everybody say who they are`;
  if (!problem) return { address, prefix, family: family === 4 ? ('ipv4' as const) : ('ipv6' as const) };
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
});

const isOpen = (url: string): boolean => url.startsWith('http:') && !localNames.includes(new URL(url).hostname);

/** `server:` of trailwatch.yaml: where the console is reached, who encrypts, and whom it believes. */
export const serverSection = z
  .strictObject({
    /** The one public origin; without it the console answers to localhost alone. */
    url: origin.optional(),
    /** PEM files, relative to the working directory. */
    tls: z.strictObject({ certificate: file, key: file }).optional(),
    /** Only these are believed about whom they speak for. */
    trustedProxies: z.array(network).default([]),
    plainHttp: z.literal(plainHttpSentence, `expected this sentence: "${plainHttpSentence}"`).optional(),
  })
  .refine(({ url, tls, trustedProxies }) => !url?.startsWith('https:') || tls || trustedProxies.length > 0, {
    path: ['url'],
    error: 'expected tls or trustedProxies beside it: without them nothing here speaks https',
  })
  .refine(({ url, tls }) => !url?.startsWith('http:') || !tls, {
    path: ['url'],
    error: 'expected https:// beside tls',
  })
  .refine(({ url, tls, plainHttp }) => !url || tls || !isOpen(url) || plainHttp, {
    path: ['url'],
    error: `expected https://, or plainHttp: "${plainHttpSentence}" beside it`,
  });

export type ServerConfig = z.infer<typeof serverSection>;
