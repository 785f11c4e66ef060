import { Get, Module, Param } from '@nestjs/common';
import { decisionPointScope } from '../../src/navigation/altinn-party-access.js';
import { DialogToken, RequireAction } from 'nestjs-dialog-token';
import { Dialogs } from '../../src/dialogs/dialogs.js';
import { DialogsModule } from '../../src/dialogs/dialogs.module.js';
import { idInPath } from '../../src/dialogs/uuid-v7.js';
import { embed, paragraph } from '../../src/embeds/markdown.js';
import type { Reader } from '../../src/embeds/reader.js';
import type { Feature } from '../../src/feature.js';
import type { DialogPage } from '../../src/navigation/dialog-page.js';
import type { DownloadedFile } from '../../src/navigation/downloaded-file.js';
import { FileEndpoint, Requester } from '../../src/navigation/file-endpoint.decorator.js';
import type { Level, Visitor } from '../../src/navigation/visitor.js';
import { ForVisitor, NavigationEndpoint } from '../../src/navigation/navigation-endpoint.decorator.js';
import { Visiting } from '../../src/navigation/navigation.guard.js';
import { NavigationModule } from '../../src/navigation/navigation.module.js';
import { Visits } from '../../src/navigation/visits.js';
import { oneself, personas, selfRegistered } from '../../emulator/personas.js';
import type { Policy } from '../../emulator/policy.js';
import { tallyFeature, tallyPolicy } from '../tally/index.js';
import {
  TallyEmbedsController,
  TallyServiceOwnerController,
  TallyWriteActionsController,
} from '../tally/tally.controllers.js';
import { TallyStage } from '../tally/tally-stage.js';
import { tally, tallyResource } from '../tally/tally.js';

const admissionAt = (level: Level) => ({ grant: { action: 'read' }, level });

@NavigationEndpoint('tallies/:dialogId')
class TallyPageController {
  constructor(
    private readonly tallies: Dialogs<typeof tally>,
    private readonly visits: Visits,
  ) {}

  @Get('page')
  page(@Visiting() visitor: Visitor, @Param('dialogId') id: string, @ForVisitor() reader: Reader) {
    return this.shownTo(visitor, { id, reader, level: 3 });
  }

  @Get('approval')
  approval(@Visiting() visitor: Visitor, @Param('dialogId') id: string, @ForVisitor() reader: Reader) {
    return this.shownTo(visitor, { id, reader, level: 4 });
  }

  private async shownTo(
    visitor: Visitor,
    { id, reader, level }: { readonly id: string; readonly reader: Reader; readonly level: Level },
  ): Promise<DialogPage> {
    const dialog = await this.tallies.readFor(idInPath(id), (found) =>
      this.visits.admit(visitor, found, admissionAt(level)),
    );
    const embeds = [embed(paragraph(`Counted to ${dialog.state.count}`))];
    return { reader, dialogId: dialog.id, title: 'Tally', embeds, files: [] };
  }
}

@FileEndpoint('tallies/:dialogId/file')
class TallyFileController {
  constructor(
    private readonly tallies: Dialogs<typeof tally>,
    private readonly visits: Visits,
  ) {}

  @Get()
  @RequireAction('read')
  async download(
    @Requester() requester: DialogToken | Visitor,
    @Param('dialogId') id: string,
  ): Promise<DownloadedFile> {
    const { state } = DialogToken.is(requester)
      ? await this.tallies.read(requester)
      : await this.tallies.readFor(idInPath(id), (found) => this.visits.admit(requester, found, admissionAt(3)));
    return { name: 'Tally.txt', mediaType: 'text/plain', content: Buffer.from(`Counted to ${state.count}`) };
  }
}

@Module({
  imports: [DialogsModule.forFeature(tally), NavigationModule],
  controllers: [
    TallyPageController,
    TallyFileController,
    TallyWriteActionsController,
    TallyEmbedsController,
    TallyServiceOwnerController,
  ],
})
class VisitedTallyModule {}

/** A tally with a page at level 3, another one at level 4, and a file. */
export const visitedTallyFeature: Feature = { ...tallyFeature, module: VisitedTallyModule };

/** All personas, with tallies of their own too. */
const policy: Policy = {
  ...tallyPolicy,
  // Those who log in by e-mail only have level 0.
  serviceResources: tallyPolicy.serviceResources.map((resource) => ({ ...resource, minimumLevel: 0 })),
  personas,
  rules: [
    ...tallyPolicy.rules,
    ...[oneself, selfRegistered].flatMap((role) =>
      ['read', 'write', 'delete'].map((action) => ({ role, serviceResource: tallyResource, action })),
    ),
  ],
  clients: tallyPolicy.clients.map((client) => ({ ...client, scopes: [...client.scopes, decisionPointScope] })),
};

/** The stage of tallies that people visit, with its first replica. */
export async function setVisitedStage(settings: Record<string, string> = {}): Promise<TallyStage> {
  const stage = await TallyStage.set(settings, { features: [visitedTallyFeature], policy });
  await stage.addService();
  return stage;
}
