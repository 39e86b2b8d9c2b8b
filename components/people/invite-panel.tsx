import { ApiForm } from '#components/api/api-form.tsx';
import { Field } from '#components/sign-in/field.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { AccessFields } from './access-fields.tsx';

/** Makes a link for somebody who is not here yet. */
export const InvitePanel = ({ teams }: { teams: readonly string[] }) => (
  <Panel title="Invite somebody" subtitle="creates a link for you to hand over; it works once, within 72 hours">
    <ApiForm method="POST" path="/api/v1/people/invitations" label="Invite somebody" action="Create link">
      <Field label="E-mail" name="email" type="email" autoComplete="off" maxLength={254} />
      <AccessFields current="member" chosen={[]} teams={teams} />
    </ApiForm>
  </Panel>
);

/** In its place where passwords are off: a link would lead to one. */
export const NobodyInvited = () => (
  <Panel title="Invite somebody" subtitle="passwords are off (signIn.password)">
    <p className="text-ink-2">
      People sign in through single sign-on: groups in trailwatch.yaml decide who, with which role and teams.
    </p>
  </Panel>
);
