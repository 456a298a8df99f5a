import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { applyEdits } from '../../../../src/analysis/edits.js';
import { patternInsertion } from '../../../../src/analysis/patterns/insertion.js';
import { insertedText, PATTERNS, patternWords, type Pattern } from '../../../../src/analysis/patterns/patterns.js';
import { parseSnippet, plainText } from '../../../../src/analysis/patterns/snippetText.js';

const python = process.env.AWAIT_LENS_TEST_PYTHON ?? 'python3';

function pattern(prefix: string): Pattern {
  const found = PATTERNS.find((each) => each.prefix === prefix);
  assert.ok(found, prefix);
  return found;
}

/** A text after the insertion of a pattern where `|` stands in it. */
function after(marked: string, inserted: Pattern, unit = '    '): string {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { edits, start, end, snippet } = patternInsertion(text, offset, inserted, unit);
  assert.ok(text.slice(start, end).trim() === '', 'only white space is replaced');
  return applyEdits(text, [...edits, { start, end, text: plainText(parseSnippet(snippet)) }]);
}

const lines = (...all: string[]): string => all.join('\n');

const GATHER_BODY = (indent: string, unit = '    '): string[] => [
  `${indent}first, second = await asyncio.gather(`, `${indent}${unit}say_hello(),`, `${indent}${unit}say_world(),`, `${indent}${unit}return_exceptions=False,`, `${indent})`, `${indent}print(first, second)`,
];
const COROUTINE = ['async def my_coroutine():', '    await asyncio.sleep(1)', '    print("Coroutine executed!")'];
const GUARD = ['if __name__ == "__main__":', '    asyncio.run(my_coroutine())'];

interface Case {
  what: string;
  prefix: string;
  text: string;
  unit?: string;
  becomes: string;
}

