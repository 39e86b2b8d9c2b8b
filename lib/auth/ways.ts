/** What can prove who somebody is, as a session keeps it; `isEnough` where a role asks for more than a password. */
const ways = {
  password: { isEnough: false },
  setup: { isEnough: false },
  invitation: { isEnough: false },
  'password and code': { isEnough: true },
  'password and recovery code': { isEnough: true },
  passkey: { isEnough: true },
  /** The provider told of one factor, or of none. */
  'single sign-on': { isEnough: false },
  'single sign-on, several factors': { isEnough: true },
  demo: { isEnough: true },
} as const satisfies Record<string, { isEnough: boolean }>;

export type Way = keyof typeof ways;

/** A way that nobody knows is as good as none. */
export const isEnough = (how: string): boolean => Object.hasOwn(ways, how) && ways[how as Way].isEnough;

/** What is left of a way once the app is gone that gave its code. */
export const withoutCode = (how: string): string => (how.startsWith('password and ') ? ('password' satisfies Way) : how);
