import { AppController } from './app.controller.js';
import { AppService } from './app.service.js';

describe('AppController', () => {
  it('greets', () => {
    expect(new AppController(new AppService()).greet()).toBe('Hello');
  });
});
