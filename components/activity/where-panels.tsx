import type { SubjectField } from '#lib/audit/activity/subject.ts';
import { principalLabel } from '#lib/catalog/audit-actions.ts';
import { resourcePath } from '#lib/catalog/paths.ts';
import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';
import { formatCount } from '#lib/format.ts';
import type { Activity, Counted } from '#lib/queries/activity.ts';
import type { ActivityTarget } from '#lib/queries/activity-targets.ts';
import { activityHref, type Context, eventsHref } from './activity-href.ts';
import { CountedList, CountedPanel, type CountedRow } from './counted-panel.tsx';

/** What the page's filter asks for, as parameters. */
type Asked = Readonly<Record<string, string | readonly string[]>>;
export type WherePanelsProps = Context & {
  activity: Activity;
  asked: Asked;
  /** What the page is about: a list of it alone says nothing. */
  about: SubjectField | null;
  names: ReadonlyMap<string, string>;
};

/** A service's principal by its short name, where nothing else of the list is called so. */
function labelsOf(field: SubjectField, values: readonly Counted[]): (value: string) => string {
  if (field !== 'who') return (value) => value;
  const sameLabels = Map.groupBy(values, ({ value }) => principalLabel(value));
  return (value) => (sameLabels.get(principalLabel(value))?.length === 1 ? principalLabel(value) : value);
}

function followed(context: Context, field: SubjectField, values: readonly Counted[]): CountedRow[] {
  const labelOf = labelsOf(field, values);
  return values.map(({ value, count }) => ({
    key: value,
    label: labelOf(value),
    title: value,
    href: activityHref(context, field, value),
    count,
  }));
}

const narrowed = (
  context: Context,
  {
    field,
    asked,
    values,
    labelOf,
  }: {
    field: string;
    asked: Asked;
    values: readonly Counted[];
    labelOf?: (value: string) => string;
  },
): CountedRow[] =>
  values.map(({ value, count }) => ({
    key: value,
    label: labelOf?.(value) ?? value,
    title: value,
    href: eventsHref(context, { ...asked, [field]: value }),
    count,
  }));

const targetRow = (context: Context, asked: Asked, { name, count, resource }: ActivityTarget): CountedRow => {
  const kind = resource && isResourceKind(resource.kind) ? kindRow(resource.kind).one : null;
  return {
    key: resource ? `${resource.owner} ${resource.region} ${resource.kind} ${name}` : name,
    label: name,
    title: kind ? `${kind} ${name}` : `${name}: events on it`,
    href: resource
      ? `${resourcePath(context.team, resource.kind, { account: resource.owner, region: resource.region, name })}${context.view.query}`
      : eventsHref(context, { ...asked, on: name }),
    count,
  };
};

/** Through what, from where and on what: each value leads on to its own activity, or to the events that say both. */
export function WherePanels({ activity, asked, about, names, ...context }: WherePanelsProps) {
  const { people, roles, accounts, addresses, networks, endpoints, agents, targets, hiddenPeople } = activity;
  return (
    <>
      <CountedPanel
        title="Who, through what"
        subtitle={hiddenPeople > 0 && `${formatCount(hiddenPeople, 'person is', 'people are')} not yours to follow, and left out`}
      >
        {about !== 'who' && (
          <CountedList title="People and workloads" rows={followed(context, 'who', people)} none="Nobody whom you may follow." />
        )}
        {about !== 'through' && (
          <CountedList title="Roles" rows={followed(context, 'through', roles)} none="Directly, through no role." />
        )}
        <CountedList
          title="Accounts"
          rows={narrowed(context, { field: 'account', asked, values: accounts, labelOf: (value) => names.get(value) ?? value })}
        />
      </CountedPanel>
      <CountedPanel title="From where" subtitle="addresses, networks and tools">
        {about !== 'ip' && (
          <CountedList title="Addresses" rows={followed(context, 'ip', addresses)} none="No address is in the records." />
        )}
        {networks.length > 1 && (
          <CountedList
            title="Networks"
            rows={networks.map(({ value, count }) => ({ key: value, label: value, title: value, href: null, count }))}
          />
        )}
        {about !== 'vpce' && endpoints.length > 0 && (
          <CountedList title="VPC endpoints" rows={followed(context, 'vpce', endpoints)} />
        )}
        {about !== 'agent' && (
          <CountedList title="User agents" rows={followed(context, 'agent', agents)} none="No user agent is in the records." />
        )}
      </CountedPanel>
      <CountedPanel title="On what" subtitle="of the most frequent">
        <CountedList
          title="In the inventory"
          rows={targets.filter(({ resource }) => resource).map((one) => targetRow(context, asked, one))}
          none="No resource that the inventory holds is named."
        />
        <CountedList
          title="Named otherwise"
          rows={targets.filter(({ resource }) => !resource).map((one) => targetRow(context, asked, one))}
          none="Nothing else is named."
        />
      </CountedPanel>
    </>
  );
}
