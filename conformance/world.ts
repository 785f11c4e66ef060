import { agrees, uuid } from './agreement.js';
import { type Answer, Caller, type Credentials } from './caller.js';
import { type Name, names, type Need, type Role, roles } from './needs.js';
import { content, newId } from './samples.js';

/** A platform to ask, and by whom. */
export interface Platform {
  /** Dialogporten's base URI, without `/api/v1`. */
  readonly url: string;
  /** Dialogporten's issuer; by default `<url>/api/v1`. */
  readonly issuer?: string;
  readonly serviceResource: string;
  readonly party: string;
  readonly owner: Credentials;
  readonly roles: Readonly<Partial<Record<Role, Credentials>>>;
  readonly names: Readonly<Partial<Record<Name, string>>>;
  /** Has it no switches for local development? Then nothing is excused by them. */
  readonly complete?: boolean;
}

/** As much of a dialog as the checks look into by name. */
export interface Dialog {
  readonly id: string;
  readonly revision: string;
  readonly updatedAt: string;
  readonly contentUpdatedAt: string;
  readonly dialogToken: string;
  readonly guiActions: readonly Entity[];
  readonly apiActions: readonly Entity[];
  readonly attachments: readonly Entity[];
  readonly transmissions: readonly Entity[];
  readonly activities: readonly Entity[];
}

interface Entity {
  readonly id: string;
  readonly [field: string]: unknown;
}

type Fields = Readonly<Record<string, unknown>>;
type Query = Readonly<Record<string, string>>;

export const anonymous: Credentials = async () => ({});

/** Context of a check: a platform, its callers, and the dialogs created in the run. */
export class World {
  readonly owner: Caller;
  readonly nobody: Caller;
  readonly #made = new Set<string>();

  /** @param lacking what the platform or its callers have not got */
  constructor(
    readonly platform: Platform,
    readonly lacking: ReadonlySet<Need>,
  ) {
    this.owner = new Caller('the service owner', platform.url, 'serviceowner', platform.owner);
    this.nobody = new Caller('nobody', platform.url, 'serviceowner', anonymous);
  }

  get issuer(): string {
    return this.platform.issuer ?? `${this.platform.url}/api/v1`;
  }

  /** A caller other than the service owner; end users call their own API. */
  as(role: Role): Caller {
    const credentials = this.platform.roles[role];
    if (!credentials) throw new Error(`no token was given for ${roles[role]}`);
    const isServiceOwner = role === 'other owner' || role === 'owner without search' || role === 'caller without scope';
    return new Caller(roles[role], this.platform.url, isServiceOwner ? 'serviceowner' : 'enduser', credentials);
  }

  name(name: Name): string {
    const value = this.platform.names[name];
    if (value === undefined) throw new Error(`it was not said which is ${names[name]}`);
    return value;
  }

  /** An id for a dialog, which is removed afterwards. */
  newId(): string {
    const id = newId();
    this.#made.add(id);
    return id;
  }

  /** A dialog to create: as small as it may be, except for what is given. */
  newDialog(fields: Fields = {}) {
    const { serviceResource, party } = this.platform;
    return { serviceResource, party, content: content(), ...fields };
  }

  /** Sends a dialog for creation, and returns any answer. */
  async offer(fields: Fields = {}, query: Query = {}): Promise<Answer> {
    const answer = await this.owner.post('/dialogs', this.newDialog(fields), { query });
    if (answer.status === 201) this.#made.add(String(answer.body));
    return answer;
  }

  /** Creates a dialog, and returns its id. */
  async make(fields: Fields = {}, query: Query = {}): Promise<string> {
    const answer = await this.offer(fields, query);
    agrees(answer, { status: 201, body: uuid });
    return answer.body as string;
  }

  /** The dialog, as its service owner reads it. */
  async read(id: string): Promise<Dialog> {
    const answer = await this.owner.get(`/dialogs/${id}`);
    agrees(answer, { status: 200, body: { id } });
    return answer.body as Dialog;
  }

  /** The dialog, as an end user reads it. */
  async readAs(role: Role, id: string): Promise<Dialog> {
    const answer = await this.as(role).get(`/dialogs/${id}`);
    agrees(answer, { status: 200, body: { id } });
    return answer.body as Dialog;
  }

  /** Changes a dialog, and sees that it worked. */
  async replace(id: string, body: Fields, query: Query = {}): Promise<void> {
    agrees(await this.owner.put(`/dialogs/${id}`, body, { query }), { status: 204 });
  }

  /** Soft-deletes a dialog, and sees that it worked. */
  async remove(id: string): Promise<void> {
    agrees(await this.owner.delete(`/dialogs/${id}`), { status: 204 });
  }

  /** Purges what was made, as far as it is there. */
  async tidy(): Promise<void> {
    const made = [...this.#made];
    this.#made.clear();
    await Promise.all(made.map((id) => this.owner.post(`/dialogs/${id}/actions/purge`)));
  }
}

/** Lets the time pass that a clock of milliseconds needs to tell what is done before from what is done after. */
export async function aMomentLater(): Promise<void> {
  const end = Date.now() + 2;
  while (Date.now() < end) await new Promise(setImmediate);
}
