import { z } from 'zod';

/** A link to hand over, as the API tells it. */
export const link = z.object({ link: z.url(), expiresAt: z.iso.datetime() });
