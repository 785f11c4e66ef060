import { describeChange } from './announcement.js';
import { dateText } from './dates.js';
import type { Dialog, Explanation, GuiAction, Persona, ProviderRequest } from './dialog-types.js';
import type { Embeds } from './embeds.js';
import type { Graphql, Refusal } from './graphql.js';
import { type Language, preferred } from './language.js';
import { subscribe } from './live-events.js';
import type { Recorder } from './recorder.js';
import type { Snackbar } from './snackbar.js';
import { filled, type Texts } from './texts.js';
import { type Outcome, performAction } from './write-action.js';

/** The real portal renews the token, and with it the dialog, that often. */
const renewalMs = 9 * 60_000;
const longMessageMs = 10_000;

/** Outcome of the last press of a button, for developers. */
export type LastPress = { readonly action: string; readonly outcome: Outcome | { readonly type: 'declined' } };

/** The page around an open dialog. */
interface Surroundings {
  readonly persona: Persona | undefined;
  readonly language: Language;
  readonly texts: Texts;
  readonly folderPath: string;
  readonly graphql: Graphql;
  readonly recorder: Recorder;
  readonly embeds: Embeds;
  readonly snackbar: Snackbar;
  readonly changed: () => void;
  leaveTo(path: string): Promise<void>;
}

/** The dialog that is open, kept up to date as long as it is. */
export class OpenDialog {
  /** None: it is on its way, or refused. */
  dialog: Dialog | undefined;
  refusal: Refusal | undefined;
  explanations: readonly Explanation[] = [];
  providerRequests: readonly ProviderRequest[] = [];
  lastPress: LastPress | undefined;
  /** Announcement for screen readers: how the last update changed the dialog. */
  announcement = '';
  /** How many times in a row the connection for events broke. */
  streamBreaks = 0;
  /** Transmissions whose accordion has been opened: their embeds are fetched then, and not before. */
  readonly openTransmissions = new Set<string>();
  /** The portal shows the latest three threads of transmissions, and the others when asked. */
  showsAllTransmissions = false;
  /** Of which action the answer is awaited, and of which the update of the dialog. */
  #loadingAction = '';
  #updatingAction = '';
  #endings: (() => void)[] = [];
  #reloads = 0;

  constructor(
    private readonly portal: Surroundings,
    readonly id: string,
  ) {}

  /** The button turns until there is an answer and, after one that is ok, until the dialog is updated. */
  isBusy({ id }: GuiAction): boolean {
    return id === this.#loadingAction || id === this.#updatingAction;
  }

  /** Fetches the dialog with a new token. Of answers that overtake each other, that to the latest request counts. */
  async reload(): Promise<void> {
    const turn = ++this.#reloads;
    const answer = await this.portal.graphql.dialog(this.id);
    if (turn !== this.#reloads) return;
    this.dialog = typeof answer === 'string' ? undefined : answer;
    this.refusal = typeof answer === 'string' ? answer : undefined;
    this.portal.changed();
    await this.#loadDeveloperDetails();
  }

  /** Listens for events, and renews the token in time and whenever the page is shown again. */
  follow(): void {
    const { recorder, embeds } = this.portal;
    // While Dialogporten gives no answer, the page keeps its contents.
    const reload = () => this.reload().catch(() => undefined);
    const timer = setInterval(() => {
      if (!document.hidden) void reload();
    }, renewalMs);
    const end = subscribe(recorder, {
      dialogId: this.id,
      token: () => this.dialog?.dialogToken ?? '',
      refresh: async () => {
        await reload();
        embeds.tryAgain(this.dialog?.dialogToken ?? '');
      },
      onEvent: (type) => {
        this.#updatingAction = '';
        if (type === 'DIALOG_UPDATED') void this.#update().catch(() => undefined);
        else void this.portal.leaveTo(this.portal.folderPath);
      },
      onBreaks: (breaks) => {
        if (breaks === this.streamBreaks) return;
        this.streamBreaks = breaks;
        this.portal.changed();
      },
    });
    this.#endings = [end, () => clearInterval(timer)];
  }

  close(): void {
    for (const end of this.#endings) end();
  }

  /** Fetches what an event tells of, and says how the dialog has changed. */
  async #update(): Promise<void> {
    const before = this.dialog;
    await this.reload();
    if (before && this.dialog)
      this.announcement = describeChange(before, this.dialog, this.portal) || this.announcement;
    this.portal.changed();
  }

  openTransmission(id: string): void {
    this.openTransmissions.add(id);
    this.portal.changed();
  }

  toggleAllTransmissions(): void {
    this.showsAllTransmissions = !this.showsAllTransmissions;
    this.portal.changed();
  }

  async press(action: GuiAction): Promise<void> {
    const { recorder, language } = this.portal;
    const prompt = preferred(action.prompt, language);
    this.#loadingAction = action.id;
    this.#updatingAction = action.id;
    this.announcement = '';
    this.portal.changed();
    // Like the real one: when the user declines, the button goes on turning until the dialog is updated.
    if (prompt && !window.confirm(prompt)) return this.#ended(action, { type: 'declined' });
    if (action.httpMethod === 'GET') return location.assign(action.url);
    const outcome = await performAction(recorder, action, this.dialog?.dialogToken ?? '');
    if (outcome.type !== 'accepted') this.#updatingAction = '';
    this.#tell(outcome);
    this.#ended(action, outcome);
    await this.#loadDeveloperDetails();
  }

  #ended({ action }: GuiAction, outcome: LastPress['outcome']): void {
    this.#loadingAction = '';
    this.lastPress = { action, outcome };
    this.portal.changed();
  }

  /** Announces a refusal in general wordsand without its body; a request without a response is not announced. */
  #tell(outcome: Outcome): void {
    const { snackbar, texts, language } = this.portal;
    if (outcome.type === 'failed') snackbar.show(texts.actionFailed, 'danger');
    if (outcome.type !== 'too-early') return;
    const date = dateText(outcome.deletionAllowedAt, language);
    snackbar.show(
      filled(texts.deletableFrom, { days: String(outcome.gracePeriodDays), date }),
      'danger',
      longMessageMs,
    );
  }

  async #loadDeveloperDetails(): Promise<void> {
    const response = await fetch(`/emulator/personas/${this.portal.persona?.id}/dialogs/${this.id}`);
    if (!response.ok) return;
    const { actions, requests } = (await response.json()) as { actions: Explanation[]; requests: ProviderRequest[] };
    this.explanations = actions;
    this.providerRequests = requests;
    this.portal.changed();
  }
}
