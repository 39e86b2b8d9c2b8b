/** What a person or a token may be allowed to do; the sentence completes "may …". */
export const permissions = {
  read: 'see health, resources, jobs, labeling and events',
  export: 'export tables as CSV and JSON',
  'searches.keep': 'keep searches of events for a team',
  'alerts.acknowledge': 'acknowledge, snooze, assign, silence and comment on alerts, and make rules of them',
  'logs.read': 'read log lines from AWS on demand',
  'collection.read': 'see collection runs, sources and failures',
  'history.fill': 'fill what CloudWatch still has of the past, at its price',
  'journal.read': 'read and export the journal of Trailwatch itself',
  'person.activity': 'see the activity of one person',
  'person.reveal': 'reveal who is behind a pseudonym, giving a reason',
  'people.manage': 'manage people: links, roles, sessions, lost factors',
  'teams.manage': 'set which team owns a resource',
  'tokens.manage': 'create and revoke other people’s tokens',
} as const;

export type Permission = keyof typeof permissions;

/** What asks for a person who signed in lately: no token is given it. */
const ofPeopleAlone: readonly Permission[] = ['person.reveal', 'people.manage', 'tokens.manage'];

export const tokenPermissions = (Object.keys(permissions) as Permission[]).filter((one) => !ofPeopleAlone.includes(one));

type Role = {
  title: string;
  /** In one sentence, for the people page. */
  sentence: string;
  /** Whose data: every team's and what no team owns, or that of the teams the person belongs to. */
  sees: 'all' | 'own';
  may: readonly Permission[];
};

const watching = ['read', 'export', 'searches.keep', 'logs.read', 'collection.read'] as const;

export const roles = {
  administrator: {
    title: 'Administrator',
    sentence: 'Sees every team and manages people, teams and tokens.',
    sees: 'all',
    may: Object.keys(permissions) as Permission[],
  },
  operator: {
    title: 'Operator',
    sentence: 'Sees every team and acts for all of them.',
    sees: 'all',
    may: [...watching, 'alerts.acknowledge', 'history.fill', 'person.activity', 'teams.manage'],
  },
  member: {
    title: 'Member',
    sentence: 'Sees and acts for their own teams.',
    sees: 'own',
    may: [...watching, 'alerts.acknowledge'],
  },
  auditor: {
    title: 'Auditor',
    sentence: 'Sees every team, exports, reads the journal, and changes nothing but the searches that they keep.',
    sees: 'all',
    may: [...watching, 'journal.read', 'person.activity', 'person.reveal'],
  },
} as const satisfies Record<string, Role>;

export type RoleId = keyof typeof roles;

export const isRole = (text: string): text is RoleId => Object.hasOwn(roles, text);

/** The one answer to "may this role do that?"; whose data it is done to is the scope's to say. */
export const can = (role: RoleId, permission: Permission): boolean =>
  (roles[role].may as readonly Permission[]).includes(permission);
