-- Names of what events are about, and keys that they were signed with, are asked for as a whole: four bytes of each are enough.

-- DropIndex
DROP INDEX "audit_named_owner_region_kind_name_idx";

-- DropIndex
DROP INDEX "audit_session_access_key_id_idx";

-- CreateIndex
CREATE INDEX "audit_named_name_idx" ON "audit_named" USING HASH ("name");

-- CreateIndex
CREATE INDEX "audit_session_access_key_id_idx" ON "audit_session" USING HASH ("access_key_id");
