CREATE TABLE "rounds" (
  "name" text PRIMARY KEY,
  "holder" uuid NOT NULL,
  "held_until" timestamp(3) with time zone NOT NULL,
  "done_at" timestamp(3) with time zone
);
