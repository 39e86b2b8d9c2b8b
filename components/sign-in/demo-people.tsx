'use client';

import { Problem } from './field.tsx';
import { leaveTo, useDoor } from './use-door.ts';

export type DemoChoice = { key: string; name: string; sentence: string };

/** The demo's people, each one click away. */
export function DemoPeople({ people, to }: { people: readonly DemoChoice[]; to: string }) {
  const door = useDoor();
  return (
    <section className="grid gap-2" aria-labelledby="demo-people">
      <h2 id="demo-people" className="text-13">
        Look around as
      </h2>
      <p className="text-12 text-ink-3">
        The demo account stands in for AWS; these people exist only in the demo, on this machine.
      </p>
      {people.map(({ key, name, sentence }) => (
        <button
          key={key}
          type="button"
          className="door-person"
          disabled={door.isBusy}
          onClick={() => void door.ask('demo', { person: key }, () => leaveTo(to))}
        >
          <span className="font-mid">{name}</span>
          <span>{sentence}</span>
        </button>
      ))}
      <Problem why={door.why} />
    </section>
  );
}
