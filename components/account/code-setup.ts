/** What setting up an authenticator app gives: a QR code as a path, the same as text, and codes for the day the app is lost. */
export type CodeSetup = { size: number; path: string; secret: string; recoveryCodes: string[] };

export const recoveryCodesOf = ({ recoveryCodes }: Record<string, unknown>): string[] =>
  Array.isArray(recoveryCodes) ? recoveryCodes.filter((one) => typeof one === 'string') : [];

export function codeSetupOf(body: Record<string, unknown>): CodeSetup {
  const { size, path } = (body.qr ?? {}) as { size?: unknown; path?: unknown };
  return {
    size: typeof size === 'number' ? size : 0,
    path: typeof path === 'string' ? path : '',
    secret: typeof body.secret === 'string' ? body.secret : '',
    recoveryCodes: recoveryCodesOf(body),
  };
}
