/** What the parts of the demo account's scenario offer to the services in front of them. Nothing is stored: all is computed. */

export type Place = { account: string; region: string };

export type Tag = { Key: string; Value: string };
export type Dimension = { Name: string; Value: string };
export type MetricIdentity = { namespace: string; metricName: string; dimensions: readonly Dimension[] };

/** What was published within one minute: values ascending, each with how often it was observed. */
export type Datum = { values: ArrayLike<number>; counts: ArrayLike<number> };

export type MetricSource = MetricIdentity & {
  unit: string;
  /** Where the unit changed: the one that a minute was published in. */
  unitAt?: (minute: number) => string;
  /** Epoch ms between which minutes may hold data; `activeTo` is Infinity for what still lives. */
  activeFrom: number;
  activeTo: number;
  /** May be silent for hours while it lives: whoever asks what was published lately has to look. */
  isSparse?: boolean;
  /** @param minute whole minutes since the epoch. undefined: nothing was published in that minute. Pure. */
  datum(minute: number): Datum | undefined;
};

/** A CloudTrail record (eventVersion 1.11), as its JSON says it. eventTime is ISO, whole seconds, Z. */
export type TrailRecord = {
  eventVersion: string;
  eventID: string;
  eventTime: string;
  eventSource: string;
  eventName: string;
  awsRegion: string;
  recipientAccountId: string;
  readOnly: boolean;
  userIdentity: Record<string, unknown>;
  requestParameters: Record<string, unknown> | null;
  responseElements: Record<string, unknown> | null;
  [field: string]: unknown;
};

export type LogLine = { at: number; stream: string; message: string };

/** An alarm's definition and its state at any moment. Shapes are CloudWatch's MetricAlarm and AlarmHistoryItem. */
export type AlarmSource = {
  name: string;
  describe(now: number): Record<string, unknown>;
  /** AlarmHistoryItem-shaped, Timestamp as epoch ms, oldest first. */
  history(from: number, to: number): readonly { at: number; item: Record<string, unknown> }[];
};

/** One AWS operation. Times in inputs and outputs are epoch seconds (JSON protocols' own form). */
export type Operation = (input: Record<string, unknown>, context: CallContext) => Record<string, unknown>;
export type CallContext = Place & { now: number; scenario: Scenario };

/**
 * A noun of the account (endpoints, jobs, labeling …): its API operations and all that it causes elsewhere.
 * Every function is pure in (seed, scale, arguments). Intervals are [from, to) in epoch ms.
 */
export type ScenarioPart = {
  /** "sagemaker.DescribeEndpoint" → handler. */
  operations: Readonly<Record<string, Operation>>;
  /** Series with any data in the interval. */
  metrics(place: Place, from: number, to: number): readonly MetricSource[];
  /** The one series of that exact identity (dimensions in any order), or undefined. Must not scan long histories. */
  findMetric(place: Place, identity: MetricIdentity): MetricSource | undefined;
  /** CloudTrail records of the interval, any order; the CloudTrail service adds delivery lag, paging and filters. */
  events(place: Place, from: number, to: number): readonly TrailRecord[];
  logGroups(place: Place, now: number): readonly { name: string; createdAt: number }[];
  /** Lines of one group, any order; undefined when the group is not this part's. */
  logLines(place: Place, group: string, from: number, to: number): readonly LogLine[] | undefined;
  /** When streams of the group whose names begin so can hold lines, if that is known; spares a reader the search of a year. */
  streamSpan?(place: Place, group: string, prefix: string, now: number): { from: number; to: number } | undefined;
  /** Whether a stream of that name can be in the group; undefined when the group is not this part's, or it cannot be told. */
  hasStream?(place: Place, group: string, stream: string, now: number): boolean | undefined;
  alarms(place: Place, now: number): readonly AlarmSource[];
  /** Tags of the resource with that ARN, oldest first; undefined when the ARN is not this part's or does not exist at `now`. */
  tags?(place: Place, arn: string, now: number): readonly Tag[] | undefined;
};

/**
 * `isPlain`: every endpoint is real-time, of one variant on CPU instances, and there is nothing beside endpoints.
 * `isSound`: no endpoint meets an incident; what is usual goes on: deployments, scaling, endpoints that come and go.
 * `isCalm`: nothing happens that a security team looks for; `calmUntil`: not before a moment (epoch ms).
 * `finishedJobs`: so many training jobs in one account and Region that all ended before a moment (epoch ms).
 * `busy`: from a moment (epoch ms) on, people and machines call so many times as often.
 */
export type Scale = {
  endpoints: number;
  isPlain?: boolean;
  isSound?: boolean;
  isCalm?: boolean;
  calmUntil?: number;
  finishedJobs?: { count: number; before: number };
  busy?: { times: number; since: number };
};
type ScenarioAccount = { id: string; name: string; regions: readonly string[] };

export type Scenario = {
  seed: string;
  scale: Scale;
  accounts: readonly ScenarioAccount[];
  parts: readonly ScenarioPart[];
};
