import { AppController } from './app.controller';
import { AppService } from './app.service';

describe('AppController', () => {
  it('greets', () => {
    expect(new AppController(new AppService()).greet()).toBe('Hello');
  });
});
