/**
 * Requests of an orchestrator, by their route or by their URL as it was sent: they have no limit, and are answered until the
 * process ends.
 */
export const forOrchestrators = /^\/(?:health\/|metrics\/?(?:\?|$))/;

/** Routes for operators: health, metrics, documentation. */
export const operationsRoute = /^\/(?:health\/|metrics$|docs)/;
