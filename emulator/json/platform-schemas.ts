import { openApi, type Schema } from '../validation/openapi-document.js';
import type { Schemas } from './json-reader.js';

/**
 * The Dialogporten that is played: that of today, or 1.119.1, which ignores authorization contexts and asks for
 * `transmissionread` where later ones ask for `read`.
 */
export type PlatformVersion = 'today' | '1.119.1';

/*
 * The newest OpenAPI document on npm (1.118.6) does not know authorization contexts. They are added here to
 * the schemas of the parts that may have one; 1.119.1 reads without them.
 */
const context: Schema = {
  type: 'object',
  nullable: true,
  properties: {
    serviceResource: { type: 'string', nullable: true },
    additionalResourceAttribute: { type: 'string', nullable: true },
    parties: { type: 'array', items: { type: 'string' } },
    includeDialogParty: { type: 'boolean' },
    action: { type: 'string', nullable: true },
    tokenRef: { type: 'string', nullable: true },
    unauthorizedPresentation: { type: 'string', nullable: true, enum: ['Disabled', 'Excluded'] },
  },
};

const partsWithContext =
  /Commands(?:Create|Update|CreateTransmission|UpdateTransmission)_(?:GuiAction|ApiAction|(?:Transmission)?Attachment|Transmission(?:Request|NavigationalAction)?)$/;

function withContext(schema: Schema): Schema {
  const { action, ...properties } = schema['properties'] as Record<string, Schema>;
  // The context says which action, so that there need not be one beside it.
  const loosened = action && { action: { ...action, nullable: true } };
  return { ...schema, properties: { ...properties, ...loosened, authorizationContext: context } };
}

const { schemas } = openApi.components;
const withContexts = Object.fromEntries(
  Object.entries(schemas).map(([name, schema]) => [name, partsWithContext.test(name) ? withContext(schema) : schema]),
);

/** The schemas by which that version reads. */
export const platformSchemas: Readonly<Record<PlatformVersion, Schemas>> = { '1.119.1': schemas, today: withContexts };