const CASES: Case[] = [
  {
    what: 'on a blank line of an async function only its body', prefix: 'aio-gather',
    text: lines('import asyncio', '', '', 'async def f():', '    x = 1', '    |', '    return x', ''),
    becomes: lines('import asyncio', '', '', 'async def f():', '    x = 1', ...GATHER_BODY('    '), '    return x', ''),
  },
  {
    what: 'on an empty line between statements of an async function', prefix: 'aio-gather',
    text: lines('import asyncio', '', '', 'async def f():', '    x = 1', '|', '    return x', ''),
    becomes: lines('import asyncio', '', '', 'async def f():', '    x = 1', ...GATHER_BODY('    '), '    return x', ''),
  },
  {
    what: 'with tabs, and its import', prefix: 'aio-gather', unit: '\t',
    text: lines('async def f():', '\tif True:', '\t\tpass|', ''),
    becomes: lines('import asyncio', '', '', 'async def f():', '\tif True:', '\t\tpass', ...GATHER_BODY('\t\t', '\t'), ''),
  },
  {
    what: 'with two columns a level, below a header', prefix: 'aio-gather', unit: '  ',
    text: lines('class A:', '  async def f(self):|', ''),
    becomes: lines('import asyncio', '', '', 'class A:', '  async def f(self):', ...GATHER_BODY('    ', '  '), ''),
  },
  {
    what: 'below a docstring of a function, not above it', prefix: 'aio-gather',
    text: lines('import asyncio', 'async def f():|', '    """Doc."""', '    return 1'),
    becomes: lines('import asyncio', 'async def f():', '    """Doc."""', ...GATHER_BODY('    '), '    return 1'),
  },
  {
    what: 'below a statement that goes on over lines', prefix: 'aio-gather',
    text: lines('import asyncio', 'async def f():', '    g(', '        1,|', '    )', '    return 1'),
    becomes: lines('import asyncio', 'async def f():', '    g(', '        1,', '    )', ...GATHER_BODY('    '), '    return 1'),
  },
  {
    what: 'below a comment in a function', prefix: 'aio-gather',
    text: lines('import asyncio', 'async def f():', '    # Both at once:|', '    return 1'),
    becomes: lines('import asyncio', 'async def f():', '    # Both at once:', ...GATHER_BODY('    '), '    return 1'),
  },
  {
    what: 'with what it needs above the function around, its comment and decorators', prefix: 'aio-retry',
    text: lines('import asyncio', '', 'x = 1', '', '# About f.', '@decorated', 'async def f():', '    |', ''),
    becomes: lines(
      'import asyncio', 'import random', '', 'x = 1', '', '',
      'async def retry(function, attempts=5, first_delay=0.1, longest_delay=10):', '    for attempt in range(1, attempts + 1):', '        try:', '            return await function(attempt)',
      '        except OSError:', '            if attempt == attempts:', '                raise', '        delay = min(longest_delay, first_delay * 2 ** (attempt - 1))',
      '        await asyncio.sleep(random.uniform(0, delay))', '', '', '# About f.', '@decorated', 'async def f():', '    print(await retry(fetch, attempts=5))', '',
    ),
  },
  {
    what: 'without what it needs where that is there already', prefix: 'aio-retry',
    text: lines('from retrying import *', '', '', 'async def retry(function, attempts): ...', '', '', 'async def f():', '    |'),
    becomes: lines('from retrying import *', '', '', 'async def retry(function, attempts): ...', '', '', 'async def f():', '    print(await retry(fetch, attempts=5))'),
  },
  {
    what: 'in a method: what it needs stands above the class', prefix: 'aio-contextvars',
    text: lines('import asyncio', '', '', 'class A:', '    async def f(self):', '        |'),
    becomes: lines(
      'import asyncio', 'from contextvars import ContextVar', '', '', 'request = ContextVar("request", default="none")', '', '', 'def log(message):', '    print(f"[{request.get()}] {message}")', '', '',
      'async def handle(name):', '    request.set(name)  # for this task only', '    log("begins")', '    await asyncio.sleep(1)', '    log("ends")', '', '',
      'class A:', '    async def f(self):', '        await asyncio.gather(handle("one"), handle("another"))', '        log("is over")',
    ),
  },
  {
    what: 'in a class its definitions', prefix: 'aio-coroutine',
    text: lines('import asyncio', 'class A:', '    x = 1', '    |'),
    becomes: lines('import asyncio', 'class A:', '    x = 1', ...COROUTINE.map((line) => `    ${line}`)),
  },
  {
    what: 'at the module\'s level with two blank lines around', prefix: 'aio-coroutine',
    text: lines('import asyncio', 'x = 1', '|', 'y = 2', ''),
    becomes: lines('import asyncio', 'x = 1', '', '', ...COROUTINE, '', '', ...GUARD, '', '', 'y = 2', ''),
  },
  {
    what: 'behind a function that the cursor has left', prefix: 'aio-coroutine',
    text: lines('import asyncio', '', '', 'async def f():', '    return 1', '', '', '|', '', ''),
    becomes: lines('import asyncio', '', '', 'async def f():', '    return 1', '', '', ...COROUTINE, '', '', ...GUARD, ''),
  },
  {
    what: 'without its guard where there is one', prefix: 'aio-coroutine',
    text: lines('import asyncio', '', '|', '', 'if __name__ == "__main__":', '    print(1)', ''),
    becomes: lines('import asyncio', '', '', ...COROUTINE, '', '', 'if __name__ == "__main__":', '    print(1)', ''),
  },
  {
    what: 'below the docstring, from __future__ and the imports, wherever above them the cursor is', prefix: 'aio-asynccontextmanager',
    text: lines('|"""Doc."""', '', 'from __future__ import annotations', '', 'import os', 'from contextlib import suppress', '', 'x = 1', ''),
    becomes: lines(
      '"""Doc."""', '', 'from __future__ import annotations', '', 'import asyncio', 'import os', 'from contextlib import asynccontextmanager, suppress', '', '',
      insertedText(pattern('aio-asynccontextmanager')).split('\n\n\n').slice(1).join('\n\n\n'), '', 'x = 1', '',
    ),
  },
  {
    what: 'in a file that has only a docstring, without a final newline', prefix: 'aio-coroutine',
    text: '"""Doc."""|',
    becomes: lines('"""Doc."""', '', 'import asyncio', '', '', ...COROUTINE, '', '', ...GUARD, ''),
  },
  {
    what: 'below a shebang', prefix: 'aio-coroutine',
    text: lines('#!/usr/bin/env python3|', ''),
    becomes: lines('#!/usr/bin/env python3', '', 'import asyncio', '', '', ...COROUTINE, '', '', ...GUARD, ''),
  },
  {
    what: 'only the imports of what comes in', prefix: 'aio-to-thread',
    text: lines('async def f():', '    |'),
    becomes: lines('import asyncio', '', '', 'async def f():', '    first, second = await asyncio.gather(', '        asyncio.to_thread(blocking),', '        asyncio.to_thread(blocking),', '    )', '    print(first, second)'),
  },
  {
    what: 'in an if at the module\'s level its definitions', prefix: 'aio-coroutine',
    text: lines('import asyncio', 'if True:', '    |', 'x = 1'),
    becomes: lines('import asyncio', 'if True:', ...COROUTINE.map((line) => `    ${line}`), 'x = 1'),
  },
];

