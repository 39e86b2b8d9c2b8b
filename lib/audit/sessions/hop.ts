/** One set of credentials at work: what its events say of it, in whatever accounts they were recorded. Instants are epoch ms. */
export type Lane = {
  /** The access key, or what stands for it where records say none. */
  id: string;
  key: string | null;
  /** Where its events were recorded, sorted. */
  accounts: readonly string[];
  who: string;
  through: string | null;
  userType: string | null;
  /** The ARN of who signed. */
  signedBy: string | null;
  sourceIdentity: string | null;
  identityUser: string | null;
  mfa: boolean | null;
  /** When its session began, as its records say. */
  beganAt: number | null;
  /** Of the events that were looked at. */
  firstAt: number;
  lastAt: number;
};

/** A record of credentials that were handed out, or of a sign-in at the console. */
export type Handover = {
  at: number;
  /** Whose trail recorded it. */
  account: string;
  eventId: string;
  eventName: string;
  by: {
    key: string | null;
    who: string;
    through: string | null;
    /** The caller's own account. */
    account: string | null;
    type: string | null;
    /** The service that assumed the role, where it was one. */
    service: string | null;
    signedBy: string | null;
  };
  role: string | null;
  sessionName: string | null;
  sourceIdentity: string | null;
  /** The access key that it handed out; null where the record withholds it. */
  issued: string | null;
  /** The ARN under which what was handed out signs. */
  issuedAs: string | null;
  expiresAt: number | null;
  /** The same on the copies in the caller's account and in the role's. */
  sharedEventId: string | null;
};

/** What joins a session to the call that opened it. Only a name and a time is no proof. */
export type Tie = 'key' | 'shared event' | 'name and time';
export const tieWords: Readonly<Record<Tie, string>> = {
  key: 'the call’s answer holds the very key that signs here',
  'shared event': 'the copies of the call in both accounts bear one shared event ID, and one of them holds the key',
  'name and time':
    'a call with this role and session name ended as the session began; its answer, which would prove it, was not recorded',
};

/** How a session came to be. */
export type Opener =
  | { kind: 'handed'; handover: Handover; tie: Tie /** Accounts whose trails recorded the call. */; seenBy: readonly string[] }
  | { kind: 'root'; why: string }
  /** The link is missing: what would have shown it. */
  | { kind: 'gap'; why: string };

/** Who is behind a chain, and how that is known. */
export type Proof = 'source identity' | 'Identity Center' | 'IAM user' | 'root user' | 'provider' | 'service' | 'name only';
export type Behind = { name: string; proof: Proof };

export const proofWords: Readonly<Record<Proof, string>> = {
  'source identity': 'proved by the source identity',
  'Identity Center': 'proved by Identity Center',
  'IAM user': 'proved by a user’s own keys',
  'root user': 'the root user of the account',
  provider: 'named by an identity provider',
  service: 'a service: no person is named',
  'name only': 'a session name only: not proved',
};

/** A session in its place: after the one that opened it, one deeper. */
export type Hop = { lane: Lane; depth: number; parent: string | null; opener: Opener };

/** Sessions that keys, shared event IDs or the like tie together, in the order in which they opened each other. */
export type SessionChain = { behind: Behind; hops: readonly Hop[] /** Whether every link in it is proved. */; isProved: boolean };
