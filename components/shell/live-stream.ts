import { hourMs, minuteMs } from '#lib/time.ts';
import { isSignedOut, leavePage, onSignOutElsewhere } from './session-end.ts';

const askAgainMs = minuteMs;
/** A session that is renewed ends, too: its new cookie has so long to arrive. */
const renewedMs = 1000;
/** No session outlives so long a silence. */
const silenceMs = 12 * hourMs;

export type LiveStream = { isOpen(): boolean; close(): void };

/**
 * Tells of new data while the page is seen, and leaves the page once its session has ended: told by the stream, by another page of this
 * browser, or, where there is no stream (hidden pages hold none: browsers open six connections in all), by asking each minute.
 */
export function watchLive(onNew: () => void): LiveStream {
  let source: EventSource | null = null;
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
    source = new EventSource('/api/v1/live');
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
  const forget = onSignOutElsewhere(leave);
  const beat = setInterval(look, 5000);
  document.addEventListener('visibilitychange', seen);
  addEventListener('pageshow', returned);

  function close(): void {
    isOver = true;
    disconnect();
    forget();
    clearInterval(beat);
    document.removeEventListener('visibilitychange', seen);
    removeEventListener('pageshow', returned);
  }

  connect();
  return { isOpen: () => isOpen, close };
}
