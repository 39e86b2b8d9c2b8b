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

/** Every power that Chromium 153 can deny (e2e/shell.e2e.ts asks it), but passkeys and the clipboard, to which commands are copied. */
const denied = [
  ...['accelerometer', 'aria-notify', 'autoplay', 'bluetooth', 'browsing-topics', 'camera', 'captured-surface-control'],
  ...['clipboard-read', 'compute-pressure', 'cross-origin-isolated', 'deferred-fetch', 'deferred-fetch-minimal'],
  ...['digital-credentials-create', 'digital-credentials-get', 'display-capture', 'encrypted-media', 'fullscreen'],
  ...['gamepad', 'geolocation', 'gyroscope', 'hid', 'identity-credentials-get', 'idle-detection', 'interest-cohort'],
  ...['keyboard-map', 'language-detector', 'language-model', 'local-fonts', 'local-network', 'local-network-access'],
  ...['loopback-network', 'magnetometer', 'media-playback-while-not-visible', 'microphone', 'midi'],
  ...['on-device-speech-recognition', 'otp-credentials', 'payment', 'picture-in-picture', 'private-state-token-issuance'],
  ...['private-state-token-redemption', 'screen-wake-lock', 'serial', 'speaker-selection', 'storage-access'],
  ...['summarizer', 'sync-xhr', 'translator', 'unload', 'usb', 'web-share', 'window-management', 'xr-spatial-tracking'],
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
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** The same for everybody, and asked for with every page. */
const publicFiles = new Set(['/icon.svg', '/favicon.ico']);
const kept = { 'Cache-Control': 'public, max-age=3600' };

/** Two years. No `preload`: that is the owner of the domain's to decide. */
const strictTransport = { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' };

/** What an answer to this URL carries, whoever makes it. `isStrict`: it goes out over TLS, from the public origin. */
export const securityHeaders = (url: string, policy: string, isStrict = false): Readonly<Record<string, string>> => ({
  ...(url.startsWith('/_next/static/') ? assetHeaders : { 'Content-Security-Policy': policy, ...pageHeaders }),
  ...(publicFiles.has(url.split('?')[0] ?? '') ? kept : {}),
  ...(isStrict ? strictTransport : {}),
});
