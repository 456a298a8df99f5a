/** What is said of a proof as a whole. The first rule that matches speaks: what is wrong comes before what is gained. */
import type { Agreement, SideTimes, SpeedUp, Verdict } from '../../shared/proof.js';
import { formatCount, formatDuration } from '../format.js';
import { bold } from '../rich.js';
import { chanceText, confidenceText, factorText, intervalText } from './words.js';

/** What the rules look at. */
export interface Judged {
  old: SideTimes;
  new: SideTimes;
  speedUp: SpeedUp;
  agreements: Readonly<Record<Agreement['what'], Agreement>>;
  /** How many runs of each version did not return. */
  notReturned: { old: number; new: number };
  /** Whether a run of either was ended at the time limit. */
  timedOut: boolean;
}

export interface VerdictRule {
  id: string;
  tone: Verdict['tone'];
  matches(judged: Judged): boolean;
  label(judged: Judged): string;
  /** The first says why it is so; times follow. Rich. */
  sentences(judged: Judged): string[];
}

/** A change of less than this share is none that a person would notice. */
const NOTABLE = 0.02;
/** From this p-value on two versions are not told apart. Three runs each, all of one faster than all of the other, have 0.1. */
const LIKELY_P = 0.1;
const CERTAIN_P = 0.05;

const differs = (judged: Judged, what: Agreement['what']): boolean => judged.agreements[what].state === 'different';
const told = ({ speedUp: { p } }: Judged): boolean => p <= LIKELY_P + 1e-9;
const alike = ({ speedUp: { ratio } }: Judged): boolean => Math.abs(Math.log(ratio)) < Math.log(1 + NOTABLE);

export const VERDICTS: readonly VerdictRule[] = [
  {
    id: 'fails',
    tone: 'bad',
    matches: (judged) => differs(judged, 'exception') && judged.notReturned.new > 0,
    label: () => 'Ends otherwise',
    sentences: (judged) => [`${bold('The new version does not end as the old one does.')} ${judged.agreements.exception.text}`, endedText(judged)],
  },
  {
    id: 'mended',
    tone: 'unclear',
    matches: (judged) => differs(judged, 'exception'),
    label: () => 'Ends otherwise',
    sentences: (judged) => [`${bold('The old version fails and the new one does not')}, so their times say little. ${judged.agreements.exception.text}`, endedText(judged)],
  },
  {
    id: 'other-result',
    tone: 'bad',
    matches: (judged) => differs(judged, 'result'),
    label: () => 'Returns something else',
    sentences: (judged) => [`${bold('The result differs.')} ${judged.agreements.result.text}`, timesText(judged)],
  },
  {
    id: 'other-output',
    tone: 'bad',
    matches: (judged) => differs(judged, 'output'),
    label: () => 'Prints something else',
    sentences: (judged) => [`${bold('What is printed differs.')} ${judged.agreements.output.text}`, timesText(judged)],
  },
  {
    id: 'timed-out',
    tone: 'unclear',
    matches: ({ timedOut }) => timedOut,
    label: () => 'Ended at the time limit',
    sentences: () => [`${bold('Both versions were ended at the time limit')}, so nothing is known of how long they take. Allow them more by the setting ${'`awaitLens.timeout`'}.`],
  },
  {
    id: 'both-fail',
    tone: 'unclear',
    matches: ({ notReturned }) => notReturned.old > 0 && notReturned.new > 0,
    label: () => 'Both fail',
    sentences: (judged) => [`${bold('Both versions fail in the same way')}, so their times only tell how soon. ${judged.agreements.exception.text}`, endedText(judged)],
  },
  {
    id: 'same',
    tone: 'unclear',
    matches: alike,
    label: () => 'As fast as before',
    sentences: (judged) => [`${bold('It is not faster')}: the medians differ by less than ${NOTABLE * 100} %.`, intervalSentence(judged)],
  },
  {
    id: 'unsure',
    tone: 'unclear',
    matches: (judged) => !told(judged),
    label: () => 'No certain difference',
    sentences: (judged) => [`${bold('Not proven')}: the runs of both versions overlap too much, or are too few. Chance alone does that ${chanceText(judged.speedUp.p)}.`, intervalSentence(judged)],
  },
  {
    id: 'slower',
    tone: 'bad',
    matches: ({ speedUp: { ratio } }) => ratio < 1,
    label: ({ speedUp: { ratio } }) => factorText(ratio),
    sentences: (judged) => [`${bold('It is slower')}. ${certaintyText(judged)}`, intervalSentence(judged)],
  },
  {
    id: 'faster',
    tone: 'good',
    matches: () => true,
    label: ({ speedUp: { ratio } }) => factorText(ratio),
    sentences: (judged) => [`${certaintyText(judged)} ${intervalSentence(judged)}`, agreementText(judged)],
  },
];

export function verdictOf(judged: Judged): Verdict {
  const rule = VERDICTS.find(({ matches }) => matches(judged))!;
  return { id: rule.id, tone: rule.tone, label: rule.label(judged), sentences: rule.sentences(judged).filter((text) => text !== '') };
}

/** How sure it is that one is faster than the other, and by what. */
function certaintyText({ speedUp: { p, separated, ratio }, old, new: fresh }: Judged): string {
  const faster = ratio < 1 ? 'slower' : 'faster';
  const each = old.elapsedNs.length === fresh.elapsedNs.length ? `${formatCount(old.elapsedNs.length)} runs each` : 'so few runs';
  const all = `every run was ${faster} than every run before`;
  if (separated && p <= CERTAIN_P) return `${bold('Certain')}: ${all}.`;
  if (separated) return `${bold('Likely')}: ${all}, but of ${each} chance does that ${chanceText(p)}.`;
  return `${bold(p <= CERTAIN_P ? 'Almost certain' : 'Likely')}: some runs overlap; chance does that ${chanceText(p)}.`;
}

function intervalSentence({ speedUp }: Judged): string {
  if (speedUp.confidence === 0) return '';
  // A factor on either side of 1 has no one name.
  const open = speedUp.low < 1 && speedUp.high > 1;
  const interval = open ? `${speedUp.low.toFixed(2)} to ${speedUp.high.toFixed(2)}` : intervalText(speedUp);
  return `The factor is ${interval}${open ? ' (above 1 is faster)' : ''}, with ${confidenceText(speedUp.confidence)} confidence.`;
}

function timesText({ old, new: fresh, speedUp }: Judged): string {
  return `It took ${bold(formatDuration(old.medianNs))} and takes ${bold(formatDuration(fresh.medianNs))}${Math.abs(speedUp.ratio - 1) < NOTABLE ? '' : `, ${factorText(speedUp.ratio)}`}.`;
}

/** Where not all runs came to their proper end: no factor is made of that. */
function endedText({ old, new: fresh }: Judged): string {
  return `It ended after ${bold(formatDuration(old.medianNs))} and ends after ${bold(formatDuration(fresh.medianNs))}.`;
}

/** What is to be known of a version that is faster: in what it does not agree, or cannot be compared. */
function agreementText({ agreements: { result, exception, output } }: Judged): string {
  const notes = [
    ...(output.state === 'reordered' ? ['It prints the same lines in another order.'] : []),
    ...([[result, 'Its result'], [output, 'What it prints']] as const).flatMap(([{ state }, name]) => (state === 'varies' ? [`${name} differs from run to run by itself and could not be compared.`] : [])),
  ];
  if (notes.length > 0) return notes.join(' ');
  return [result, exception, output].every(({ state }) => state === 'same') ? 'Results, exceptions and printed output are the same.' : 'Results, exceptions and printed output agree.';
}
