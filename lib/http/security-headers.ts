/** Every page's policy. Scripts and styles run by nonce alone, so a script smuggled into data stays text. */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `connect-src 'self'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    `report-uri ${cspReportPath}`,
    'report-to csp',
  ].join('; ');

/** Of an answer that is no page: it may load, run, frame and send nothing. */
export const closedPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const cspReportPath = '/api/csp-report';

/** All that Chromium knows by name and that acts on the reader's machine; a page needs passkeys and the clipboard, to copy a command. */
const denied = [
  ...['accelerometer', 'ambient-light-sensor', 'attribution-reporting', 'autoplay', 'bluetooth', 'browsing-topics', 'camera'],
  ...['captured-surface-control', 'clipboard-read', 'compute-pressure', 'cross-origin-isolated', 'display-capture'],
  ...[
    'encrypted-media',
    'fullscreen',
    'gamepad',
    'geolocation',
    'gyroscope',
    'hid',
    'identity-credentials-get',
    'idle-detection',
  ],
  ...['interest-cohort', 'join-ad-interest-group', 'keyboard-map', 'local-fonts', 'magnetometer', 'microphone', 'midi'],
  ...['otp-credentials', 'payment', 'picture-in-picture', 'private-state-token-issuance', 'private-state-token-redemption'],
  ...['run-ad-auction', 'screen-wake-lock', 'serial', 'shared-storage', 'storage-access', 'sync-xhr', 'unload', 'usb'],
  ...['web-share', 'window-management', 'xr-spatial-tracking'],
];
const own = ['clipboard-write', 'publickey-credentials-create', 'publickey-credentials-get'];
const permissions = [...denied.map((name) => `${name}=()`), ...own.map((name) => `${name}=(self)`)].join(', ');

const pageHeaders: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'Permissions-Policy': permissions,
  'X-DNS-Prefetch-Control': 'off',
  'X-Permitted-Cross-Domain-Policies': 'none',
  'Reporting-Endpoints': `csp="${cspReportPath}"`,
};

/** Of a script, style or font: no document, so no policy but the tightest; a page loads a dozen, and each header comes a dozen times. */
const assetHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Two years. No `preload`: that is the owner of the domain's to decide. */
const strictTransport = { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' };

/** What an answer to this URL carries, whoever makes it. `isStrict`: it goes out over TLS, from the public origin. */
export const securityHeaders = (url: string, policy: string, isStrict = false): Readonly<Record<string, string>> => ({
  ...(url.startsWith('/_next/static/') ? assetHeaders : { 'Content-Security-Policy': policy, ...pageHeaders }),
  ...(isStrict ? strictTransport : {}),
});
