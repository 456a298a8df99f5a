import assert from 'node:assert/strict';
import type { AsyncFunction, AwaitPoint, Range } from '../../../src/analysis/model.js';
import { scan } from '../../../src/analysis/scan.js';

const names = (text: string): string[] => scan(text).functions.map(({ qualname }) => qualname);

function only(text: string): AsyncFunction {
  const { functions } = scan(text);
  assert.equal(functions.length, 1, `${functions.length} functions`);
  return functions[0]!;
}

function at(text: string, { start, end }: Range): string {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length)];
  return text.slice(starts[start.line]! + start.column, starts[end.line]! + end.column);
}

/** The text of each await point's range, in the body of a function. */
function points(...lines: string[]): [AwaitPoint['kind'], string][] {
  const text = `async def f():\n${lines.map((line) => `    ${line}\n`).join('')}`;
  return only(text).awaitPoints.map(({ kind, range }) => [kind, at(text, range)]);
}

const awaits = (...lines: string[]): string[] => points(...lines).map(([, text]) => text);

describe('scan(): await points', () => {
  it('ends an await before an operator', () => {
    assert.deepEqual(awaits('x = await a() + b', 'await c ** 2', 'await d if await e else -await g.h[1](2)'),
      ['await a()', 'await c', 'await d', 'await e', 'await g.h[1](2)']);
  });

  it('takes strings, brackets and what follows them as one operand', () => {
    assert.deepEqual(awaits('await (a or b).c', 'await [x][0]', 'await {1: y}[1]', 'await "a" "b".join(c)', 'await ...'),
      ['await (a or b).c', 'await [x][0]', 'await {1: y}[1]', 'await "a" "b".join(c)', 'await ...']);
  });

  it('finds an await among the arguments of another, the outer first', () => {
    assert.deepEqual(awaits('await a(await b(), *(await c))'), ['await a(await b(), *(await c))', 'await b()', 'await c']);
  });

  it('finds awaits within f-strings and t-strings, their formats and nested strings', () => {
    assert.deepEqual(awaits('f"{await a!r:>{await b}} {{await no}} {await c(f"{await d}")}"', "t'''{await e = }'''", 'rf"\\{await g}"', 'f"\\N{DASH} {await h}"'),
      ['await a', 'await b', 'await c(f"{await d}")', 'await d', 'await e', 'await g', 'await h']);
  });

  it('finds none in strings, comments, attributes and names that only begin so', () => {
    assert.deepEqual(awaits('"await a"', '# await b', 'x.await_', 'awaitable = 1', '"""', 'await c', '"""', "b'await'"), []);
  });

  it('reports async for up to its iterable', () => {
    assert.deepEqual(points('async for i, (j) in a(x), b: pass', 'async for k in (c): pass', 'async for m in (d, e):', '    pass'),
      [['async for', 'async for i, (j) in a(x), b'], ['async for', 'async for k in (c'], ['async for', 'async for m in (d, e)']]);
  });

  it('reports entering and leaving of each item of async with', () => {
    const both = (text: string): [AwaitPoint['kind'], string][] => [['async with enter', text], ['async with exit', text]];
    assert.deepEqual(points('async with a() as b, c: pass'), [...both('a() as b'), ...both('c')]);
    assert.deepEqual(points('async with (', '    a as (d, e),', '    (f),', '): pass'), [...both('a as (d, e)'), ...both('f')]);
    assert.deepEqual(points('async with (a, b) as c: pass'), both('(a, b) as c'));
    assert.deepEqual(points('async with (a).b as (c): pass'), both('(a).b as (c'));
    assert.deepEqual(points('async with a(x=lambda: 1): pass'), both('a(x=lambda: 1)'));
  });

  it('reports comprehensions from the target to the iterable', () => {
    assert.deepEqual(points('[await x async for x in y if z async for (a) in (b)]', 'g(k async for k, in m())', '{a: b async for a, b in c}'), [
      ['await', 'await x'], ['async comprehension', 'x in y'], ['async comprehension', 'a) in (b'],
      ['async comprehension', 'k, in m()'], ['async comprehension', 'a, b in c'],
    ]);
  });

  it('gives source and operand on one line, the source at most 200 characters', () => {
    const fn = only(`async def f():\n    await g(\n        1,\n    ).h\n    await ${'x'.repeat(300)}\n`);
    assert.equal(fn.awaitPoints[0]!.source, 'await g( 1, ).h');
    assert.equal(fn.awaitPoints[0]!.operand, 'g( 1, ).h');
    assert.equal(fn.awaitPoints[1]!.source.length, 200);
  });

  it('counts columns in UTF-16 units and lines with any line ending', () => {
    const text = 'async def f():\r\n\tx = "😀é", await a()\r    await b\n';
    const [first, second] = only(text).awaitPoints;
    assert.deepEqual(first!.range, { start: { line: 1, column: 12 }, end: { line: 1, column: 21 } });
    assert.equal(at(text, second!.range), 'await b');
    assert.equal(second!.range.start.line, 2);
  });

  it('keeps those outside of functions apart, and none of a plain def', () => {
    const result = scan('await a\nclass C:\n    x = [y async for y in z]\ndef g():\n    return (b async for b in c)\n');
    assert.deepEqual(result.topLevel.map(({ source }) => source), ['await a', 'y in z']);
    assert.deepEqual(result.functions, []);
  });
});

