import type { Answer, AwsCall, CallFailure } from './call.ts';
import type { AwsRegion } from './region.ts';

export type Paging = {
  /** Where the request takes the token. */
  into: string;
  /** Where the answer gives it; the same name unless told. */
  from?: string;
  maxPages?: number;
};

const defaultMaxPages = 1000;

const stopped = (call: AwsCall<never, unknown>, code: string, message: string): CallFailure => ({
  service: call.service,
  operation: call.operation,
  code,
  word: 'not_collected',
  message,
  requestId: null,
  isGone: false,
});

/**
 * Follows tokens until AWS gives none: an empty page with a token is a page like any other. Ends with a failure when a page
 * cannot be had (the token of the next is then lost), when AWS repeats a token, or after `maxPages`.
 */
export async function* pages<In extends object, Out>(
  aws: AwsRegion,
  call: AwsCall<In, Out>,
  input: In,
  { into, from = into, maxPages = defaultMaxPages }: Paging = { into: 'NextToken' },
): AsyncGenerator<Answer<Out>> {
  const seen = new Set<string>();
  let token: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await aws.send(call, token === undefined ? input : { ...input, [into]: token });
    yield answer;
    if (!answer.ok) return;
    const next = (answer.value as Record<string, unknown>)[from];
    if (typeof next !== 'string' || next === '') return;
    if (seen.has(next)) {
      yield {
        ok: false,
        failure: stopped(call, 'RepeatedToken', `AWS gave a page token it had given before, after ${page + 1} pages.`),
      };
      return;
    }
    seen.add(next);
    token = next;
  }
  yield { ok: false, failure: stopped(call, 'TooManyPages', `More than ${maxPages} pages: the rest was not read.`) };
}

/** All pages in one list; `failure` is set when not all of them could be read. */
export async function fetchAll<Out, Item>(
  source: AsyncGenerator<Answer<Out>>,
  items: (page: Out) => readonly Item[] | undefined,
): Promise<{ items: Item[]; failure: CallFailure | null }> {
  const found: Item[] = [];
  for await (const page of source) {
    if (!page.ok) return { items: found, failure: page.failure };
    found.push(...(items(page.value) ?? []));
  }
  return { items: found, failure: null };
}
