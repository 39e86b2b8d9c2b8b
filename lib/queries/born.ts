/**
 * When a resource came to be, or was first seen. COALESCE says the same, but PostgreSQL holds that it may leak: under row-level security
 * no condition on it reaches an index.
 */
export const born = '(case when r.created_at is null then r.first_seen_at else r.created_at end)';
