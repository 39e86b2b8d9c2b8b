/** What a link opens, as its page may know; `off` where people come by single sign-on alone. `role` in words, where it gives one. */
export type LinkView = {
  opens: 'setup' | 'invitation' | 'reset' | 'nothing' | 'off';
  role: string | null;
  email: string | null;
  asksName: boolean;
};
