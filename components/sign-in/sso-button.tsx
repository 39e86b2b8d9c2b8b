'use client';

import { Problem } from './field.tsx';
import { leaveTo, useDoor } from './use-door.ts';

/** Leaves for the identity provider, which sends the browser back. */
export function SsoButton({ name, to }: { name: string; to: string }) {
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
        onClick={() => void door.ask('sso', { to }, leave)}
      >
        Sign in with {name}
      </button>
      <Problem why={door.why} />
    </div>
  );
}
