import { Panel } from '#components/ui/panel.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { Moment } from '#components/url/view.ts';
import { AskButton } from './ask-button.tsx';
import { PasskeyForm } from './passkey-form.tsx';

type Passkey = { id: string; name: string; addedAt: number; usedAt: number | null };

/** Passkeys of the person, and a form for another; `to` is where that leads. */
export const PasskeyPanel = ({ passkeys, moment, to }: { passkeys: readonly Passkey[]; moment: Moment; to: string }) => (
  <Panel title="Passkeys" subtitle={passkeys.length === 0 ? 'none yet' : 'each signs in by itself, without a password'}>
    <ul className="account-list" aria-label="Passkeys">
      {passkeys.map(({ id, name, addedAt, usedAt }) => (
        <li key={id}>
          <span className="min-w-0 break-words">
            {name}
            <span className="block text-ink-3">
              added <Instant at={addedAt} moment={moment} />, {usedAt === null ? 'never used' : 'last used '}
              {usedAt !== null && <Instant at={usedAt} moment={moment} />}
            </span>
          </span>
          <AskButton door="passkey/remove" body={{ id }} label={`Remove ${name}`}>
            Remove
          </AskButton>
        </li>
      ))}
    </ul>
    <PasskeyForm to={to} />
  </Panel>
);
