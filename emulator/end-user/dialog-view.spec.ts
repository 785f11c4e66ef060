import { describe, expect, it } from '@jest/globals';
import { created } from '../dialogs/changes.js';
import type { DialogCreation } from '../model/input.js';
import { testPolicy as policy } from '../testing/policy.js';
import { embed, guiAction, newDialog, text } from '../testing/dialogs.js';
import { endUserView } from './dialog-view.js';
import { GrantedActions } from './granted-actions.js';

describe('a dialog that may be confirmed but not read', () => {
  it('hides its embed, and not its attachments (GetDialogQuery.cs: ReplaceUnauthorizedUrls)', () => {
    const creation = newDialog({
      content: { title: text('Title'), mainContentReference: embed('https://provider.example/embeds/1') },
      guiActions: [guiAction()],
      attachments: [{ urls: [{ url: 'https://provider.example/a.pdf', consumerType: 'Gui' }] }],
    });
    const dialog = created(creation as DialogCreation, policy.serviceResources[0]!, {
      now: new Date(),
      by: { actorType: 'ServiceOwner' },
    });

    const view = endUserView(
      dialog,
      new GrantedActions([{ action: 'confirm' }], { ids: new Set(), tokenRefs: [] }),
      'somebody',
    );

    expect(view).toMatchObject({
      content: { mainContentReference: { isAuthorized: false, value: [{ value: 'urn:dialogporten:unauthorized' }] } },
      attachments: [{ urls: [{ url: 'https://provider.example/a.pdf' }] }],
      guiActions: [{ isAuthorized: true }],
    });
  });
});
