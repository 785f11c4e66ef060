import { Controller, type DynamicModule, Inject, Injectable, Module, UseGuards } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { path } from '../route.js';
import { OpenController } from './open.js';

const KEY = Symbol('key');

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

@Module({ controllers: [StockJwtController] })
class StockJwtModule {}

/** The way of Nest's documentation: passport-jwt with a fixed key, an RSA key as it knows no EdDSA. */
export function passportJwt(key: string): DynamicModule {
  return { module: StockJwtModule, providers: [StockJwtStrategy, { provide: KEY, useValue: key }] };
}
