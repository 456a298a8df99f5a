/** How fixes are offered, on fixes written by hand. */
import assert from 'node:assert/strict';
import type { Fix, FixPlace } from '../../../src/analysis/fixes/fix.js';
import { headlineOffer, hintText, isPreferred, offerTitle, refusalText, safePlaces, type Offer, type Told } from '../../../src/analysis/fixes/offers.js';
import { scan } from '../../../src/analysis/scan.js';
import type { Prediction } from '../../../src/analysis/verdict/prediction.js';

const TEXT = 'async def main():\n    await a()\n    await b()\n    await c()\n\nasync def other():\n    await a()\n    await b()\n';
const { functions: [main, other] } = scan(TEXT);

function fixOf(changes: Partial<Fix> = {}): Fix {
  return { id: 'together.gather', title: 'Run together with gather', explanation: 'All at once.', edits: [], range: { start: 22, end: 45 }, caution: null, saves: null, ...changes };
}

function offersOf(fixes: Fix[], prediction: Prediction | null = null, changes: Partial<FixPlace> = {}): Offer[] {
  const place: FixPlace = { rule: 'together', fn: main!, marks: [], hint: "Neither needs the other's result.", refusal: null, fixes, ...changes };
  return fixes.map((fix) => ({ place, fix, prediction }));
}

const saved = (fn = main!, from = 0, nowNs = 2e9): Prediction => ({ points: fn.awaitPoints.slice(from, from + 2), nowNs, togetherNs: 1e9 });

describe('offers', () => {
  it('are titled with what they save and with what speaks against them', () => {
    const [plain] = offersOf([fixOf()]);
    assert.equal(offerTitle(plain!), 'Run together with gather');
    assert.equal(offerTitle(offersOf([fixOf()], saved())[0]!), 'Run together with gather (2.00 s → about 1.00 s)');
    const [careful] = offersOf([fixOf({ caution: 'both are given `session`' })], saved());
    assert.equal(offerTitle(careful!), 'Run together with gather (2.00 s → about 1.00 s) — may change behaviour: both are given `session`');
  });

  it('are preferred where they are the best of their place and nothing speaks against them', () => {
    const preferred = (...fixes: Fix[]): boolean[] => offersOf(fixes).map(isPreferred);
    assert.deepEqual(preferred(fixOf(), fixOf({ id: 'together.tasks' })), [true, false]);
    assert.deepEqual(preferred(fixOf({ caution: 'it may' }), fixOf({ id: 'together.tasks' })), [false, false]);
  });

  it('are hinted at by place, those alone that nothing speaks against', () => {
    const safe = offersOf([fixOf(), fixOf({ id: 'together.tasks' })], saved());
    const mixed = offersOf([fixOf({ caution: 'it may' }), fixOf({ id: 'together.tasks' })]);
    const places = safePlaces([...safe, ...mixed, ...offersOf([fixOf({ caution: 'it may' })])]);
    assert.deepEqual(places.map(({ offers }) => offers.map(({ fix }) => fix.id)), [['together.gather', 'together.tasks'], ['together.tasks']]);
    assert.equal(hintText(places[0]!.offers), "Neither needs the other's result. Together they would take about 1.00 s instead of 2.00 s.");
    assert.equal(hintText(places[1]!.offers), "Neither needs the other's result.");
    assert.deepEqual(safePlaces(offersOf([fixOf()], null, { rule: 'timeout' })), [], 'what can be written in another way is no fault');
  });
});

describe('a place that is left alone', () => {
  it('says why', () => {
    const refused: FixPlace = { rule: 'together', fn: main!, marks: [], hint: 'These awaits stay one after the other.', refusal: { id: 'needs-result', reason: 'it uses `a`', sure: true }, fixes: [] };
    assert.equal(refusalText(refused), 'These awaits stay one after the other, because it uses `a`.');
  });
});

describe('the offer of the headline', () => {
  const about = (changes: Partial<Told> = {}): Told => ({ headline: { verdict: null, prediction: null }, fn: main!, text: TEXT, guilty: null, ...changes });
  const told = (prediction: Prediction): Told => about({
    headline: { verdict: 'sequential', prediction: { nowNs: prediction.nowNs, togetherNs: prediction.togetherNs, lines: prediction.points.map(({ range }) => range.start.line) } },
  });
  const never = (): boolean => false;

  it('is for the awaits that the headline tells of, in whichever function', () => {
    const offers = [...offersOf([fixOf({ id: 'a' })], saved()), ...offersOf([fixOf({ id: 'b', range: { start: 90, end: 110 } })], saved(other), { fn: other! })];
    assert.deepEqual(headlineOffer(offers, told(saved(other)), () => true), { id: 'b', start: 90, title: 'Run together with gather', explanation: 'All at once.', proves: true });
    assert.equal(headlineOffer(offers, told(saved()), never)?.id, 'a');
  });

  it('is for the line that held the loop, as long as it stands there', () => {
    const at = (line: number) => ({ start: { line, column: 4 }, end: { line, column: 9 } });
    const offers = [1, 2].flatMap((line) => offersOf([fixOf({ id: `blocking.${line}` })], null, { rule: 'blocking', marks: [at(line)] }));
    const blocked = about({ headline: { verdict: 'blocked', prediction: null }, guilty: 'await b()' });
    assert.equal(headlineOffer(offers, blocked, never)?.id, 'blocking.2');
    assert.equal(headlineOffer(offers, { ...blocked, guilty: 'await gone()' }, never), null);
    assert.equal(headlineOffer(offers, { ...blocked, guilty: null }, never), null);
    assert.equal(headlineOffer(offers, { ...blocked, headline: { verdict: 'idle', prediction: null } }, never), null);
  });

  it('is else the one that saves most in the function, and says how much', () => {
    const offers = [...offersOf([fixOf({ id: 'less' })], saved()), ...offersOf([fixOf({ id: 'more' })], saved(main, 1, 3e9)), ...offersOf([fixOf({ id: 'elsewhere' })], saved(other, 0, 9e9), { fn: other! })];
    const offer = headlineOffer(offers, about(), never);
    assert.deepEqual([offer?.id, offer?.title], ['more', 'Run together with gather (3.00 s → about 1.00 s)']);
  });

  it('is none without a prediction, or where something speaks against it', () => {
    assert.equal(headlineOffer(offersOf([fixOf()]), about(), never), null);
    assert.equal(headlineOffer(offersOf([fixOf({ caution: 'it may' })], saved()), told(saved()), never), null);
  });
});
