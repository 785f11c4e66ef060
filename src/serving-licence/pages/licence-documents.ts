import type { NamedActor } from '../../dialogs/dialogs.js';
import type { ShownDialog } from '../../dialogs/dialog.js';
import { formatDate, formatDateTime } from '../../embeds/date-format.js';
import { embed, type Embed, facts } from '../../embeds/markdown.js';
import type { Reader } from '../../embeds/reader.js';
import type { LicenceFile } from '../dialogs/attachments.js';
import { embedTexts } from '../embeds/embed-texts.js';
import type { Licence } from '../licence.js';
import { municipality } from '../texts.js';
import { decisionIn, groundsIn, statementsIn } from '../embeds/transmission-embed.js';

/** A document to keep, and the time of the newest thing that it tells of. */
export interface LicenceDocument {
  readonly content: Embed;
  readonly since: string;
}

type DocumentOf = (dialog: ShownDialog<Licence>, reader: Reader, actors: readonly NamedActor[]) => LicenceDocument;

/** Contents of each file: it is read apart from its dialog, so it names the applicant and the application itself. */
export const licenceDocuments: Readonly<Record<LicenceFile, DocumentOf>> = {
  application(dialog, reader, actors) {
    const { state: licence } = dialog;
    if (!('submittedAt' in licence)) throw new Error('only a submitted application can be kept');
    const content = embed(facts(...caseFacts(dialog, reader, actors)), statementsIn(licence, reader.language));
    return { content, since: 'signedAt' in licence ? licence.signedAt : licence.submittedAt };
  },
  decision(dialog, reader, actors) {
    const { state: licence } = dialog;
    if (licence.state !== 'decided') throw new Error('only a decided application has a decision');
    const { language } = reader;
    const { decidedAt } = licence;
    const content = embed(
      facts(...caseFacts(dialog, reader, actors), [embedTexts.decidedAt[language], formatDate(decidedAt, reader)]),
      decisionIn(licence, language),
      groundsIn(licence, language),
    );
    return { content, since: decidedAt };
  },
};

/** The applicant by name and, of an organisation, number; the municipality and case; the signer, and the time. */
function caseFacts(
  dialog: ShownDialog<Licence>,
  reader: Reader,
  actors: readonly NamedActor[],
): readonly (readonly [string, string | undefined])[] {
  const { language } = reader;
  const { party, state: licence, externalReference } = dialog;
  const signedAt = 'signedAt' in licence ? licence.signedAt : undefined;
  const submittedAt = 'submittedAt' in licence ? licence.submittedAt : undefined;
  const signer = actors.findLast(({ did }) => did === 'SignatureProvided');
  return [
    [embedTexts.applicant[language], applicantName(party, actors)],
    [embedTexts.organisationNumber[language], organisationNumberOf(party)],
    [embedTexts.municipality[language], municipality[language]],
    [embedTexts.reference[language], externalReference],
    [embedTexts.submittedAt[language], submittedAt && formatDateTime(submittedAt, reader)],
    [embedTexts.signedBy[language], signedAt && signer?.name],
    [embedTexts.signedAt[language], signedAt && formatDateTime(signedAt, reader)],
  ];
}

/** The name of the party that applies, once it has done something in the dialog. */
export function applicantName(party: string, actors: readonly NamedActor[]): string | undefined {
  return actors.find(({ urn }) => urn?.toLowerCase() === party.toLowerCase())?.name;
}

/** The number of an organisation as it is written, in groups of three. A person's number is written nowhere. */
export function organisationNumberOf(party: string): string | undefined {
  const [, ...groups] = /^urn:altinn:organization:identifier-no:(\d{3})(\d{3})(\d{3})$/.exec(party) ?? [];
  return groups.length === 0 ? undefined : groups.join(' ');
}
