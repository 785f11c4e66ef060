import {
  applyDecorators,
  type CallHandler,
  Controller,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  ActionGuard,
  authenticatedBy,
  DialogToken,
  DialogTokenGuard,
  dialogTokenStrategyName,
} from 'nestjs-dialog-token';
import { NavigationGuard } from './navigation.guard.js';
import { Visitor } from './visitor.js';
import { Readable } from 'node:stream';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { mergeMap, type Observable } from 'rxjs';
import { ApiAnswers, ApiLanguage, ApiProblems } from '../openapi/api-answers.decorators.js';
import { ApiLogin } from './navigation-endpoint.decorator.js';
import { type DownloadedFile, type FileAnswer, partOf, redirectTo } from './downloaded-file.js';
import { FileStreams } from './file-streams.js';
import { NavigationFilter } from './navigation.filter.js';

/**
 * For files, which people open from a link and end-user systems fetch: a request with an `Authorization` header is held
 * to the dialog token in it, and to the handler's requirements; any other needs a login.
 */
@Injectable()
export class FileGuard extends ActionGuard {
  constructor(
    private readonly byToken: DialogTokenGuard,
    private readonly bySession: NavigationGuard,
  ) {
    super();
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (headers.authorization === undefined) return this.bySession.canActivate(context);
    return this.byToken.canActivate(context) && super.canActivate(context);
  }
}

/** Gives a handler behind the {@link FileGuard} the one who asks for the file. */
export const Requester = createParamDecorator((_: unknown, context: ExecutionContext): DialogToken | Visitor => {
  const { user } = context.switchToHttp().getRequest<FastifyRequest & { user?: unknown }>();
  if (DialogToken.is(user) || user instanceof Visitor) return user;
  throw new Error('@Requester() is for handlers behind the FileGuard');
});

@Injectable()
class FileInterceptor implements NestInterceptor<DownloadedFile, Buffer | Readable> {
  private readonly streams = new FileStreams();

  intercept(context: ExecutionContext, next: CallHandler<DownloadedFile>): Observable<Buffer | Readable> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest & { readonly user: DialogToken | Visitor }>();
    return next.handle().pipe(
      mergeMap(async (file) => {
        const answer = 'location' in file ? redirectTo(file) : partOf(file, request.headers);
        const content = await this.contentOf(file, answer, request);
        http.getResponse<FastifyReply>().status(answer.status).headers(answer.headers);
        return content;
      }),
    );
  }

  private contentOf(
    file: DownloadedFile,
    { range }: FileAnswer,
    { method, user }: { readonly method: string; readonly user: DialogToken | Visitor },
  ): Buffer | Readable | Promise<Readable> {
    if ('location' in file || range === undefined) return Buffer.alloc(0);
    // Of a stream Fastify does not measure the length, which is not that of what is sent here.
    if (method === 'HEAD') return Readable.from([]);
    if ('content' in file) return file.content.subarray(range.start, range.end + 1);
    return this.streams.open(file, range, DialogToken.is(user) ? user.consumer.urn : user.urn);
  }
}

const content = { '*/*': { schema: { type: 'string', format: 'binary' } } };
const text = { type: 'string' } as const;

const headers = {
  'Accept-Ranges': { description: 'That parts can be asked for', schema: text },
  'Content-Disposition': { description: 'The name to save it under', schema: text },
  ETag: { description: 'Names this version of the file, for `If-Range` and `If-None-Match`', schema: text },
} as const;

const contentRange = {
  'Content-Range': { description: 'Which part it is, and how long the whole is', schema: text },
} as const;

/**
 * A controller for files of dialogs, which people open from a link, logged in at ID-porten, and end-user systems fetch
 * with a dialog token: they are counted, and take turns, by that or else by their address. Its handlers return a {@link DownloadedFile}; name, ranges and headers are seen to here.
 */
export function FileEndpoint(path: string): ClassDecorator {
  return applyDecorators(
    Controller(path),
    authenticatedBy(dialogTokenStrategyName, { isOptional: true }),
    UseGuards(FileGuard),
    UseFilters(NavigationFilter),
    UseInterceptors(FileInterceptor),
    ApiTags('Files'),
    ApiLogin(),
    ApiLanguage(),
    ApiHeader({
      name: 'Range',
      required: false,
      description: 'One range of bytes (RFC 9110 §14)',
      example: 'bytes=0-1023',
    }),
    ApiAnswers(
      { status: 200, description: 'The file', headers, content },
      { status: 206, description: 'A part of it', headers: { ...headers, ...contentRange }, content },
      {
        status: 303,
        description: 'The file is elsewhere, at an address that is good for a while: no token belongs there',
        headers: { Location: { description: 'Where', schema: { ...text, format: 'uri' } } },
      },
      {
        status: 304,
        description: 'The client has this version already (`If-None-Match`)',
        headers: { ETag: headers.ETag },
      },
      { status: 416, description: 'The file has no such range', headers: contentRange },
    ),
    // A token may be good for the dialog, and not for the transmission that the file belongs to.
    ApiProblems('missing-entity'),
  );
}
