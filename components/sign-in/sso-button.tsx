'use client';

import { Problem } from './field.tsx';
import { leaveTo, useDoor } from './use-door.ts';

/** Leaves for the identity provider, which sends the browser back; `again`: which asks who it is anew, also where it knows. */
export function SsoButton({ name, to, again }: { name: string; to: string; again: boolean }) {
  const door = useDoor();
  const leave = ({ url }: Record<string, unknown>) => {
    if (typeof url === 'string') leaveTo(url);
  };
  return (
    <div className="door-form">
      <button
        type="button"
        className="button"
        data-kind="primary"
        disabled={door.isBusy}
        onClick={() => void door.ask('sso', { to, again }, leave)}
      >
        Sign in with {name}
      </button>
      <Problem why={door.why} />
    </div>
  );
}
