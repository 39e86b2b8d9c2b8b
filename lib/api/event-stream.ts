const beatMs = 20_000;
/** Events that a reader who stopped reading finds at most; then the stream is over, and a reader who is there comes again. */
const mostUnread = 64;
const encoder = new TextEncoder();

export type Events = {
  /** Sends an event as it stands on the wire; nothing once the stream is over. */
  send: (text: string) => void;
  /** Ends it behind what was sent. */
  close: () => void;
  isOver: () => boolean;
};
/** `begin`: with the first read. `beat`: every 20 s from then on. `over`: once, however it ends, also where it never began. */
export type Reading = { begin: () => void; beat: () => void; over: () => void };

/**
 * A stream of server-sent events, over as soon as its reader has left. It begins with the first read, and one that nobody reads is over at the
 * first beat.
 */
export function eventStream(signal: AbortSignal, plan: (events: Events) => Reading): ReadableStream<Uint8Array> {
  let [hasBegun, isOver] = [false, false];
  let finish = () => {};
  let begin = () => {};
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(controller) {
      const close = () => {
        if (isOver) return;
        finish();
        controller.close();
      };
      const send = (text: string) => {
        if (isOver) return;
        controller.enqueue(encoder.encode(text));
        // With a mark of nothing, what is wanted is less by all that is unread.
        if ((controller.desiredSize ?? 0) < -mostUnread) close();
      };
      const reading = plan({ send, close, isOver: () => isOver });
      const beat = setInterval(() => (hasBegun ? reading.beat() : close()), beatMs);
      begin = reading.begin;
      finish = () => {
        isOver = true;
        clearInterval(beat);
        signal.removeEventListener('abort', close);
        reading.over();
      };
      // Who left before this point is told of no more: Next asks such a stream for nothing, and never cancels it.
      if (signal.aborted) return close();
      signal.addEventListener('abort', close);
    },
    pull() {
      if (hasBegun || isOver) return;
      hasBegun = true;
      begin();
    },
    cancel() {
      if (!isOver) finish();
    },
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}
