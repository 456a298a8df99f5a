import assert from 'node:assert/strict';
import { formatDuration } from '../../src/analysis/format.js';
import type { Report } from '../../src/shared/report.js';
import { reportOf } from '../unit/reports.js';
import { reportOfExample } from '../unit/realReports.js';
import { taskOf } from '../unit/timelines.js';
import type { Opened } from './timelinePage/openPage.js';
import { laneY, LOOP_Y, useTimeline, type Drawn } from './timelinePage/useTimeline.js';

describe('The timeline', () => {
  const timeline = useTimeline();
  let opened: Opened;
  const open = async (report: Report): Promise<Drawn> => {
    const drawn = await timeline(report);
    opened = drawn.opened;
    return drawn;
  };
  const hover = async (x: number, y: number): Promise<string> => {
    await opened.picture.hover({ position: { x, y } });
    return opened.tip.innerText();
  };
  const said = (): Promise<string> => opened.page.locator('[aria-live]').innerText();

  it('has a lane for each task, told by what it did', async () => {
    const report = await reportOfExample('03_gather.py');
    const { x } = await open(report);
    assert.deepEqual(await opened.page.locator('.tl-name-button > span:first-child').allInnerTexts(), ['main', 'say_hello', 'say_world']);
    assert.match((await opened.picture.getAttribute('aria-label'))!, /^Timeline of 3 tasks over 1\.\d\d s$/);
    const [red, green, blue, opacity] = await opened.pixel(x(0.5e9), laneY(1) + 6);
    assert.ok(opacity! > 0 && blue! > green! && green! > red!, 'waiting is blue');
    const [step] = report.tasks[1]!.timeline;
    const running = await opened.pixel(x(step![0]!) + 1, laneY(1));
    assert.ok(running[1]! > running[2]! && running[1]! > running[0]! && running[3] === 255, 'running is green, and seen however short it is');
  });

  it('tells of the await under the pointer its times and who woke it', async () => {
    const report = await reportOfExample('03_gather.py');
    const { x } = await open(report);
    const sleep = await hover(x(0.5e9), laneY(1));
    assert.match(sleep, /^Task-2 \(say_hello\) waited 1\.00 s\s+await asyncio\.sleep\(1\)\s+In line 10, say_hello\(\): sleep 1 s\s+Waiting 1\.00 s, ready .+, then running .+\s+Woken by a timer, at 1\.0/);
    assert.match(await hover(x(0.5e9), laneY(0)), /gather[\s\S]*Woken by Task-3 \(say_world\)/);
    assert.match(await hover(x(0.5e9), LOOP_Y), /^The event loop was idle for 1\.00 s/);
    await opened.page.keyboard.press('Escape');
    await opened.tip.waitFor({ state: 'detached' });
  });

  it('leads to the line by a click, but not by a drag', async () => {
    const report = await reportOfExample('05_blocking.py');
    const { x } = await open(report);
    const lane = report.tasks.findIndex(({ function: name }) => name === 'blocking');
    // On a busy machine others may have held it as well.
    const blocked = report.blocking.findIndex(({ task }) => task?.function === 'blocking');
    const held = report.blocking[blocked]!;
    const middle = held.start_ns + held.duration_ns / 2;
    await opened.picture.click({ position: { x: x(middle), y: LOOP_Y } });
    await opened.picture.click({ position: { x: x(middle), y: laneY(lane) } });
    const site = report.awaits.findIndex(({ source }) => source.includes('gather'));
    await opened.picture.click({ position: { x: x(middle), y: laneY(0) } });
    await opened.page.getByRole('button', { name: /^blocking Task-\d+: created in line/ }).click();
    await opened.picture.click({ position: { x: 100, y: 8 } });
    const asked = await opened.asked();
    assert.deepEqual(asked.slice(0, -1), [`blocked ${blocked}`, `blocked ${blocked}`, `site ${site}`, `task ${report.tasks[lane]!.id}`]);
    assert.match(asked.at(-1)!, /^seek \d+$/);

    const { x: left, y: top } = (await opened.picture.boundingBox())!;
    await opened.page.mouse.move(left + 300, top + laneY(0));
    await opened.page.mouse.down();
    await opened.page.mouse.move(left + 200, top + laneY(0), { steps: 4 });
    await opened.page.mouse.up();
    assert.equal((await opened.asked()).length, asked.length, 'a drag is no click');
  });

  it('zooms by Ctrl and wheel around the pointer, pans by drag and Shift and wheel, and fits again', async () => {
    const { width } = await open(await reportOfExample('03_gather.py'));
    const whole = await opened.span();
    assert.equal(whole.from, 0);
    const at = 0.25;
    await opened.picture.hover({ position: { x: width * at, y: laneY(0) } });
    await opened.page.keyboard.down('Control');
    await opened.page.mouse.wheel(0, -240);
    await opened.page.keyboard.up('Control');
    const zoomed = await opened.span();
    assert.ok(zoomed.to - zoomed.from < 0.6 * whole.to);
    assert.ok(Math.abs(zoomed.from + at * (zoomed.to - zoomed.from) - at * whole.to) < 0.01 * whole.to, 'what is under the pointer stays there');
    assert.equal(await opened.page.locator('.tl-minimap').count(), 1);

    await opened.page.keyboard.down('Shift');
    await opened.page.mouse.wheel(0, 100);
    await opened.page.keyboard.up('Shift');
    const later = await opened.span();
    assert.ok(later.from > zoomed.from && Math.abs(later.to - later.from - (zoomed.to - zoomed.from)) < 10);
    await opened.page.mouse.down();
    const { x, y } = (await opened.picture.boundingBox())!;
    await opened.page.mouse.move(x + width * at + 50, y + laneY(0), { steps: 4 });
    await opened.page.mouse.up();
    assert.ok((await opened.span()).from < later.from, 'the picture follows the hand');
    await opened.page.getByRole('button', { name: 'Show all' }).click();
    assert.deepEqual(await opened.span(), whole);
    assert.equal(await opened.page.locator('.tl-minimap').count(), 0);
  });

  it('is operated by the keyboard alone', async () => {
    const report = await reportOfExample('03_gather.py');
    await open(report);
    const whole = await opened.span();
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await opened.page.keyboard.press(key);
      await opened.drawn();
    };
    await opened.picture.focus();
    await press('ArrowRight');
    assert.match(await said(), /^Task-1 \(main\) /);
    await press('Home', 'ArrowRight');
    await press('ArrowDown');
    assert.match(await said(), /^Task-2 \(say_hello\) /);
    await press('End', 'ArrowLeft', 'ArrowLeft');
    assert.match(await said(), /^Task-2 \(say_hello\) waited 1\.00 s\. await asyncio\.sleep\(1\)/);
    assert.match(await opened.tip.innerText(), /Woken by a timer/);
    await press('Enter');
    const site = report.awaits.findIndex(({ function: name }) => name === 'say_hello');
    assert.deepEqual(await opened.asked(), [`site ${site}`]);

    await press('+', '+', '+');
    const zoomed = await opened.span();
    assert.ok(zoomed.to - zoomed.from < 0.35 * whole.to);
    await press('Shift+ArrowRight');
    assert.ok((await opened.span()).from > zoomed.from);
    await press('-');
    assert.ok((await opened.span()).to - (await opened.span()).from > zoomed.to - zoomed.from);
    await press('0');
    assert.deepEqual(await opened.span(), whole);
    await press('ArrowRight', 'z');
    const close = await opened.span();
    assert.ok(close.to - close.from < 0.1 * whole.to, 'zoomed to a segment');
    await press('f', 'Escape');
    assert.equal(await said(), '');
  });

  it('hides the tasks below one, and shows them again', async () => {
    await open(await reportOfExample('03_gather.py'));
    const twisty = opened.page.getByRole('button', { name: '2 tasks below main' });
    assert.equal(await twisty.getAttribute('aria-expanded'), 'true');
    await twisty.press('Enter');
    await opened.drawn();
    assert.equal(await twisty.getAttribute('aria-expanded'), 'false');
    assert.equal(await opened.page.locator('.tl-name').count(), 1);
    await twisty.press('Enter');
    await opened.drawn();
    assert.equal(await opened.page.locator('.tl-name').count(), 3);
  });

  it('says the same as a table', async () => {
    const report = await reportOfExample('05_blocking.py');
    await open(report);
    await opened.page.getByText('The timeline as a table').click();
    const rows = opened.page.getByRole('region', { name: 'Tasks' }).locator('tbody tr');
    const cells = (row: number): Promise<string[]> => rows.nth(row).locator('th, td').allInnerTexts();
    await rows.first().waitFor();
    assert.equal(await rows.count(), report.tasks.length);
    for (const [index, task] of report.tasks.entries()) {
      const [name, , , , , outcome, waiting, ready, running, steps] = await cells(index);
      assert.deepEqual(
        [name, outcome, waiting, ready, running, steps],
        [`${task.name} (${task.function})`, task.outcome, ...[task.waiting_ns, task.ready_ns, task.running_ns].map(formatDuration), String(task.steps)],
      );
    }
    const heartbeat = await cells(1);
    assert.equal(heartbeat[1], 'Task-1 (main)');
    assert.match(heartbeat[10]!, /^[\d.]+ m?s: sleep 0\.1 s, line \d+, heartbeat\(\)$/);
    assert.equal(heartbeat[11], 'a timer');
    const blocked = opened.page.getByRole('region', { name: 'When the event loop was blocked' }).locator('tbody tr');
    assert.equal(await blocked.count(), report.blocking.length + report.starvation.length);
    await blocked.getByRole('button').first().click();
    assert.deepEqual(await opened.asked(), ['blocked 0']);
  });

  it('makes only the names in view, of any number of tasks, and scrolls by the wheel and the keys', async () => {
    const tasks = Array.from({ length: 3000 }, (_, index) => taskOf(index + 1, [[index * 1e5, index * 1e5 + 5e4, 5e4, 1]], { parent: index === 0 ? null : 1 }));
    await open(reportOf({ tasks, elapsed_ns: 0.4e9 }));
    const names = opened.page.locator('.tl-name');
    assert.ok(await names.count() < 40);
    await opened.picture.hover({ position: { x: 20, y: laneY(2) } });
    await opened.page.mouse.wheel(0, 2400);
    await opened.page.getByRole('button', { name: /^work Task-101(:|$)/ }).waitFor();
    await opened.drawn();
    assert.ok(await names.count() < 40);
    await opened.picture.focus();
    for (const key of ['ArrowRight', 'ArrowUp', 'ArrowDown', 'ArrowDown']) await opened.page.keyboard.press(key);
    assert.match(await said(), /^Task-3 /);
    await opened.page.getByRole('button', { name: /^work Task-3(:|$)/ }).waitFor();
    await opened.page.getByText('The timeline as a table').click();
    const rows = opened.page.getByRole('region', { name: 'Tasks' }).locator('tbody tr');
    await rows.first().waitFor();
    assert.equal(await rows.count(), 25);
    await opened.page.getByRole('button', { name: /^Show 100 more/ }).click();
    await opened.drawn();
    assert.equal(await rows.count(), 125);
  });

  it('goes on with a run, and keeps what is selected and shown', async () => {
    const ended = await reportOfExample('03_gather.py');
    const [main, hello] = ended.tasks;
    const soFar = (elapsedNs: number, tasks: Report['tasks']): Report => ({
      ...ended, elapsed_ns: elapsedNs, callbacks: [], tasks: tasks.map((task) => ({ ...task, timeline: task.timeline.slice(0, 1), end_ns: null, outcome: 'pending' })),
    });
    await open(ended);
    await opened.show(soFar(0.3e9, [main!, hello!]), [], { live: true });
    assert.match((await opened.picture.getAttribute('aria-label'))!, /^Timeline of 2 tasks over 0\.30 s, still running$/);
    await opened.picture.focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'End']) await opened.page.keyboard.press(key);
    assert.match(await said(), /^Task-2 \(say_hello\) waited 0\.30 s[\s\S]*It has not ended$/);
    await opened.show(soFar(0.6e9, ended.tasks), [], { live: true });
    assert.equal((await opened.span()).to, 0.6e9, 'all of it stays in view');
    assert.match(await said(), /^Task-2 \(say_hello\) waited 0\.60 s/);
    await opened.page.keyboard.press('+');
    const zoomed = await opened.span();
    await opened.show(soFar(0.9e9, ended.tasks), [], { live: true });
    const later = await opened.span();
    assert.ok(Math.abs(later.from - zoomed.from) < 1e4 && Math.abs(later.to - zoomed.to) < 1e4, 'so does a part');
    await opened.show(soFar(0.1e9, [main!]), [], { live: true });
    assert.equal(await said(), '', 'another run has no such task');
  });

  it('shows where it is in the whole, and goes elsewhere by a drag there', async () => {
    const { width } = await open(await reportOfExample('03_gather.py'));
    for (let press = 0; press < 2; press += 1) await opened.page.getByRole('button', { name: 'Zoom in' }).click();
    const before = await opened.span();
    const map = (await opened.page.locator('.tl-minimap-track').boundingBox())!;
    await opened.page.mouse.move(map.x + width * 0.5, map.y + 10);
    await opened.page.mouse.down();
    await opened.page.mouse.move(map.x + width * 0.8, map.y + 10, { steps: 3 });
    await opened.page.mouse.up();
    const after = await opened.span();
    const whole = 4 * (before.to - before.from);
    assert.ok(Math.abs((after.from + after.to) / 2 - 0.8 * whole) < 0.01 * whole);
    assert.ok(Math.abs(after.to - after.from - whole / 4) < 10, 'as much of it as before');
  });
});
