CREATE TABLE "effects" (
  "id" uuid PRIMARY KEY NOT NULL,
  "dialog_id" uuid NOT NULL REFERENCES "dialogs" ("id") ON DELETE CASCADE,
  "version" integer NOT NULL,
  "name" text NOT NULL,
  "payload" jsonb,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  "next_attempt_at" timestamp (3) with time zone,
  "attempts" integer DEFAULT 0 NOT NULL,
  "last_failure" text,
  "refused_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "effects_due_by_lane" ON "effects" ((attempts > 0), "next_attempt_at") WHERE next_attempt_at IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "effects_by_dialog" ON "effects" ("dialog_id", "name");
--> statement-breakpoint
CREATE INDEX "effects_refused" ON "effects" ("refused_at") WHERE refused_at IS NOT NULL;
