CREATE TABLE "sessions" (
  "id" uuid PRIMARY KEY,
  "id_porten_session" text NOT NULL,
  "expires_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "sessions_by_id_porten_session" ON "sessions" ("id_porten_session");
--> statement-breakpoint
CREATE INDEX "sessions_by_expiry" ON "sessions" ("expires_at");
