import { describe, expect, it } from '@jest/globals';
import { applyJsonPatch, JsonPatchError } from './json-patch.js';

const document = { title: 'a', tags: ['x', 'y'], 'a/b~c': { deep: null } };

describe('a JSON Patch', () => {
  it.each([
    ['adds a member', { op: 'add', path: '/more', value: 1 }, { ...document, more: 1 }],
    ['replaces a member by adding it', { op: 'add', path: '/title', value: 'b' }, { ...document, title: 'b' }],
    ['inserts into an array', { op: 'add', path: '/tags/1', value: 'z' }, { ...document, tags: ['x', 'z', 'y'] }],
    ['appends to an array', { op: 'add', path: '/tags/-', value: 'z' }, { ...document, tags: ['x', 'y', 'z'] }],
    ['removes a member', { op: 'remove', path: '/tags' }, { title: 'a', 'a/b~c': { deep: null } }],
    ['removes from an array', { op: 'remove', path: '/tags/0' }, { ...document, tags: ['y'] }],
    ['replaces', { op: 'replace', path: '/tags/0', value: 1 }, { ...document, tags: [1, 'y'] }],
    ['moves', { op: 'move', from: '/tags/0', path: '/title' }, { ...document, title: 'x', tags: ['y'] }],
    ['copies', { op: 'copy', from: '/tags', path: '/title' }, { ...document, title: ['x', 'y'] }],
    ['tests', { op: 'test', path: '/tags', value: ['x', 'y'] }, document],
    ['unescapes pointers', { op: 'replace', path: '/a~1b~0c/deep', value: 1 }, { ...document, 'a/b~c': { deep: 1 } }],
    [
      'takes a path without its first slash',
      { op: 'replace', path: 'tags/0', value: 1 },
      { ...document, tags: [1, 'y'] },
    ],
    ['replaces the whole document', { op: 'replace', path: '', value: [] }, []],
  ])('%s', (_what, operation, outcome) => {
    expect(applyJsonPatch(document, [operation])).toEqual(outcome);
  });

  it.each([
    ['the removal of what is not there', { op: 'remove', path: '/nothing' }],
    ['a path through a plain value', { op: 'add', path: '/title/x', value: 1 }],
    ['an index beyond the end', { op: 'add', path: '/tags/3', value: 1 }],
    ['an index with a leading zero', { op: 'add', path: '/tags/01', value: 1 }],
    ['a malformed escape', { op: 'add', path: '/a~2', value: 1 }],
    ['a move into itself', { op: 'move', from: '/tags', path: '/tags/0' }],
    ['a test of another value', { op: 'test', path: '/title', value: 'b' }],
    ['an unknown operation', { op: 'merge', path: '/title', value: 'b' }],
    ['a missing path', { op: 'remove' }],
    ['a prototype', { op: 'add', path: '/__proto__', value: {} }],
  ])('refuses %s', (_what, operation) => {
    expect(() => applyJsonPatch(document, [operation])).toThrow(JsonPatchError);
  });

  it('leaves the document alone when a later operation fails', () => {
    const patch = [
      { op: 'remove', path: '/tags/0' },
      { op: 'remove', path: '/nothing' },
    ];

    expect(() => applyJsonPatch(document, patch)).toThrow("path segment 'nothing'");
    expect(document.tags).toEqual(['x', 'y']);
  });
});
