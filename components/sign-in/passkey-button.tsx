'use client';

import { useEffect, useState } from 'react';
import { Problem } from './field.tsx';
import { canPasskey, signInByPasskey } from './passkey.ts';
import { leaveTo, useDoor } from './use-door.ts';

/** Where the browser can: one click, and the device says who it is. */
export function PasskeyButton({ to }: { to: string }) {
  const door = useDoor();
  const [isThere, setIsThere] = useState(false);
  useEffect(() => setIsThere(canPasskey()), []);
  if (!isThere) return null;
  return (
    <div className="door-form">
      <button
        type="button"
        className="button"
        data-kind="plain"
        disabled={door.isBusy}
        onClick={() => void door.talk(signInByPasskey, () => leaveTo(to))}
      >
        Sign in with a passkey
      </button>
      <Problem why={door.why} />
    </div>
  );
}
