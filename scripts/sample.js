/** The sample's folders, and the guide's own test, which begins where there is a sample. They go together. */
export const sampleFolders = ['src/serving-licence', 'emulator/sample', 'test/serving-licence', 'test/make-it-yours'];

/**
 * The page of the rules without the section of the sample, and without the sample's tests.
 *
 * @param {string} page
 */
export function rulesWithoutSample(page) {
  const tests = new RegExp(`(?:<br>)?\\[[^\\]]+\\]\\(\\.\\./(?:${sampleFolders.join('|')})/[^)]+\\) \`[^\`]+\``, 'g');
  return page
    .replace(/^## The sample\n[^]*?(?=^## |(?![^]))/m, '')
    .replaceAll(tests, '')
    .replaceAll('| <br>', '| ');
}
