import { createHash } from 'node:crypto';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether an event's ID is as AWS makes them, and so its own key. */
export const isUuid = (eventId: string): boolean => uuid.test(eventId);

/** What an event's rows are keyed by, as `audit_key` of the database says it: 16 bytes. */
export const eventKey = (eventId: string): Buffer =>
  isUuid(eventId)
    ? Buffer.from(eventId.replaceAll('-', ''), 'hex')
    : createHash('sha256').update(eventId).digest().subarray(0, 16);
