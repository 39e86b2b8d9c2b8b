import { roleLabel } from './principal.ts';
import { isObject, type Loose, objectAt, textAt } from './text.ts';

/** One box of "who was really behind it". */
export type ChainNode = {
  heading: string;
  kind: string;
  name: string;
  detail: string | null;
  /** When its session began, epoch ms. */
  since?: number;
};
/** What joins two boxes; proved by a record, or inferred from a name that the caller chose. */
export type ChainLink = { isProved: boolean; label: string; why: string };
export type Chain = { nodes: ChainNode[]; links: ChainLink[] /** What would prove what is dashed. */; advice: string | null };

/** The event that handed out the session's credentials, where it is known. */
export type SessionStart = { eventName: string; at: number; who: string; through: string | null };

const onOff = (text: string | null): string => (text === 'true' ? 'with MFA' : 'without MFA');

function person(identity: Loose, name: string): { node: ChainNode; link: ChainLink; advice: string | null } {
  const context = objectAt(identity, 'sessionContext');
  const source = textAt(context, 'sourceIdentity');
  const mfa = onOff(textAt(objectAt(context, 'attributes'), 'mfaAuthenticated'));
  const issuer = textAt(objectAt(context, 'sessionIssuer'), 'userName') ?? '';
  const isSingleSignOn = roleLabel(issuer) !== issuer;
  if (source) {
    return {
      node: { heading: 'Person', kind: 'source identity', name: source, detail: mfa },
      link: { isProved: true, label: 'sourceIdentity', why: 'set when the role was assumed; it cannot be changed later' },
      advice: null,
    };
  }
  return {
    node: { heading: 'Person', kind: isSingleSignOn ? 'Identity Center' : 'session name', name, detail: mfa },
    link: isSingleSignOn
      ? { isProved: true, label: 'Identity Center', why: 'the session is named by Identity Center, not by the caller' }
      : { isProved: false, label: 'session name', why: 'the caller chooses this name' },
    advice: isSingleSignOn
      ? null
      : 'Not proved: sourceIdentity is not set here. Require sts:SourceIdentity in the role’s trust policy.',
  };
}

function session(
  identity: Loose,
  who: string,
  through: string,
  start: SessionStart | null,
): Omit<Chain, 'advice'> & { advice: string | null } {
  const { node, link, advice } = person(identity, who);
  const created = Date.parse(textAt(objectAt(objectAt(identity, 'sessionContext'), 'attributes'), 'creationDate') ?? '');
  const began = Number.isNaN(created) ? {} : { since: created };
  const role: ChainNode = { heading: 'Role session', kind: 'IAM role', name: through, detail: null, ...began };
  const key = textAt(identity, 'accessKeyId');
  const same: ChainLink = {
    isProved: true,
    label: 'same session',
    why: key ? `signed with key ${key.slice(0, 4)}…${key.slice(-4)}` : 'the record names the role',
  };
  if (!start) return { nodes: [node, role], links: [link, same], advice };
  const origin: ChainNode = { heading: 'Assumed by', kind: start.eventName, name: start.who, detail: start.through };
  const handed: ChainLink = { isProved: true, label: start.eventName, why: 'its answer holds this very key' };
  return start.who === who
    ? { nodes: [node, role], links: [handed, same], advice: null }
    : { nodes: [node, origin, role], links: [link, handed, same], advice };
}

/**
 * Who was behind a record: solid where a record proves it, dashed where a name is all there is.
 * @param record the parsed CloudTrail record
 * @param start the AssumeRole event whose answer held the record's access key, if it was found
 */
export function chainOf(
  record: unknown,
  event: { who: string; through: string | null; eventName: string; eventSource: string; on: string | null },
  start: SessionStart | null,
): Chain {
  const identity = isObject(record) ? objectAt(record, 'userIdentity') : {};
  const call: ChainNode = { heading: 'Call', kind: event.eventSource, name: event.eventName, detail: event.on };
  const type = textAt(identity, 'type');
  const invokedBy = textAt(identity, 'invokedBy');
  const onBehalf: ChainLink[] = [{ isProved: true, label: 'userIdentity', why: 'CloudTrail’s own word' }];
  if (event.through && (type === 'AssumedRole' || type === 'Role')) {
    const { nodes, links, advice } = session(identity, event.who, event.through, start);
    return { nodes: [...nodes, call], links, advice };
  }
  const heading = type === 'AWSService' || (!type && invokedBy) ? 'Service' : type === 'Root' ? 'Root' : 'Principal';
  const node: ChainNode = { heading, kind: type ?? 'no type in the record', name: event.who, detail: event.through };
  return { nodes: [node, call], links: onBehalf, advice: null };
}
