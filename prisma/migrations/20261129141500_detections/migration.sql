-- What the rules over events found, and what those of them need that ask what was seen before.

-- CreateTable
CREATE TABLE "detection" (
    "account" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "severity" TEXT NOT NULL,
    "object" TEXT,
    "found" JSONB NOT NULL,
    "basis" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "detection_pkey" PRIMARY KEY ("account","event_id","rule","basis")
);

-- CreateTable
CREATE TABLE "seen_pair" (
    "account" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "a" TEXT NOT NULL,
    "b" TEXT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "event_id" TEXT NOT NULL,

    CONSTRAINT "seen_pair_pkey" PRIMARY KEY ("account","kind","a","b")
);

-- CreateTable
CREATE TABLE "denial" (
    "account" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "who" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "about" TEXT NOT NULL,

    CONSTRAINT "denial_pkey" PRIMARY KEY ("account","event_id")
);

-- CreateTable
CREATE TABLE "guarded" (
    "account" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "lineage" TEXT NOT NULL,
    "guards" TEXT[],

    CONSTRAINT "guarded_pkey" PRIMARY KEY ("account","event_id")
);

-- CreateIndex
CREATE INDEX "detection_at_event_id_idx" ON "detection"("at" DESC, "event_id");

-- CreateIndex
CREATE INDEX "detection_rule_at_idx" ON "detection"("rule", "at" DESC);

-- CreateIndex
CREATE INDEX "detection_account_rule_basis_idx" ON "detection"("account", "rule", "basis");

-- CreateIndex
CREATE INDEX "seen_pair_account_kind_a_first_at_idx" ON "seen_pair"("account", "kind", "a", "first_at");

-- CreateIndex
CREATE INDEX "seen_pair_account_kind_first_at_idx" ON "seen_pair"("account", "kind", "first_at");

-- CreateIndex
CREATE INDEX "denial_account_actor_at_idx" ON "denial"("account", "actor", "at");

-- CreateIndex
CREATE INDEX "guarded_account_lineage_at_event_id_idx" ON "guarded"("account", "lineage", "at", "event_id");