describe('scan(): functions', () => {
  it('names functions as Python does', () => {
    const text = 'async def a():\n    async def b(): pass\n    class C:\n        async def d(self): pass\nclass E:\n    class F:\n        async def g(self): pass\n';
    assert.deepEqual(names(text), ['a', 'a.<locals>.b', 'a.<locals>.C.d', 'E.F.g']);
    assert.deepEqual(scan(text).functions.map(({ nested, className, kind }) => [nested, className, kind]), [
      [false, null, 'function'], [true, null, 'function'], [true, 'a.<locals>.C', 'method'], [false, 'E.F', 'method'],
    ]);
  });

  it('takes those in if, try, with and for for functions of the module', () => {
    const text = 'if x:\n    async def a(): pass\nelse:\n    try:\n        async def b(): pass\n    finally:\n        for i in j:\n            async def c(): pass\n';
    assert.deepEqual(scan(text).functions.map(({ qualname, nested }) => [qualname, nested]), [['a', false], ['b', false], ['c', false]]);
  });

  it('begins at the first decorator, whatever its expression, and ends with the body', () => {
    const text = '@a[3].b(c)(lambda: d)\n# comment\n\n@(yield_ := e)\nasync def f():\n    pass\n\n# not its own\n';
    const fn = only(text);
    assert.equal(at(text, fn.range), text.slice(0, text.indexOf('\n\n# not')));
    assert.equal(fn.headerLine, 4);
    assert.equal(at(text, fn.nameRange), 'f');
  });

  it('knows generators by a yield of their own', () => {
    const generators = (text: string): string[] => scan(text).functions.filter(({ generator }) => generator).map(({ name }) => name);
    assert.deepEqual(generators('async def a():\n    yield\nasync def b():\n    def c(): yield\n    d = lambda: (yield)\nasync def e(): x = yield 1\n'), ['a', 'e']);
  });

  it('gives an await in a default or a decorator to the scope around', () => {
    const { functions, topLevel } = scan('@dec(await a)\nasync def f(x=await b) -> await c: await d\n');
    assert.deepEqual(topLevel.map(({ source }) => source), ['await a', 'await b', 'await c']);
    assert.deepEqual(functions[0]!.awaitPoints.map(({ source }) => source), ['await d']);
  });

  it('knows the kinds of parameters, and which have defaults', () => {
    const { parameters } = only('async def f[T: (int, str)](a, b: dict[str, int] = {1: 2}, /, c=lambda x, y=1: x, *args: int, d, e=(1, 2), **kw): pass');
    assert.deepEqual(parameters.map(({ name, kind, hasDefault }) => `${name} ${kind} ${hasDefault}`), [
      'a positional-only false', 'b positional-only true', 'c positional-or-keyword true', 'args var-positional false',
      'd keyword-only false', 'e keyword-only true', 'kw var-keyword false',
    ]);
    assert.deepEqual(only('async def f(a, *, b,): pass').parameters.map(({ name, kind }) => [name, kind]), [['a', 'positional-or-keyword'], ['b', 'keyword-only']]);
  });

  it('leaves out what Python passes itself', () => {
    const own = (decorator: string, parameters: string): string[] =>
      only(`class C:\n    ${decorator}\n    async def f(${parameters}): pass`).parameters.map(({ name }) => name);
    assert.deepEqual(own('', 'self, a'), ['a']);
    assert.deepEqual(own('@classmethod', 'cls, a'), ['a']);
    assert.deepEqual(own('@staticmethod', 'a'), ['a']);
    assert.deepEqual(own('@cache', '*args'), ['args']);
  });

  it('reads tabs, form feeds, line continuations and a byte order mark as Python does', () => {
    assert.deepEqual(names('\uFEFFasync def a():\n\tif x:\n        \tawait y\n\x0c\nasync \\\n  def b(): pass\n'), ['a', 'b']);
  });
});

