type JournalAction = {
  /** What the page says was done. */
  title: string;
  /** Changes who may do what, or touches a person: shown with weight. */
  isGrave: boolean;
};

const plain = (title: string): JournalAction => ({ title, isGrave: false });
const grave = (title: string): JournalAction => ({ title, isGrave: true });

/** Everything that the journal keeps. An id never changes its meaning: rows of years ago carry it. */
export const journalActions = {
  'session.sign-in': plain('Signed in'),
  'session.sign-in-failed': plain('Failed to sign in'),
  'session.sign-out': plain('Signed out'),
  'session.revoke': grave('Ended a session'),
  'access.denied': grave('Was denied'),
  'person.invite': grave('Invited a person'),
  'person.invite-withdraw': grave('Withdrew an invitation'),
  'person.join': plain('Joined'),
  'person.bind': grave('Linked a person to single sign-on'),
  'person.role': grave('Changed a role'),
  'person.teams': grave('Changed a person’s teams'),
  'person.disable': grave('Disabled a person'),
  'person.enable': grave('Enabled a person'),
  'person.rescue': grave('Removed a person’s lost factors'),
  'person.view': plain('Looked at a person’s activity'),
  'person.reveal': grave('Revealed who is behind a pseudonym'),
  'token.create': grave('Created a token'),
  'token.revoke': grave('Revoked a token'),
  'team.assign': grave('Set which team owns a resource'),
  'search.keep': plain('Kept a search'),
  'search.drop': plain('Deleted a search'),
  'alert.acknowledge': plain('Acknowledged an alert'),
  'alert.unacknowledge': plain('Took back that an alert was acknowledged'),
  'alert.snooze': plain('Snoozed an alert'),
  'alert.assign': plain('Assigned an alert'),
  'alert.unassign': plain('Took an alert off somebody'),
  'alert.comment': plain('Commented on an alert'),
  'silence.make': plain('Silenced alerts'),
  'silence.end': plain('Ended a silence'),
  'alert-rule.make': plain('Made an alert rule'),
  'alert-rule.change': plain('Changed an alert rule'),
  'alert-rule.delete': plain('Deleted an alert rule'),
  'history.fill': grave('Approved that history is filled'),
  'history.stop': plain('Stopped the filling of history'),
  'export.table': plain('Exported a table'),
  'export.evidence': plain('Exported an evidence pack'),
  'evidence.sign': plain('Signed an evidence pack'),
  'logs.read': plain('Read log lines from AWS'),
  'factor.add': grave('Added a second factor'),
  'factor.remove': grave('Removed a second factor'),
  'password.change': grave('Changed the password'),
  'password.reset-link': grave('Created a password reset link'),
  'setup.first-administrator': grave('Created the first administrator'),
  'key.rotate': grave('Rotated a key'),
  'key.forget': grave('Forgot the old versions of a key'),
  'database.backup': grave('Began a backup of the database'),
  'database.restore': grave('Restored the database from a backup'),
  'audit.expire': plain('Deleted audit events past their retention'),
  'journal.checkpoint': plain('Signed a checkpoint of the journal'),
} as const satisfies Record<string, JournalAction>;

export type JournalActionId = keyof typeof journalActions;

export const isJournalAction = (text: string): text is JournalActionId => Object.hasOwn(journalActions, text);

/** The title, or the id itself for an action of another version. */
export const journalActionTitle = (id: string): string => (isJournalAction(id) ? journalActions[id].title : id);
