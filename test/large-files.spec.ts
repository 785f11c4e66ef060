import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Get, Module, Param } from '@nestjs/common';
import { RequireAction } from 'nestjs-dialog-token';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import type { ByteRange, DownloadedFile } from '../src/navigation/downloaded-file.js';
import { FileEndpoint } from '../src/navigation/file-endpoint.decorator.js';
import { NavigationModule } from '../src/navigation/navigation.module.js';
import { problemIn } from './support/problems.js';
import { until } from './support/until.js';
import { tallyFeature } from './tally/index.js';
import {
  TallyEmbedsController,
  TallyServiceOwnerController,
  TallyWriteActionsController,
} from './tally/tally.controllers.js';
import { TallyStage } from './tally/tally-stage.js';
import { tally } from './tally/tally.js';

const mebibyte = 2 ** 20;
const gibibyte = 1024 * mebibyte;
const letters = Buffer.from('abcdefghij');

/** Opened files, how much has been read of each, in bytes, and whether it is closed again. */
const opened: { readonly range: ByteRange; read: number; isClosed: boolean }[] = [];

/** Bytes that are made as they are read: ten letters, over and over. */
function generated({ start, end }: ByteRange, { failsAfter = Infinity, endsAfter = Infinity } = {}): Readable {
  const record = { range: { start, end }, read: 0, isClosed: false };
  opened.push(record);
  const block = Buffer.alloc(64 * 1024 * 10, letters).subarray(start % letters.length);
  let left = end - start + 1;
  const step = Math.floor((64 * 1024) / letters.length) * letters.length;
  return new Readable({
    read() {
      if (record.read >= failsAfter) this.destroy(new Error('the store is gone'));
      else if (left === 0 || record.read >= endsAfter) this.push(null);
      else {
        const size = Math.min(step, left);
        left -= size;
        record.read += size;
        this.push(block.subarray(0, size));
      }
    },
    destroy(error, done) {
      record.isClosed = true;
      done(error);
    },
  });
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of files and bodies that this process holds, in mebibytes. */
const heldMebibytes = () => process.memoryUsage().arrayBuffers / mebibyte;

const stored = { name: 'Kart.tif', mediaType: 'image/tiff', etag: 'version-7' };
const files: Readonly<Record<string, DownloadedFile>> = {
  large: { ...stored, size: gibibyte, open: (range) => generated(range) },
  small: { ...stored, size: 26, open: (range) => Promise.resolve(generated(range)) },
  empty: { ...stored, size: 0, open: (range) => generated(range) },
  failing: { ...stored, size: 10 * mebibyte, open: (range) => generated(range, { failsAfter: mebibyte }) },
  short: { ...stored, size: 10 * mebibyte, open: (range) => generated(range, { endsAfter: mebibyte }) },
  lost: { ...stored, size: 10, open: () => Promise.reject(new Error('no such object')) },
  elsewhere: { location: 'https://store.example/map.tif?signature=abc%2F1&expires=60' },
  insecure: { location: 'http://store.example/map.tif?signature=secret' },
  relative: { location: '/map.tif?signature=secret' },
};

@FileEndpoint('tallies/:dialogId/files')
class TallyFilesController {
  @Get(':name')
  @RequireAction('read')
  download(@Param('name') name: string): DownloadedFile {
    return files[name]!;
  }
}

@Module({
  imports: [DialogsModule.forFeature(tally), NavigationModule],
  controllers: [TallyFilesController, TallyWriteActionsController, TallyEmbedsController, TallyServiceOwnerController],
})
class FilingTallyModule {}

let stage: TallyStage;
let url: string;
let authorization: { readonly Authorization: string };

beforeAll(async () => {
  stage = await TallyStage.set({}, { features: [{ ...tallyFeature, module: FilingTallyModule }] });
  const service = await stage.addService();
  const dialogId = await stage.open();
  url = `${service.url}/tallies/${dialogId}/files`;
  authorization = { Authorization: `Bearer ${stage.token(dialogId)}` };
});
afterAll(() => stage.clear());
beforeEach(() => void opened.splice(0));

const ask = (name: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${url}/${name}`, { method, redirect: 'manual', headers: { ...authorization, ...headers } });

/** An answer of which nothing has been read yet. */
async function begin(name: string): Promise<IncomingMessage> {
  const request = get(`${url}/${name}`, { headers: authorization, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response.on('error', () => undefined);
}

describe('a file that is a stream', () => {
  it('of a gigabyte is sent whole, and the memory of the process stays flat', async () => {
    const before = heldMebibytes();
    const response = await ask('large');
    expect(response.headers.get('Content-Length')).toBe(String(gibibyte));
    let length = 0;
    let mostOnTheWay = 0;
    let isHalfDone = false;
    for await (const chunk of response.body!) {
      length += (chunk as Uint8Array).length;
      mostOnTheWay = Math.max(mostOnTheWay, opened[0]!.read - length);
      if (isHalfDone || length < gibibyte / 2) continue;
      isHalfDone = true;
      // On a busy machine what is garbage stays for a while: here it is collected.
      collectGarbage();
      await until(() => heldMebibytes() - before < 64);
    }
    expect(length).toBe(gibibyte);
    expect(mostOnTheWay / mebibyte).toBeLessThan(64);
    expect(opened).toEqual([{ range: { start: 0, end: gibibyte - 1 }, read: gibibyte, isClosed: true }]);
  });

  it.each([
    ['bytes=0-0', 206, 'a', 'bytes 0-0/26', { start: 0, end: 0 }],
    ['bytes=12-14', 206, 'cde', 'bytes 12-14/26', { start: 12, end: 14 }],
    ['bytes=-3', 206, 'def', 'bytes 23-25/26', { start: 23, end: 25 }],
    ['bytes=20-', 206, 'abcdef', 'bytes 20-25/26', { start: 20, end: 25 }],
    ['bytes=0-1,4-5', 200, 'abcdefghijabcdefghijabcdef', null, { start: 0, end: 25 }],
  ])('is opened for Range: %s no further than that', async (range, status, text, contentRange, part) => {
    const response = await ask('small', { Range: range });
    expect([response.status, await response.text(), response.headers.get('Content-Range')]).toEqual([
      status,
      text,
      contentRange,
    ]);
    expect(opened.map((each) => each.range)).toEqual([part]);
  });

  it('is a part only of the version that the client has', async () => {
    expect((await ask('small', { Range: 'bytes=0-0', 'If-Range': '"version-7"' })).status).toBe(206);
    expect((await ask('small', { Range: 'bytes=0-0', 'If-Range': '"version-6"' })).status).toBe(200);
  });

  it('is not opened for what needs none of it', async () => {
    const head = await ask('large', {}, 'HEAD');
    expect([head.status, head.headers.get('Content-Length'), head.headers.get('ETag')]).toEqual([
      200,
      String(gibibyte),
      '"version-7"',
    ]);
    expect((await ask('large', { 'If-None-Match': '"version-7"' })).status).toBe(304);
    const beyond = await ask('large', { Range: `bytes=${gibibyte}-` });
    expect([beyond.status, beyond.headers.get('Content-Range')]).toEqual([416, `bytes */${gibibyte}`]);
    const empty = await ask('empty');
    expect([empty.status, await empty.text(), empty.headers.get('Content-Length')]).toEqual([200, '', '0']);
    expect(opened).toEqual([]);
  });

  it('is closed when the client goes away', async () => {
    const response = await begin('large');
    response.destroy();
    await until(() => Promise.resolve(opened[0]?.isClosed === true));
  });

  it.each(['failing', 'short'])('that is %s cuts the connection, and is not taken for the whole', async (name) => {
    const response = await ask(name);
    expect([response.status, response.headers.get('Content-Length')]).toEqual([200, String(10 * mebibyte)]);
    await expect(response.arrayBuffer()).rejects.toThrow(/terminated/);
    expect(opened).toMatchObject([{ isClosed: true }]);
  });

  it('that cannot be opened is an error like any other', async () => {
    const answer = await ask('lost');
    expect(answer.headers.get('ETag')).toBeNull();
    await problemIn(answer, 500, 'internal-error');
  });

  it('is one of sixteen that a user has open at a time', async () => {
    const open = await Promise.all(Array.from({ length: 16 }, () => begin('large')));
    expect(open.map(({ statusCode }) => statusCode)).toEqual(open.map(() => 200));
    const refused = await ask('large');
    expect(refused.headers.get('Retry-After')).toBe('1');
    await problemIn(refused, 429, 'rate-limited');
    open.forEach((response) => response.destroy());
    await until(async () => (await (await ask('small')).text()).length === 26);
  });
});

describe('a file that is elsewhere', () => {
  it('is redirected to, with no token, cookie or memory of the address', async () => {
    const answer = await ask('elsewhere');
    expect([answer.status, await answer.text()]).toEqual([303, '']);
    const { location, ...headers } = Object.fromEntries(answer.headers);
    expect(location).toBe('https://store.example/map.tif?signature=abc%2F1&expires=60');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(headers).not.toHaveProperty('set-cookie');
  });

  it.each(['insecure', 'relative'])(
    'is not redirected to by an address that is %s, which is not logged',
    async (name) => {
      await problemIn(await ask(name), 500, 'internal-error');
      expect(stage.services[0]!.log.join('')).not.toContain('secret');
    },
  );
});
