-- Both readings of how statistics are billed, the steps that hold the budget, and whose series were asked for.

-- AlterTable
ALTER TABLE "call_meter" ADD COLUMN     "price_each_usd" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "statistics" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "price_each_usd" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "statistics_requested" INTEGER NOT NULL DEFAULT 0;

-- What was counted before is known by one reading only.
UPDATE "call_meter" SET "price_each_usd" = "price_usd", "statistics" = "metrics";
UPDATE "run" SET "price_each_usd" = "price_usd", "statistics_requested" = "metrics_requested";

-- CreateTable
CREATE TABLE "budget_step" (
    "at" TIMESTAMPTZ(3) NOT NULL,
    "step" TEXT NOT NULL,
    "pace" JSONB NOT NULL,
    "reading" TEXT NOT NULL,
    "budget_usd" DOUBLE PRECISION,
    "spent_usd" DOUBLE PRECISION NOT NULL,
    "forecast_usd" DOUBLE PRECISION NOT NULL,
    "usual_usd" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "budget_step_pkey" PRIMARY KEY ("at")
);

-- CreateTable
CREATE TABLE "series_share" (
    "account" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "team" TEXT NOT NULL,
    "series" INTEGER NOT NULL,
    "of_series" INTEGER NOT NULL,

    CONSTRAINT "series_share_pkey" PRIMARY KEY ("account","day","team")
);
