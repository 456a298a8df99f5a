/**
 * Python text as tokens and logical lines, for text that is being typed: it never fails, and a bracket or string
 * left open costs the lines up to the next statement, not the rest of the file. A grammar-driven parser cannot
 * promise that: inside an open bracket it takes `async def` for a part of the expression.
 */
import { COMMENT, CONVERSION, DECORATOR, NAME, NEWLINE, NUMBER, OPERATOR, QUOTE, SPACE, STATEMENT, columns } from './lexicon.js';

export interface Token {
  /** `open` and `close` are brackets, the quotes of an f-string or t-string, and the braces of its fields. */
  kind: 'name' | 'number' | 'string' | 'operator' | 'open' | 'close';
  text: string;
  /** Offsets into the text, in UTF-16 units. */
  start: number;
  end: number;
  /** For `open` and `close`: the other one's index, or -1 where there is none. */
  partner: number;
}

/** A statement, or the header of a compound one with what follows its colon on the same line. */
export interface LogicalLine {
  /** Indices of its tokens: `first` up to and without `end`. */
  first: number;
  end: number;
  /** Columns of white space before it, as Python counts them. */
  indent: number;
}

export interface Fault {
  kind: 'unclosed string' | 'unclosed bracket' | 'unmatched bracket';
  offset: number;
}

export interface Lexed {
  tokens: Token[];
  lines: LogicalLine[];
  faults: Fault[];
}

type Context =
  | { kind: 'bracket' | 'field'; open: number }
  /** The text of an f-string, or of the format after a field's colon (`spec`). */
  | { kind: 'literal'; open: number; quote: string; raw: boolean; spec: boolean };

const CLOSERS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

export function lex(text: string): Lexed {
  const cut = new Set<number>();
  for (;;) {
    const lexer = new Lexer(text, cut);
    const open = lexer.run();
    // Three wrong guesses in one text mean that it is no longer worth the time of a keystroke.
    if (open === null || cut.size === 3) return lexer;
    cut.add(lexer.culprit(open));
  }
}

class Lexer implements Lexed {
  readonly tokens: Token[] = [];
  readonly lines: LogicalLine[] = [];
  readonly faults: Fault[] = [];
  private readonly contexts: Context[] = [];
  private readonly longStrings: { start: number; end: number; indent: number }[] = [];
  private position = 0;
  private lineStart = 0;
  private first = 0;
  private indent = 0;

  /** `cut`: offsets of triple-quoted strings to end at the end of their first line. */
  constructor(private readonly text: string, private readonly cut: ReadonlySet<number>) {}

  /** Offset of the triple-quoted string that reaches the end of the text without being closed, or null. */
  run(): number | null {
    let open: number | null = null;
    while (this.position < this.text.length) {
      const context = this.contexts.at(-1);
      open = context?.kind === 'literal' ? this.literal(context) : this.code(context);
    }
    const left = this.contexts.find((context) => context.kind === 'literal');
    if (left) {
      const start = this.token(left.open).start;
      if (left.quote.length === 3) this.longStrings.push({ start, end: this.position, indent: this.indent });
      if (left.quote.length === 3 && open === null) open = start;
      this.endString(left.open);
    }
    this.abandon();
    this.endLine();
    return open;
  }

  /**
   * Which string to blame when one is still open at the end of the text. Whoever types `"""` above others turns
   * code into strings and strings into code; the first string that holds a definition further left than itself
   * is where that began.
   */
  culprit(open: number): number {
    const holdsDefinition = ({ start, end, indent }: { start: number; end: number; indent: number }): boolean => {
      const definitions = this.text.slice(start, end).matchAll(/^([ \t]*)(?:async[ \t]+def|def|class)[ \t]+\w+.*:/gm);
      return [...definitions].some((match) => columns(match[1] ?? '') <= indent);
    };
    return this.longStrings.find((string) => !this.cut.has(string.start) && holdsDefinition(string))?.start ?? open;
  }

  /** One token, or white space, outside of string text. */
  private code(context: Context | undefined): number | null {
    const { text } = this;
    if (this.match(SPACE) || this.match(COMMENT)) return null;
    if (this.match(NEWLINE)) {
      this.newline();
      return null;
    }
    const start = this.position;
    const quote = this.match(QUOTE);
    if (quote) return this.string(start, quote[1] ?? '', quote[2] ?? '');
    const character = text[start] ?? '';
    if (context?.kind === 'field') {
      if (this.match(CONVERSION)) return null;
      if (character === ':') {
        this.position += 1;
        this.contexts.push({ ...this.enclosingString(), spec: true });
        return null;
      }
    }
    if ('([{'.includes(character)) {
      this.position += 1;
      this.contexts.push({ kind: 'bracket', open: this.emit('open', start) });
    } else if (')]}'.includes(character)) {
      this.position += 1;
      this.closeBracket(start);
    } else if (this.match(NAME)) this.emit('name', start);
    else if (/[\d.]/.test(character) && this.match(NUMBER)) this.emit('number', start);
    else if (this.match(OPERATOR)) this.emit('operator', start);
    return null;
  }

  private newline(): void {
    if (this.contexts.length > 0) {
      if (!this.startsStatement()) return;
      this.abandon();
    }
    this.endLine();
    this.lineStart = this.position;
  }

  private startsStatement(): boolean {
    STATEMENT.lastIndex = this.position;
    if (STATEMENT.test(this.text)) return true;
    DECORATOR.lastIndex = this.position;
    const decorator = DECORATOR.exec(this.text);
    // `@` also multiplies matrices; no one writes that further left than the statement it continues.
    return decorator !== null && columns(decorator[0].slice(0, decorator[0].indexOf('@'))) <= this.indent;
  }

