import { Module } from '@nestjs/common';
import { AppController } from './app.controller';
import { AppService } from './app.service';
import { PermitsModule } from './permits';

@Module({ imports: [PermitsModule], controllers: [AppController], providers: [AppService] })
export class AppModule {}
