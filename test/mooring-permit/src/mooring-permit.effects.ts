import { Injectable } from '@nestjs/common';
import { representative } from '../../../src/dialogs/history.js';
import {
  EffectHandler,
  type EffectOutcome,
  type EffectToMake,
  OnBehalf,
} from '../../../src/effects/effect-handler.decorator.js';
import { Documents } from '../../../src/embeds/documents.js';
import { mooringPermit } from './mooring-permit.definition.js';
import { decisionEmbed } from './mooring-permit.embed.js';
import { Archive, PaymentProvider } from './other-systems.js';
import { decisionTexts } from './texts.js';

type Made = EffectToMake<typeof mooringPermit>;
type Outcome = EffectOutcome<typeof mooringPermit>;

/** The reader of the document that is kept: the language of the case. */
const reader = { language: 'nb', timeZone: 'Europe/Oslo' } as const;

/** Effects of the changes, and how their outcomes are stored. */
@Injectable()
export class MooringPermitEffects {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly archive: Archive,
    private readonly documents: Documents,
  ) {}

  @EffectHandler(mooringPermit, 'charge')
  async charge({ id: idempotencyKey, dialog: { party, state }, signal }: Made): Outcome {
    if (state.state !== 'paying') return undefined;
    const { fee: amount, agreement } = state;
    const receipt = await this.provider.charge({ amount, agreement, idempotencyKey, signal });
    return receipt === undefined
      ? { type: 'refuse-payment' }
      : new OnBehalf({ type: 'paid', receipt } as const, representative(party));
  }

  @EffectHandler(mooringPermit, 'lapse')
  lapse(): Outcome {
    return Promise.resolve({ type: 'lapse' });
  }

  @EffectHandler(mooringPermit, 'archive')
  async keep({ id: key, dialog: { state }, signal }: Made): Outcome {
    if (state.state !== 'decided') return undefined;
    const { decision, decidedAt } = state;
    const { language } = reader;
    const facts = { title: decisionTexts.title[language], language, date: new Date(decidedAt) };
    const content = await this.documents.pdf(decisionEmbed(decision, reader), facts);
    return { type: 'archive', decision, document: await this.archive.keep(key, Buffer.from(content), signal) };
  }
}
