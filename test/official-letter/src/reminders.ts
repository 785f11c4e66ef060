import { Injectable } from '@nestjs/common';
import { EffectHandler, type EffectOutcome } from '../../../src/effects/effect-handler.decorator.js';
import { officialLetter } from './official-letter.definition.js';

/** The reminder, when its time has come and the recipient has not confirmed. */
@Injectable()
export class Reminders {
  @EffectHandler(officialLetter, 'remind')
  remind(): EffectOutcome<typeof officialLetter> {
    return Promise.resolve({ type: 'remind' });
  }
}
