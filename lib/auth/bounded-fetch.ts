import type { CustomFetch } from 'openid-client';
import { SsoError } from './sso-refusals.ts';

/** Discovery documents, key sets and tokens have a few kilobytes. */
const mostBytes = 1_000_000;

async function wholeBody(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > mostBytes) throw new SsoError('answer', `more than ${mostBytes} bytes from ${new URL(response.url).origin}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const asked = async (url: string, options: Parameters<CustomFetch>[1]): Promise<Response> => {
  const response = await fetch(url, { ...options, redirect: 'manual' } as RequestInit);
  if (response.status >= 500) throw new Error(`${new URL(url).origin} answered ${response.status}`);
  // Read here: a body that never ends, or takes too long, is the provider's trouble as much as one that never begins.
  const body = await wholeBody(response);
  return new Response(response.status === 204 ? null : body, { status: response.status, headers: response.headers });
};

/**
 * What openid-client speaks to the provider by: no redirect is followed, no body grows beyond 1 MB.
 * @throws SsoError `unreachable` for a provider that is down, slow or in trouble, `answer` for a body without end
 */
export const boundedFetch: CustomFetch = (url, options) =>
  asked(url, options).catch((error: unknown) => {
    throw error instanceof SsoError ? error : new SsoError('unreachable', error);
  });
