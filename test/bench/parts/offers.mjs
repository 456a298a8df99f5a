/**
 * How many fixes are offered in code that is there already, and whether each of them makes text that compiles and changes
 * nothing but what it is about. All offers are listed in `out/offers.md`, for a person to judge, and in `out/offers.json`.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { build } from 'esbuild';
import { temporaryFolder } from '../../../scripts/lib/cleanup.mjs';
import { root } from '../../../scripts/lib/project.mjs';
import { lastLine, output, program } from '../lib/python.mjs';
import { table } from '../lib/text.mjs';

/** @typedef {import('../lib/offers.js').FoundPlace} FoundPlace */
/** @typedef {Omit<import('../lib/offers.js').FoundOffer, 'text'> & { rule: string, file: string, python: string, fault: string | null }} Offer */
/** @typedef {{ rule: string, places: number, refused: number, safe: number, careful: number }} RuleCount */
/** @typedef {{ python: string, files: number, async: number, functions: number, places: number, refused: number, safe: number, careful: number, faults: number }} Row */
/** @typedef {{ rows: Row[], rules: RuleCount[], refusals: Record<string, number>, faults: string[] }} Result */

export const name = 'offers';
export const title = 'Offers of fixes';

const WHERE = `
import json, site, sys, sysconfig
paths = [sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages(), "/usr/lib/python3/dist-packages"]
print(json.dumps([sysconfig.get_path("stdlib"), *(path for path in paths[1:] if sys.prefix in path)]))`;

/**
 * @param {import('../bench.mjs').Options} options
 * @param {(text: string) => void} log
 * @returns {Promise<Result>}
 */
export async function measure({ pythons }, log) {
  const { find } = await analysis();
  const rules = new Map(/** @type {[string, RuleCount][]} */ ([]));
  /** @type {Record<string, number>} */
  const refusals = {};
  /** @type {Map<string, Offer>} */
  const listed = new Map();
  const rows = [];
  for (const python of pythons) {
    const minor = Number(python.version.split('.')[1]);
    const row = { python: python.version, files: 0, async: 0, functions: 0, places: 0, refused: 0, safe: 0, careful: 0, faults: 0 };
    /** @type {{ texts: string[], offers: Offer[], of: number[] }} texts to compile: of each file as it is, then its offers */
    const toCompile = { texts: [], offers: [], of: [] };
    for (const path of filesOf(lastLine((await output(python, ['-c', WHERE])) ?? '[]'))) {
      row.files += 1;
      const text = textOf(path);
      if (text === null || !/\basync\b/.test(text)) continue;
      const { functions, places } = find(text, minor);
      row.async += functions > 0 ? 1 : 0;
      row.functions += functions;
      if (places.length === 0) continue;
      const original = toCompile.texts.push(text) - 1;
      for (const place of places) {
        const count = rules.get(place.rule) ?? { rule: place.rule, places: 0, refused: 0, safe: 0, careful: 0 };
        rules.set(place.rule, count);
        const kind = place.offers.length === 0 ? 'refused' : place.offers.some(({ caution }) => caution === null) ? 'safe' : 'careful';
        for (const each of [row, count]) {
          each.places += 1;
          each[kind] += 1;
        }
        const reason = place.refusal && `${place.refusal.id}${place.refusal.sure ? '' : ', offered with caution'}`;
        if (reason) refusals[reason] = (refusals[reason] ?? 0) + 1;
        for (const { text: made, ...offer } of place.offers) {
          const fault = made === null ? 'its edits cannot be applied' : offer.strays && `it changes ${offer.strays}`;
          toCompile.offers.push({ ...offer, rule: place.rule, file: path, python: python.version, fault });
          toCompile.of[toCompile.texts.push(made ?? '') - 1] = original;
        }
      }
    }
    await compileAll(python, toCompile);
    row.faults = toCompile.offers.filter(({ fault }) => fault !== null).length;
    for (const offer of toCompile.offers) {
      const key = JSON.stringify([offer.id, offer.before, offer.fault]);
      if (!listed.has(key)) listed.set(key, offer);
    }
    rows.push(row);
    log(`${python.version}: ${row.safe} places with an offer, ${row.careful} with caution, ${row.refused} refused of ${row.places}; ${row.faults} faults`);
  }
  const offers = [...listed.values()];
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(join(root, 'out', 'offers.json'), `${JSON.stringify(offers, null, 1)}\n`);
  writeFileSync(join(root, 'out', 'offers.md'), list(offers));
  const faults = offers.filter(({ fault }) => fault !== null).map(({ file, line, id, fault }) => `${file}:${line}: ${id}: ${fault}`);
  return { rows, rules: [...rules.values()], refusals, faults };
}

