/**
 * Measures the lens and prints the tables; they are also in `out/bench.json`, with every sample.
 *   npm run bench [-- PART …] [--python 3.12] [--program noop] [--rounds 3] [--seconds 2] [--cpu] [--quick] [--write]
 * Parts: cost floor accuracy startup memory explanations offers panel live; all of them by default. `--python` and `--program`
 * may be repeated; without `--python`, cost and floor are measured on every installed CPython, the rest on one. `--rounds`
 * and `--seconds` bound how often a program is run in one way (three times that on 3.12, but for `--quick`), and how long a
 * peer takes with it. `--cpu` compares processor time, for a machine that is busy with other things. `--write` writes
 * `docs/benchmarks.md`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure, root, script } from '../../scripts/lib/project.mjs';
import { pythons } from '../../scripts/lib/pythons.mjs';
import { document } from './lib/document.mjs';
import { machine } from './lib/machine.mjs';
import * as accuracy from './parts/accuracy.mjs';
import * as cost from './parts/cost.mjs';
import * as explanations from './parts/explanations.mjs';
import * as floor from './parts/floor.mjs';
import * as live from './parts/live.mjs';
import * as memory from './parts/memory.mjs';
import * as offers from './parts/offers.mjs';
import * as panel from './parts/panel.mjs';
import * as startup from './parts/startup.mjs';

/** @typedef {import('../../scripts/lib/pythons.mjs').Python} Python */

/**
 * @typedef {object} Options
 * @property {Python[]} pythons for what depends much on the version, oldest first
 * @property {Python[]} few for the rest
 * @property {string[]} programs
 * @property {number} rounds
 * @property {number} seconds
 * @property {keyof typeof import('./lib/text.mjs').CLOCKS} clock what is compared
 * @property {boolean} quick fewer samples, smaller programs
 */

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string} title
 * @property {(options: Options, log: (text: string) => void) => Promise<any>} measure what `render` is given and the JSON holds
 * @property {(result: any) => string[]} render lines of Markdown
 */

/** @type {Part[]} */
const PARTS = [cost, floor, accuracy, startup, memory, explanations, offers, panel, live];

/** The version whose numbers are compared with the targets; measured alone with `--quick`. */
const REFERENCE = '3.12';

await script(async () => {
  const { positionals, ...values } = commandLine();
  const chosen = choose('part', positionals, PARTS.map(({ name }) => name));
  const programs = choose('program', values.program, cost.programs);
  if (values.write && (values.quick || [...positionals, ...values.python, ...values.program].length > 0)) {
    throw new Failure('--write is for a whole run: without a part, --python, --program or --quick.');
  }
  const { all, few } = await choosePythons(values.python);
  const { quick } = values;
  const clock = values.cpu ? /** @type {const} */ ('cpu_ns') : /** @type {const} */ ('elapsed_ns');
  const rounds = Number(values.rounds ?? (quick ? 2 : 3));
  const seconds = Number(values.seconds ?? (quick ? 0.1 : 2));
  if (!Number.isInteger(rounds) || rounds < 1 || !(seconds >= 0)) throw new Failure('--rounds is a whole number from 1 on, --seconds a number.');
  const options = { pythons: quick && values.python.length === 0 ? few : all, few, programs, rounds, seconds, clock, quick };

  /** @type {{ machine: import('./lib/machine.mjs').Machine, parts: Record<string, any> }} */
  const results = { machine: machine(options.pythons), parts: {} };
  const texts = [];
  for (const part of PARTS.filter(({ name }) => chosen.includes(name))) {
    console.error(`── ${part.name}`);
    const result = await part.measure(options, (text) => console.error(`   ${text}`));
    results.parts[part.name] = result;
    mkdirSync(join(root, 'out'), { recursive: true });
    writeFileSync(join(root, 'out', 'bench.json'), `${JSON.stringify(results, null, 1)}\n`);
    texts.push(['', `## ${part.title}`, '', ...part.render(result)]);
    console.log(texts.at(-1)?.join('\n'));
  }
  if (values.write) writeFileSync(join(root, 'docs', 'benchmarks.md'), document(results.machine, texts.flat()));
});

function commandLine() {
  const several = /** @type {const} */ ({ type: 'string', multiple: true });
  const flag = /** @type {const} */ ({ type: 'boolean', default: false });
  const text = /** @type {const} */ ({ type: 'string' });
  try {
    const { values: { python = [], program = [], ...values }, positionals } = parseArgs({
      allowPositionals: true,
      options: { python: several, program: several, rounds: text, seconds: text, cpu: flag, quick: flag, write: flag },
    });
    return { ...values, python, program, positionals };
  } catch (error) {
    throw new Failure(/** @type {Error} */ (error).message);
  }
}

/**
 * @param {string} what
 * @param {string[]} wanted none for all
 * @param {string[]} known
 * @returns {string[]}
 */
function choose(what, wanted, known) {
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Failure(`No such ${what}: ${unknown.join(', ')}. There are ${known.join(', ')}.`);
  return wanted.length > 0 ? wanted : known;
}

/**
 * @param {string[]} wanted `3.12` or `3.12.1`; none for all
 * @returns {Promise<{ all: Python[], few: Python[] }>} the last of each minor version; those of them for the parts that
 *   need not be measured on each
 */
async function choosePythons(wanted) {
  const byMinor = new Map((await pythons()).map((python) => [python.version.replace(/\.\d+$/, ''), python]));
  const all = [...byMinor.values()].filter(({ version }) => wanted.length === 0 || wanted.some((each) => version === each || version.startsWith(`${each}.`)));
  if (all.length === 0) throw new Failure(`No such Python: ${wanted.join(', ')}. There are ${[...byMinor.values()].map(({ version }) => version).join(', ')}.`);
  return { all, few: wanted.length > 0 ? all : [byMinor.get(REFERENCE) ?? /** @type {Python} */ (all.at(-1))] };
}
