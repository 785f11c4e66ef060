/** What is said of handlers, by `Class.method`. */
export const handlerComments: Readonly<Record<string, string>> = {
  "LoginController.logOut": "Logs out here, and then at ID-porten. A page of another site cannot have it done.",
  "LoginController.frontChannel": "Logs out a visitor who has logged out at ID-porten: it calls this in a frame, and so without our cookie.",
  "HealthController.live": "Says that the process answers. What it depends on does not matter here: a restart would not mend it.",
  "HealthController.ready": "Says whether requests can be served. `checks` names what is not as it should be.",
  "MetricsController.read": "Tells what is measured, in the text format of Prometheus.",
  "ServiceOwnerController.open": "Opens a dialog. Dialogporten shows it at once, or as soon as it can be reached. The same `Idempotency-Key` and body again gets the same answer.",
  "ServiceOwnerController.list": "Finds dialogs of the caller's organisation, a page at a time, deleted ones too. All that the query gives has to hold. To find those of a party, or by a reference that tells of a person, send the search as a body.",
  "ServiceOwnerController.search": "Finds dialogs as a query does, by party too: a body is not logged on its way, as addresses are. Changes nothing.",
  "ServiceOwnerController.find": "Reads a dialog. It can be read when it has been deleted, too; `delivery` says whether Dialogporten has its newest version.",
  "LicenceDecisionController.decide": "Decides an application that awaits it. The decision comes into the dialog. The same `Idempotency-Key` and body again is answered as the first time.",
  "LicenceEmbedsController.dialog": "Shows the application inside its dialog. It is written for the reader: in their language, with times of their zone, by what they may do.",
  "LicenceEmbedsController.transmission": "Shows the application that was submitted, or the decision. Every reader of the dialog may read the application. Which of the two a transmission is, and which of the three grants opens it, is known only when it is read.",
  "LicenceFilesController.download": "Gives a file of the application. Who comes without a dialog token logs in at ID-porten.",
  "LicencePageController.page": "Shows the application to a visitor who has logged in.",
  "LicenceStatementsController.add": "Adds a statement to an application that has not been submitted. The same token and statement again adds none.",
  "LicenceWriteActionsController.confirm": "Confirms that the applicant wants the licence renewed. The application is then a draft.",
  "LicenceWriteActionsController.submit": "Submits the draft. It comes into the dialog as the party's own transmission, and awaits its signature.",
  "LicenceWriteActionsController.sign": "Signs what was submitted. The application then awaits the decision.",
  "LicenceWriteActionsController.withdraw": "Withdraws the application, before it is decided. The dialog is deleted.",
  "LicenceWriteActionsController.delete": "Deletes the dialog. Before the decision that withdraws the application; after it, it must have been kept for a while."
};
