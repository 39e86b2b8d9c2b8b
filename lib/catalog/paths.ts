import { type ResourceKind, resourceKinds } from './resource-kinds.ts';

/** Where a thing stands in the console. `team` is a slug or "all"; the query (range, instant, zone) is the caller's. */
export type Place = { account: string; region: string; name: string };

/** First parts of a path that are pages of their own, so that no team can have such a name. */
export const reservedTeams: ReadonlySet<string> = new Set(['all', 'unowned', 'account', 'api', 'invitation', 'setup', 'sign-in']);

const join = (...parts: string[]): string => `/${parts.map(encodeURIComponent).join('/')}`;

export const paths = {
  board: (team: string) => join(team),
  section: (team: string, section: string) => join(team, section),
  endpoint: (team: string, { account, region, name }: Place) => join(team, 'endpoints', account, region, name),
  job: (team: string, kind: string, { account, region, name }: Place) => join(team, 'jobs', kind, account, region, name),
  labelingJob: (team: string, { account, region, name }: Place) => join(team, 'workforce', account, region, name),
  event: (team: string, eventId: string) => join(team, 'audit', eventId),
  alert: (team: string, id: number) => join(team, 'alerts', String(id)),
  silences: (team: string) => join(team, 'alerts', 'silences'),
  alertRules: (team: string) => join(team, 'alerts', 'rules'),
  alertCoverage: (team: string) => join(team, 'alerts', 'coverage'),
  wallboard: (team: string) => join(team, 'wallboard'),
  newAlertRule: (team: string) => join(team, 'alerts', 'rules', 'new'),
  alertRule: (team: string, id: string) => join(team, 'alerts', 'rules', id, 'edit'),
  /** Of the installation, and so of all teams. */
  person: (id: string) => join('all', 'people', id),
  spend: (team: string) => join(team, 'runs', 'spend'),
  account: (team: string, id: string) => join(team, 'runs', 'accounts', id),
  run: (team: string, id: number | string) => join(team, 'runs', String(id)),
  other: (team: string, kind: string, { account, region, name }: Place) => join(team, 'resources', kind, account, region, name),
  /** Of any kind. */
  biography: (team: string, kind: string, { account, region, name }: Place) =>
    join(team, 'resources', kind, account, region, name, 'biography'),
};

/** The page of any resource: endpoints and jobs have their own, every other kind the generic one. */
export function resourcePath(team: string, kind: string, place: Place): string {
  if (kind === 'endpoint') return paths.endpoint(team, place);
  if (kind === 'labeling_job') return paths.labelingJob(team, place);
  const row = Object.hasOwn(resourceKinds, kind) ? resourceKinds[kind as ResourceKind] : undefined;
  return row?.isJob ? paths.job(team, kind, place) : paths.other(team, kind, place);
}
