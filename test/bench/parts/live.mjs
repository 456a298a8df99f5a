/** How closely the panel follows a run while it goes on, over the extension's own runner and in a real Chromium, and what it costs to watch. */
import { temporaryFolder } from '../../../scripts/lib/cleanup.mjs';
import { Failure } from '../../../scripts/lib/project.mjs';
import { placeOf, requestOf, runner } from '../lib/runner.mjs';
import { pairedRatio, spread } from '../lib/statistics.mjs';
import { ratio, spreadText, table, yesNo } from '../lib/text.mjs';
import { call, openBrowser, openPage } from '../lib/timelinePage.mjs';

/** @typedef {import('../../../src/shared/protocol.js').Live} Live */

/**
 * A `progress` that came to be a picture. The first three in milliseconds since the run began, the next two in milliseconds.
 * @typedef {object} Picture
 * @property {number} newest the end of its newest slice
 * @property {number} arrived
 * @property {number} drawn the page has said so
 * @property {number} making `liveTimeline`
 * @property {number} drawing from there to the end of the first frame that shows it
 * @property {number} bytes of the JSON of `live`
 */
/** @typedef {{ elapsed: number, steps: number, pictures: Picture[] }} Run elapsed: in milliseconds; without pictures when nobody watched */
/**
 * @typedef {object} Result
 * @property {string} python
 * @property {{ what: string, watched: Run[], alone: Run[] }[]} programs by round
 */

export const name = 'live';
export const title = 'A run that goes on, in the panel';

/** The panel is told what has come by then each time; as in `src/editor/runs.ts`. */
const TICK_MS = 100;
/** The panel should be told at least so often in any second, and never be further behind. */
const PER_SECOND = 4;
const BEHIND_MS = 500;

/**
 * @param {import('../bench.mjs').Options} options
 * @param {(text: string) => void} log
 * @returns {Promise<Result[]>}
 */
export async function measure({ few, quick }, log) {
  const { startRun } = await runner();
  const [seconds, rounds] = quick ? [2, 1] : [5, 5];
  const browser = await openBrowser();
  const folder = temporaryFolder('bench');
  const results = [];
  try {
    for (const python of few) {
      const place = placeOf(python, folder.path);
      const programs = [];
      for (const what of ['busy', 'calm']) {
        /** @type {Result['programs'][number]} */
        const program = { what, watched: [], alone: [] };
        for (let round = 0; round < rounds; round += 1) {
          // The other one first in every other round: what the machine does beside grows and wanes.
          for (const watched of round % 2 === 0 ? [true, false] : [false, true]) {
            const page = await openPage(browser);
            (watched ? program.watched : program.alone).push(await follow(startRun, { ...place, request: requestOf('live', what, `${seconds}`) }, watched ? page : null));
            await page.close();
          }
        }
        programs.push(program);
        log(`Python ${python.version}: ${what}`);
      }
      results.push({ python: python.version, programs });
    }
  } finally {
    folder.remove();
    await browser.close();
  }
  return results;
}

/**
 * @param {typeof import('../../../src/runner/run.js').startRun} startRun
 * @param {import('../../../src/runner/run.js').RunSpec} spec
 * @param {import('playwright-core').Page | null} page where it is watched; null when nobody does
 * @returns {Promise<Run>}
 */
async function follow(startRun, spec, page) {
  /** @type {{ live: Live, elapsed: number, arrived: number }[]} */
  const words = [];
  /** @type {Promise<Picture>[]} */
  const pictures = [];
  let told = 0;
  let started = NaN;
  const run = startRun(spec, {
    onStarted: () => { started = performance.now(); },
    onProgress: (elapsedNs, _pending, _blocking, live) => {
      if (live) words.push({ live, elapsed: elapsedNs / 1e6, arrived: performance.now() });
    },
  });
  if (page) run.watch(true);
  const ticker = setInterval(() => {
    const word = words.at(-1);
    if (!page || !word || told === words.length) return;
    told = words.length;
    pictures.push(draw(page, word.live, word.arrived, (performance.now() - started) * 1e6));
  }, TICK_MS);
  const end = await run.result.finally(() => clearInterval(ticker));
  const drawn = await Promise.all(pictures);
  if (end.kind !== 'report' || end.report.outcome !== 'returned') throw new Failure(`The run did not end by itself: ${JSON.stringify(end).slice(0, 1000)}`);
  // `started` is said just before the run begins, and no word arrives before it is said: the earliest of these is nearest.
  const began = Math.min(started, ...words.map(({ elapsed, arrived }) => arrived - elapsed));
  return {
    elapsed: end.report.elapsed_ns / 1e6,
    steps: end.report.tasks.reduce((sum, { steps }) => sum + steps, 0),
    pictures: drawn.map((picture) => ({ ...picture, arrived: picture.arrived - began, drawn: picture.drawn - began })),
  };
}