/**
 * @param {Result} result
 * @returns {string[]} lines of Markdown
 */
export function render({ rows, rules, refusals, faults }) {
  const count = (/** @type {number} */ value) => `${value}`;
  const sorted = Object.entries(refusals).sort((a, b) => b[1] - a[1]);
  return [
    'What is offered in the standard library, its tests among it, and in the installed packages, as far as they are there. Every',
    'edit was applied, compiled by its Python, and compared with the text before: a fault is one that does not compile or changes',
    'more than it is about.',
    '',
    ...table(['CPython', 'files', 'with async def', 'functions', 'places', 'refused', 'offered', 'with caution', 'faults'],
      rows.map(({ python, files, async, functions, places, refused, safe, careful, faults: wrong }) => [python, ...[files, async, functions, places, refused, safe, careful, wrong].map(count)])),
    '',
    ...table(['rule, on all of them', 'places', 'refused', 'offered', 'with caution'], rules.map(({ rule, places, refused, safe, careful }) => [rule, ...[places, refused, safe, careful].map(count)])),
    '',
    ...table(['why not, or not without caution', 'places'], sorted.map(([reason, number]) => [reason, count(number)])),
    ...(faults.length > 0 ? ['', ...faults.map((fault) => `- ${fault}`)] : []),
  ];
}

/** @returns {Promise<typeof import('../lib/offers.js')>} the fixes as the extension makes them */
async function analysis() {
  const { outputFiles: [file] } = await build({
    entryPoints: [join(root, 'test', 'bench', 'lib', 'offers.ts')], bundle: true, format: 'esm', platform: 'node', write: false, logLevel: 'error',
  });
  return import(`data:text/javascript;base64,${Buffer.from(/** @type {import('esbuild').OutputFile} */ (file).contents).toString('base64')}`);
}

/**
 * @param {string[]} folders one may stand in another
 * @returns {string[]} their Python files, each once
 */
function filesOf(folders) {
  const paths = folders.filter((folder) => existsSync(folder)).flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.py') && !/lib2to3|[/\\]bad/.test(path)).map((path) => join(folder, path)));
  // Debian has links there to files that are not installed.
  return [...new Set(paths.filter((path) => existsSync(path)).map((path) => realpathSync(path)))].sort();
}

/** @param {string} path @returns {string | null} null for what is not UTF-8 */
function textOf(path) {
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  return text.includes('\uFFFD') ? null : text;
}

/**
 * Notes the fault of each offer whose text does not compile, though the file did before.
 * @param {import('../lib/python.mjs').Python} python
 * @param {{ texts: string[], offers: Offer[], of: number[] }} what
 */
async function compileAll(python, { texts, offers, of }) {
  const scratch = temporaryFolder('offers');
  try {
    const path = join(scratch.path, 'texts.json');
    writeFileSync(path, JSON.stringify(texts));
    const printed = await output(python, [program('compiles'), path]);
    if (printed === null) throw new Error(`Python ${python.version} took too long to compile ${texts.length} texts.`);
    const failed = new Map(/** @type {[number, string][]} */ (lastLine(printed)));
    const indices = texts.map((_, index) => index).filter((index) => of[index] !== undefined);
    offers.forEach((offer, position) => {
      const index = /** @type {number} */ (indices[position]);
      if (failed.has(index) && !failed.has(/** @type {number} */ (of[index]))) offer.fault ??= `it does not compile: ${failed.get(index)}`;
    });
  } finally {
    scratch.remove();
  }
}

/** @param {Offer[]} offers @returns {string} those without caution first */
function list(offers) {
  const sorted = [...offers].sort((a, b) => Number(a.caution !== null) - Number(b.caution !== null) || a.id.localeCompare(b.id) || a.file.localeCompare(b.file) || a.line - b.line);
  const entry = (/** @type {Offer} */ { id, title, caution, file, line, before, after, fault }) => [
    `## ${id}: ${file.split(sep).slice(-4).join('/')}:${line}`, '', `${title}${caution === null ? '' : ` — may change behaviour: ${caution}`}${fault === null ? '' : `\n\n**${fault}**`}`,
    '', '```python', before, '```', '', '```python', after, '```', '',
  ];
  return ['# Offers', '', ...sorted.flatMap(entry)].join('\n');
}
