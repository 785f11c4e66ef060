import type { Level } from './level.js';

/** The visitor is not logged in, or not at the level that is needed here. On a page of ours it leads to ID-porten and back. */
export class LoginNeeded extends Error {
  constructor(readonly level: Level) {
    super(`a login at level ${level} is needed`);
    this.name = 'LoginNeeded';
  }
}
