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

export const cspReportPath = '/api/csp-report';

const pageHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'Reporting-Endpoints': `csp="${cspReportPath}"`,
};

/** Of a script, style or font: no document, so no policy but the tightest; a page loads a dozen, and each header comes a dozen times. */
const assetHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** What an answer to this URL carries, whoever makes it. */
export const securityHeaders = (url: string, policy: string): Readonly<Record<string, string>> =>
  url.startsWith('/_next/static/') ? assetHeaders : { 'Content-Security-Policy': policy, ...pageHeaders };
