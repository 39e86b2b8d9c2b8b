-- Trails, the buckets that they deliver to, and the ledger of their log files.

-- AlterTable
ALTER TABLE "audit_event" ADD COLUMN     "file" INTEGER;

-- CreateTable
CREATE TABLE "trail" (
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "bucket" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "is_organization" BOOLEAN NOT NULL,
    "is_multi_region" BOOLEAN NOT NULL,
    "is_validated" BOOLEAN NOT NULL,
    "kms_key" TEXT,
    "is_logging" BOOLEAN,
    "started_at" TIMESTAMPTZ(3),
    "stopped_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "delivery_error" TEXT,
    "selectors" JSONB,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "trail_pkey" PRIMARY KEY ("account","region","name")
);

-- CreateTable
CREATE TABLE "audit_source" (
    "id" SERIAL NOT NULL,
    "bucket" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "found" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_folder" (
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "source" INTEGER NOT NULL,
    "folder" TEXT NOT NULL,
    "last_key" TEXT,
    "read_from" DATE,
    "first_day" DATE,
    "listed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_folder_pkey" PRIMARY KEY ("account","region","source")
);

-- CreateTable
CREATE TABLE "audit_file" (
    "account" TEXT NOT NULL,
    "id" SERIAL NOT NULL,
    "source" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "delivered_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "etag" TEXT,
    "bytes" INTEGER NOT NULL,
    "sha256" BYTEA,
    "records" INTEGER NOT NULL,
    "quarantined" INTEGER NOT NULL,
    "tried_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_file_pkey" PRIMARY KEY ("account","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_source_bucket_prefix_key" ON "audit_source"("bucket", "prefix");

-- CreateIndex
CREATE INDEX "audit_file_id_idx" ON "audit_file"("id");

-- CreateIndex
CREATE INDEX "audit_file_source_state_tried_at_idx" ON "audit_file"("source", "state", "tried_at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_file_account_source_key_key" ON "audit_file"("account", "source", "key");

-- AddForeignKey
ALTER TABLE "audit_folder" ADD CONSTRAINT "audit_folder_source_fkey" FOREIGN KEY ("source") REFERENCES "audit_source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_file" ADD CONSTRAINT "audit_file_source_fkey" FOREIGN KEY ("source") REFERENCES "audit_source"("id") ON DELETE CASCADE ON UPDATE CASCADE;
