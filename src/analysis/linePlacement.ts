/**
 * Where a line of a text that ran stands in the text as it is now. As with `placement.ts` nothing is tracked: a line
 * is recognised by its text and by that of the function around it, asynchronous or not. So an edit makes stale only
 * what it changed, moving is harmless, and undoing an edit makes a mark valid again.
 */

/** A line as it was when it ran. */
export interface RanLine {
  text: string;
  block: Block;
  /** Which one it is among the equal lines of functions of that name. */
  ordinal: number;
}

interface Block {
  /** Name of the function around; null outside of functions. */
  name: string | null;
  /** Text of that function, or of the line alone outside of functions. */
  text: string;
  /** 0-based, within the function. */
  offset: number;
}

/** Finds lines in one text. */
export class LinePlacement {
  private readonly byText = new Map<string, number[]>();

  constructor(private readonly lines: readonly string[]) {
    lines.forEach((line, number) => {
      const text = line.trim();
      const same = this.byText.get(text);
      if (same) same.push(number);
      else this.byText.set(text, [number]);
    });
  }

  /** What a line (0-based) is recognised by; null if there is none. */
  remember(line: number): RanLine | null {
    const text = this.lines[line]?.trim();
    if (!text) return null;
    const block = blockAround(this.lines, line);
    return { text, block, ordinal: this.alike(text, block.name).findIndex((each) => each.line === line) };
  }

  /** Where the line is now (0-based), and whether the function around it was edited since; null if it is gone. */
  find({ text, block, ordinal }: RanLine): { line: number; stale: boolean } | null {
    const alike = this.alike(text, block.name);
    const same = alike.filter((each) => each.block.text === block.text && each.block.offset === block.offset);
    const fresh = same.find((each) => each === alike[ordinal]) ?? same[0];
    if (fresh) return { line: fresh.line, stale: false };
    const edited = alike[ordinal];
    return edited ? { line: edited.line, stale: true } : null;
  }

  private alike(text: string, name: string | null): { line: number; block: Block }[] {
    return (this.byText.get(text) ?? [])
      .map((line) => ({ line, block: blockAround(this.lines, line) }))
      .filter(({ block }) => block.name === name);
  }
}

/** Blank lines, comments and closing brackets: their indentation means nothing. */
const BY_THE_WAY = /^\s*([)\]}#]|$)/;

/** The innermost function whose body a line stands in, by indentation alone: it has to do for half-typed text too. */
function blockAround(lines: readonly string[], line: number): Block {
  let indentation = indentationOf(lines[line]!);
  for (let start = line - 1; start >= 0 && indentation > 0; start--) {
    const text = lines[start]!;
    if (BY_THE_WAY.test(text) || indentationOf(text) >= indentation) continue;
    indentation = indentationOf(text);
    const name = /^\s*(?:async\s+)?def\s+(\w+)/.exec(text)?.[1];
    if (name !== undefined) return { name, text: blockText(lines, start), offset: line - start };
  }
  return { name: null, text: lines[line]!.trim(), offset: 0 };
}

function blockText(lines: readonly string[], start: number): string {
  const indentation = indentationOf(lines[start]!);
  let end = start + 1;
  while (end < lines.length && (BY_THE_WAY.test(lines[end]!) || indentationOf(lines[end]!) > indentation)) end++;
  return lines.slice(start, end).map((each) => each.trimEnd()).join('\n').replace(/(\n\s*(#.*)?)+$/, '').slice(indentation);
}

function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}
