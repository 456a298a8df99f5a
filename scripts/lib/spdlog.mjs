/**
 * Stands in for the native module `@vscode/spdlog`, which VS Code writes its logs and its output channels with and
 * which would have to be compiled: `vscode-downloads.mjs` puts it in that one's place. Same interface, as far as VS
 * Code uses it; it writes at once.
 */
import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, extname } from 'node:path';

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  #file;
  #fileLimit;
  #files;
  #size;
  #level = 2;
  /** Whether a line is only the message: no time and level before it, no line's end after it. */
  #bare = false;

  /**
   * @param {string} file
   * @param {number} fileLimit bytes after which another file is begun
   * @param {number} files how many older ones are kept
   */
  constructor(file, fileLimit, files) {
    this.#file = file;
    this.#fileLimit = fileLimit;
    this.#files = files;
    this.#size = existsSync(file) ? statSync(file).size : 0;
  }

  /** @param {string} message */
  trace(message) { this.#write(0, message); }
  /** @param {string} message */
  debug(message) { this.#write(1, message); }
  /** @param {string} message */
  info(message) { this.#write(2, message); }
  /** @param {string} message */
  warn(message) { this.#write(3, message); }
  /** @param {string} message */
  error(message) { this.#write(4, message); }
  /** @param {string} message */
  critical(message) { this.#write(5, message); }

  getLevel() { return this.#level; }
  /** @param {number} level */
  setLevel(level) { this.#level = level; }
  /** VS Code has one pattern only. */
  setPattern() { this.#bare = false; }
  clearFormatters() { this.#bare = true; }
  flush() {}
  drop() {}

  /**
   * @param {number} level
   * @param {string} message
   */
  #write(level, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    const text = this.#bare ? message : `${time} [${LEVELS[level]}] ${message}\n`;
    const size = Buffer.byteLength(text);
    if (this.#size > 0 && this.#size + size > this.#fileLimit) this.#rotate();
    appendFileSync(this.#file, text);
    this.#size += size;
  }

  /** `a.log` becomes `a.1.log`, that `a.2.log`, and so on; the last is dropped. */
  #rotate() {
    const extension = extname(this.#file);
    const older = (/** @type {number} */ index) =>
      index === 0 ? this.#file : `${this.#file.slice(0, this.#file.length - extension.length)}.${index}${extension}`;
    for (let index = this.#files - 1; index >= 0; index--) {
      if (existsSync(older(index))) renameSync(older(index), older(index + 1));
    }
    this.#size = 0;
  }
}

export const version = 0;
export function setLevel() {}
export function setFlushOn() {}

/**
 * @param {string} _name
 * @param {string} file
 * @param {number} fileLimit
 * @param {number} files
 */
export async function createRotatingLogger(_name, file, fileLimit, files) {
  mkdirSync(dirname(file), { recursive: true });
  return new Logger(file, fileLimit, files);
}

export const createAsyncRotatingLogger = createRotatingLogger;
