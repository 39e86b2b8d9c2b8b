-- Incidents: what is of a cause that was told before joins it, and what began together is told to end once, with the last of it.

-- AlterTable
ALTER TABLE "notification_alert" ADD COLUMN     "joined_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "notification_at_idx" ON "notification"("at");
