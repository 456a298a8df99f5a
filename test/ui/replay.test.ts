import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { Replay } from '../../src/analysis/replay/replay.js';
import { timelineOf } from '../../src/analysis/timeline/timelineOf.js';
import type { Report } from '../../src/shared/report.js';
import { reportOfExample } from '../unit/realReports.js';
import { reportOf } from '../unit/reports.js';
import { stepOf, traceOf } from '../unit/traces.js';
import { PICTURES } from './pictures.js';
import { OpenedReplay } from './replayPage/openPage.js';
import { openBrowser } from './standalone/standalonePage.js';

describe('The replay on the page', () => {
  let browser: Browser;
  let queue: Report;
  let events: Replay;
  let opened: OpenedReplay;
  before(async () => {
    browser = await openBrowser();
    opened = await OpenedReplay.open(browser);
    queue = await reportOfExample('06_queue_workers.py');
    const { lanes, sites } = timelineOf(queue, []);
    events = new Replay(queue.trace, lanes, sites);
  });
  afterEach(() => assert.deepEqual(opened.errors, []));
  after(() => browser.close());

  /** The event at which the loop begins to sleep. */
  const idle = (): number => Array.from({ length: events.length }, (_, index) => events.at(index)).findIndex(({ kind }) => kind === 'idle');

  it('shows the first event before it is used, and marks nothing', async () => {
    await opened.show(queue);
    await opened.stands(1);
    assert.match(await opened.happens.innerText(), /^main starts\. It creates Task-2 \(worker\), Task-3 \(worker\) and Task-4 \(worker\)\./);
    assert.match((await opened.card('Running')).join(), /^main\s+to line \d+$/);
    assert.deepEqual(await opened.card('Ready queue'), []);
    assert.deepEqual(await opened.asked(), []);
    assert.equal(await opened.button('Previous event').isDisabled(), true);
    assert.equal(await opened.button('End replay').isVisible(), false);
  });

  it('goes on and back, and says where it stands', async () => {
    await opened.show(queue);
    await opened.button('Next event').click();
    await opened.stands(2);
    assert.match((await opened.card('Running')).join(), /^Task-2 \(worker\)\s+to line 13$/);
    assert.deepEqual((await opened.card('Ready queue')).map((each) => each.replace(/\s+/g, ' ').replace(/[\d.]+ .s/, 'N')), ['Task-3 (worker) for N, by main', 'Task-4 (worker) for N, by main']);
    assert.match((await opened.card('Waiting')).join(), /main\s+await queue\.join\(\) line 26/);
    const { ns } = events.at(1);
    assert.deepEqual(await opened.asked(), [`moment ${ns} 2 1`]);
    await opened.button('Previous event').click();
    await opened.stands(1);
    await opened.button('End replay').click();
    assert.equal((await opened.asked()).at(-1), 'moment null null null');
  });

  it('shows the timers and that the loop sleeps', async () => {
    await opened.show(queue);
    await opened.seek(events.nsOf(idle()) + 1e6);
    await opened.stands(idle() + 1);
    const timers = (await opened.card('Timers')).map((each) => each.replace(/\s+/g, ' '));
    assert.deepEqual(timers.map((each) => each.replace(/in \S+ m?s/, 'in N')), [2, 3, 4].map((task) => `in N wakes Task-${task} (worker)`));
    assert.match(await opened.page.getByRole('region', { name: 'Running' }).innerText(), /Nothing: the loop sleeps/);
    await opened.slider.press('ArrowLeft');
    await opened.slider.press('ArrowRight');
    assert.equal((await opened.asked()).at(-1), `moment ${events.nsOf(idle())} null null`, 'no line is marked while the loop sleeps');
  });

  it('is moved by keys', async () => {
    await opened.show(queue);
    const last = events.length;
    const press = async (key: string, event: number): Promise<void> => {
      await opened.page.keyboard.press(key);
      await opened.stands(event);
    };
    await opened.slider.focus();
    await press('ArrowRight', 2);
    await press('ArrowUp', 3);
    await press('ArrowDown', 2);
    await press('PageUp', 12);
    await press('ArrowLeft', 11);
    await press('PageDown', 1);
    await press('End', last);
    await press('ArrowRight', last);
    await press('Home', 1);
    assert.match(await opened.slider.getAttribute('aria-valuetext') ?? '', new RegExp(`^event 1 of ${last}, `));
    // Anywhere in the replay, after a click beside its buttons too.
    await opened.happens.click();
    await press('ArrowRight', 2);
    await opened.page.keyboard.press('Escape');
    assert.equal((await opened.asked()).at(-1), 'moment null null null');
  });

  it('is moved by the slider', async () => {
    await opened.show(queue);
    const box = (await opened.slider.boundingBox())!;
    await opened.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await opened.stands(Math.round((events.length - 1) / 2) + 1);
  });

  for (const reducedMotion of ['no-preference', 'reduce'] as const) it(`plays to the end, with ${reducedMotion}, and stops there`, async () => {
    await opened.show(queue);
    await opened.page.emulateMedia({ reducedMotion });
    await opened.page.getByLabel('Speed').selectOption('20 events a second');
    await opened.slider.focus();
    await opened.page.keyboard.press('Space');
    await opened.button('Pause').waitFor();
    assert.equal(await opened.happens.getAttribute('aria-live'), 'off');
    await opened.button('Play').waitFor();
    await opened.stands(events.length);
    assert.equal(await opened.happens.getAttribute('aria-live'), 'polite');
    const moments = (await opened.asked()).map((each) => Number(each.split(' ')[1]));
    assert.deepEqual(moments, [...moments].sort((a, b) => a - b));
    assert.ok(moments.length > events.length / 2, `${moments.length} of ${events.length} were shown`);
    // Once more, from the start.
    await opened.page.getByLabel('Speed').selectOption('1 event a second');
    await opened.button('Play').click();
    await opened.stands(1);
  });

  it('plays as it happened, pauses, and goes on', async () => {
    await opened.show(queue);
    await opened.page.getByLabel('Speed').selectOption('0.1 ×');
    await opened.button('Play').click();
    await opened.stands(idle() + 1);
    await opened.button('Pause').click();
    await opened.stands(idle() + 1);
    await opened.slider.press('Space');
    // However slow, it does not wait for long while the loop sleeps.
    await opened.stands(events.length);
    await opened.button('Play').waitFor();
  });

  it('leads to the code', async () => {
    await opened.show(queue);
    await opened.button('Next event').click();
    await opened.page.getByRole('list', { name: 'Running' }).getByRole('button', { name: 'Task-2 (worker)' }).click();
    await opened.page.getByRole('list', { name: 'Waiting' }).getByRole('button', { name: 'line 26' }).click();
    assert.deepEqual((await opened.asked()).slice(-2), ['task 2', `site ${queue.awaits.findIndex(({ line }) => line === 26)}`]);
  });

  it('shows a part of many, and says where the trace ends', async () => {
    // One task creates 200 others; all are ready, and then all wait.
    const task = queue.tasks[0]!;
    const tasks = Array.from({ length: 201 }, (_, index) => ({ ...task, id: index + 1, name: `Task-${index + 1}`, function: index === 0 ? 'main' : 'child', timeline: [], end_ns: null, parent: index === 0 ? null : 1 }));
    const steps = tasks.map(({ id }) => stepOf({ task: id, at: [id === 1 ? -1 : 500, id * 1000, id * 1000 + 500], ...(id === 1 ? {} : { by: 'task', byTask: 1 }) }));
    await opened.show(reportOf({ tasks, trace: traceOf({ steps, complete: false, until_ns: 300_000 }) }));
    await opened.button('Next event').click();
    const ready = opened.page.getByRole('region', { name: 'Ready queue' });
    assert.equal(await ready.getByRole('listitem').count(), 8);
    assert.match(await ready.innerText(), /^Ready queue · 199\n[^]*and 191 more$/);
    await opened.slider.press('End');
    assert.match(await opened.page.locator('.bound').innerText(), /^The first 201 steps, up to 300 µs\. Later ones were not recorded one by one\.$/);
    await opened.page.getByText('and 193 more').waitFor();
  });

  it('says that there is nothing to replay', async () => {
    await opened.show(reportOf());
    await opened.page.getByText('There is nothing to replay: no step of this run was recorded.').waitFor();
  });

  it('is accessible in every theme, and narrow', async () => {
    await opened.show(queue);
    await opened.seek(events.nsOf(idle() + 4));
    assert.deepEqual(await opened.violations(), []);
    await opened.page.setViewportSize({ width: 300, height: 900 });
    await opened.seek(events.nsOf(idle()));
    assert.deepEqual(await opened.violations(), []);
    assert.equal(await opened.page.evaluate(() => document.documentElement.scrollWidth), 300, 'nothing sticks out');
  });

  (PICTURES ? it : it.skip)('looks as its pictures', async () => {
    await opened.show(queue);
    for (const width of [900, 600, 300]) {
      await opened.page.setViewportSize({ width, height: 500 });
      await opened.seek(events.nsOf(idle() + 4));
      await opened.screenshots(`replay-${width}`, width === 900 ? undefined : ['dark', 'high-contrast']);
    }
    await opened.page.setViewportSize({ width: 900, height: 400 });
    await opened.seek(events.nsOf(idle()));
    await opened.screenshots('replay-idle', ['light', 'dark']);
  });
});
