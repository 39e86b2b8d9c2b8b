import { type Place, paths, resourcePath } from './paths.ts';
import { isResourceKind, kindIds, kindRow } from './resource-kinds.ts';

/** Singular and plural; `page`: where the console shows the matter. */
type SubjectRow = { one: string; many: string; page: (team: string, place: Place) => string };

/**
 * What alerts are about that is no resource of the inventory: no team owns it, and whoever sees all teams sees it. A subject's account or Region is
 * empty where it is of more than one.
 */
const ownSubjects = {
  collector: { one: 'collector', many: 'collectors', page: (team, { account }) => paths.account(team, account) },
  account: { one: 'account', many: 'accounts', page: (team, { account }) => paths.account(team, account) },
  trail: { one: 'trail', many: 'trails', page: (team) => paths.section(team, 'integrity') },
  detection: { one: 'audit rule', many: 'audit rules', page: (team) => paths.section(team, 'detections') },
  budget: { one: 'budget', many: 'budgets', page: (team) => paths.spend(team) },
} as const satisfies Record<string, SubjectRow>;

type OwnSubject = keyof typeof ownSubjects;

export const subjectKinds = [...kindIds, ...(Object.keys(ownSubjects) as OwnSubject[])];
export const isOwnSubject = (kind: string): kind is OwnSubject => Object.hasOwn(ownSubjects, kind);

/** A kind of subject in words; of one that is known no more, its id. */
export function subjectWords(kind: string): { one: string; many: string } {
  if (isOwnSubject(kind)) return ownSubjects[kind];
  return isResourceKind(kind) ? kindRow(kind) : { one: kind, many: kind };
}

/** The page that shows what an alert is about. */
export const subjectPath = (team: string, kind: string, place: Place): string =>
  isOwnSubject(kind) ? ownSubjects[kind].page(team, place) : resourcePath(team, kind, place);
