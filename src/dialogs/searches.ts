import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { normalPartyUrn } from 'nestjs-dialog-token';
import { invalidRequest } from '../http/validation.js';
import { DialogDefinitions } from './dialog-definitions.js';
import type { StateDescription } from './dialog-definition.js';
import {
  cursorOf,
  type SearchPage,
  type DialogSearch,
  type FoundDialog,
  largestPage,
  orderOf,
  type PageOptions,
  positionIn,
} from './search.js';
import { findPage } from './search.repository.js';

/** A dialog that was found, with what its definition tells the service owner of its state. */
interface DescribedDialog {
  readonly dialog: FoundDialog;
  readonly description: StateDescription;
}

/** Looks for dialogs, page by page, from an index. Deleted ones are found, too. */
@Injectable()
export class Searches {
  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
    private readonly definitions: DialogDefinitions,
  ) {}

  /**
   * The dialogs of some kinds.
   *
   * @param organization whose; default: those of all of `SERVICE_OWNER_ORGANIZATIONS`
   * @throws {Problem} `invalid-request` for a cursor that is not one of this search.
   */
  async find(
    serviceResources: readonly string[],
    search: DialogSearch,
    { after, limit = largestPage }: PageOptions,
    organization?: string,
  ): Promise<SearchPage<DescribedDialog>> {
    const order = orderOf(search);
    const position = after === undefined ? undefined : positionIn(after, order);
    if (after !== undefined && position === undefined) {
      throw invalidRequest([{ field: 'after', constraints: [{ name: 'isCursor' }] }]);
    }
    const scope = { serviceResources, owners: this.ownersFor(organization) };
    const wanted = { ...search, ...(search.party && { party: normalPartyUrn(search.party) }) };
    const range = { order, after: position, limit: Math.max(1, Math.min(limit, largestPage)) };
    const found = await this.database.run((queries) => findPage(queries, scope, wanted, range));
    const dialogs: DescribedDialog[] = [];
    const unreadable: string[] = [];
    for (const stored of found.dialogs) {
      const definition = this.definitions.of(stored.serviceResource);
      const state = definition?.read(stored.state);
      if (definition === undefined || state === undefined) unreadable.push(stored.id);
      else dialogs.push({ dialog: { ...stored, state }, description: definition.describe(state) });
    }
    return { dialogs, unreadable, ...(found.next && { next: cursorOf(order, found.next) }) };
  }

  /** A dialog of before owners were kept belongs to the first of the organisations. */
  private ownersFor(organization: string | undefined): readonly string[] {
    const organizations = this.settings.SERVICE_OWNER_ORGANIZATIONS;
    if (organization === undefined) return ['', ...organizations];
    return organization === organizations[0] ? ['', organization] : [organization];
  }
}
