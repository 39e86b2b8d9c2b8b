/** In characters, as JavaScript counts them: PostgreSQL, which counts no surrogates, never counts more. */
export const longestComment = 2000;
