-- Second factors of our own making: seeds stay as they are until their next use seals them anew (lib/auth/sealed).
-- Recovery codes had 59 random bits, too few for a plain hash: they are gone, and the account page asks to make new ones.

delete from "two_factor" t where not t.verified
  or exists (select from "two_factor" o where o.person_id = t.person_id and o.verified and o.id < t.id);

DROP INDEX "two_factor_person_id_idx";

ALTER TABLE "two_factor" RENAME COLUMN "secret" TO "seed";
ALTER TABLE "two_factor" DROP CONSTRAINT "two_factor_pkey",
  DROP COLUMN "id",
  DROP COLUMN "backup_codes",
  DROP COLUMN "verified",
  DROP COLUMN "failed_verification_count",
  DROP COLUMN "locked_until",
  ADD COLUMN "confirmed_at" TIMESTAMPTZ(3),
  ADD CONSTRAINT "two_factor_pkey" PRIMARY KEY ("person_id");

update "two_factor" set confirmed_at = now();

ALTER TABLE "person" DROP COLUMN "two_factor_enabled";

-- CreateTable
CREATE TABLE "recovery_code" (
    "code_hash" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("code_hash")
);

-- CreateTable
CREATE TABLE "sign_in_challenge" (
    "token_hash" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_challenge_pkey" PRIMARY KEY ("token_hash")
);

-- CreateIndex
CREATE INDEX "recovery_code_person_id_idx" ON "recovery_code"("person_id");

-- CreateIndex
CREATE INDEX "sign_in_challenge_person_id_idx" ON "sign_in_challenge"("person_id");

-- CreateIndex
CREATE INDEX "sign_in_challenge_expires_at_idx" ON "sign_in_challenge"("expires_at");

-- AddForeignKey
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_challenge" ADD CONSTRAINT "sign_in_challenge_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;