describe('scan(): half-typed text', () => {
  const rest = '\nasync def b():\n    await x\n\nclass C:\n    @d\n    async def c(self):\n        return await y\n';
  const unfinished = {
    'an open bracket': 'async def a():\n    await foo(1, [2\n',
    'an open string': 'async def a():\n    await foo("abc\n',
    'an open f-string': 'async def a():\n    await foo(f"abc {await z\n',
    'an open f-string after its field': 'async def a():\n    print(f"{z")\n',
    'an open field in a long f-string': 'async def a():\n    print(f"""{z"""\n',
    'an open docstring': 'async def a():\n    """Does\n    await foo(1)\n',
    'an open long f-string': 'async def a():\n    f"""{x} y\n    await foo(1)\n',
    'a bracket too many': 'async def a():\n    await foo(1))]}\n',
    'an open header': 'async def a(\n',
    'a header without colon': 'async def a()\n    await x\n',
    'an open decorator': '@deco(\nasync def a():\n    pass\n',
    'a lone await': 'async def a():\n    await\n',
    'an open import': 'from m import (k\nasync def a(): pass\n',
  };
  for (const [what, text] of Object.entries(unfinished)) {
    it(`loses no function to ${what}`, () => {
      const { functions } = scan(text + rest);
      assert.deepEqual(functions.map(({ qualname }) => qualname), ['a', 'b', 'C.c']);
      assert.deepEqual(functions.slice(1).map(({ awaitPoints }) => awaitPoints.map(({ source }) => source)), [['await x'], ['await y']]);
      assert.equal(at(text + rest, functions[2]!.range).startsWith('@d'), true);
    });
  }

  it('finds the functions below a docstring being typed above other docstrings', () => {
    const text = 'async def a():\n    """\n    pass\n\nasync def b():\n    """Says b."""\n    await x\n\nasync def c():\n    """Says c."""\n    await y\n';
    const { functions } = scan(text);
    assert.deepEqual(functions.map(({ name, awaitPoints }) => [name, awaitPoints.length]), [['a', 0], ['b', 1], ['c', 1]]);
  });

  it('keeps a body together while a line in it is still too far left', () => {
    const fn = only('async def a():\n    await x\naw\n    await y\n');
    assert.deepEqual(fn.awaitPoints.map(({ source }) => source), ['await x', 'await y']);
  });

  it('gives a body to its header, though the colon is missing, and not to the function above', () => {
    const { functions } = scan('async def a():\n    await x\n\nasync def b()\n    await y\n');
    assert.deepEqual(functions.map(({ awaitPoints }) => awaitPoints.map(({ source }) => source)), [['await x'], ['await y']]);
  });

  it('never fails, wherever a text is cut off, and keeps what was finished', () => {
    const text = '@d(1)\nasync def a(x, *, y=lambda: 1):\n    """Doc."""\n    async with (m(f"{await n:>{w}}") as o, p):\n        z = [q async for q in r() if await s]\n    yield t["u"]\n';
    for (let length = 0; length <= text.length; length += 1) {
      const { functions } = scan(text.slice(0, length));
      if (length > text.indexOf('async def a') + 'async def a'.length) assert.deepEqual(functions.map(({ name }) => name), ['a'], text.slice(0, length));
      assert.ok(scan(text.slice(0, length) + text.slice(length + 1)).functions.length <= 1, `without character ${length}`);
    }
  });

  it('stays fast where every line is broken', () => {
    const text = 'async def a():\n    x = f"{(["""\n'.repeat(2_000);
    const began = performance.now();
    scan(text);
    assert.ok(performance.now() - began < 1_000);
  });
});
