-- What is sent to a log server: how far the journal went, and the warnings that wait.

-- CreateTable
CREATE TABLE "shipment" (
    "id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "problem" TEXT,
    "problem_since" TIMESTAMPTZ(3),

    CONSTRAINT "shipment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "security_warning" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "part" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "fields" JSONB NOT NULL,

    CONSTRAINT "security_warning_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "security_warning_at_id_idx" ON "security_warning"("at", "id");
