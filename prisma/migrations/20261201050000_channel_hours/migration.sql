-- Hours of channels: what begins outside of them waits, and what ended meanwhile is not told. Reminders count from what was told of an incident.

-- AlterTable
ALTER TABLE "notification" ADD COLUMN     "is_deferred" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "notification_alert" ADD COLUMN     "is_spared" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "notification_account_incident_idx" ON "notification"("account", "incident");