  private closeBracket(start: number): void {
    const index = this.emit('close', start);
    const wanted = CLOSERS[this.token(index).text];
    for (let depth = this.contexts.length - 1; depth >= 0; depth -= 1) {
      const context = this.contexts[depth];
      if (!context || context.kind === 'literal') break;
      if (this.token(context.open).text !== wanted) continue;
      this.unclosed(depth + 1);
      this.contexts.length = depth;
      this.pair(context.open, index);
      return;
    }
    this.faults.push({ kind: 'unmatched bracket', offset: start });
  }

  /** After the opening quote. Returns the string's offset when it reaches the end of the text. */
  private string(start: number, prefix: string, quote: string): number | null {
    if (/[ft]/i.test(prefix)) {
      const open = this.emit('open', start);
      this.contexts.push({ kind: 'literal', open, quote, raw: /r/i.test(prefix), spec: false });
      return null;
    }
    const long = quote.length === 3;
    const end = this.plainEnd(start, quote);
    const closed = end !== null;
    this.position = end ?? (long && !this.cut.has(start) ? this.text.length : this.endOfLine(this.position));
    this.emit('string', start);
    if (long) this.longStrings.push({ start, end: this.position, indent: this.indent });
    if (closed) return null;
    this.faults.push({ kind: 'unclosed string', offset: start });
    // Within a field of `f"…"` that is most likely the f-string's own closing quote.
    const outer = this.contexts.find((context) => context.kind === 'literal' && context.quote.length === 1);
    if (outer) this.endString(outer.open);
    return long && !this.cut.has(start) ? start : null;
  }

  private plainEnd(start: number, quote: string): number | null {
    const { text } = this;
    const long = quote.length === 3;
    if (long && this.cut.has(start)) return null;
    for (let at = this.position; at < text.length; at += 1) {
      const character = text[at];
      if (character === '\\') at += text[at + 1] === '\r' && text[at + 2] === '\n' ? 2 : 1;
      else if (!long && (character === '\n' || character === '\r')) return null;
      else if (character === quote[0] && (!long || text.startsWith(quote, at))) return at + quote.length;
    }
    return null;
  }

  /** The text of an f-string up to its next field or its end. */
  private literal(context: Context & { kind: 'literal' }): null {
    const { text } = this;
    const { quote, spec, raw, open } = context;
    const oneLine = quote.length === 1 || this.cut.has(this.token(open).start);
    for (; this.position < text.length; this.position += 1) {
      const at = this.position;
      const character = text[at];
      if (character === '\\' && !'{}'.includes(text[at + 1] ?? ' ')) {
        const named = !raw && text.startsWith('N{', at + 1) ? text.indexOf('}', at) : -1;
        this.position = named > 0 ? named : at + (text.startsWith('\r\n', at + 1) ? 2 : 1);
      } else if (oneLine && (character === '\n' || character === '\r')) {
        this.faults.push({ kind: 'unclosed string', offset: this.token(open).start });
        return this.endString(open);
      } else if (text.startsWith(quote, at)) {
        this.position += quote.length;
        return this.endString(open, at);
      } else if (character === '{') {
        if (!spec && text[at + 1] === '{') this.position += 1;
        else {
          this.position += 1;
          this.contexts.push({ kind: 'field', open: this.emit('open', at) });
          return null;
        }
      } else if (character === '}' && spec) {
        this.contexts.pop();
        this.position += 1;
        this.closeBracket(at);
        return null;
      }
    }
    return null;
  }

  private enclosingString(): Context & { kind: 'literal' } {
    const string = this.contexts.findLast((context) => context.kind === 'literal');
    if (string?.kind !== 'literal') throw new Error('a field outside of a string');
    return string;
  }

  /** Closes the string that `open` began and all that is open within it; without `from`, where we stand. */
  private endString(open: number, from = this.position): null {
    const depth = this.contexts.findIndex((context) => context.kind === 'literal' && context.open === open);
    const [string] = this.contexts.splice(depth);
    const { start } = this.token(open);
    if (string?.kind === 'literal' && string.quote.length === 3 && this.position < this.text.length) {
      this.longStrings.push({ start, end: this.position, indent: this.indent });
    }
    this.pair(open, this.emit('close', from));
    return null;
  }

  private emit(kind: Token['kind'], start: number): number {
    if (this.tokens.length === this.first) this.indent = columns(this.text.slice(this.lineStart, start));
    this.tokens.push({ kind, text: this.text.slice(start, this.position), start, end: this.position, partner: -1 });
    return this.tokens.length - 1;
  }

  private pair(open: number, close: number): void {
    this.token(open).partner = close;
    this.token(close).partner = open;
  }

  private unclosed(from: number): void {
    for (const context of this.contexts.slice(from)) {
      if (context.kind !== 'literal') this.faults.push({ kind: 'unclosed bracket', offset: this.token(context.open).start });
    }
  }

  private abandon(): void {
    this.unclosed(0);
    this.contexts.length = 0;
  }

  private endLine(): void {
    if (this.tokens.length > this.first) this.lines.push({ first: this.first, end: this.tokens.length, indent: this.indent });
    this.first = this.tokens.length;
  }

  private endOfLine(from: number): number {
    const rest = /\r|\n|$/g;
    rest.lastIndex = from;
    return rest.exec(this.text)?.index ?? this.text.length;
  }

  private token(index: number): Token {
    const token = this.tokens[index];
    if (!token) throw new RangeError(`no token ${index}`);
    return token;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    if (match) this.position = pattern.lastIndex;
    return match;
  }
}