describe('the insertion of a pattern', () => {
  it('into an empty file is the snippet itself', () => {
    for (const each of PATTERNS) {
      for (const text of ['|', '\n|\n', '|\n\n']) assert.equal(after(text, each).replace(/^\n+/, ''), insertedText(each), each.prefix);
    }
  });

  for (const { what, prefix, text, unit, becomes } of CASES) {
    it(`puts ${prefix} ${what}`, () => {
      assert.equal(after(text, pattern(prefix), unit), becomes);
      assert.equal(after(text.replaceAll('\n', '\r\n'), pattern(prefix), unit), (text.includes('\n') ? becomes.replaceAll('\n', '\r\n') : becomes), 'with CRLF');
    });
  }

  it('leaves places to type into, counted from 1 on, and the last one at its end', () => {
    const { snippet } = patternInsertion('async def f():\n    \n', 19, pattern('aio-gather'), '    ');
    assert.equal(snippet, [
      '    ${3:first}, ${4:second} = await asyncio.gather(', '        ${1:say_hello}(),', '        ${2:say_world}(),', '        return_exceptions=${5|False,True|},', '    )', '    print(${3:first}, ${4:second})$0',
    ].join('\n'));
    // What stands above the function too is not typed at two places.
    const retry = patternInsertion('async def f():\n    \n', 19, pattern('aio-retry'), '    ');
    assert.equal(retry.snippet, '    print(await retry(${1:fetch}, attempts=${2:5}))$0');
  });

  it('shows in its preview all that comes in', () => {
    assert.equal(patternInsertion('', 0, pattern('aio-gather'), '    ').preview, insertedText(pattern('aio-gather')));
    const inFunction = patternInsertion('import asyncio\nasync def f():\n    \n', 34, pattern('aio-gather'), '    ');
    assert.equal(inFunction.preview, `${GATHER_BODY('').join('\n')}\n`);
  });

  it('makes a program that compiles, in every place', function () {
    this.timeout(30_000);
    const texts: [string, string][] = [];
    const places = [
      lines('"""Doc."""', 'from __future__ import annotations', '', '|', '', 'async def main():', '    pass', ''),
      lines('async def f():', '    |', '    return 1', ''),
      lines('async def f():', '    for x in ():', '        try:', '            x()|', '        finally:', '            pass'),
      lines('class A:', '    """Doc."""', '    |', '', '    async def f(self): ...', ''),
      lines('class A:', '\tasync def f(self):', '\t\tpass|', ''),
      lines('def f():', '    |', '    return 1', ''),
      lines('import os', 'import asyncio as aio', 'def f():', '    return 1', '|'),
    ];
    for (const each of PATTERNS) {
      for (const place of places) {
        const unit = place.includes('\t') ? '\t' : '    ';
        texts.push([each.prefix, after(place, each, unit)], [each.prefix, after(place.replaceAll('\n', '\r\n'), each, unit)]);
      }
    }
    const { stdout, status, stderr } = spawnSync(python, ['-c', `
import json, sys
for name, text in json.load(sys.stdin):
    try:
        compile(text, name, "exec")
    except SyntaxError as error:
        if name != "aio-except-star" or sys.version_info >= (3, 11):
            print(name, error, text)`], { input: JSON.stringify(texts), encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.equal(stdout, '');
  });
});

describe('the words about a pattern', () => {
  it('say what it is for, how long it takes and what it needs', () => {
    assert.deepEqual(patternWords(pattern('aio-gather'), null), {
      description: 'aio-gather · about 1 s · Python 3.8+', detail: 'Two coroutines at the same time: as long as the longest. Two 1 s waits: about 1 s.',
    });
    assert.equal(patternWords(pattern('aio-httpx'), 12).description, 'aio-httpx · Python 3.8+ · with httpx');
    assert.match(patternWords(pattern('aio-timeout'), 10).detail, /^Needs Python 3\.11; this project has 3\.10\. A time limit/);
    assert.match(patternWords(pattern('aio-timeout'), 11).detail, /^A time limit/);
  });
});

describe('snippet syntax', () => {
  it('is read with its escapes', () => {
    assert.deepEqual(parseSnippet('a\\$b\\}c\\\\ \\n $1 ${2} ${3:x\\}y} ${4|a\\,b,c|}$0'), [
      { kind: 'text', text: 'a$b}c\\ \\n ' }, { kind: 'place', number: 1, value: '', choices: [] }, { kind: 'text', text: ' ' }, { kind: 'place', number: 2, value: '', choices: [] },
      { kind: 'text', text: ' ' }, { kind: 'place', number: 3, value: 'x}y', choices: [] }, { kind: 'text', text: ' ' }, { kind: 'place', number: 4, value: 'a,b', choices: ['a,b', 'c'] }, { kind: 'place', number: 0, value: '', choices: [] },
    ]);
  });
});
