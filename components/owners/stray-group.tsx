import { ApiForm } from '#components/api/api-form.tsx';
import { Bar } from '#components/ui/bar.tsx';
import { formatCount } from '#lib/format.ts';
import type { UnownedInbox } from '#lib/queries/unowned.ts';
import { manyOf } from './kind-words.ts';

type Group = UnownedInbox['groups'][number];
export type StrayGroupProps = {
  group: Group;
  /** Of the largest group: bars are drawn against it. */
  most: number;
  teams: readonly string[];
  canAssign: boolean;
  names: ReadonlyMap<string, string>;
};

const mostAtOnce = 200;

const titleOf = ({ kind, prefix }: Group): string => (prefix === '' ? `other ${manyOf(kind)}` : `${manyOf(kind)} ${prefix}…`);

const Strays = ({ strays, canAssign, names }: { strays: Group['strays'] } & Pick<StrayGroupProps, 'canAssign' | 'names'>) => (
  <ul className="grid gap-x-6 sm:grid-cols-2 xl:grid-cols-3">
    {strays.map(({ account, region, kind, name, why }) => {
      const words = (
        <span className="min-w-0 truncate" title={`${name}, ${account} ${region}: ${why}`}>
          {name} <span className="text-ink-3">{[names.get(account) ?? account, region].filter(Boolean).join(' ')}</span>
        </span>
      );
      return (
        <li key={`${account} ${region} ${name}`} className="min-h-6 min-w-0 text-12">
          {canAssign ? (
            <label className="flex min-h-6 min-w-0 items-center gap-2">
              <input type="checkbox" name="items{}" value={JSON.stringify({ account, region, kind, name })} defaultChecked />
              {words}
            </label>
          ) : (
            <span className="flex min-w-0">{words}</span>
          )}
        </li>
      );
    })}
  </ul>
);

/** Things that came together, to be given to a team together; unchecked ones stay. */
export function StrayGroup({ group, most, teams, canAssign, names }: StrayGroupProps) {
  const title = titleOf(group);
  const count = group.strays.length;
  const strays = group.strays.slice(0, mostAtOnce);
  const rest = count - strays.length;
  const list = <Strays strays={strays} canAssign={canAssign} names={names} />;
  return (
    <details className="border-t border-line py-1.5">
      <summary className="text-13">
        <span className="inline-grid w-[calc(100%-1.5rem)] grid-cols-[minmax(0,1fr)_3rem_4rem] items-center gap-3 align-middle sm:grid-cols-[minmax(0,22rem)_3rem_minmax(0,14rem)]">
          <span className="truncate font-mid text-ink">{title}</span>
          <span className="figures text-right text-ink-2">{count}</span>
          <Bar share={count / most} label={formatCount(count, 'thing', 'things')} className="text-line-3" />
        </span>
      </summary>
      <div className="py-2">
        {canAssign ? (
          <ApiForm
            method="POST"
            path="/api/v1/teams/assignments"
            label={`Assign ${title}`}
            action="Assign by hand"
            className="grid justify-items-start gap-2 [&>ul]:w-full"
          >
            {list}
            <div className="flex flex-wrap gap-3">
              <label className="door-field">
                <span>To team</span>
                <select name="team" className="field" required defaultValue="">
                  <option value="">choose</option>
                  {teams.map((team) => (
                    <option key={team} value={team}>
                      {team}
                    </option>
                  ))}
                </select>
              </label>
              <label className="door-field">
                <span>Reason</span>
                <input name="reason" className="field w-64 max-w-full" required maxLength={300} />
              </label>
            </div>
          </ApiForm>
        ) : (
          list
        )}
        {rest > 0 && <p className="pt-1 text-12 text-ink-3">{rest} more: that many are a rule’s work.</p>}
      </div>
    </details>
  );
}
