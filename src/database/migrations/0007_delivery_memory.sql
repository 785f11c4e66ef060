ALTER TABLE "dialogs" ADD COLUMN "owner" text;
--> statement-breakpoint
ALTER TABLE "dialogs" ADD COLUMN "ours" jsonb;
--> statement-breakpoint
ALTER TABLE "dialogs" ADD COLUMN "pending" jsonb;
--> statement-breakpoint
ALTER TABLE "dialogs" ADD COLUMN "republish" boolean NOT NULL DEFAULT false;
--> statement-breakpoint
ALTER TABLE "dialog_history" ADD COLUMN "refused_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "dialog_history" ADD COLUMN "refused_reason" text;
--> statement-breakpoint
CREATE INDEX "dialog_history_refused" ON "dialog_history" ("refused_at") WHERE refused_at IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "dialogs_due_by_lane" ON "dialogs" ((attempts > 0), "next_attempt_at") WHERE next_attempt_at IS NOT NULL;
--> statement-breakpoint
DROP INDEX "dialogs_due";
