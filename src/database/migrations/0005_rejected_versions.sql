ALTER TABLE "dialogs" ADD COLUMN "rejected_versions" integer[] NOT NULL DEFAULT '{}';
--> statement-breakpoint
UPDATE "dialogs" SET "rejected_versions" = ARRAY["rejected_version"] WHERE "rejected_at" IS NOT NULL;
