import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { countWatchers, watchNotices } from '#lib/queries/live.ts';

const leastMs = 1000;
const beatMs = 20_000;
/** Far above what open pages need, far below the server's connections: the pages themselves must still be answered. */
const mostReaders = 500;

const media = 'text/event-stream';

export const GET = operation({
  id: 'watch',
  summary: 'Server-sent events: one empty-handed "new" at most every second while data arrives; what is new, the reader asks for',
  permission: 'read',
  answers: { status: 200, body: z.string(), media: [media] },
  act: async ({ request }) => {
    if (countWatchers() >= mostReaders) {
      throw new TrailwatchError('throttled', `${mostReaders} pages are told of new data already.`);
    }
    return new Response(streamTo(request), {
      headers: { 'Content-Type': media, 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
    });
  },
});

function streamTo(request: Request): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let sentAt = 0;
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const forget = watchNotices(() => {
        if (Date.now() - sentAt < leastMs) return;
        sentAt = Date.now();
        send('data: new\n\n');
      });
      const beat = setInterval(() => send(': still here\n\n'), beatMs);
      stop = () => {
        clearInterval(beat);
        forget();
        stop = () => {};
      };
      request.signal.addEventListener('abort', () => {
        stop();
        try {
          controller.close();
        } catch {
          // The reader closed it first.
        }
      });
      send('retry: 5000\n\n');
    },
    cancel: () => stop(),
  });
}
