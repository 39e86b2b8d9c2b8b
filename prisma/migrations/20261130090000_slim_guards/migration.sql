-- What rules remember of protected versions, in a third of the bytes: keys as events have them, a lineage by eight bytes, guards as bits.

-- DropIndex
DROP INDEX "guarded_account_lineage_at_event_id_idx";

-- AlterTable
ALTER TABLE "guarded" ALTER COLUMN "lineage" TYPE BIGINT USING hashtextextended(account || ' ' || lineage, 0);
ALTER TABLE "guarded" ALTER COLUMN "account" TYPE BIGINT USING account::bigint;
ALTER TABLE "guarded" ALTER COLUMN "event_id" TYPE UUID USING audit_key(event_id);
ALTER TABLE "guarded" ALTER COLUMN "guards" TYPE SMALLINT USING (
    ('isolation' = ANY (guards))::int + 2 * ('traffic' = ANY (guards))::int + 4 * ('vpc' = ANY (guards))::int + 8 * ('volume_key' = ANY (guards))::int)::smallint;
ALTER TABLE "guarded" ALTER COLUMN "guards" SET NOT NULL;

-- CreateIndex
CREATE INDEX "guarded_lineage_at_idx" ON "guarded"("lineage", "at");
