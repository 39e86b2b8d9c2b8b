import { LinkButton } from '#components/ui/link-button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { Moment } from '#components/url/view.ts';
import { formatAge } from '#lib/format.ts';
import { AskButton } from './ask-button.tsx';
import { browserName } from './browser-name.ts';

type Held = { id: string; network: string | null; browser: string | null; signedInAt: number; lastSeenAt: number };
export type SessionPanelProps = { sessions: readonly Held[]; currentId: string; moment: Moment; isFresh: boolean };

const EndOthers = ({ isFresh }: { isFresh: boolean }) =>
  isFresh ? (
    <AskButton door="sessions/end-others" body={{}}>
      End all other sessions
    </AskButton>
  ) : (
    <LinkButton href="/sign-in?again=1&to=/account" data-follow={undefined}>
      Sign in again to end others
    </LinkButton>
  );

/** Where the person is signed in. Ending one asks for a fresh sign-in. */
export const SessionPanel = ({ sessions, currentId, moment, isFresh }: SessionPanelProps) => (
  <Panel
    title="Sessions"
    subtitle="end 12 hours after their last use, 7 days after signing in"
    right={sessions.length > 1 && <EndOthers isFresh={isFresh} />}
  >
    <ul className="account-list" aria-label="Sessions">
      {sessions.map(({ id, network, browser, signedInAt, lastSeenAt }) => (
        <li key={id}>
          <span className="min-w-0">
            {browserName(browser)}
            {id === currentId && <span className="font-mid">, this one</span>}
            <span className="block text-ink-3">
              from {network || 'an unknown address'}, signed in <Instant at={signedInAt} moment={moment} />, used{' '}
              {formatAge(lastSeenAt, moment.now)} ago
            </span>
          </span>
          {isFresh && id !== currentId && (
            <AskButton door="sessions/end" body={{ id }} label={`End the session of ${browserName(browser)}`}>
              End
            </AskButton>
          )}
        </li>
      ))}
    </ul>
  </Panel>
);
