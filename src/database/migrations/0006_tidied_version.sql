ALTER TABLE "dialogs" ADD COLUMN "tidied_version" integer NOT NULL DEFAULT 0;
--> statement-breakpoint
CREATE INDEX "dialogs_untidied" ON "dialogs" ("id") WHERE tidied_version < version;
