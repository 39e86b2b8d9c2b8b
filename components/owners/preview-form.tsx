import type { Search } from '#components/url/view-query.ts';
import { resourceKinds } from '#lib/catalog/resource-kinds.ts';
import type { DraftFields } from '#lib/teams/rule-draft.ts';

export type PreviewFormProps = { fields: DraftFields; teams: readonly string[]; path: string; search: Search };

const kept = ['range', 'from', 'to', 'asOf', 'tz'] as const;
const what = { resource: 'resources', role: 'a role', user: 'a user' } as const;

/** A rule that somebody thinks of. A GET form: the answer can be sent to a colleague, and nothing is saved. */
export function PreviewForm({ fields, teams, path, search }: PreviewFormProps) {
  return (
    <form
      action={path}
      method="get"
      aria-label="What a rule would move"
      className="flex flex-wrap items-end gap-x-3 gap-y-2 pb-3"
    >
      {kept.map((name) =>
        typeof search[name] === 'string' ? <input key={name} type="hidden" name={name} value={search[name]} /> : null,
      )}
      <label className="door-field">
        <span>Of</span>
        <select name="match" className="field" defaultValue={fields.match}>
          {Object.entries(what).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label className="door-field">
        <span>Kind, for resources</span>
        <select name="kind" className="field max-w-48" defaultValue={fields.kind}>
          <option value="">any kind</option>
          {Object.entries(resourceKinds).map(([kind, { one }]) => (
            <option key={kind} value={kind}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <label className="door-field">
        <span>Name, * for any text</span>
        <input name="name" className="field w-44" defaultValue={fields.name} placeholder="vision-*" maxLength={256} />
      </label>
      <label className="door-field">
        <span>Gives to team</span>
        <input name="give" className="field w-36" defaultValue={fields.give} list="known-teams" maxLength={63} />
        <datalist id="known-teams">
          {teams.map((team) => (
            <option key={team} value={team} />
          ))}
        </datalist>
      </label>
      <label className="door-field">
        <span>Stands</span>
        <select name="place" className="field" defaultValue={fields.place}>
          <option value="last">after all rules</option>
          <option value="first">before all rules</option>
        </select>
      </label>
      <button type="submit" className="button h-9">
        Show what it would move
      </button>
    </form>
  );
}
