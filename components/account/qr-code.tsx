import type { CodeSetup } from './code-setup.ts';

/** Black on white in both themes: cameras read nothing else as well. */
export const QrCode = ({ setup }: { setup: CodeSetup }) => (
  <div className="flex flex-wrap items-center gap-4">
    <svg className="qr" viewBox={`0 0 ${setup.size} ${setup.size}`} role="img" aria-label="QR code for an authenticator app">
      <rect width={setup.size} height={setup.size} fill="#fff" />
      <path d={setup.path} fill="#000" />
    </svg>
    <p className="min-w-0 flex-1 text-12 text-ink-2">
      Scan it with the app, or type this key in:
      <code className="block pt-1 font-mono break-all text-ink">{setup.secret}</code>
    </p>
  </div>
);
