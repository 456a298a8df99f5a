import assert from 'node:assert/strict';
import { until } from '../until.js';
import type { Browser } from 'playwright-core';
import type { ProofState, ProofView } from '../../src/shared/proof.js';
import type { AwaitTimes } from '../../src/shared/report.js';
import { proven, raising, runsOf } from '../unit/analysis/proof/proofs.js';
import { OpenedProof } from './proofPage/openPage.js';
import { openBrowser } from './standalone/standalonePage.js';

const times = (source: string, line: number, seconds: number, count = 1, name = 'main'): AwaitTimes => ({
  file: '/a.py', line, column: 4, end_line: line, end_column: 9, kind: 'await', function: name, source, count, raised: 0,
  elapsed_ns: { total: seconds * 1e9, min: 0, max: 0 }, suspended_ns: 0, waiting_ns: 0, ready_ns: 0, running_ns: 0, overhead_ns: 0, sampled: 0,
  below_resolution: false, suspensions: 1, awaited: [], woken_by: [], longest: [], meanwhile: { of: 0, tasks: [], rest_ns: 0 }, pending: 0, pending_ns: 0,
});
const AWAITS = {
  old: [times('await asyncio.sleep(1)', 11, 2, 2, 'say'), times('await say("hello")', 15, 1), times('await say("world")', 16, 1)],
  new: [times('await asyncio.sleep(1)', 11, 2, 2, 'say'), times('await asyncio.gather(say("hello"), say("world"))', 15, 1)],
};
const faster = runsOf((side) => ({ report: { awaits: AWAITS[side] } }));
const subject: ProofView['subject'] = { title: 'main()', file: 'hello.py', change: 'Run together with gather', names: { old: 'before', new: 'after' } };
const ended = (runs: typeof faster): ProofState => ({ kind: 'ended', proof: proven(runs) });

/** What the view is looked at in, each with how wide it is shown. */
const VIEWS: Record<string, ProofView> = {
  running: { subject, state: { kind: 'running', round: 3, rounds: 5, side: 'new', elapsedNs: { old: [2.001e9, 2.004e9], new: [1.002e9, 1.001e9] }, stopping: false }, decision: null },
  faster: { subject, state: ended(faster), decision: { first: 'keep', note: null, done: false } },
  differs: {
    subject,
    state: ended(runsOf((side) => ({ report: { awaits: AWAITS[side], value: side === 'old' ? "['hello', 'world']" : "['world', 'hello']" }, printed: side === 'old' ? ['begin', 'hello', 'world', 'end'] : ['begin', 'world', 'hello', 'end'] }))),
    decision: { first: 'undo', note: null, done: false },
  },
  unsure: {
    subject: { ...subject, change: 'The editor\'s text against the last commit', names: { old: 'last commit', new: 'editor' } },
    state: ended(runsOf((side, index) => ({ seconds: (side === 'old' ? [1.05, 1.34, 1.15, 1.23, 1.11] : [1.0, 1.21, 1.05, 1.16, 1.1])[index]! }))), decision: null,
  },
  fails: { subject, state: ended(runsOf((side) => (side === 'new' ? { report: { ...raising('RuntimeError', 'cannot reuse already awaited coroutine'), awaits: AWAITS.new }, seconds: 0.02 } : { report: { awaits: AWAITS.old } }))), decision: { first: 'undo', note: null, done: false } },
  broken: { subject, state: { kind: 'failed', message: 'The new version (after) cannot be run, so nothing is proven. SyntaxError: invalid syntax' }, decision: { first: 'undo', note: 'Undone: the file is as it was.', done: true } },
};

