import { z } from 'zod';
import { atMostEvery } from '#lib/api/at-most-every.ts';
import { type Events, eventStream, type Reading } from '#lib/api/event-stream.ts';
import { takePlace } from '#lib/api/live-readers.ts';
import { operation } from '#lib/api/operation.ts';
import { mostShown, shownKeys } from '#lib/api/shown.ts';
import { watchShown } from '#lib/api/shown-stream.ts';
import { type Caller, callerOf } from '#lib/auth/caller.ts';
import { findStillIn } from '#lib/auth/still-in.ts';
import { logFor } from '#lib/log.ts';
import { watchNotices } from '#lib/queries/live.ts';

const leastMs = 1000;
const media = 'text/event-stream';

export const GET = operation({
  id: 'watch',
  summary:
    'Server-sent events: one empty-handed "new" at most every second while data arrives; what is new, the reader asks for. An event "alerts" says that alerts took a step, or that somebody acknowledged or silenced some. First an event "you" with the id of who reads; an event "ended" is the last, once the session or token has ended. Resources that the reader shows are asked for at once, and each minute while the stream is open: an event "shown" says "asking", "held" (asked within a minute), "full", and what came: "points", "nothing", "budget" or "failed"',
  permission: 'read',
  beforeFactor: true,
  query: z.object({
    show: z
      .array(z.string().max(400))
      .default([])
      .describe(`Resources on screen, as kind/account/region/name; at most ${mostShown}`),
  }),
  answers: { status: 200, body: z.string(), media: [media] },
  act: async ({ request, caller, query }) => {
    const shown = shownKeys(query.show);
    // What costs money is not for who has yet to show a second factor.
    if (shown.length > 0) await callerOf(request);
    const leave = takePlace(caller.personId);
    return new Response(eventStream(request.signal, readingOf({ caller, shown, leave })), {
      headers: { 'Content-Type': media, 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
    });
  },
});

type Asked = { caller: Caller; shown: ReturnType<typeof shownKeys>; leave: () => void };

const readingOf =
  ({ caller, shown, leave }: Asked) =>
  ({ send, close, isOver }: Events): Reading => {
    let sentAt = 0;
    let forget = () => {};
    const end = () => {
      send('event: ended\ndata: ended\n\n');
      close();
    };
    const screen = shown.length > 0 ? watchShown(caller, shown, (word) => send(`event: shown\ndata: ${word}\n\n`)) : null;
    // A database that is away ends no session: it is asked again at the next beat.
    const check = async (then?: (callerNow: Caller) => void) => {
      try {
        const callerNow = await findStillIn(caller, { isFactorAsked: shown.length > 0 });
        if (!callerNow?.may('read')) end();
        else if (!isOver()) then?.(callerNow);
      } catch (error) {
        logFor('live').warn({ err: error }, 'whether a session still stands could not be asked');
      }
    };
    const alerts = atMostEvery(leastMs, () => send('event: alerts\ndata: alerts\n\n'));
    const ownEnd = `ended ${caller.key.slice(caller.key.indexOf(' ') + 1)}`;
    const hear = (payload: string) => {
      if (payload === ownEnd) return end();
      if (payload === '') void check();
      if (screen?.hear(payload)) return;
      if (payload.includes('"noun":"alerts"')) return alerts.ask();
      if (payload.startsWith('ended ') || Date.now() - sentAt < leastMs) return;
      sentAt = Date.now();
      send('data: new\n\n');
    };
    return {
      begin() {
        forget = watchNotices(hear);
        send(`retry: 5000\nevent: you\ndata: ${caller.personId}\n\n`);
        screen?.open();
      },
      beat() {
        send(': still here\n\n');
        void check((callerNow) => screen?.hold(callerNow));
      },
      over() {
        forget();
        alerts.stop();
        leave();
      },
    };
  };
