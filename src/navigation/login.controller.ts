import { Controller, Get, Logger, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../config/settings.js';
import { isStorableText } from 'nestjs-dialog-token';
import { pageHeaders, writePage } from '../pages/html-page.js';
import { languageOf } from '../http/problem.filter.js';
import { Problem } from '../http/problem.js';
import { IdPorten, loggedOutPath } from './id-porten.js';
import { loggedOutPage } from './dialog-page.js';
import { Logins, redirect } from './logins.js';
import { NavigationFilter } from './navigation.filter.js';
import { Sessions } from './sessions.js';

/** Where ID-porten sends people back to, and where they log out. */
@Controller()
@UseFilters(NavigationFilter)
@ApiExcludeController()
export class LoginController {
  private readonly logger = new Logger(LoginController.name);

  constructor(
    private readonly logins: Logins,
    private readonly sessions: Sessions,
    private readonly idPorten: IdPorten,
    private readonly settings: Settings,
  ) {}

  @Get('login/callback')
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.logins.finish(request, reply);
  }

  /** Logs out here, and then at ID-porten. A page of another site cannot have it done. */
  @Get('logout')
  async logOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const from = request.headers['sec-fetch-site'];
    if (from !== undefined && from !== 'same-origin' && from !== 'none') throw new Problem('invalid-request');
    const wasLoggedIn = await this.sessions.end(request);
    redirect(reply, wasLoggedIn ? await this.whereTo() : this.loggedOutUrl);
  }

  /** Logs out a visitor who has logged out at ID-porten: it calls this in a frame, and so without our cookie. */
  @Get('logout/front-channel')
  async frontChannel(
    @Query('iss') issuer: unknown,
    @Query('sid') idPortenSession: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!this.idPorten.isIssuer(issuer) || !isStorableText(idPortenSession) || idPortenSession === '') {
      throw new Problem('invalid-request');
    }
    await this.sessions.endFrom(idPortenSession);
    reply.headers({ 'Cache-Control': 'no-store' }).send('');
  }

  @Get('logged-out')
  loggedOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const language = languageOf(request);
    reply.headers({ ...pageHeaders, 'Content-Language': language }).send(writePage(loggedOutPage(language)));
  }

  private get loggedOutUrl(): string {
    return `${this.settings.PUBLIC_URL}${loggedOutPath}`;
  }

  /** Here the session has ended already: that ID-porten is away does not undo it. */
  private async whereTo(): Promise<string> {
    try {
      return (await this.idPorten.endSessionUrl()).href;
    } catch (error) {
      this.logger.warn({ msg: 'a visitor could not be logged out of ID-porten', reason: (error as Error).message });
      return this.loggedOutUrl;
    }
  }
}
