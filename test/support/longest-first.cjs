// Plain JavaScript, because Jest loads it before it can load TypeScript.
const { join } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * The longest, mostly by waiting: one that began last would be waited for alone. A missing file, as some are without
 * the sample, is passed over.
 */
const longest = [
  'slow-hung-and-wrong-about-the-time.spec.ts',
  'survives-kill.spec.ts',
  'make-it-yours/make-it-yours.spec.ts',
  'serving-licence/reaches-a-defined-end.spec.ts',
  'survives-kill-embedded.spec.ts',
  'serving-licence/portal.spec.ts',
  'survives-a-silent-database.spec.ts',
  'survives-an-outage.spec.ts',
  'runs-in-replicas.spec.ts',
  '../src/embeds/embeds.decorator.spec.ts',
  'answers-that-are-not-about-the-change.spec.ts',
  'survives-an-outage-embedded.spec.ts',
  'serving-licence/embedded-database.spec.ts',
  'portal/behaves-like-the-real-one.spec.ts',
  'survives-database-faults.spec.ts',
  'serving-licence/needs-no-platform.spec.ts',
  'serving-licence/pages-as-written.spec.ts',
  'one-dialogs-fault-is-its-own.spec.ts',
].map((file) => join(__dirname, '..', file));

/** @param {{ readonly path: string }} test */
function rankOf({ path }) {
  const at = longest.indexOf(path);
  return at === -1 ? longest.length : at;
}

/**
 * Begins with the longest. Jest does so by itself from the second run on; the first one, which is every run of CI, goes
 * by size.
 */
module.exports = class LongestFirst extends Sequencer {
  /**
   * @override
   * @param {Parameters<InstanceType<typeof Sequencer>['sort']>[0]} tests
   */
  async sort(tests) {
    const sorted = await Sequencer.prototype.sort.call(this, tests);
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other));
  }
};
