import { TrailwatchError } from '../errors.ts';

/** Why single sign-on did not lead in; the sign-in page is told the key alone, so that no link can put words into its mouth. */
export const ssoRefusals = {
  late: 'This sign-in took too long, or was completed already. Try again.',
  answer: "The identity provider's answer was not accepted. Try again.",
  declined: 'The identity provider did not let you through, or you cancelled there. Try again.',
  untimed:
    'This needs a fresh sign-in, and the identity provider did not say when you signed in. An administrator must have it send the claim auth_time in the ID token.',
  stale: 'This needs a fresh sign-in, and the identity provider let you through on an older one. Sign out there, then try again.',
  unreachable: 'The identity provider could not be reached. Try again in a while.',
  groups: 'None of your groups has access here. Ask an administrator.',
  email: 'The identity provider sent no e-mail address that can be used here.',
  taken: 'Somebody here already has your e-mail address, and the identity provider has not verified that it is yours.',
  person: 'This person may not sign in.',
  patience: 'Too many attempts. Wait a little, then try again.',
} as const;

export type SsoRefusal = keyof typeof ssoRefusals;

export const isSsoRefusal = (text: unknown): text is SsoRefusal => typeof text === 'string' && Object.hasOwn(ssoRefusals, text);

export class SsoError extends TrailwatchError {
  readonly refusal: SsoRefusal;
  constructor(refusal: SsoRefusal, cause?: unknown) {
    super(refusal === 'unreachable' ? 'unavailable' : 'denied', ssoRefusals[refusal], { cause });
    this.refusal = refusal;
  }
}
