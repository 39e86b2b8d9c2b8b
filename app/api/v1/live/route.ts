import { z } from 'zod';
import { takePlace } from '#lib/api/live-readers.ts';
import { operation } from '#lib/api/operation.ts';
import type { Caller } from '#lib/auth/caller.ts';
import { isStillIn } from '#lib/auth/still-in.ts';
import { logFor } from '#lib/log.ts';
import { watchNotices } from '#lib/queries/live.ts';

const leastMs = 1000;
const beatMs = 20_000;
const media = 'text/event-stream';

export const GET = operation({
  id: 'watch',
  summary:
    'Server-sent events: one empty-handed "new" at most every second while data arrives; what is new, the reader asks for. First an event "you" with the id of who reads; an event "ended" is the last, once the session or token has ended',
  permission: 'read',
  beforeFactor: true,
  answers: { status: 200, body: z.string(), media: [media] },
  act: async ({ request, caller }) => {
    const leave = takePlace(caller.personId);
    return new Response(streamTo(request, caller, leave), {
      headers: { 'Content-Type': media, 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
    });
  },
});

const encoder = new TextEncoder();

function streamTo(request: Request, caller: Caller, leave: () => void): ReadableStream<Uint8Array> {
  let stop = leave;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let sentAt = 0;
      let isOver = false;
      const send = (text: string) => {
        if (!isOver) controller.enqueue(encoder.encode(text));
      };
      const close = () => {
        isOver = true;
        stop();
        try {
          controller.close();
        } catch {
          // The reader closed it first.
        }
      };
      const end = () => {
        send('event: ended\ndata: ended\n\n');
        if (!isOver) close();
      };
      // A database that is away ends no session: it is asked again at the next beat.
      const check = () =>
        isStillIn(caller).then(
          (isIn) => void (isIn || end()),
          (error) => logFor('live').warn({ err: error }, 'whether a session still stands could not be asked'),
        );
      const ownEnd = `ended ${caller.key.slice(caller.key.indexOf(' ') + 1)}`;
      const forget = watchNotices((payload) => {
        if (payload === ownEnd) return end();
        if (payload === '') void check();
        if (payload.startsWith('ended ') || Date.now() - sentAt < leastMs) return;
        sentAt = Date.now();
        send('data: new\n\n');
      });
      const beat = setInterval(() => {
        send(': still here\n\n');
        void check();
      }, beatMs);
      stop = () => {
        clearInterval(beat);
        forget();
        leave();
        stop = () => {};
      };
      // Who left before this point is told of no more: Next asks such a stream for nothing, and never cancels it.
      if (request.signal.aborted) return close();
      request.signal.addEventListener('abort', close);
      send(`retry: 5000\nevent: you\ndata: ${caller.personId}\n\n`);
    },
    cancel: () => stop(),
  });
}
