-- When the person last proved who they are. With single sign-on that can lie long before the session: the provider tells, or nobody knows (null).
ALTER TABLE "session" ADD COLUMN "proved_at" TIMESTAMPTZ(3);
UPDATE "session" SET "proved_at" = "created_at" WHERE "how" <> 'single sign-on';
ALTER TABLE "session" ALTER COLUMN "proved_at" SET DEFAULT CURRENT_TIMESTAMP;
