ALTER TABLE "dialogs"
  ADD COLUMN "next_attempt_at" timestamp(3) with time zone,
  ADD COLUMN "attempts" integer NOT NULL DEFAULT 0,
  ADD COLUMN "last_failure" text,
  ADD COLUMN "rejected_at" timestamp(3) with time zone,
  ADD COLUMN "rejected_reason" text,
  ADD COLUMN "others" jsonb;
--> statement-breakpoint
UPDATE "dialogs" SET "next_attempt_at" = now() WHERE "undelivered_since" IS NOT NULL;
--> statement-breakpoint
UPDATE "dialogs" SET "rejected_at" = now(), "rejected_reason" = 'Rejected before reasons were kept with the dialog'
WHERE "rejected_version" > "delivered_version";
--> statement-breakpoint
CREATE INDEX "dialogs_due" ON "dialogs" ("next_attempt_at") WHERE "next_attempt_at" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "dialogs_rejected" ON "dialogs" ("rejected_at") WHERE "rejected_at" IS NOT NULL;
--> statement-breakpoint
DROP SCHEMA IF EXISTS "pgboss" CASCADE;
--> statement-breakpoint
ALTER TABLE "performed_actions" RENAME COLUMN "token_id" TO "requester";
--> statement-breakpoint
ALTER TABLE "performed_actions" RENAME COLUMN "action" TO "request";
--> statement-breakpoint
ALTER TABLE "performed_actions" ADD COLUMN "body_hash" text, DROP CONSTRAINT "performed_actions_pkey";
--> statement-breakpoint
ALTER TABLE "performed_actions" ADD PRIMARY KEY ("requester", "dialog_id", "request");
