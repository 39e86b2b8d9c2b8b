-- Which workers are at work, by their own word every few seconds, and which of them a run belongs to.

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "worker" TEXT;

-- CreateTable
CREATE TABLE "worker" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "config_hash" TEXT NOT NULL,
    "sections" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "units" INTEGER NOT NULL DEFAULT 0,
    "holds" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

-- What follows Prisma cannot express.

-- Looked for every few seconds among hundreds of thousands of runs that have ended.
CREATE INDEX "run_running_idx" ON "run" ("worker") WHERE status = 'running';
