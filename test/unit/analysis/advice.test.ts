import assert from 'node:assert/strict';
import { ADVICE, adviceFor } from '../../../src/analysis/advice.js';
import type { RunEnd } from '../../../src/shared/protocol.js';
import type { Outcome, Report } from '../../../src/shared/report.js';
import { reportOf } from '../reports.js';

function ended(outcome: Outcome, type = '', message = '', changes: Partial<Report> = {}, source = ''): RunEnd {
  const exception = type ? { type, message, traceback: '', frames: [{ file: '/a.py', line: 1, function: 'main', source }] } : null;
  return { kind: 'report', report: reportOf({ outcome, value: null, exception, elapsed_ns: 1e9, ...changes }) };
}

const raised = (type: string, message = '', source = ''): RunEnd => ended('raised', type, message, {}, source);
const syntax = (message: string): RunEnd => ({ kind: 'unusable', unusable: { reason: 'syntax', message, file: '/a.py', line: 1, column: 0 } });

/** Messages as CPython 3.8 to 3.14 writes them, and words that the advice must hold. */
const cases: Record<string, [RunEnd, RegExp][]> = {
  input: [[raised('EOFError', 'EOF when reading a line', 'name = input("Name? ")'), /input\(\) cannot ask during a run/]],
  'module-not-found': [
    [raised('ModuleNotFoundError', "No module named 'aiohttp'"), /no module aiohttp: install it with python3 -m pip install aiohttp, or select the interpreter/],
    [raised('ModuleNotFoundError', "No module named 'yaml.loader'"), /pip install pyyaml/],
  ],
  'import-self': [
    [raised('AttributeError', "partially initialized module 'asyncio' has no attribute 'run' (most likely due to a circular import)"), /called asyncio\.py/],
    [raised('ImportError', "cannot import name 'a' from partially initialized module 'b' (most likely due to a circular import) (/b.py)"), /import each other/],
  ],
  'relative-import': [[raised('ImportError', 'attempted relative import with no known parent package'), /__init__\.py/]],
  indentation: [[syntax('/a.py:3:5: IndentationError: unexpected indent'), /same column/], [raised('TabError', 'inconsistent use of tabs and spaces in indentation'), /same column/]],
  'await-outside': [[syntax("SyntaxError: 'await' outside async function"), /async def/]],
  syntax: [[syntax('SyntaxError: invalid syntax'), /cannot read/], [raised('SyntaxError', "'(' was never closed"), /bracket/]],
  'nested-run': [
    [raised('RuntimeError', 'asyncio.run() cannot be called from a running event loop'), /await main\(\)/],
    [raised('RuntimeError', 'This event loop is already running'), /running already/],
  ],
  'no-loop': [
    [raised('RuntimeError', 'no running event loop'), /in this thread/],
    [ended('raised', 'RuntimeError', 'no running event loop', { phase: 'loading' }), /while the module is being loaded/],
    [raised('RuntimeError', "There is no current event loop in thread 'Thread-1'."), /in this thread/],
  ],
  'other-loop': [[raised('RuntimeError', "Task <Task pending> got Future <Future pending> attached to a different loop"), /another event loop/]],
  'reused-coroutine': [[raised('RuntimeError', 'cannot reuse already awaited coroutine'), /only once/]],
  'forgotten-await': [
    [raised('AttributeError', "'coroutine' object has no attribute 'json'"), /await is missing/],
    [raised('TypeError', "'coroutine' object is not iterable"), /await is missing/],
    [raised('RuntimeWarning', "coroutine 'fetch' was never awaited"), /await is missing/],
  ],
  'not-awaitable': [
    [raised('TypeError', "object NoneType can't be used in 'await' expression"), /gave None/],
    [raised('TypeError', "object int can't be used in 'await' expression"), /not awaitable/],
  ],
  'sync-with': [
    [raised('AttributeError', '__enter__'), /async with/],
    [raised('TypeError', "'Lock' object does not support the context manager protocol (missed __exit__ method) but it supports the asynchronous context manager protocol. Did you mean to use 'async with'?"), /write async with\.$/],
  ],
  'async-with': [
    [raised('AttributeError', '__aenter__'), /with in place of async with/],
    [raised('TypeError', "'X' object does not support the asynchronous context manager protocol"), /with in place of async with/],
  ],
  'async-for': [[raised('TypeError', "'async for' requires an object with __aiter__ method, got list"), /for in place of async for/]],
  'sync-for': [[raised('TypeError', "'async_generator' object is not iterable"), /async for in place/]],
  recursion: [[raised('RecursionError', 'maximum recursion depth exceeded'), /itself too often/]],
  'connection-refused': [
    [raised('ConnectionRefusedError', '[Errno 111] Connection refused'), /Nothing listens/],
    [raised('OSError', "Multiple exceptions: [Errno 111] Connect call failed ('::1', 9, 0, 0)"), /Nothing listens/],
  ],
  'name-lookup': [[raised('socket.gaierror', '[Errno -2] Name or service not known'), /host name/]],
  'timeout-error': [[raised('TimeoutError'), /time limit/], [raised('asyncio.exceptions.TimeoutError'), /time limit/]],
  exited: [[ended('exited', '', '', { exit_code: 3 }), /ended itself/]],
  'out-of-memory': [[ended('crashed', 'SIGKILL', 'killed from outside'), /memory/], [raised('MemoryError'), /memory/]],
  crashed: [[ended('crashed', 'SIGSEGV', 'segmentation fault'), /libraries written in C/]],
  timeout: [
    [ended('timeout', '', '', { elapsed_ns: 60.1e9 }), /after 60 s.*awaitLens\.timeout/],
    [ended('timeout', '', '', { phase: 'loading' }), /top level/],
  ],
};

describe('advice', () => {
  it('has a test for every rule', () => assert.deepEqual(Object.keys(cases), ADVICE.map(({ id }) => id)));

  for (const [id, examples] of Object.entries(cases)) {
    it(`helps with ${id}`, () => {
      for (const [end, words] of examples) {
        const advice = adviceFor(end, 'python3');
        assert.match(advice ?? '', words);
        assert.match(advice ?? '', /^[A-Zai][^\n]*\.$/);
      }
    });
  }

  it('says nothing where there is nothing to add', () => {
    for (const end of [ended('returned'), ended('cancelled'), ended('exited', '', '', { exit_code: 0 }), raised('ValueError', 'bad'), raised('AttributeError', "'X' object has no attribute 'y'")]) {
      assert.equal(adviceFor(end), null);
    }
    assert.equal(adviceFor({ kind: 'failed', message: 'no' }), null);
  });

  it('names no command where none is known', () => {
    assert.match(adviceFor(raised('ModuleNotFoundError', "No module named 'x'")) ?? '', /install it, or select/);
  });
});
