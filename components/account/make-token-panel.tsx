import { ApiForm } from '#components/api/api-form.tsx';
import { Field } from '#components/sign-in/field.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { type Permission, permissions } from '#lib/catalog/roles.ts';

export type MakeTokenPanelProps = { offered: readonly Permission[]; teams: readonly string[] };

const days = [7, 30, 90, 365];

const Choice = ({ name, value, label, isChosen = false }: { name: string; value: string; label: string; isChosen?: boolean }) => (
  <label className="flex min-h-6 min-w-0 items-center gap-2 text-12 max-md:min-h-9">
    <input type="checkbox" name={name} value={value} defaultChecked={isChosen} />
    <span className="min-w-0 break-words">{label}</span>
  </label>
);

/** Makes a token of one's own: what it may, for which teams, how long. */
export const MakeTokenPanel = ({ offered, teams }: MakeTokenPanelProps) => (
  <Panel title="Create a token" subtitle="you own it; it is shown once">
    <ApiForm method="POST" path="/api/v1/tokens" label="Create a token" action="Create token">
      <Field label="Token name" name="name" autoComplete="off" maxLength={100} />
      <fieldset>
        <legend className="pb-1 text-12 text-ink-2">It may</legend>
        {offered.map((one) => (
          <Choice key={one} name="permissions[]" value={one} label={permissions[one]} isChosen={one === 'read'} />
        ))}
      </fieldset>
      {teams.length > 0 && (
        <fieldset>
          <legend className="pb-1 text-12 text-ink-2">Teams; choose none for every team that you see</legend>
          <div className="grid grid-cols-2 gap-x-4 sm:grid-cols-3">
            {teams.map((team) => (
              <Choice key={team} name="teams[]" value={team} label={team} />
            ))}
          </div>
        </fieldset>
      )}
      <label className="door-field">
        <span>For</span>
        <select name="days#" className="field" defaultValue={90}>
          {days.map((count) => (
            <option key={count} value={count}>
              {count} days
            </option>
          ))}
        </select>
      </label>
    </ApiForm>
  </Panel>
);
