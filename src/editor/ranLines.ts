/** Recognises lines of the texts that ran; each text is read once. */
import { LinePlacement, type RanLine } from '../analysis/linePlacement.js';
import { splitLines } from '../analysis/placement.js';
import { textThatRan } from './ranTexts.js';
import type { RanTexts } from './runs.js';

export class RanLines {
  private readonly placements = new Map<string, Promise<LinePlacement | null>>();

  constructor(private readonly ranTexts: RanTexts) {}

  /** What a line (1-based) of a file is recognised by; null where the file cannot be read, or has no such line. */
  async remember(file: string, line: number): Promise<RanLine | null> {
    return (await this.placementOf(file))?.remember(line - 1) ?? null;
  }

  private placementOf(file: string): Promise<LinePlacement | null> {
    const known = this.placements.get(file);
    if (known) return known;
    const reading = textThatRan(this.ranTexts, file).then((text) => (text === null ? null : new LinePlacement(splitLines(text))));
    this.placements.set(file, reading);
    return reading;
  }
}
