/** The words of Python for `lexer.ts`: patterns to be matched where their `lastIndex` stands. */
export const SPACE = /(?:[ \t\f\uFEFF]|\\\r?\n)+/y;
export const NEWLINE = /\r\n|\r|\n/y;
export const COMMENT = /#[^\r\n]*/y;
export const QUOTE = /([bBuUrRfFtT]|[bB][rR]|[rR][bBfFtT]|[fFtT][rR])?('''|"""|'|")/y;
export const NAME = /[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*/y;
export const NUMBER = /0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJ]?/y;
export const OPERATOR = /\*\*=?|\/\/=?|>>=?|<<=?|[-+*/%@&|^=<>!]=|->|:=|\.\.\.|[^]/y;
export const CONVERSION = /!(?!=)\s*\w*/y;
/** Words that no expression holds: a line within brackets that starts with one is a statement. */
export const STATEMENT =
  /[ \t\f]*(?:async[ \t]+(?:def|with)|def|class|return|raise|import|while|with|try|except|finally|del|pass|break|continue|global|nonlocal|assert)\b/y;
export const DECORATOR = /[ \t\f]*@[ \t]*[A-Za-z_]/y;

/** Width of leading white space as Python counts it: a tab goes to the next multiple of 8, a form feed to 0. */
export function columns(space: string): number {
  let width = 0;
  for (const character of space) {
    if (character === '\t') width += 8 - (width % 8);
    else if (character === '\f') width = 0;
    else width += 1;
  }
  return width;
}
