import { ApiForm } from '#components/api/api-form.tsx';
import { Field } from '#components/sign-in/field.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { PersonRow } from '#lib/queries/people.ts';

/** Lets somebody in again who can prove themselves no more. */
export const LostFactorsPanel = ({ person: { id, name } }: { person: Pick<PersonRow, 'id' | 'name'> }) => (
  <Panel title="Lost second factor" subtitle="app and recovery codes, or passkeys">
    <p className="max-w-3xl pb-3 text-ink-2">
      First make sure that it really is {name} who asks: face to face, or by calling back on a number you already have. Their
      sessions end, and their password, app, recovery codes and passkeys are removed; the link that you hand over lets them set up
      new ones.
    </p>
    <ApiForm
      method="DELETE"
      path={`/api/v1/people/${encodeURIComponent(id)}/factors`}
      label="Lost second factor"
      action="Remove factors and create a link"
    >
      <Field
        label="Reason, and how you made sure who asks"
        name="reason"
        maxLength={300}
        placeholder="phone lost; called back at the desk"
        autoComplete="off"
      />
    </ApiForm>
  </Panel>
);
