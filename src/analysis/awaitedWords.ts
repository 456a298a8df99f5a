/** Words between the names and numbers of what was awaited. */
const BETWEEN = new Set(['of', 'from', 'to', 's', 'ms', 'min', 'h', 'in', 'it', 'timeout']);

/**
 * Whether a report's words for what was awaited say anything that the text of the await point does not: `sleep 0.5 s`
 * does at `asyncio.sleep(delay)`, and does not at `asyncio.sleep(0.5)`.
 */
export function saysMore(what: string, source: string): boolean {
  // Its arguments can be counted in the text, unless one is starred.
  if (/^gather of \d+$/.test(what) && source.includes('gather(') && !source.includes('*')) return false;
  const said = source.toLowerCase();
  const words = what.toLowerCase().match(/\d+(?:\.\d+)?|[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_<][\p{L}\p{N}_<>]*)*/gu) ?? [];
  return words.some((word) => !BETWEEN.has(word) && !said.includes(/^\d/.test(word) ? word : lastPart(word)));
}

/** The function of a qualified name: of `main.<locals>.fetch` a text says `fetch`. */
function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
