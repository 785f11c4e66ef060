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
import { ApiHeader, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { languages } from '../http/languages.js';
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

/**
 * A controller for files of dialogs, which people open from a link, logged in at ID-porten, and end-user systems fetch
 * with a dialog token. Its handlers return a {@link DownloadedFile}; name, ranges and headers are seen to here.
 */
export function FileEndpoint(path: string): ClassDecorator {
  return applyDecorators(
    Controller(path),
    UseGuards(FileGuard),
    UseFilters(NavigationFilter),
    UseInterceptors(FileInterceptor),
    ApiTags('Files'),
    ApiQuery({ name: 'lang', required: false, enum: languages }),
    ApiHeader({ name: 'Range', required: false, description: 'One range of bytes (RFC 9110 §14)' }),
    ApiResponse({ status: 200, description: 'The file' }),
    ApiResponse({ status: 206, description: 'A part of it' }),
    ApiResponse({ status: 302, description: 'To ID-porten, to log in: there is no dialog token' }),
    ApiResponse({ status: 404, description: 'No such dialog, or file of it' }),
    ApiResponse({ status: 410, description: 'The dialog has been deleted' }),
    ApiResponse({ status: 416, description: 'The file has no such range' }),
  );
}
