/**
 * Reads the editor as it is drawn. These functions run in the page, each on its own: they may use nothing but their
 * arguments and the page.
 */

/** A line of code as drawn, with what decorations show around its text. */
export interface DrawnLine {
  number: number;
  code: string;
  /** Text that decorations add, such as an inline time; empty for none. */
  added: string;
  /** Middle of the line, in the page's pixels. */
  y: number;
  /** Whether the added text is drawn more faintly than the code; 0 to 1, the product of colour and element opacity. */
  addedOpacity: number;
}

/** A lens as drawn, with the number of the line that it stands above. */
export interface DrawnLens {
  line: number;
  title: string;
  /** Middle of the link, in the page's pixels; a text without a command has none. */
  link: { x: number; y: number } | null;
}

/** All lines of the editor that are in view, in order. */
export function drawnLines(editor: Element): DrawnLine[] {
  const numberAt = new Map<number, number>();
  for (const margin of editor.querySelectorAll('.margin-view-overlays > div')) {
    const number = Number(margin.querySelector('.line-numbers')?.textContent);
    if (number) numberAt.set(Math.round(margin.getBoundingClientRect().top), number);
  }
  return [...editor.querySelectorAll('.view-lines > .view-line')]
    .map((line) => {
      const box = line.getBoundingClientRect();
      const added: string[] = [];
      let addedOpacity = 1;
      for (const element of line.querySelectorAll('span')) {
        for (const side of ['::before', '::after']) {
          const style = getComputedStyle(element, side);
          if (!/^"./.test(style.content)) continue;
          added.push(JSON.parse(style.content) as string);
          const alpha = /rgba\(.*, ([\d.]+)\)/.exec(style.color)?.[1];
          addedOpacity = Number(style.opacity) * Number(alpha ?? 1);
        }
      }
      return {
        number: numberAt.get(Math.round(box.top)) ?? 0,
        code: (line.textContent ?? '').replaceAll('\u00a0', ' '),
        added: added.join('').replaceAll('\u00a0', ' '),
        y: box.top + box.height / 2,
        addedOpacity,
      };
    })
    .filter((line) => line.number > 0)
    .sort((a, b) => a.number - b.number);
}

/** All lenses of the editor that are in view, from top to bottom and left to right. */
export function drawnLenses(editor: Element): DrawnLens[] {
  const lines = [...editor.querySelectorAll('.margin-view-overlays > div')]
    .map((margin) => ({ top: margin.getBoundingClientRect().top, number: Number(margin.querySelector('.line-numbers')?.textContent) }))
    .filter(({ number }) => number > 0)
    .sort((a, b) => a.top - b.top);
  return [...editor.querySelectorAll('.codelens-decoration')]
    .map((group) => ({ group, box: group.getBoundingClientRect() }))
    .filter(({ box }) => box.height > 0)
    .sort((a, b) => a.box.top - b.box.top)
    .flatMap(({ group, box }) => {
      const line = lines.find(({ top }) => top >= box.top + box.height / 2)?.number ?? 0;
      const parts = [...group.querySelectorAll('a, span')].filter((part) => !part.parentElement?.closest('.codelens-decoration a'));
      return parts
        .map((part) => ({ part, title: (part.textContent ?? '').replaceAll('\u00a0', ' ').trim() }))
        .filter(({ part, title }) => title !== '' && title !== '|' && (part.tagName === 'A' || !part.querySelector('a')))
        .map(({ part, title }) => {
          const area = part.getBoundingClientRect();
          const link = part.tagName === 'A' ? { x: area.left + area.width / 2, y: area.top + area.height / 2 } : null;
          return { line, title, link };
        });
    });
}
