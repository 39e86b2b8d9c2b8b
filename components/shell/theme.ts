/** The cookie that holds the theme, so that the server's first byte wears it: no flash, no inline script. */
export const themeCookie = '__Host-trailwatch-theme';
export type Theme = 'dark' | 'light';
export const themeOf = (value: string | undefined): Theme => (value === 'light' ? 'light' : 'dark');
