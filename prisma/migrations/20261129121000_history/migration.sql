-- What CloudWatch still has of before the first look: what is missing and its price, who approved that it is filled, and what roll-ups were asked for.

-- AlterTable
ALTER TABLE "series_ledger" ADD COLUMN     "asked_300" int4multirange NOT NULL DEFAULT '{}'::int4multirange,
ADD COLUMN     "asked_3600" int4multirange NOT NULL DEFAULT '{}'::int4multirange;

-- CreateTable
CREATE TABLE "history_need" (
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "planned_at" TIMESTAMPTZ(3) NOT NULL,
    "oldest_at" TIMESTAMPTZ(3),
    "last_series" INTEGER NOT NULL,
    "series" INTEGER NOT NULL,
    "calls" INTEGER NOT NULL,
    "metrics" INTEGER NOT NULL,
    "statistics" INTEGER NOT NULL,
    "points" DOUBLE PRECISION NOT NULL,
    "seconds" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "history_need_pkey" PRIMARY KEY ("account","region")
);

-- CreateTable
CREATE TABLE "history_fill" (
    "id" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "approved_by" TEXT NOT NULL,
    "approved_at" TIMESTAMPTZ(3) NOT NULL,
    "last_series" INTEGER NOT NULL,
    "calls" INTEGER NOT NULL,
    "metrics" INTEGER NOT NULL,
    "statistics" INTEGER NOT NULL,
    "points" DOUBLE PRECISION NOT NULL,
    "done_calls" INTEGER NOT NULL DEFAULT 0,
    "done_metrics" INTEGER NOT NULL DEFAULT 0,
    "done_statistics" INTEGER NOT NULL DEFAULT 0,
    "done_points" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "worked_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "history_fill_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "history_place" (
    "fill" INTEGER NOT NULL,
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "history_place_pkey" PRIMARY KEY ("fill","account","region")
);

-- AddForeignKey
ALTER TABLE "history_place" ADD CONSTRAINT "history_place_fill_fkey" FOREIGN KEY ("fill") REFERENCES "history_fill"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows Prisma cannot express.

-- One fill at a time, whoever approves it.
CREATE UNIQUE INDEX "history_fill_running_key" ON "history_fill" ("state") WHERE state = 'running';
