CREATE INDEX "creation_requests_by_age" ON "creation_requests" ("created_at");
