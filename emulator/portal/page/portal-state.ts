import type { Dialog, DialogSummary, Directory, Party, Persona } from './dialog-types.js';
import { Embeds } from './embeds.js';
import { type Folder, folderFilters, folders } from './folders.js';
import { Graphql } from './graphql.js';
import { chosenLanguage, type Language, preferred, rememberLanguage } from './language.js';
import { OpenDialog } from './open-dialog.js';
import { Recorder } from './recorder.js';
import { Snackbar } from './snackbar.js';
import { type Texts, texts } from './texts.js';

/** Everything that the page shows, and what changes it. */
export class Portal {
  language: Language = chosenLanguage();
  personas: readonly Persona[] = [];
  persona: Persona | undefined;
  hasDesk = false;
  parties: readonly Party[] = [];
  /** The party that the dialogs listed belong to; none: all parties. */
  party: string | undefined;
  folder: Folder = 'inbox';
  /** None: they are on their way. */
  dialogs: readonly DialogSummary[] | undefined;
  /** Whether Dialogporten gave no answer. */
  isFailed = false;
  /** The dialog that is open. */
  opened: OpenDialog | undefined;
  readonly recorder: Recorder;
  readonly embeds: Embeds;
  readonly snackbar: Snackbar;
  #graphql: Graphql | undefined;
  #owners: Directory['owners'] = {};
  #listings = 0;
  #asked = 0;

  /** @param changed draws the page again */
  constructor(readonly changed: () => void) {
    this.recorder = new Recorder(changed);
    this.embeds = new Embeds(this.recorder, changed);
    this.snackbar = new Snackbar(changed);
  }

  get texts(): Texts {
    return texts[this.language];
  }

  get graphql(): Graphql {
    if (!this.#graphql) throw new Error('nobody is logged in');
    return this.#graphql;
  }

  /** Title of the browser's tab. */
  get title(): string {
    if (!this.persona) return this.texts.choosePersona;
    const title = this.opened?.dialog && preferred(this.opened.dialog.content.title.value, this.language);
    return title ?? (this.opened?.refusal ? this.texts.notFound : this.texts[this.folder]);
  }

  get folderPath(): string {
    return this.pathOf(this.folder);
  }

  pathOf(folder: Folder): string {
    return `/portal/${this.persona?.id}/${folder}`;
  }

  /** A dialog's path names the folder that it was opened from. */
  dialogPath(id: string, personaId = this.persona?.id): string {
    return `/portal/${personaId}/${this.folder}/${id}`;
  }

  async start(path: string): Promise<void> {
    const { personas, owners, hasDesk } = (await (await fetch('/emulator/directory')).json()) as Directory;
    this.personas = personas;
    this.#owners = owners;
    this.hasDesk = hasDesk;
    await this.visit(path);
  }

  /** Shows what a path of the page names: `/portal/{persona}/{folder}/{dialogId}`. */
  async visit(path: string): Promise<void> {
    const [, , personaId, folder, dialogId] = path.split('/');
    this.#close();
    this.folder = folders.find((name) => name === folder) ?? 'inbox';
    this.dialogs = undefined;
    await this.#asking(async () => {
      await this.#logIn(this.personas.find(({ id }) => id === personaId));
      this.changed();
      if (this.persona) await (dialogId === undefined ? this.loadList() : this.#open(dialogId));
    });
    document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  async chooseParty(party: string | undefined): Promise<void> {
    this.party = party;
    await this.#asking(() => this.loadList());
  }

  async loadList(): Promise<void> {
    const party = this.party === undefined ? this.parties.map((one) => one.party) : [this.party];
    const turn = ++this.#listings;
    const dialogs = await this.graphql.search({ party, ...folderFilters[this.folder] });
    // The user may have gone on meanwhile.
    if (turn !== this.#listings) return;
    this.dialogs = dialogs;
    this.changed();
  }

  speak(language: Language): void {
    this.language = language;
    rememberLanguage(language);
    this.changed();
  }

  /** Sender of a dialog: the name in its content, else that of its service owner. */
  senderOf(dialog: DialogSummary): string {
    return preferred(dialog.content.senderName?.value, this.language) || this.ownerOf(dialog);
  }

  /** The name of its service owner. */
  ownerOf({ org }: DialogSummary): string {
    return this.#owners[org] ?? org;
  }

  /** Whom a dialog is for. Like the real one, it says the user's own name where the party is none that it knows. */
  recipientOf({ party }: DialogSummary): string {
    const recipient = this.parties.find((one) => one.party === party);
    return (recipient ?? this.parties.find(({ isCurrentEndUser }) => isCurrentEndUser))?.name ?? '';
  }

  /** Goes to where the real portal goes, and moves the dialog that was open. */
  async move(dialog: Dialog, label: 'DEFAULT' | 'ARCHIVE' | 'BIN'): Promise<void> {
    const { movedToInbox, movedToArchive, movedToBin, notMovedToInbox, notMovedToArchive, notMovedToBin } = this.texts;
    const moved = { DEFAULT: movedToInbox, ARCHIVE: movedToArchive, BIN: movedToBin }[label];
    const notMoved = { DEFAULT: notMovedToInbox, ARCHIVE: notMovedToArchive, BIN: notMovedToBin }[label];
    const { graphql } = this;
    void this.leaveTo(label === 'DEFAULT' ? this.pathOf('inbox') : this.folderPath);
    const isMoved = await graphql.setLabel(dialog.id, label).catch(() => false);
    this.snackbar.show(isMoved ? moved : notMoved, isMoved ? 'success' : 'danger');
    if (!this.opened) await this.#asking(() => this.loadList());
  }

  async leaveTo(path: string): Promise<void> {
    history.pushState(null, '', path);
    await this.visit(path);
  }

  /** Does what needs Dialogporten's answer, and shows when there is none. */
  async #asking(work: () => Promise<void>): Promise<void> {
    const turn = ++this.#asked;
    this.isFailed = false;
    try {
      await work();
    } catch {
      if (turn !== this.#asked) return;
      this.isFailed = true;
      this.changed();
    }
  }

  async #logIn(persona: Persona | undefined): Promise<void> {
    if (this.persona === persona) return;
    this.persona = persona;
    this.party = undefined;
    this.parties = [];
    this.embeds.clear();
    this.recorder.clear();
    this.#graphql = persona && new Graphql(this.recorder, persona.id);
    if (persona) this.parties = await this.graphql.parties();
  }

  async #open(dialogId: string): Promise<void> {
    const opened = new OpenDialog(this, dialogId);
    this.opened = opened;
    await opened.reload();
    if (this.opened === opened && opened.dialog) opened.follow();
  }

  #close(): void {
    this.opened?.close();
    this.opened = undefined;
    this.embeds.leave();
  }
}