describe('The view of a proof', () => {
  let browser: Browser;
  let opened: OpenedProof;
  before(async () => { browser = await openBrowser(); });
  beforeEach(async () => { opened = await OpenedProof.open(browser); });
  afterEach(async () => {
    assert.deepEqual(opened.errors, []);
    await opened.page.close();
  });
  after(() => browser.close());

  it('says the times, how sure that is, and in what both agree; Keep comes first', async () => {
    await opened.show(VIEWS.faster!);
    const { page } = opened;
    assert.match(await page.getByRole('status').first().innerText(), /^2\.00 s\s*→\s*before, now\s*1\.00 s\s*2\.0 × faster\s+Certain: every run was faster than every run before\. The factor is 1\.99 to 2\.01, with 96 % confidence\.\s+Results, exceptions and printed output are the same\.$/);
    assert.deepEqual(await page.locator('.decision button').allInnerTexts(), ['Keep', 'Undo']);
    assert.equal(await page.locator('.strip circle').count(), 10);
    assert.deepEqual(await page.locator('.agreements strong').allInnerTexts(), ['Result: same.', 'Exceptions: same.', 'Printed output: same.']);
    const rows = await page.getByRole('region', { name: 'Awaits in both versions' }).getByRole('row').allInnerTexts();
    assert.deepEqual(rows.slice(1).map((row) => row.replace(/\s+/g, ' ').trim()), [
      '11 await asyncio.sleep(1) in say 2 × 1.00 s 2 × 1.00 s', '15 await say("hello") 1.00 s gone', '16 await say("world") 1.00 s gone', '15 await asyncio.gather(say("hello"), say("world")) not there 1.00 s',
    ]);
    await page.getByText('All runs as a table').click();
    const cells = await page.locator('details').getByRole('row').allInnerTexts();
    assert.deepEqual(cells.map((row) => row.replace(/\s+/g, ' ').trim()).slice(0, 3), ['Round before after', '1 2.00 s 1.00 s', '2 2.01 s 1.00 s']);
    assert.equal(cells.length, 1 + 5 + 5);
  });

  it('says first what speaks against the change, and puts Undo in front', async () => {
    await opened.show(VIEWS.differs!);
    const { page } = opened;
    assert.match(await page.getByRole('status').first().innerText(), /^✕\s+Returns something else\s+The result differs\. It was \['hello', 'world'\] and is \['world', 'hello'\]\./);
    assert.deepEqual(await page.locator('.decision button').allInnerTexts(), ['Undo', 'Keep']);
    assert.equal(await page.locator('.decision button:not(.secondary)').innerText(), 'Undo');
    assert.deepEqual(await page.getByRole('list', { name: 'Printed output: where they differ' }).getByRole('listitem').allTextContents(), [' begin', '−before: hello', ' world', '+after: hello', ' end']);
    await opened.show(VIEWS.fails!);
    assert.match(await page.getByRole('status').first().innerText(), /^✕\s+Ends otherwise\s+The new version does not end as the old one does\. It was none and is RuntimeError/);
    await opened.show(VIEWS.unsure!);
    assert.match(await page.getByRole('status').first().innerText(), /^No certain difference\s+Not proven/);
    assert.equal(await page.locator('.decision').count(), 0, 'there is nothing to keep');
    await page.getByText('The axis does not begin at 0.').waitFor();
    await opened.show(VIEWS.broken!);
    assert.deepEqual(await page.locator('.decision button').count(), 0);
    await page.getByText('Undone: the file is as it was.').waitFor();
  });

  it('is used with the keyboard alone; the focus goes on from Stop to the decision', async () => {
    const { page } = opened;
    await opened.show(VIEWS.running!);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.deepEqual(await opened.asked(), ['{"type":"stop"}']);
    await opened.show(VIEWS.faster!);
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
    await until('the focus is on Keep', async () => (await focused()) === 'Keep');
    const reached = ['Keep'];
    for (let press = 0; press < 5; press += 1) {
      await page.keyboard.press('Tab');
      reached.push((await focused()).slice(0, 30));
    }
    assert.deepEqual(reached.slice(0, 3), ['Keep', 'Undo', 'All runs as a table']);
    assert.deepEqual(reached.slice(4), ['Line 11: show in the editor', 'Line 15: show in the editor']);
    await page.keyboard.press('Enter');
    assert.deepEqual((await opened.asked()).slice(1), ['{"type":"reveal","line":15}']);
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    assert.deepEqual((await opened.asked()).slice(2), ['{"type":"undo"}']);
  });

  for (const [name, view] of Object.entries(VIEWS)) {
    it(`has nothing that axe-core objects to, and fits every width: ${name}`, async () => {
      await opened.show(view);
      if (view.state.kind === 'ended') await opened.page.getByText('All runs as a table').click();
      assert.deepEqual(await opened.violations(), []);
      if (view.state.kind === 'ended') await opened.page.getByText('All runs as a table').click();
      for (const width of [700, 300]) {
        await opened.show(view, width);
        assert.equal(await opened.overflow(), 0, `${width} px`);
        await opened.screenshots(`proof-${name}-${width}`);
      }
    });
  }
});
