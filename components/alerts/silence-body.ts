import { inputInstant } from '#components/shell/instant-input.ts';
import type { Refusal } from './silence-fields.tsx';

/** How long a silence holds, in minutes, as the form offers it; `exact`: from one moment to another. */
export const spans = [
  { value: '60', label: '1 hour' },
  { value: '240', label: '4 hours' },
  { value: '1440', label: '1 day' },
  { value: '10080', label: '7 days' },
  { value: 'exact', label: 'From one moment to another' },
] as const;

/** The form's fields as the API takes them; a text left empty says nothing. */
export function silenceBody(form: FormData, tz: 'utc' | 'local'): Record<string, unknown> {
  const text = (name: string): string => String(form.get(name) ?? '').trim();
  const orNull = (name: string): string | null => (text(name) === '' ? null : text(name));
  const span =
    text('minutes') === 'exact'
      ? { startsAt: inputInstant(text('startsAt'), tz), endsAt: inputInstant(text('endsAt'), tz) }
      : { minutes: Number(text('minutes')) };
  return {
    ...{ team: text('team'), rules: form.getAll('rules'), kinds: form.getAll('kinds'), reason: text('reason') },
    ...{ account: orNull('account'), region: orNull('region'), name: orNull('name') },
    ...span,
  };
}

/** "endsAt: is in the past. Choose a later end." is said at the field, without its name. */
export function refusalOf(why: string): Refusal {
  const [, field, said] = /^(\w+)(?:\.\d+)?: (.+)$/s.exec(why) ?? [];
  if (field === undefined || said === undefined) return null;
  return { field, why: said.charAt(0).toUpperCase() + said.slice(1) };
}
