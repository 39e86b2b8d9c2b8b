/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // No page shows pictures that need scaling: /_next/image would only let a URL make the server call itself.
  images: { unoptimized: true },
  // The project is this folder, whatever lies above it.
  outputFileTracingRoot: import.meta.dirname,
  // The web process may write no file of the build.
  experimental: { isrFlushToDisk: false },
  // A page that could not be read has no link to the icon, and browsers then ask for this one.
  redirects: async () => [{ source: '/favicon.ico', destination: '/icon.svg', permanent: true }],
  // Charts are drawn before React wakes the page.
  instrumentationClientInject: ['./components/chart/first-drawing.ts'],
  // `npm run verify` runs tsc over the whole project; a second pass here would only slow the first start.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['pg', 'pg-boss', 'pino', '@prisma/client', '@prisma/adapter-pg'],
};
