const channelName = 'trailwatch session';
const unreachableSentence =
  'This page was cleared, but the server could not be reached: your session may still be open. Reload to try again; it ends by itself twelve hours after its last use.';

let isCleared = false;

/** A page that was cleared has nothing more to tell: React, for one, would report what it could not finish. */
const hush = (event: ErrorEvent): void => event.preventDefault();

/** Takes all that was shown off the page, and what was still to come, so that nobody finds it there. */
function clearPage(sentence = ''): void {
  isCleared = true;
  window.addEventListener('error', hush);
  window.stop();
  document.title = 'Trailwatch';
  document.body.replaceChildren(sentence);
}

/**
 * Clears the page and goes to sign in, from where it leads back here; nothing is left to go back to. Not for one that is cleared and on its
 * own way out: it hears of its own signing out, too.
 */
export function leavePage(): void {
  if (isCleared) return;
  clearPage();
  location.replace(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`);
}

/** Whether the server says that nobody is signed in here any more. One that does not answer says nothing. */
export async function isSignedOut(): Promise<boolean> {
  const asked = new AbortController();
  try {
    const { status } = await fetch('/api/v1/live', { signal: asked.signal, cache: 'no-store' });
    return status === 401;
  } catch {
    return false;
  } finally {
    asked.abort();
  }
}

/** Calls back when another page of this browser was signed out. Returns what ends that. */
export function onSignOutElsewhere(leave: () => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = leave;
  return () => channel.close();
}

/** Signs out: this page and all others of this browser are cleared, whether the server can be reached or not. */
export async function signOut(): Promise<void> {
  clearPage();
  const isDone = await fetch('/api/auth/sign-out', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{}',
    keepalive: true,
    signal: AbortSignal.timeout(8000),
  }).then(
    ({ ok, status }) => ok || status === 401,
    () => false,
  );
  const channel = new BroadcastChannel(channelName);
  channel.postMessage('signed out');
  channel.close();
  if (isDone) location.replace('/sign-in');
  else clearPage(unreachableSentence);
}
