import { ApiForm } from '#components/api/api-form.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { PersonRow } from '#lib/queries/people.ts';
import { AccessFields } from './access-fields.tsx';
import { LostFactorsPanel } from './lost-factors-panel.tsx';

export type ChangePanelsProps = { person: PersonRow; teams: readonly string[]; hasPasswords: boolean; isSelf: boolean };

/** What an administrator can change of a person. */
export function ChangePanels({ person, teams, hasPasswords, isSelf }: ChangePanelsProps) {
  const { id, name, role, memberships, disabledAt, sessions } = person;
  const path = `/api/v1/people/${encodeURIComponent(id)}`;
  const isDisabled = disabledAt !== null;
  const one = 'inline-grid content-start gap-1';
  return (
    <>
      <Panel title="Role and teams" subtitle="a change ends their sessions">
        <ApiForm method="PUT" path={`${path}/access`} label="Role and teams" action="Change">
          <AccessFields current={role} chosen={memberships.map(({ team }) => team)} teams={teams} />
        </ApiForm>
      </Panel>
      <Panel title="Access" subtitle={isDisabled ? 'disabled' : 'open'}>
        <div className="flex flex-wrap items-start gap-3">
          <ApiForm
            method="PUT"
            path={`${path}/state`}
            label={isDisabled ? 'Enable' : 'Disable'}
            action={isDisabled ? `Enable ${name}` : `Disable ${name}`}
            className={one}
          >
            <input type="hidden" name="state" value={isDisabled ? 'active' : 'disabled'} />
          </ApiForm>
          {!isDisabled && hasPasswords && (
            <ApiForm
              method="POST"
              path={`${path}/reset-link`}
              label="Reset link"
              action="Create a password reset link"
              className={one}
              isBare
            />
          )}
          {sessions > 0 && (
            <ApiForm
              method="DELETE"
              path={`${path}/sessions`}
              label="End sessions"
              action="End all sessions"
              className={one}
              isBare
            />
          )}
        </div>
      </Panel>
      {!isDisabled && !isSelf && <LostFactorsPanel person={person} />}
    </>
  );
}
