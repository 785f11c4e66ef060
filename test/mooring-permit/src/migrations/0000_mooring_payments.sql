CREATE TABLE "mooring_payments" (
	"dialog_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"owner" text,
	"amount" integer NOT NULL,
	"receipt" text,
	"paid_at" timestamp with time zone,
	CONSTRAINT "mooring_payments_dialog_id_version_pk" PRIMARY KEY("dialog_id","version"),
	CONSTRAINT "mooring_payments_receipt_unique" UNIQUE("receipt")
);
--> statement-breakpoint
CREATE INDEX "mooring_payments_paid_at" ON "mooring_payments" USING btree ("owner","paid_at") WHERE "paid_at" IS NOT NULL;
