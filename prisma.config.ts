import { defineConfig } from 'prisma/config';

/** For people who run Prisma's own tools (studio, format); migrations go through `npm run trailwatch -- db`. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
  experimental: { externalTables: true },
  tables: { external: ['public.reply'] },
});
