import { type CanActivate, Controller, type DynamicModule, type ExecutionContext, Get } from '@nestjs/common';
import { Inject, Injectable, Module, UnauthorizedException, UseGuards } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { type CryptoKey, importJWK, type JWK, jwtVerify } from 'jose';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { answer, path } from './route.js';

@Controller(path)
class OpenController {
  @Get()
  get(): string {
    return answer;
  }
}

/** Nest and nothing else. */
@Module({ controllers: [OpenController] })
export class BareModule {}

const KEY = Symbol('key');
const ISSUER = Symbol('issuer');

@Injectable()
class StockJwtStrategy extends PassportStrategy(Strategy, 'stock-jwt') {
  constructor(@Inject(KEY) publicKey: string) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      algorithms: ['RS256'],
      secretOrKey: publicKey,
    });
  }

  validate(claims: unknown): unknown {
    return claims;
  }
}

@Controller(path)
@UseGuards(AuthGuard('stock-jwt'))
class StockJwtController extends OpenController {}

/** What Nest's documentation teaches: passport-jwt with a fixed RSA key. It verifies the token at every request. */
@Module({ controllers: [StockJwtController] })
export class PassportJwtModule {
  static forKey(publicKey: string): DynamicModule {
    return { module: PassportJwtModule, providers: [StockJwtStrategy, { provide: KEY, useValue: publicKey }] };
  }
}

@Injectable()
class JoseGuard implements CanActivate {
  constructor(
    @Inject(KEY) private readonly key: CryptoKey,
    @Inject(ISSUER) private readonly issuer: string,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<{ headers: { authorization?: string }; user?: unknown }>();
    const token = request.headers.authorization?.slice('Bearer '.length);
    if (token === undefined) throw new UnauthorizedException();
    request.user = (await jwtVerify(token, this.key, { issuer: this.issuer, algorithms: ['EdDSA'] })).payload;
    return true;
  }
}

@Controller(path)
@UseGuards(JoseGuard)
class JoseController extends OpenController {}

/** A guard written around jose in ten lines. It verifies the dialog token at every request. */
@Module({ controllers: [JoseController] })
export class JoseModule {
  static async forPlatform(baseUrl: string): Promise<DynamicModule> {
    const issuer = `${baseUrl}/api/v1`;
    return {
      module: JoseModule,
      providers: [
        JoseGuard,
        { provide: KEY, useValue: await signingKey(issuer) },
        { provide: ISSUER, useValue: issuer },
      ],
    };
  }
}

/** The key that the platform signs with just now: the first of its set. */
export async function signingKey(issuer: string): Promise<CryptoKey> {
  const response = await fetch(`${issuer}/.well-known/jwks.json`);
  const { keys } = (await response.json()) as { keys: [JWK] };
  return (await importJWK(keys[0], 'EdDSA')) as CryptoKey;
}
