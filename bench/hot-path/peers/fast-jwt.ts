import {
  type CanActivate,
  Controller,
  type DynamicModule,
  type ExecutionContext,
  Inject,
  Module,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import { createVerifier } from 'fast-jwt';
import { path } from '../route.js';
import { OpenController } from './open.js';

const VERIFY = Symbol('verify');

class FastJwtGuard implements CanActivate {
  constructor(@Inject(VERIFY) private readonly verify: (token: string) => unknown) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ headers: { authorization?: string }; user?: unknown }>();
    try {
      request.user = this.verify(request.headers.authorization!.slice('Bearer '.length));
      return true;
    } catch {
      throw new UnauthorizedException();
    }
  }
}

@Controller(path)
@UseGuards(FastJwtGuard)
class FastJwtController extends OpenController {}

@Module({ controllers: [FastJwtController] })
class FastJwtModule {}

/** A guard around fast-jwt, with its cache of a thousand tokens. */
export function fastJwt(key: string, issuer: string): DynamicModule {
  const verify = createVerifier({ key, algorithms: ['EdDSA'], allowedIss: issuer, cache: true }) as (
    token: string,
  ) => unknown;
  return { module: FastJwtModule, providers: [{ provide: VERIFY, useValue: verify }] };
}
