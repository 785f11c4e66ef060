CREATE TABLE "ledger" (
	"dialog_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"amount" integer NOT NULL,
	CONSTRAINT "ledger_dialog_id_version_pk" PRIMARY KEY("dialog_id","version")
);
