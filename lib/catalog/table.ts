/** Rows by key for keys that come from outside: names like `toString` or `__proto__` find nothing. */
export const table = <Row>(rows: Readonly<Record<string, Row>>): Readonly<Record<string, Row>> =>
  Object.freeze(Object.assign(Object.create(null) as Record<string, Row>, rows));
