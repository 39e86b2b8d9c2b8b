/** Who may touch which table, and what of it: the lesser roles of web and worker own nothing, and get what stands here and no more. */
export type Right = {
  /** Privileges of the web process, as GRANT takes them: 'select', 'select (a, b), insert'. */
  web: string;
  worker: string;
  /** Which rows the web process sees in a transaction of some scope; or why every scope may see them all. */
  wall: { rows: string } | { open: string };
};

const all = '(select scope_sees_all())';
const own = (team: string): string => `${all} or ${team} = any ((select scope_teams())::text[])`;
/** The resource that these columns name is seen: the policy of `resource` holds within. */
const ofResource = (columns: string): string =>
  `${all} or exists (select from resource o where (o.account, o.region, o.kind, o.name) = (${columns}))`;

/** The series whose samples a row holds is seen. */
const ofSeries = (table: string): string =>
  `${all} or exists (select from series s where (s.account, s.id) = (${table}.account, ${table}.series_id))`;

const everything = 'select, insert, update, delete';
const place = (what: string): Right['wall'] => ({ open: `${what}: of accounts and Regions, no resource is named` });

/** They are asked before anybody's scope is known, and tell whose it is. */
const people: Right['wall'] = {
  open: 'of the installation: lib/auth asks it, to know who is there and what they may see, and lib/queries/people for who sees all',
};

