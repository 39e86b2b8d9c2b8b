'use client';

import { useEffect, useState } from 'react';
import { askApi } from '#components/api/ask-api.ts';
import { Problem } from '#components/sign-in/field.tsx';
import { useDoor } from '#components/sign-in/use-door.ts';
import { Button } from '#components/ui/button.tsx';

const path = '/api/v1/history';
const anew = (): void => window.location.reload();

/** A live refresh may make the panel anew: what was asked on it stays asked. */
const kept = { isAsking: false };

export type FillHistoryProps = {
  /** US dollars, every statistic billed by itself: what is approved at most. */
  upToUsd: number;
  /** The same in words. */
  price: string;
};

/** Asks once more, with the price, before anything is asked of AWS. */
export function FillHistory({ upToUsd, price }: FillHistoryProps) {
  const door = useDoor();
  const [isAsking, setAsking] = useState(false);
  useEffect(() => setAsking(kept.isAsking), []);
  const ask = (isAsked: boolean): void => {
    kept.isAsking = isAsked;
    setAsking(isAsked);
  };
  if (!isAsking) return <Button onClick={() => ask(true)}>Fill history…</Button>;
  return (
    <fieldset className="grid gap-2" aria-label="Fill history">
      <p>Fill it, at up to {price}, once? Workers ask newest first, and never in the way of live collection.</p>
      <div className="flex flex-wrap gap-2">
        <Button
          data-kind="primary"
          disabled={door.isBusy}
          onClick={() => void door.talk(() => askApi({ method: 'POST', path }, { upToUsd }), anew)}
        >
          Fill it
        </Button>
        <Button disabled={door.isBusy} onClick={() => ask(false)}>
          Not now
        </Button>
      </div>
      <Problem why={door.why} />
    </fieldset>
  );
}

/** What is filled stays; another filling goes on where this one was. */
export function StopHistory() {
  const door = useDoor();
  return (
    <div className="grid gap-1">
      <Button disabled={door.isBusy} onClick={() => void door.talk(() => askApi({ method: 'DELETE', path }, null), anew)}>
        Stop
      </Button>
      <Problem why={door.why} />
    </div>
  );
}
