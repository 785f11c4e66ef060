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
import { ApiExtension, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ApiAnswers, ApiLanguage, ApiProblems, pagesExtension } from '../openapi/api-answers.decorators.js';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { dialogInPortal } from '../config/portals.js';
import { Settings } from '../config/settings.js';
import { type Reader, readerOf } from '../embeds/reader.js';
import { pageHeaders, writePage } from '../pages/html-page.js';
import { type DialogPage, dialogPage } from './dialog-page.js';
import { NavigationFilter } from './navigation.filter.js';
import { NavigationGuard } from './navigation.guard.js';

/** Documents what all routes have in common that people come to by a link, and log in for at ID-porten. */
export function ApiLogin(): ClassDecorator {
  return applyDecorators(
    ApiSecurity('id-porten'),
    ApiExtension(pagesExtension, true),
    ApiAnswers({
      status: 302,
      description: 'To ID-porten, to log in, or to log in at a higher level',
      headers: { Location: { description: 'Where to log in', schema: { type: 'string', format: 'uri' } } },
    }),
    ApiProblems('no-access', 'insufficient-level', 'not-found', 'gone'),
  );
}

@Injectable()
class PageInterceptor implements NestInterceptor<DialogPage, string> {
  constructor(private readonly settings: Settings) {}

  intercept(context: ExecutionContext, next: CallHandler<DialogPage>): Observable<string> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((page) => {
        const { language } = page.reader;
        reply.headers({ ...pageHeaders, 'Content-Language': language, Vary: 'Accept-Language, Cookie' });
        const { PUBLIC_URL: publicUrl, DIALOGPORTEN_BASE_URL } = this.settings;
        return writePage(
          dialogPage(page, { publicUrl, dialogUrl: dialogInPortal(DIALOGPORTEN_BASE_URL, page.dialogId) }),
        );
      }),
    );
  }
}

/**
 * A controller whose callers are people who come by a link (a gui action with `GET`), logged in at ID-porten. Its handlers
 * return what the page of a dialog shows; that the visitor may see it is for {@link Visits} to say.
 *
 * @example
 * @NavigationEndpoint('dialogs/:dialogId')
 * export class LicencePageController {
 *   @Get()
 *   page(@Visiting() visitor: Visitor, @ForVisitor() reader: Reader): Promise<DialogPage> {}
 * }
 */
export function NavigationEndpoint(path: string): ClassDecorator {
  return applyDecorators(
    Controller(path),
    UseGuards(NavigationGuard),
    UseFilters(NavigationFilter),
    UseInterceptors(PageInterceptor),
    ApiTags('Pages'),
    ApiLogin(),
    ApiLanguage(),
    ApiAnswers({
      status: 200,
      description: 'The page',
      headers: { 'Content-Language': { $ref: '#/components/headers/Content-Language' } },
      content: { 'text/html': { schema: { type: 'string' } } },
    }),
  );
}

/** Gives a handler the {@link Reader} that its page is for. */
export const ForVisitor = createParamDecorator((_: unknown, context: ExecutionContext): Reader =>
  readerOf(context.switchToHttp().getRequest()),
);