export const tables: Readonly<Record<string, Right>> = {
  team: { web: 'select', worker: everything, wall: { rows: own('slug') } },
  resource: { web: 'select', worker: everything, wall: { rows: own('team') } },
  resource_version: {
    web: 'select',
    worker: everything,
    wall: {
      rows: `${ofResource('resource_version.account, resource_version.region, resource_version.kind, resource_version.name')}
        or exists (select from endpoint_part p where (p.account, p.region, p.kind, p.name)
          = (resource_version.account, resource_version.region, resource_version.kind, resource_version.name))`,
    },
  },
  principal: { web: 'select', worker: everything, wall: { rows: own('team') } },
  team_assignment: { web: 'select', worker: 'select', wall: { rows: own('team') } },
  saved_search: { web: 'select', worker: '', wall: { rows: own('team') } },
  // What is silenced for all teams is silenced for each: its people must see why they are not told.
  silence: { web: 'select', worker: 'select, delete', wall: { rows: `${own('team')} or team = 'all'` } },
  // What watches all teams watches each: its people must see what fires at theirs.
  alert_rule: { web: 'select', worker: 'select', wall: { rows: `${own('team')} or team = 'all'` } },
  series: {
    web: 'select',
    worker: everything,
    wall: { rows: ofResource('series.account, series.region, series.kind, series.name') },
  },
  sample_live: { web: 'select', worker: everything, wall: { rows: ofSeries('sample_live') } },
  sample_day: { web: 'select', worker: everything, wall: { rows: ofSeries('sample_day') } },
  sample_rollup: { web: 'select', worker: everything, wall: { rows: ofSeries('sample_rollup') } },
  series_ledger: { web: 'select', worker: everything, wall: { rows: ofSeries('series_ledger') } },
  activity: {
    web: 'select',
    worker: everything,
    wall: { rows: ofResource('activity.account, activity.region, activity.kind, activity.name') },
  },
  worker_event: {
    web: 'select',
    worker: everything,
    wall: { rows: ofResource(`worker_event.account, worker_event.region, 'labeling_job', worker_event.labeling_job`) },
  },
  sealed_identity: {
    web: 'select (pseudonym)',
    worker: 'select, insert, update (sealed, sealed_at)',
    wall: { open: 'web sees that an identity is kept; open_identity gives the sealed one, for a row of the journal' },
  },
  sealing_key: {
    web: 'select, insert, update',
    worker: 'select',
    wall: { open: 'public keys: with them one can seal, and open nothing' },
  },
  person_name: {
    web: 'select (name, pseudonym)',
    worker: 'select',
    wall: { rows: `${all} or exists (select from audit_event e where e.who = person_name.name)` },
  },
  event: {
    web: '',
    worker: everything,
    wall: { open: 'web reads none of it: the views audit_event and audit_event_resource do' },
  },
  audit_block: { web: '', worker: everything, wall: { open: 'web reads none of it: the view audit_record does' } },
  ownership_change: { web: 'select', worker: everything, wall: { open: 'numbers: that something changed hands, and not what' } },
  audit_epoch: { web: '', worker: 'select', wall: { open: 'web reads none of it; savers compare it' } },
  audit_event_former: { web: '', worker: everything, wall: { open: 'web reads none of it; the worker moves it' } },
  ...Object.fromEntries(
    ['chunk', 'actor', 'call', 'origin', 'agent', 'outcome', 'session', 'object', 'named'].map((one) => [
      `audit_${one}`,
      { web: 'select', worker: everything, wall: { rows: all } },
    ]),
  ),
  detection: {
    web: 'select',
    worker: everything,
    wall: {
      rows: `${all} or exists (select from audit_event e where (e.at, e.key) = (detection.at, audit_key(detection.event_id)) and e.account = detection.account)`,
    },
  },
  alert: {
    web: 'select',
    worker: everything,
    wall: { rows: ofResource('alert.account, alert.region, alert.kind, alert.name') },
  },
  alert_transition: {
    web: 'select',
    worker: everything,
    wall: {
      rows: `${all} or exists (select from alert a where (a.account, a.id) = (alert_transition.account, alert_transition.alert))`,
    },
  },
  // Nobody writes it but functions, and nobody changes it: the worker deletes what goes with an alert past its retention.
  alert_deed: {
    web: 'select',
    worker: 'select, delete',
    wall: {
      rows: `${all} or exists (select from alert a where (a.account, a.id) = (alert_deed.account, alert_deed.alert))`,
    },
  },
  notification_alert: {
    web: 'select',
    worker: everything,
    wall: {
      rows: `${all} or exists (select from alert a where (a.account, a.id) = (notification_alert.account, notification_alert.alert))`,
    },
  },
  notification: {
    web: 'select',
    worker: everything,
    wall: {
      rows: `${all} or exists (select from notification_alert l where (l.account, l.notification) = (notification.account, notification.id))`,
    },
  },
  seen_pair: { web: '', worker: everything, wall: { open: 'web reads none of it; the worker’s rules ask what was seen before' } },
  denial: { web: '', worker: everything, wall: { open: 'web reads none of it; the worker’s rules count what was denied' } },
  guarded: { web: '', worker: everything, wall: { open: 'web reads none of it; the worker’s rules compare versions' } },
  quarantine: {
    web: 'select (id, source, received_at)',
    worker: everything,
    wall: { open: 'that something could not be read is nobody’s secret; reasons are in quarantine_seen, bodies nowhere' },
  },
  trail: { web: 'select', worker: everything, wall: place('what trails there are, and what they log') },
  audit_source: { web: 'select', worker: everything, wall: place('the buckets that trails deliver to') },
  audit_folder: { web: 'select', worker: everything, wall: place('how far log files were listed') },
  audit_file: { web: 'select', worker: everything, wall: place('what log files came, and how whole they are') },
  trail_hour: { web: 'select', worker: everything, wall: place('what digests prove of an hour') },
  trail_finding: { web: 'select', worker: everything, wall: place('which files of a trail do not verify') },
  account: { web: 'select', worker: everything, wall: place('what accounts there are') },
  account_standing: { web: 'select', worker: everything, wall: place('whether a role can be assumed') },
  account_region: { web: 'select', worker: everything, wall: place('whether a Region answers') },
  run: { web: 'select', worker: everything, wall: place('the record of a look') },
  run_failure: {
    web: 'select (run_id, seq, service, operation, word, code, series_ids, window_from, window_to, repaired_run_id, repaired_at)',
    worker: everything,
    wall: { open: 'a call that failed is of accounts and Regions; its message and subject are in run_failure_seen' },
  },
  worker: {
    web: 'select',
    worker: everything,
    wall: { open: 'processes of the installation and what they wait for: no resource is named' },
  },
  call_meter: { web: 'select', worker: everything, wall: place('the count of calls') },
  history_need: { web: 'select', worker: everything, wall: place('what is missing of the past, and its price') },
  history_fill: {
    web: 'select, insert, update',
    worker: everything,
    wall: { open: 'who approved that the past is filled, and how far that went: no resource is named' },
  },
  history_place: { web: 'select, insert', worker: everything, wall: place('how far a filling went') },
  budget_step: {
    web: 'select',
    worker: everything,
    wall: { open: 'how the budget of the installation is held: no resource is named' },
  },
  on_screen: {
    web: '',
    worker: everything,
    wall: { open: 'web reads none of it, and adds what its scope sees by show_resources' },
  },
  screen_share: {
    web: '',
    worker: everything,
    wall: { open: 'web reads none of it, and show_resources alone counts how much one person shows' },
  },
  series_share: { web: 'select', worker: everything, wall: { rows: own('team') } },
  cursor: { web: '', worker: everything, wall: place('where collectors left off') },
  reply: {
    web: 'select, delete',
    worker: everything,
    wall: { open: 'an answer is found by its unguessable id alone, by the page that asked for it' },
  },
  journal: {
    web: 'select, insert',
    worker: 'select, insert',
    wall: { rows: all },
  },
  person: { web: 'select, insert, update', worker: '', wall: people },
  session: { web: everything, worker: '', wall: people },
  sign_in_method: { web: everything, worker: '', wall: people },
  verification: { web: everything, worker: '', wall: people },
  two_factor: { web: everything, worker: '', wall: people },
  recovery_code: { web: everything, worker: '', wall: people },
  sign_in_challenge: { web: everything, worker: '', wall: people },
  passkey: { web: everything, worker: '', wall: people },
  membership: { web: everything, worker: '', wall: people },
  token: { web: 'select, insert, update', worker: '', wall: people },
  invitation: { web: everything, worker: '', wall: people },
  sign_in_failure: { web: everything, worker: '', wall: people },
  shipment: { web: 'select', worker: everything, wall: { open: 'how far the journal was sent, and no row of it' } },
  security_warning: {
    web: 'insert',
    worker: everything,
    wall: { open: 'web adds warnings and reads none; the worker sends them' },
  },
  _prisma_migrations: { web: '', worker: '', wall: { open: 'only the owner reads it' } },
};

