-- What digests prove of the log files of each hour.

-- AlterTable
ALTER TABLE "trail" ADD COLUMN     "digest_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "audit_file" ADD COLUMN     "verdict" TEXT;

-- CreateTable
CREATE TABLE "trail_hour" (
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "source" INTEGER NOT NULL,
    "chain" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "digests" INTEGER NOT NULL,
    "faulty_digests" INTEGER NOT NULL,
    "logs" INTEGER NOT NULL,
    "faulty_logs" INTEGER NOT NULL,
    "verified_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "trail_hour_pkey" PRIMARY KEY ("account","region","source","chain","hour")
);

-- CreateTable
CREATE TABLE "trail_finding" (
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "source" INTEGER NOT NULL,
    "chain" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "trail_finding_pkey" PRIMARY KEY ("account","region","source","from","kind","key")
);

-- CreateIndex
CREATE INDEX "trail_hour_hour_idx" ON "trail_hour"("hour");

-- CreateIndex
CREATE INDEX "trail_finding_from_idx" ON "trail_finding"("from");

-- AddForeignKey
ALTER TABLE "trail_hour" ADD CONSTRAINT "trail_hour_source_fkey" FOREIGN KEY ("source") REFERENCES "audit_source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trail_finding" ADD CONSTRAINT "trail_finding_source_fkey" FOREIGN KEY ("source") REFERENCES "audit_source"("id") ON DELETE CASCADE ON UPDATE CASCADE;
