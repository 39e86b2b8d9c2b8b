import { createHash, randomBytes } from 'node:crypto';

/** What is stored of a session's or a link's token, in hexadecimal. So many random bits need neither salt nor a slow hash. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** 256 random bits for a link. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** How a key of the API begins, so that people and scanners know one where it should not be. */
const apiTokenPrefix = 'tw_';

/** 256 random bits for the API. */
export const newApiToken = (): string => `${apiTokenPrefix}${newToken()}`;
