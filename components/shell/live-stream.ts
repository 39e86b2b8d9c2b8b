import { hourMs, minuteMs } from '#lib/time.ts';
import { setScreenState, shownNow, watchScreen } from './on-screen.ts';
import { isSignedOut, leavePage, onSignOutElsewhere } from './session-end.ts';

const askAgainMs = minuteMs;
/** A session that is renewed ends, too: its new cookie has so long to arrive. */
const renewedMs = 1000;
/** No session outlives so long a silence. */
const silenceMs = 12 * hourMs;

/** As many as one stream may name. */
const mostShown = 16;
const settlesMs = 150;

const queryOf = (keys: readonly string[]): string =>
  keys.length === 0 ? '' : `?${new URLSearchParams(keys.slice(0, mostShown).map((key) => ['show', key]))}`;

export type LiveStream = { isOpen(): boolean; close(): void };

/**
 * Tells of new data while the page is seen, of what nobody is to wait for (`onUrgent`: alerts, and points that were asked for because the page
 * shows them), and leaves the page once its session has ended: told by the stream, by another page of this browser, or, where there is no
 * stream (hidden pages hold none: browsers open six connections in all), by asking each minute.
 */
export function watchLive(onNew: () => void, onUrgent: () => void = onNew): LiveStream {
  let source: EventSource | null = null;
  let told = '';
  let isOpen = false;
  let isOver = false;
  let person: string | null = null;
  let heardAt = Date.now();
  let askedAt = Date.now();

  const leave = (): void => {
    if (isOver) return;
    close();
    leavePage();
  };
  const leaveIfSignedOut = async (): Promise<void> => {
    askedAt = Date.now();
    if (await isSignedOut()) leave();
  };
  const disconnect = (): void => {
    source?.close();
    source = null;
    isOpen = false;
  };
  const ended = async (): Promise<void> => {
    disconnect();
    await new Promise((resolve) => setTimeout(resolve, renewedMs));
    await leaveIfSignedOut();
    connect();
  };
  const connect = (): void => {
    if (isOver || source || document.visibilityState !== 'visible') return;
    told = shownNow().join();
    source = new EventSource(`/api/v1/live${queryOf(shownNow())}`);
    source.onopen = () => {
      isOpen = true;
    };
    source.onerror = () => {
      isOpen = false;
      // Refused, not cut: it is not tried again by itself.
      if (source?.readyState !== EventSource.CLOSED) return;
      disconnect();
      void leaveIfSignedOut();
    };
    source.onmessage = onNew;
    source.addEventListener('alerts', onUrgent);
    source.addEventListener('shown', ({ data }: MessageEvent<string>) => {
      setScreenState(data);
      if (data === 'points') onUrgent();
    });
    source.addEventListener('you', ({ data }: MessageEvent<string>) => {
      // Another person has signed in with this browser.
      if (person !== null && person !== data) leave();
      person = data;
    });
    source.addEventListener('ended', () => void ended());
  };
  const look = (): void => {
    if (isOpen) heardAt = Date.now();
    if (Date.now() - heardAt > silenceMs) leave();
    if (isOver || isOpen || Date.now() - askedAt < askAgainMs) return;
    void leaveIfSignedOut().then(connect);
  };
  const seen = (): void => {
    if (document.visibilityState !== 'visible') {
      disconnect();
      return;
    }
    onNew();
    void leaveIfSignedOut().then(connect);
  };
  const returned = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) seen();
  };
  let settling: ReturnType<typeof setTimeout> | undefined;
  const showOthers = (): void => {
    if (isOver || shownNow().join() === told) return;
    disconnect();
    setScreenState('idle');
    connect();
  };
  // Parts of one page tell what they show one after the other.
  const forgetScreen = watchScreen(() => {
    clearTimeout(settling);
    settling = setTimeout(showOthers, settlesMs);
  });
  const forget = onSignOutElsewhere(leave);
  const beat = setInterval(look, 5000);
  document.addEventListener('visibilitychange', seen);
  addEventListener('pageshow', returned);

  function close(): void {
    isOver = true;
    disconnect();
    clearTimeout(settling);
    forgetScreen();
    forget();
    clearInterval(beat);
    document.removeEventListener('visibilitychange', seen);
    removeEventListener('pageshow', returned);
  }

  connect();
  return { isOpen: () => isOpen, close };
}
