/** Where who signed in too long ago for what is grave signs in anew; `path` is where they come back to. */
export const signInAgain = (path: string): string => `/sign-in?again=1&to=${encodeURIComponent(path)}`;
