import { database } from '../db.ts';
import { findInvitation, type Invitation } from '../store/invitations.ts';
import { hashToken } from './tokens.ts';

/** What a link opens, for its page; null for one that opens nothing (any more). */
export const lookAtLink = (token: string): Promise<Invitation | null> => findInvitation(database(), hashToken(token));
