-- Accounts that come and go, how Trailwatch stands with each, and Regions that answer nothing.

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "left_at" TIMESTAMPTZ(3),

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_standing" (
    "account" TEXT NOT NULL,
    "proved_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "refused_since" TIMESTAMPTZ(3),
    "refused_code" TEXT,
    "refused_message" TEXT,
    "refusals" INTEGER NOT NULL DEFAULT 0,
    "try_at" TIMESTAMPTZ(3),
    "skew_ms" INTEGER,
    "measured_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_standing_pkey" PRIMARY KEY ("account")
);

-- CreateTable
CREATE TABLE "account_region" (
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "word" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "looked_at" TIMESTAMPTZ(3) NOT NULL,
    "again_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_region_pkey" PRIMARY KEY ("account","region")
);
