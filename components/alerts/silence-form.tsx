'use client';

import { type FormEvent, useState } from 'react';
import { askApi } from '#components/api/ask-api.ts';
import { inputText } from '#components/shell/instant-input.ts';
import { Problem } from '#components/sign-in/field.tsx';
import { leaveTo, useDoor } from '#components/sign-in/use-door.ts';
import { Button } from '#components/ui/button.tsx';
import { hourMs } from '#lib/time.ts';
import { refusalOf, silenceBody, spans } from './silence-body.ts';
import { type Choice, Choices, Labelled, type Refusal } from './silence-fields.tsx';
import type { SilencePrefill } from './silence-prefill.ts';

export type SilenceFormProps = {
  prefill: SilencePrefill;
  teams: readonly Choice[];
  rules: readonly Choice[];
  kinds: readonly Choice[];
  accounts: readonly Choice[];
  tz: 'utc' | 'local';
  /** Epoch ms. */
  now: number;
  /** Where the silences are shown once it is made. */
  done: string;
};

/** Those that say what is wrong with them themselves. */
const fields = ['team', 'account', 'region', 'name', 'startsAt', 'endsAt', 'minutes', 'reason'];

/** What is silenced: the more that is said, the less it is. */
function What({ prefill, teams, rules, kinds, accounts, refusal }: SilenceFormProps & { refusal: Refusal }) {
  return (
    <>
      <Labelled name="team" label="Alerts of" refusal={refusal}>
        {(field) => (
          <select {...field} defaultValue={prefill.of ?? teams[0]?.value}>
            {teams.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <Choices name="rules" title="Rules" none="none chosen: any" choices={rules} chosen={prefill.rule} />
      <Choices name="kinds" title="Kinds of resources" none="none chosen: any" choices={kinds} chosen={prefill.kind} />
      <Labelled name="name" label="Name of the resource" hint="Empty: any. * stands for any text: ranker-*" refusal={refusal}>
        {(field) => <input {...field} type="text" maxLength={256} autoComplete="off" defaultValue={prefill.name ?? ''} />}
      </Labelled>
      <Labelled name="account" label="Account" refusal={refusal}>
        {(field) => (
          <select {...field} defaultValue={prefill.account ?? ''}>
            <option value="">Any</option>
            {accounts.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled name="region" label="Region" hint="Empty: any" refusal={refusal}>
        {(field) => <input {...field} type="text" maxLength={64} autoComplete="off" defaultValue={prefill.region ?? ''} />}
      </Labelled>
    </>
  );
}

type WhenProps = Pick<SilenceFormProps, 'tz' | 'now'> & { refusal: Refusal };

function HowLong({ tz, now, refusal }: WhenProps) {
  const [span, setSpan] = useState<string>(spans[0].value);
  const zone = tz === 'utc' ? 'UTC' : 'local time';
  return (
    <>
      <Labelled name="minutes" label="How long" refusal={refusal}>
        {(field) => (
          <select {...field} value={span} onChange={({ target }) => setSpan(target.value)}>
            {spans.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      {span === 'exact' && (
        <>
          <Labelled name="startsAt" label={`From, ${zone}`} hint="What is past begins now" refusal={refusal}>
            {(field) => <input {...field} type="datetime-local" required defaultValue={inputText(now, tz)} />}
          </Labelled>
          <Labelled name="endsAt" label={`To, ${zone}`} hint="At most 30 days later" refusal={refusal}>
            {(field) => <input {...field} type="datetime-local" required defaultValue={inputText(now + hourMs, tz)} />}
          </Labelled>
        </>
      )}
    </>
  );
}

/** Makes a silence, and shows it among the others. */
export function SilenceForm(props: SilenceFormProps) {
  const { tz, now, done } = props;
  const door = useDoor();
  const refusal = refusalOf(door.why);
  const isSaidThere = refusal !== null && fields.includes(refusal.field);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const body = silenceBody(new FormData(event.currentTarget), tz);
    void door.talk(
      () => askApi({ method: 'POST', path: '/api/v1/silences' }, body),
      () => leaveTo(done),
    );
  };
  return (
    <form aria-label="Silence alerts" method="post" className="door-form" onSubmit={submit}>
      <What {...props} refusal={refusal} />
      <HowLong tz={tz} now={now} refusal={refusal} />
      <Labelled name="reason" label="Why" refusal={refusal}>
        {(field) => <textarea {...field} required minLength={3} maxLength={500} rows={2} />}
      </Labelled>
      <Problem why={isSaidThere ? '' : door.why} />
      <Button type="submit" data-kind="primary" disabled={door.isBusy}>
        Silence
      </Button>
    </form>
  );
}
