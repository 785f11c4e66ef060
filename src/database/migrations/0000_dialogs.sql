CREATE TABLE "dialogs" (
  "id" uuid PRIMARY KEY,
  "party" text NOT NULL,
  "service_resource" text NOT NULL,
  "title" jsonb,
  "due_at" timestamp(3) with time zone,
  "external_reference" text,
  "licence" jsonb NOT NULL,
  "version" integer NOT NULL DEFAULT 1,
  "published_version" integer NOT NULL DEFAULT 0,
  "refused_version" integer NOT NULL DEFAULT 0,
  "unpublished_since" timestamp(3) with time zone,
  "gone_at" timestamp(3) with time zone,
  "revision" uuid,
  "created_at" timestamp(3) with time zone NOT NULL,
  "changed_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "dialogs_unpublished" ON "dialogs" ("unpublished_since") WHERE "unpublished_since" IS NOT NULL;
--> statement-breakpoint
CREATE TABLE "dialog_history" (
  "id" uuid PRIMARY KEY,
  "dialog_id" uuid NOT NULL REFERENCES "dialogs" ("id") ON DELETE CASCADE,
  "version" integer NOT NULL,
  "entry" jsonb NOT NULL,
  "happened_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "dialog_history_by_dialog" ON "dialog_history" ("dialog_id", "version");
--> statement-breakpoint
CREATE TABLE "performed_actions" (
  "token_id" text NOT NULL,
  "action" text NOT NULL,
  "dialog_id" uuid NOT NULL,
  "version" integer NOT NULL,
  "expires_at" timestamp(3) with time zone NOT NULL,
  PRIMARY KEY ("token_id", "action")
);
--> statement-breakpoint
CREATE INDEX "performed_actions_by_expiry" ON "performed_actions" ("expires_at");
--> statement-breakpoint
CREATE TABLE "transmission_openings" (
  "transmission_id" uuid NOT NULL,
  "actor_id" text NOT NULL,
  PRIMARY KEY ("transmission_id", "actor_id")
);
--> statement-breakpoint
CREATE TABLE "creation_requests" (
  "client_id" text NOT NULL,
  "key" text NOT NULL,
  "body_hash" text NOT NULL,
  "dialog_id" uuid NOT NULL,
  "created_at" timestamp(3) with time zone NOT NULL DEFAULT now(),
  PRIMARY KEY ("client_id", "key")
);