/**
 * Views run with their reader's rights, or stand as a wall of their own; a flat one lets PostgreSQL join what stands behind it: with a barrier
 * no index of millions of events would be used.
 */
export const views: Readonly<Record<string, { wall: 'reader' | 'own' | 'own, flat' }>> = {
  sample: { wall: 'reader' },
  endpoint_part: { wall: 'own' },
  audit_event: { wall: 'own, flat' },
  audit_event_resource: { wall: 'own, flat' },
  audit_record: { wall: 'own, flat' },
  audit_actor_seen: { wall: 'own, flat' },
  audit_object_seen: { wall: 'own, flat' },
  run_failure_seen: { wall: 'own' },
  quarantine_seen: { wall: 'own' },
};

/** Functions that run with their owner's rights, which web and worker may call. */
export const sharedFunctions = [
  'journal_head()',
  'part_is_seen(text, text, text, text, jsonb)',
  'pseudonyms_of(text[])',
] as const;

/** Functions that run with their owner's rights, which the worker alone may call. */
export const workerFunctions = [
  'analyze_series()',
  'ensure_sample_days(timestamptz, timestamptz)',
  'drop_sample_days(timestamptz)',
  'ensure_sample_rollups(integer, timestamptz, timestamptz)',
  'drop_sample_rollups(integer, timestamptz)',
  'ensure_audit_months(date[])',
  'drop_audit_months(timestamptz)',
  'sweep_audit_words()',
] as const;

/** Functions that run with their owner's rights, which web alone may call: it writes no resource but its owner, by hand. */
export const webFunctions = [
  'stands_for_somebody(text)',
  'assign_team(text, text, text, text, text, text, timestamptz, text)',
  'release_team(text, text, text, text, text, text)',
  'keep_search(uuid, text, text, text, text, text, timestamptz, integer)',
  'drop_search(uuid, text)',
  'acknowledge_alert(bigint, text[], text, text, timestamptz, timestamptz)',
  'unacknowledge_alert(bigint, text[], text, text, timestamptz)',
  'assign_alert(bigint, text[], text, text, text, text, timestamptz)',
  'comment_on_alert(bigint, text[], text, text, text, timestamptz)',
  'make_silence(text, text[], text[], text, text, text, timestamptz, timestamptz, text, text, text, timestamptz, integer)',
  'end_silence(bigint, text[], text, text, timestamptz)',
  'make_alert_rule(text, text, text, text, text, timestamptz, integer)',
  'change_alert_rule(text, bigint, text[], text, text, text, timestamptz)',
  'drop_alert_rule(text, bigint, text[])',
  'open_identity(text)',
  'show_resources(jsonb, text, timestamptz, timestamptz, timestamptz, integer, integer)',
  'open_name(text)',
] as const;
