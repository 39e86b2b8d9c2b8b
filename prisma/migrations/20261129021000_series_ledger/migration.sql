-- Which minutes of a series CloudWatch was asked for and answered: see docs/decisions/018.
CREATE TABLE "series_ledger" (
    "account" TEXT NOT NULL,
    "series_id" INTEGER NOT NULL,
    "region" TEXT NOT NULL,
    "asked" int4multirange NOT NULL DEFAULT '{}',
    "active_from" INTEGER,
    "active_to" INTEGER,
    "awake_at" TIMESTAMPTZ(3),
    CONSTRAINT "series_ledger_pkey" PRIMARY KEY ("account", "series_id")
) WITH (fillfactor = 60);

CREATE INDEX "series_ledger_account_region_idx" ON "series_ledger"("account", "region");

ALTER TABLE "series_ledger" ADD CONSTRAINT "series_ledger_account_series_id_fkey"
    FOREIGN KEY ("account", "series_id") REFERENCES "series"("account", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Notes of what was missed are told by the ledger now.
DELETE FROM "cursor" WHERE "collector" = 'metrics' AND starts_with("key", 'catch-up/');
