import assert from 'node:assert/strict';
import { LinePlacement } from '../../../src/analysis/linePlacement.js';
import { splitLines } from '../../../src/analysis/placement.js';

const TEXT = `import time

def compute(n):
    if n:
        time.sleep(1)
    time.sleep(2)

class Client:
    async def fetch(
        self,
    ):
        # says
        time.sleep(2)

        def inner():
            time.sleep(3)
        inner()

time.sleep(4)
`;

/** Where each \`time.sleep\` of TEXT is in the edited text. */
function shown(edited: string, ran = TEXT): string[] {
  const before = new LinePlacement(splitLines(ran));
  const after = new LinePlacement(splitLines(edited));
  return splitLines(ran).flatMap((text, line) => {
    if (!text.includes('time.sleep')) return [];
    const place = after.find(before.remember(line)!);
    return [`${text.trim().slice(11, -1)}: ${place ? `${place.line + 1}${place.stale ? ' stale' : ''}` : 'gone'}`];
  });
}

const edit = (from: string, to: string): string => {
  assert.ok(TEXT.includes(from));
  return TEXT.replace(from, to);
};

describe('a marked line after an edit', () => {
  it('stands where it was without one', () => assert.deepEqual(shown(TEXT), ['1: 5', '2: 6', '2: 13', '3: 16', '4: 19']));

  it('moves with what is inserted and deleted outside of its function', () => {
    assert.deepEqual(shown(`# one\n${TEXT}`), ['1: 6', '2: 7', '2: 14', '3: 17', '4: 20']);
    assert.deepEqual(shown(edit('import time\n\n', '')), ['1: 3', '2: 4', '2: 11', '3: 14', '4: 17']);
    assert.deepEqual(shown(edit('\nclass', '\n# a comment\n\nclass')), ['1: 5', '2: 6', '2: 15', '3: 18', '4: 21']);
  });

  it('is stale when its function was edited, and only then', () => {
    assert.deepEqual(shown(edit('    if n:', '    print()\n    if n:')), ['1: 6 stale', '2: 7 stale', '2: 14', '3: 17', '4: 20']);
    assert.deepEqual(shown(edit('        inner()', '        inner(), 1')), ['1: 5', '2: 6', '2: 13 stale', '3: 16', '4: 19']);
    assert.deepEqual(shown(edit('# says', '# said')), ['1: 5', '2: 6', '2: 13 stale', '3: 16', '4: 19']);
  });

  it('goes with its text', () => {
    assert.deepEqual(shown(edit('        time.sleep(1)', '        time.sleep(0)')), ['1: gone', '2: 6 stale', '2: 13', '3: 16', '4: 19']);
    assert.deepEqual(shown(edit('def compute', 'def other')), ['1: gone', '2: gone', '2: 13', '3: 16', '4: 19']);
  });

  it('is told from its equals', () => {
    const twice = 'def f():\n    time.sleep(1)\n    time.sleep(1)\n';
    assert.deepEqual(shown(twice, twice), ['1: 2', '1: 3']);
    assert.deepEqual(shown(twice + twice, twice + twice), ['1: 2', '1: 3', '1: 5', '1: 6'], 'functions alike to the letter');
    assert.deepEqual(shown(`x = 1\n${twice}`.replace('(1)', '(0)'), twice), ['1: 4 stale', '1: gone']);
  });

  it('is not thrown off by a bracket or a comment at the margin, or by tabs', () => {
    const odd = 'def f():\n\tx = (\n\t\t1\n)\n# at the margin\n\ttime.sleep(1)\n';
    assert.deepEqual(shown(`\n${odd}`, odd), ['1: 7']);
    assert.deepEqual(shown(odd.replace('\tx', '\ty'), odd), ['1: 6 stale']);
  });

  it('remembers no blank line and none that there is not', () => {
    const placement = new LinePlacement(['', 'x']);
    assert.deepEqual([placement.remember(0), placement.remember(7), placement.remember(-1)], [null, null, null]);
  });
});
