/** Fewer people than this are never shown one by one: a pseudonym in a small group is a name. */
export const fewestPeople = 5;
