-- Notifications: what a channel is told of alerts, from when it was decided to when it arrived.

-- CreateTable
CREATE TABLE "notification" (
    "account" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "incident" TEXT,
    "region" TEXT NOT NULL,
    "team" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "holds" BOOLEAN NOT NULL DEFAULT false,
    "tried_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "answer" TEXT,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notification_pkey" PRIMARY KEY ("account","id")
);

-- CreateTable
CREATE TABLE "notification_alert" (
    "account" TEXT NOT NULL,
    "notification" BIGINT NOT NULL,
    "alert" BIGINT NOT NULL,
    "seq" INTEGER NOT NULL,

    CONSTRAINT "notification_alert_pkey" PRIMARY KEY ("account","notification","alert","seq")
);

-- CreateIndex
CREATE INDEX "notification_channel_tried_at_idx" ON "notification"("channel", "tried_at");

-- CreateIndex
CREATE UNIQUE INDEX "notification_account_key_key" ON "notification"("account", "key");

-- CreateIndex
CREATE INDEX "notification_alert_account_alert_idx" ON "notification_alert"("account", "alert");

-- What follows Prisma cannot express.

CREATE INDEX "notification_waiting_idx" ON "notification"("channel", "next_at", "id") WHERE "state" = 'waiting';
