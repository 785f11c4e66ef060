import { Body, Get, Module, Param, Post } from '@nestjs/common';
import { IsIn, IsObject, IsOptional, IsString } from 'class-validator';
import { Caller, DialogEndpoint, type DialogToken, RequireAction } from 'nestjs-dialog-token';
import type { Delivery } from '../../src/delivery/delivery.js';
import type { DialogDefinition, TransmissionView } from '../../src/dialogs/dialog-definition.js';
import { Dialogs } from '../../src/dialogs/dialogs.js';
import { DialogsModule } from '../../src/dialogs/dialogs.module.js';
import { correction, representative, transmission } from '../../src/dialogs/history.js';
import type { ServiceOwnerRequest } from '../../src/dialogs/idempotency.js';
import { idInPath } from '../../src/dialogs/uuid-v7.js';
import { Embeds, ForReader } from '../../src/embeds/embeds.decorator.js';
import { embed, type Embed, paragraph } from '../../src/embeds/markdown.js';
import type { Reader } from '../../src/embeds/reader.js';
import type { Feature } from '../../src/feature.js';
import {
  ApiIdempotencyKey,
  IdentifiedBy,
  ServiceOwnerEndpoint,
} from '../../src/service-owner/service-owner-endpoint.decorator.js';
import { WriteActions } from '../../src/write-actions/write-actions.decorator.js';
import { tallyFeature } from '../tally/index.js';
import { tallyResource } from '../tally/tally.js';

/** A correspondence: the service owner sends letters, each with words and files of its own, and the party replies to one. */
export type Letters = { readonly state: 'open'; readonly sent: number };

/** Content of one letter. */
export interface Letter {
  readonly subject: string;
  readonly files?: readonly string[];
  readonly reference?: string;
}

export type LettersChange =
  | { readonly type: 'send'; readonly key?: string; readonly follows?: string; readonly letter: Letter }
  | { readonly type: 'correct'; readonly corrects: string; readonly letter: Letter }
  | { readonly type: 'reply'; readonly to: string; readonly words: string };

const same = (text: string) => ({ nb: text, nn: text, en: text });
const reply = { type: 'reply', to: 'first', words: 'Yes' } as const;
const letter: Letter = { subject: 'A letter', files: ['map'], reference: 'case-1' };

const letterView: TransmissionView<Letter> = {
  type: 'Information',
  title: same('Letter'),
  about: (stored) => {
    const { subject } = Object(stored) as Partial<Letter>;
    return typeof subject === 'string' ? (stored as Letter) : undefined;
  },
  show: ({ about: { subject, reference } }) => ({
    title: same(subject),
    summary: same(`About ${subject}`),
    extendedType: 'urn:letters:letter',
    ...(reference !== undefined && { externalReference: reference }),
  }),
  embed: (dialogId, id) => `/letters/${dialogId}/${id}`,
  attachments: (dialogId, { about: { files = [] } }) =>
    files.map((name) => ({
      name,
      displayName: same(name),
      mediaType: 'application/pdf',
      path: (id: string) => `/letters/${dialogId}/files/${id}`,
      consumers: ['Api'],
    })),
  links: () => [{ title: same('Maps'), path: 'https://maps.example/letters' }],
};

export const letters: DialogDefinition<Letters, LettersChange, 'letter' | 'reply', undefined> = {
  serviceResource: tallyResource,
  initial: () => ({ state: 'open', sent: 0 }),
  examples: [{ state: 'open', sent: 0 }],
  exampleChanges: [{ type: 'send', key: 'first', letter }, { type: 'correct', corrects: 'first', letter }, reply],
  transmissions: {
    letter: letterView,
    reply: {
      type: 'Submission',
      title: same('Reply'),
      embed: (dialogId, id) => `https://replies.example/${dialogId}/${id}`,
      show: ({ about }: { about: unknown }) => ({ summary: same(String(about)) }),
    },
  },
  read: (stored) => stored as Letters,
  apply: (state) => ({ ...state, sent: state.sent + 1 }),
  isDeleted: () => false,
  history: (change, actor, party) => {
    switch (change.type) {
      case 'send': {
        const { key, follows: relatedTo, letter: about } = change;
        return [transmission('letter', actor, { about, ...(key && { key }), ...(relatedTo && { relatedTo }) })];
      }
      case 'correct':
        return [correction(change.corrects, change.letter)];
      case 'reply':
        return [transmission('reply', representative(party), { about: change.words, relatedTo: change.to })];
    }
  },
  describe: (state) => ({ ...state }),
  view: ({ state: { sent } }) => ({
    status: 'InProgress',
    title: same('Letters'),
    summary: same(`${sent} changes`),
    guiActions: [],
  }),
};

class LettersDto {
  @IsIn(['send', 'correct', 'reply'])
  readonly type: LettersChange['type'];

  @IsOptional()
  @IsString()
  readonly key?: string;

  @IsOptional()
  @IsString()
  readonly follows?: string;

  @IsOptional()
  @IsString()
  readonly corrects?: string;

  @IsOptional()
  @IsString()
  readonly to?: string;

  @IsOptional()
  @IsString()
  readonly words?: string;

  @IsOptional()
  @IsObject()
  readonly letter?: Letter;
}

@ServiceOwnerEndpoint('service-owner/letters/:dialogId')
@WriteActions()
class LettersServiceOwnerController {
  constructor(private readonly all: Dialogs<typeof letters>) {}

  @Post()
  @ApiIdempotencyKey('optional')
  change(
    @Param('dialogId') dialogId: string,
    @Body() body: LettersDto,
    @IdentifiedBy('optional') request: ServiceOwnerRequest,
  ): Promise<Delivery> {
    return this.all.changeAsServiceOwner(idInPath(dialogId), { ...body } as LettersChange, request);
  }
}

@DialogEndpoint('letters/:dialogId')
@Embeds()
class LettersEmbedController {
  constructor(private readonly all: Dialogs<typeof letters>) {}

  @Get('files/:attachmentId')
  @RequireAction('read')
  async file(@Caller() caller: DialogToken, @Param('attachmentId') id: string): Promise<Embed> {
    const found = (await this.all.attachmentsOf(await this.all.read(caller))).get(idInPath(id));
    const { about } = found!.transmission!.sent;
    return embed(paragraph(`${found!.attachment.name} of ${(about as Letter).subject}`));
  }

  @Get(':transmissionId')
  @RequireAction('read')
  async letter(
    @Caller() caller: DialogToken,
    @ForReader() reader: Reader,
    @Param('transmissionId') id: string,
  ): Promise<Embed> {
    const { sent } = await this.all.readTransmission(caller, idInPath(id), reader);
    return embed(paragraph((sent.about as Letter).subject));
  }
}

@Module({
  imports: [DialogsModule.forFeature(letters)],
  controllers: [LettersServiceOwnerController, LettersEmbedController],
})
class LettersModule {}

export const lettersFeature: Feature = { ...tallyFeature, module: LettersModule, definitions: [letters] };
