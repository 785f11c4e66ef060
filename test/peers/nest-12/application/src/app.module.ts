import { Module } from '@nestjs/common';
import { AppController } from './app.controller.js';
import { AppService } from './app.service.js';
import { PermitsModule } from './permits.js';

@Module({ imports: [PermitsModule], controllers: [AppController], providers: [AppService] })
export class AppModule {}