/**
 * @param {import('playwright-core').Page} page
 * @param {Live} live
 * @param {number} arrived
 * @param {number} elapsedNs so far
 * @returns {Promise<Picture>} `arrived` and `drawn` as by this process's clock
 */
async function draw(page, live, arrived, elapsedNs) {
  const text = JSON.stringify(live);
  const { made, drawn } = await call(page, 'live', text, elapsedNs);
  const slices = [...live.tasks.flatMap(({ timeline }) => timeline), ...live.callbacks];
  return {
    arrived, drawn: performance.now(), newest: Math.max(0, ...slices.map((slice) => /** @type {number} */ (slice[1]))) / 1e6,
    making: made, drawing: drawn, bytes: Buffer.byteLength(text),
  };
}

/**
 * @param {Result[]} results
 * @returns {string[]} lines of Markdown
 */
export function render(results) {
  return [
    'Two programs that are watched: `busy` makes as many steps as it can, in ten tasks; `calm` is five tasks that sleep for 20 to',
    '110 ms at a time. How far a picture is behind is the age of the newest step in it, by the clock of the extension host: the',
    'run began there when it heard so, or before, where a word of its progress (its arrival less the time it tells) says so. A',
    'picture counts as drawn when the page, in Chromium without a graphics processor, has told the host. As in the editor, what',
    `has come is handed on every ${TICK_MS} ms, to a page that is new for each run. Median (least–most).`,
    ...results.flatMap(({ python, programs }) => [
      '', `### Python ${python}`, '',
      ...columns(programs.map(({ what, watched }) => [what, followed(watched)])),
      '', ...table(['steps a second', 'nobody watches', 'watched', 'watched, as times'], programs.map(({ what, watched, alone }) => {
        const [seen, unseen] = [watched.map(pace), alone.map(pace)];
        return [what, spreadText(spread(unseen), count), spreadText(spread(seen), count), spreadText(pairedRatio(seen, unseen), ratio)];
      })),
    ]),
  ];
}

const ms = (/** @type {number} */ value) => `${value.toFixed(1)} ms`;
const count = (/** @type {number} */ value) => Math.round(value).toLocaleString('en-US');
const pace = (/** @type {Run} */ { steps, elapsed }) => (steps * 1000) / elapsed;

/** @param {[head: string, cells: [what: string, text: string][]][]} told the same rows of each @returns {string[]} */
function columns(told) {
  const rows = told[0]?.[1].map(([what], row) => [what, ...told.map(([, cells]) => cells[row]?.[1] ?? '')]) ?? [];
  return table(['', ...told.map(([head]) => head)], rows);
}

/** @param {Run[]} runs that were watched @returns {[what: string, text: string][]} */
function followed(runs) {
  const pictures = runs.flatMap((run) => run.pictures);
  const seen = runs.flatMap(outdated);
  const fewest = Math.min(...runs.map(fewestInASecond));
  const spreadOf = (/** @type {(picture: Picture) => number} */ of) => spreadText(spread(pictures.map(of)), ms);
  return [
    ['pictures in a second: the fewest in any', `${fewest}`],
    ['from one picture to the next', spreadText(spread(runs.flatMap(gaps)), ms)],
    ['behind: when it arrives', spreadOf(({ arrived, newest }) => arrived - newest)],
    ['behind: when it is drawn', spreadOf(({ drawn, newest }) => drawn - newest)],
    ['behind: when the next one is drawn', spreadText(spread(seen), ms)],
    ['`liveTimeline`', spreadOf(({ making }) => making)],
    ['from there to the picture', spreadOf(({ drawing }) => drawing)],
    ['told at a time, kB', spreadText(spread(pictures.map(({ bytes }) => bytes / 1000)), count)],
    [`at least ${PER_SECOND} in any second`, yesNo(fewest >= PER_SECOND)],
    [`never ${BEHIND_MS} ms behind`, yesNo(Math.max(...seen) <= BEHIND_MS)],
  ];
}

/** When the pictures of a run were drawn while it went on; with its beginning. @param {Run} run */
const moments = ({ pictures, elapsed }) => [0, ...pictures.map(({ drawn }) => drawn).filter((at) => at < elapsed)];

/** @param {Run} run @returns {number} how few pictures were drawn in any second of it, wherever that begins */
function fewestInASecond(run) {
  const drawn = moments(run);
  return Math.min(...drawn.filter((from) => from + 1000 <= run.elapsed).map((from) => drawn.filter((at) => at > from && at < from + 1000).length));
}

/** @param {Run} run @returns {number[]} from its beginning and from each picture to the next, and to its end */
const gaps = (run) => moments(run).map((at, index, all) => (all[index + 1] ?? run.elapsed) - at);

/** @param {Run} run @returns {number[]} how far behind each picture was at last: when the next was drawn or the run had ended; and before the first */
function outdated(run) {
  const newest = [0, ...run.pictures.map((picture) => picture.newest)];
  return moments(run).map((_, index, all) => (all[index + 1] ?? run.elapsed) - /** @type {number} */ (newest[index]));
}
