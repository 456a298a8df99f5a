/** Texts with `` `code` `` and `**bold**` in them and nothing else, as the panel draws them. */

/** Longest piece of the user's code within a sentence. */
const LONGEST = 80;

/** Text of the user's as code: on one line, cut where it would be too long for a sentence. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').replaceAll('`', "'");
  return `\`${line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`}\``;
}

/** A name that the reader should find again in the code or the timeline. */
export function bold(text: string): string {
  return `**${text.replaceAll('*', '∗').replaceAll('`', "'")}**`;
}
