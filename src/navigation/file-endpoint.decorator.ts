import {
  applyDecorators,
  type CallHandler,
  Controller,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { authenticatedBy, dialogTokenStrategyName } from '../dialog-token/index.js';
import { ApiAnswers } from '../http/api-answers.decorator.js';
import { ApiLanguage } from '../http/api-language.decorator.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { ApiLogin } from './api-login.decorator.js';
import { FileGuard } from './file.guard.js';
import { type DownloadedFile, partOf } from './downloaded-file.js';
import { NavigationFilter } from './navigation.filter.js';

@Injectable()
class FileInterceptor implements NestInterceptor<DownloadedFile, Buffer> {
  intercept(context: ExecutionContext, next: CallHandler<DownloadedFile>): Observable<Buffer> {
    const http = context.switchToHttp();
    return next.handle().pipe(
      map((file) => {
        const { status, headers, content } = partOf(file, http.getRequest<FastifyRequest>().headers);
        http.getResponse<FastifyReply>().status(status).headers(headers);
        return content;
      }),
    );
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
