import { describe, expect, it } from '@jest/globals';
import { refusalOf } from '../testing/answers.js';
import { activity, newDialog } from '../testing/dialogs.js';
import { startedForTests } from '../testing/started-for-tests.js';

const started = startedForTests();

describe('changes of a dialog at the same time', () => {
  it('are refused all but the first, when none of them says which revision it knows', async () => {
    const id = await started.provider.create(newDialog());
    const append = () => started.provider.call('POST', `/dialogs/${id}/activities`, activity());

    const refused: Response[] = [];
    // Six connections need not arrive at the same time, however they are sent.
    while (refused.length === 0) {
      const answers = await Promise.all(Array.from({ length: 6 }, append));
      expect(answers.some(({ status }) => status === 201)).toBe(true);
      refused.push(...answers.filter(({ status }) => status !== 201));
    }

    expect(await refusalOf(refused[0]!)).toEqual([409, ['']]);
  });
});
