import { Controller, Module, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { type CryptoKey, jwtVerify } from 'jose';
import passport from 'passport';
import { path } from '../route.js';
import { OpenController } from './open.js';

interface BearerRequest {
  readonly headers: { readonly authorization?: string | undefined };
}

class JoseStrategy extends passport.Strategy {
  override readonly name = 'jose';

  constructor(
    private readonly key: CryptoKey,
    private readonly issuer: string,
  ) {
    super();
  }

  override authenticate({ headers }: BearerRequest): void {
    const token = headers.authorization?.slice('Bearer '.length);
    if (token === undefined) return this.fail(401);
    jwtVerify(token, this.key, { issuer: this.issuer, algorithms: ['EdDSA'] }).then(
      ({ payload }) => this.success(payload),
      () => this.fail(401),
    );
  }
}

@Controller(path)
@UseGuards(AuthGuard('jose'))
class JoseController extends OpenController {}

@Module({ controllers: [JoseController] })
class JoseModule {}

/** A strategy around jose, in a few lines. It verifies the dialog token at every request. */
export function passportJose(key: CryptoKey, issuer: string): typeof JoseModule {
  passport.use(new JoseStrategy(key, issuer));
  return JoseModule;
}
