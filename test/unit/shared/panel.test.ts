import assert from 'node:assert/strict';
import { isFromPanel, isToPanel } from '../../../src/shared/panel.js';

describe('What the panel and its host say to each other', () => {
  it('is taken from the panel when it is well formed', () => {
    for (const value of [{ type: 'ready' }, { type: 'run' }, { type: 'stop', more: 1 }, { type: 'reveal', line: 0, column: 4 },
      { type: 'revealOf', what: 'site', index: 0 }, { type: 'moment', task: null, site: 3 }, { type: 'pin', on: true }, { type: 'export', format: null }, { type: 'export', format: 'otlp' }, { type: 'link', concept: 'task' }, { type: 'fix', id: 'together.gather', start: 7 }]) assert.ok(isFromPanel(value), value.type);
    for (const value of [
      null, [], 'run', {}, { type: 'delete' }, { type: 'constructor' }, { type: 1 }, { type: 'reveal' },
      { type: 'reveal', line: '0', column: 4 }, { type: 'reveal', line: 0, column: Number.NaN }, { type: 'reveal', line: -1, column: 0 }, { type: 'reveal', line: 0, column: 0.5 },
      { type: 'revealOf', what: 'file', index: 0 }, { type: 'revealOf', what: 'site', index: -1 }, { type: 'moment', task: 1 }, { type: 'pin', on: 1 }, { type: 'export', format: 'exe' }, { type: 'link' }, { type: 'fix', id: 'together.gather' }, { type: 'fix', id: 1, start: 7 }, { type: 'fix', id: 'a', start: -1 },
    ]) assert.ok(!isFromPanel(value), JSON.stringify(value));
  });

  it('is drawn by the panel when it is from its host', () => {
    for (const value of [{ type: 'gone', message: 'm' }, { type: 'show', view: { title: 'main()' } }, { type: 'timeline', run: 'r', timeline: null, trace: null, live: false }, { type: 'cursor', sites: [1], function: null }]) assert.ok(isToPanel(value));
    for (const value of [null, 'gone', {}, { type: 'show' }, { type: 'show', view: null }, { type: 'show', view: [] }, { type: 'gone' }, { type: 'hide' }, { type: 'timeline', run: 'r', timeline: [], trace: null, live: false }, { type: 'cursor', sites: ['1'], function: null }]) assert.ok(!isToPanel(value), JSON.stringify(value));
  });
});
