import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { Page } from './pages.js';

interface Schema {
  readonly $ref?: string;
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}

const published = createRequire(import.meta.url).resolve('@digdir/dialogporten-schema/swagger.verified.json');
// It begins with a byte order mark.
const contract = JSON.parse(readFileSync(published, 'utf8').trim()) as {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};
const { schemas } = contract.components;

/** Texts in several languages, however they are wrapped. */
const isText = (name: string) => /ContentValue|Localization$/.test(name);

function named({ $ref, oneOf = [] }: Schema): string | undefined {
  return $ref?.split('/').at(-1) ?? oneOf.map(named).find(Boolean);
}

/** The paths of all fields of a model, down to what has no fields itself. */
function fieldsOf(name: string, before = ''): string[] {
  return Object.entries(schemas[name]?.properties ?? {}).flatMap(([property, schema]) => {
    const path = `${before}${property}${schema.items === undefined ? '' : '[]'}`;
    const model = named(schema.items ?? schema);
    const isModel = model !== undefined && !isText(model) && schemas[model]?.properties !== undefined;
    return isModel ? fieldsOf(model, `${path}.`) : [path];
  });
}

const model = (command: string) => fieldsOf(`V1ServiceOwnerDialogsCommands${command}_Dialog`);
const rows = new Page('docs/dialog-fields.md').rows('Field by field');

describe('the table of the fields of a dialog', () => {
  it('has every field of the contract’s models to create and to update a dialog, once, and no other', () => {
    const fields = new Set([...model('Create'), ...model('Update')]);
    expect(fields.size).toBeGreaterThan(80);
    expect(rows.map(([field]) => field).toSorted()).toEqual([...fields].toSorted());
  });

  it('says of each who sets it', () => {
    const kinds = new Set(rows.map(([, by]) => by));
    expect([...kinds].toSorted()).toEqual(['definition', 'left out', 'machinery']);
  });
});
