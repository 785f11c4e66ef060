import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Module, Post } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { Caller, DialogEndpoint, type DialogToken, RequireAction } from 'nestjs-dialog-token';
import type { Delivery } from '../src/delivery/delivery.js';
import { checkDefinition } from '../src/dialogs/rules/definition-rules.js';
import { Dialogs } from '../src/dialogs/dialogs.js';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import { BodyLimit } from '../src/http/bodies.js';
import { WriteActions } from '../src/write-actions/write-actions.decorator.js';
import { problemIn } from './support/problems.js';
import { tallyFeature, tallyParty } from './tally/index.js';
import {
  TallyEmbedsController,
  TallyServiceOwnerController,
  TallyWriteActionsController,
} from './tally/tally.controllers.js';
import { TallyStage } from './tally/tally-stage.js';
import { tally, TallyContent } from './tally/tally.js';

const kibibyte = 1_024;

class LetterDto {
  @ApiProperty()
  @IsString()
  @MaxLength(150_000)
  readonly letter: string;
}

class LetterContent extends TallyContent {
  @ApiProperty({ required: false })
  @IsOptional()
  @IsString()
  @MaxLength(150_000)
  readonly letter?: string;
}

const letterTally = { ...tally, opening: { ...tally.opening!, body: LetterContent, bodyKibibytes: 128 } };

@DialogEndpoint('tallies/:dialogId')
@WriteActions()
class LettersController {
  constructor(private readonly tallies: Dialogs<typeof tally>) {}

  @Post('letter')
  @BodyLimit(100)
  @RequireAction('write')
  send(@Caller() caller: DialogToken, @Body() { letter }: LetterDto): Promise<Delivery> {
    return this.tallies.change(caller, { type: 'add', amount: letter.length });
  }
}

@Module({
  imports: [DialogsModule.forFeature(letterTally)],
  controllers: [LettersController, TallyWriteActionsController, TallyEmbedsController, TallyServiceOwnerController],
})
class LetterTallyModule {}

describe('a body', () => {
  let stage: TallyStage;
  let dialogId: string;

  beforeAll(async () => {
    stage = await TallyStage.set({}, { features: [{ ...tallyFeature, module: LetterTallyModule }] });
    await stage.addService();
    dialogId = await stage.open();
  });
  afterAll(() => stage.clear());

  /** Sends a body of so many bytes. */
  const send = (action: string, bytes: number) => {
    const body = `{"letter":"${'x'.repeat(bytes - 13)}"}`;
    return fetch(`${stage.services[0]!.url}/tallies/${dialogId}/${action}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${stage.token(dialogId)}`, 'Content-Type': 'application/json' },
      body,
    });
  };

  it('is as large as its route takes, and no larger', async () => {
    expect([202, 204]).toContain((await send('letter', 100 * kibibyte)).status);
    await problemIn(await send('letter', 100 * kibibyte + 1), 413, 'payload-too-large');
  });

  it('is of the usual size for every other route', async () => {
    expect([202, 204]).toContain((await send('count', 64 * kibibyte)).status);
    await problemIn(await send('count', 64 * kibibyte + 1), 413, 'payload-too-large');
  });

  it('that is announced as larger is refused before any of it has come', async () => {
    const socket = connect(Number(new URL(stage.services[0]!.url).port), '127.0.0.1');
    const token = stage.token(dialogId);
    const head = [`POST /tallies/${dialogId}/letter HTTP/1.1`, 'Host: x', `Authorization: Bearer ${token}`];
    socket.write([...head, 'Content-Type: application/json', 'Content-Length: 102401', '', ''].join('\r\n'));
    const answer = (await new Promise<Buffer>((resolve) => socket.once('data', resolve))).toString();
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('of an opening is as large as its kind of dialog takes', async () => {
    const open = (length: number) =>
      stage.asServiceOwner('POST', '/service-owner/dialogs', {
        party: tallyParty,
        content: { letter: 'x'.repeat(length) },
      });
    expect((await open(100 * kibibyte)).status).toBe(201);
    await problemIn(await open(128 * kibibyte), 413, 'payload-too-large');
  });

  it('of another size than usual is documented', async () => {
    const { paths } = (await (await fetch(`${stage.services[0]!.url}/docs-json`)).json()) as {
      paths: Record<string, { post: { responses: Record<string, { description: string }> } }>;
    };
    const { description } = paths['/tallies/{dialogId}/letter']!.post.responses['413']!;
    expect(description).toMatch(/^A body of more than 100 KiB\n\n- `urn:problem:payload-too-large`/);
  });

  it('of an opening that is larger than is possible stops the start', () => {
    const tooLarge = { ...letterTally, opening: { ...letterTally.opening, bodyKibibytes: 5_000 } };
    expect(() => checkDefinition(tooLarge, { publicUrl: 'https://tallies.example' })).toThrow(
      'is opened with a body of 5000 KiB',
    );
  });

  it.each([0, 1.5, 1_025])('of %d KiB stops the start', (kibibytes) => {
    expect(() => BodyLimit(kibibytes)).toThrow(`a body of ${kibibytes} KiB, where 1 to 1,024 are possible`);
  });
});
