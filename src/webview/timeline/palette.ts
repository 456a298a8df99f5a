/** The theme's colours, and a pattern for each kind of time, so that no meaning is told by colour alone. */

export interface Palette {
  background: string;
  text: string;
  muted: string;
  line: string;
  hover: string;
  focus: string;
  /** Outlines of high contrast themes; empty in others. */
  outline: string;
  font: string;
  running: string;
  waiting: CanvasPattern;
  ready: CanvasPattern;
  blocked: CanvasPattern;
  waitingLine: string;
  readyLine: string;
  blockedLine: string;
}

/** Side of a pattern's tile, in pixels of the page. */
const TILE = 8;

type Strokes = (context: CanvasRenderingContext2D) => void;

/** Each tile continues into its neighbours. */
const diagonals: Strokes = (context) => {
  for (const shift of [-TILE, 0, TILE]) {
    context.moveTo(shift - 1, TILE + 1);
    context.lineTo(shift + TILE + 1, -1);
  }
};
const uprights: Strokes = (context) => {
  for (const x of [1, 5]) {
    context.moveTo(x, 0);
    context.lineTo(x, TILE);
  }
};
const crosses: Strokes = (context) => {
  diagonals(context);
  for (const shift of [-TILE, 0, TILE]) {
    context.moveTo(shift - 1, -1);
    context.lineTo(shift + TILE + 1, TILE + 1);
  }
};

/** Read anew whenever the theme, or the screen's pixel ratio, has changed. */
export function readPalette(element: Element, ratio: number): Palette {
  const style = getComputedStyle(element);
  const color = (name: string, fallback: string): string => style.getPropertyValue(name).trim() || fallback;
  const blue = color('--waiting', '#3794ff');
  const amber = color('--ready', '#cca700');
  const red = color('--vscode-charts-red', '#f14c4c');
  const text = color('--vscode-foreground', style.color);
  return {
    background: color('--vscode-editor-background', 'transparent'),
    text,
    muted: color('--vscode-descriptionForeground', text),
    line: color('--line', 'rgba(128, 128, 128, 0.35)'),
    hover: color('--vscode-list-hoverBackground', 'rgba(128, 128, 128, 0.12)'),
    focus: color('--vscode-focusBorder', blue),
    outline: color('--vscode-contrastBorder', ''),
    font: style.fontFamily,
    running: color('--running', '#89d185'),
    waiting: pattern(blue, 0.2, 0.34, 2.6, diagonals, ratio),
    ready: pattern(amber, 0.35, 1, 2, uprights, ratio),
    blocked: pattern(red, 0.4, 1, 1.6, crosses, ratio),
    waitingLine: blue,
    readyLine: amber,
    blockedLine: red,
  };
}

function pattern(color: string, ground: number, strength: number, width: number, strokes: Strokes, ratio: number): CanvasPattern {
  const tile = document.createElement('canvas');
  tile.width = tile.height = Math.round(TILE * ratio);
  const context = tile.getContext('2d')!;
  context.scale(tile.width / TILE, tile.width / TILE);
  context.fillStyle = context.strokeStyle = color;
  context.globalAlpha = ground;
  context.fillRect(0, 0, TILE, TILE);
  context.globalAlpha = strength;
  context.lineWidth = width;
  context.beginPath();
  strokes(context);
  context.stroke();
  const made = context.createPattern(tile, 'repeat')!;
  made.setTransform(new DOMMatrix().scale(TILE / tile.width));
  return made;
}

/** Patterns travel with what they fill. @param x where the run begins, in pixels of the page. */
export function anchorPatterns({ waiting, ready, blocked }: Palette, x: number, ratio: number): void {
  const tile = Math.round(TILE * ratio);
  for (const each of [waiting, ready, blocked]) each.setTransform(new DOMMatrix().translate(x % TILE, 0).scale(TILE / tile));
}
