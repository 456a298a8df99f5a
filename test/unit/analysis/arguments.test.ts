import assert from 'node:assert/strict';
import { argumentTemplate, callsInFile, checkArguments } from '../../../src/analysis/arguments.js';
import type { Parameter } from '../../../src/analysis/model.js';
import { scan } from '../../../src/analysis/scan.js';

const parametersOf = (list: string): Parameter[] => scan(`async def f(${list}): pass`).functions[0]!.parameters;
const check = (text: string, list = 'url, name'): string | null => checkArguments(text, parametersOf(list));

describe('checkArguments', () => {
  for (const text of [
    '3, name="x"', '*a', '**k', '1, *a, **k', 'lambda a, b: a, 3', '[x for x in y], 2', '-1, not x', 'await g(), 2', 'x if y else z, 2',
    '{"a": 1}, 24.*3600.', '"a" "b", f"{x!r}"', 'a == 3, b', '1 is not 2, a not in b', 'a.b[3](4), 5', 'a[*b], None', 'a, b  # c', '1, 2,', '..., 2',
  ]) it(`lets ${text} pass`, () => assert.equal(check(text), null));

  const refused: [string, string][] = [
    ['3 +', 'Not Python yet: something is missing after 3 +.'], ['a b', 'Not Python yet: an operator or a comma is missing before b.'],
    ['(', 'Not Python yet: ( is not closed.'], ['f([1', 'Not Python yet: ( is not closed.'], [')', 'Not Python yet: ) closes nothing.'],
    ['"x', 'Not Python yet: a string is not closed.'], ['1,,2', 'An argument is missing before a comma.'], ['x?', 'Not Python: ? has no meaning here.'],
    ['a.b=3', 'Not Python yet: only a plain name can stand before =.'], ['*', 'Not Python yet: something is missing after the star.'],
    ['lambda x:', 'Not Python yet: something is missing after lambda x:.'], ['import os', 'Not Python yet: an operator or a comma is missing before os.'],
  ];
  for (const [text, sentence] of refused) it(`says of ${text} what is wrong`, () => assert.equal(check(text), sentence));

  it('names all that are missing, all that are unknown, and those without a value', () => {
    assert.equal(check(''), 'Still missing: url and name.');
    assert.equal(check('', 'a, /, b, *, c'), 'Still missing: a, b and c.');
    assert.equal(check('1, 2, bar=3, foo=4'), 'There are no parameters bar and foo.');
    assert.equal(check('1, 2, bar=3'), 'There is no parameter bar.');
    assert.equal(check('url=, name='), 'Give a value for url and name.');
  });
  it('says when there are too many, given twice or in the wrong order', () => {
    assert.equal(check('1, 2, 3'), 'Too many arguments: 3 without a name, and it takes at most 2.');
    assert.equal(check('1', ''), 'Too many arguments: 1 without a name, and it takes none.');
    assert.equal(check('1, url=2'), 'url is given twice: by position and by name.');
    assert.equal(check('url=1, url=2'), 'url is given twice.');
    assert.equal(check('url=1, 3'), 'What has no name must come before url=.');
    assert.equal(check('a=1, b=2, c=3', 'a, /, b, *, c'), 'Give a without its name: only its position counts.');
  });
  it('says less where stars hide what is given', () => {
    assert.equal(check('*k', 'a, *, b'), 'Still missing: b.');
    assert.equal(check('**k', 'a, /, b'), 'Still missing: a.');
    assert.equal(check('1, 2, 3, z=4', 'a, *b, **c'), null);
    assert.equal(check('', '*a, **b'), null);
  });
});

describe('prefilling arguments', () => {
  it('names what must be given', () => assert.equal(argumentTemplate(parametersOf('a, /, b, c=1, *d, e, **f')), 'b=, e='));

  it('takes calls from the file, on one line, those of literals first', () => {
    const text = 'async def fetch(a, b): pass\nfetch(session, 3)\nx = await self.fetch(\n    "a",  # why\n    [\n      1,\n    ],\n    b=f"x {y}  z",\n)\nfetch()\nfetch(1, name=None)\nfetch(1, name=None)\nfetch("""a\nb""")\nfetch(';
    assert.deepEqual(callsInFile(text, 'fetch'), ['1, name=None', 'session, 3', '"a", [1,], b=f"x {y}  z"']);
  });
});
