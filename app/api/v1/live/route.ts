import { requireViewerOf } from '#lib/auth/viewer.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { countWatchers, watchNotices } from '#lib/queries/live.ts';
import { answerError } from '../answer.ts';

const leastMs = 1000;
const beatMs = 20_000;
/** Far above what open pages need, far below the server's connections: the pages themselves must still be answered. */
const mostReaders = 500;

/** Server-sent events: one empty-handed "new" at most every second while data arrives. What is new, the page reads itself. */
export async function GET(request: Request): Promise<Response> {
  try {
    await requireViewerOf(request);
    if (countWatchers() >= mostReaders) {
      throw new TrailwatchError('throttled', `${mostReaders} pages are told of new data already.`);
    }
  } catch (error) {
    return answerError(error);
  }
  const encoder = new TextEncoder();
  let stop = () => {};
  const stream = new ReadableStream<Uint8Array>({
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
  return new Response(stream, {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  });
}
