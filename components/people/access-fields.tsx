import { type RoleId, roles } from '#lib/catalog/roles.ts';

export type AccessFieldsProps = { current: RoleId; chosen: readonly string[]; teams: readonly string[] };

/** Role and teams of somebody. Teams count for a role that sees its own alone; a team that nothing names any more is kept until it is taken away. */
export function AccessFields({ current, chosen, teams }: AccessFieldsProps) {
  const offered = [...new Set([...teams, ...chosen])].toSorted();
  return (
    <>
      <label className="door-field">
        <span>Role</span>
        <select name="role" className="field" defaultValue={current}>
          {Object.entries(roles).map(([id, { title, sentence }]) => (
            <option key={id} value={id}>
              {title}: {sentence}
            </option>
          ))}
        </select>
      </label>
      <fieldset>
        <legend className="pb-1 text-12 text-ink-2">Teams (for members; other roles see all)</legend>
        <input type="hidden" name="teams[]" value="" />
        <div className="grid grid-cols-2 gap-x-4 sm:grid-cols-3">
          {offered.map((team) => (
            <label key={team} className="flex min-h-6 min-w-0 items-center gap-2 text-12 max-md:min-h-9">
              <input type="checkbox" name="teams[]" value={team} defaultChecked={chosen.includes(team)} />
              <span className="truncate" title={team}>
                {team}
              </span>
            </label>
          ))}
        </div>
        {offered.length === 0 && <p className="text-12 text-ink-3">No teams yet: tags and rules name them.</p>}
      </fieldset>
    </>
  );
}
