ALTER TABLE "dialogs" RENAME COLUMN "licence" TO "state";
--> statement-breakpoint
ALTER TABLE "dialogs" RENAME COLUMN "published_version" TO "delivered_version";
--> statement-breakpoint
ALTER TABLE "dialogs" RENAME COLUMN "refused_version" TO "rejected_version";
--> statement-breakpoint
ALTER TABLE "dialogs" RENAME COLUMN "unpublished_since" TO "undelivered_since";
--> statement-breakpoint
ALTER INDEX "dialogs_unpublished" RENAME TO "dialogs_undelivered";
--> statement-breakpoint
UPDATE "dialog_history" SET "entry" = ("entry" - 'document') || jsonb_build_object('transmission', "entry" -> 'document')
WHERE "entry" ? 'document';
