CREATE INDEX IF NOT EXISTS "dialogs_by_state" ON "dialogs" ("service_resource", (state ->> 'state'), (coalesce(owner, '')), "changed_at", "id");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "dialogs_by_change" ON "dialogs" ("service_resource", (coalesce(owner, '')), "changed_at", "id");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "dialogs_by_creation" ON "dialogs" ("service_resource", (coalesce(owner, '')), "created_at", "id");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "dialogs_by_party" ON "dialogs" ("party", "changed_at", "id");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "dialogs_by_reference" ON "dialogs" ("external_reference", "changed_at", "id") WHERE external_reference IS NOT NULL;
