-- Labeling stands still when nobody of a workteam works, on whatever job.

-- CreateIndex
CREATE INDEX "worker_event_account_region_workteam_at_idx" ON "worker_event"("account", "region", "workteam", "at");
