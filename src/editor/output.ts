/**
 * The output channel "Await Lens": what the user's programs write, as they write it, with a header and a footer
 * for each run. What is more than the channel can bear goes on in a file, so that nothing is lost.
 */
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import * as vscode from 'vscode';

/** Language of the channel's text: `links.ts` makes its tracebacks clickable. */
export const OUTPUT_LANGUAGE = 'await-lens-output';
/** A channel with many megabytes makes the editor slow; a run that writes more goes on in a file. */
const SHOWN_BYTES = 1 << 20;
/** A run that writes for ever must not fill the disk: what goes beyond this is dropped, and the footer says so. */
const FILE_BYTES = 256 << 20;
/** Appending is costly for the editor: small writes are collected for this long. */
const COLLECT_MS = 40;

export class Output implements vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel('Await Lens', OUTPUT_LANGUAGE);
  private readonly open = new Set<RunOutput>();
  /** How many runs there were: a name for what each of them has in the folder. */
  private runs = 0;

  constructor(private readonly folder: vscode.Uri) {}

  /** Begins the output of one run. `label`: the name of a file for what is too much, without its ending. */
  begin(header: string, label: string): RunOutput {
    this.channel.appendLine(`── ${header} ──`);
    this.runs += 1;
    const run = new RunOutput(this.channel, vscode.Uri.joinPath(this.folder, `${label}-${this.runs}.log`).fsPath, () => this.open.delete(run));
    this.open.add(run);
    return run;
  }

  /** Brings the channel to the front without taking the focus from the editor. */
  reveal(): void {
    this.channel.show(true);
  }

  dispose(): void {
    for (const run of this.open) run.close();
    this.channel.dispose();
  }
}

export class RunOutput {
  private readonly decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  private collected = '';
  private timer: NodeJS.Timeout | undefined;
  private shownBytes = 0;
  private spill: WriteStream | undefined;
  private spilledBytes = 0;
  private droppedBytes = 0;
  /** What of each stream follows goes into the file. */
  private readonly inFile = new Set<'stdout' | 'stderr'>();
  /** The last character written, to begin the footer on a line of its own. */
  private last = '\n';

  constructor(private readonly channel: vscode.OutputChannel, private readonly spillPath: string, private readonly onClose: () => void) {}

  get written(): boolean {
    return this.shownBytes > 0;
  }

  write(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    const room = this.inFile.has(stream) ? 0 : characterEnd(chunk, Math.max(0, SHOWN_BYTES - this.shownBytes));
    if (room > 0) {
      this.shownBytes += room;
      this.append(this.decoders[stream].write(chunk.subarray(0, room)));
    }
    if (room === chunk.length) return;
    this.inFile.add(stream);
    this.toFile(chunk.subarray(room));
  }

  private append(text: string): void {
    if (!text) return;
    this.collected += text;
    this.last = text.slice(-1);
    this.timer ??= setTimeout(() => this.flush(), COLLECT_MS);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.collected) this.channel.append(this.collected);
    this.collected = '';
  }

  private toFile(rest: Buffer): void {
    if (!this.spill) {
      mkdirSync(dirname(this.spillPath), { recursive: true });
      this.spill = createWriteStream(this.spillPath);
      this.spill.on('error', (error) => this.append(`\nThe rest of the output could not be written to a file: ${error.message}\n`));
      this.append(`\n… this run writes a lot: its output goes on in File "${this.spillPath}", line 1\n`);
    }
    const kept = rest.subarray(0, FILE_BYTES - this.spilledBytes);
    this.droppedBytes += rest.length - kept.length;
    this.spilledBytes += kept.length;
    if (kept.length > 0) this.spill.write(kept);
  }

  /** Writes the footer and ends the run's output. */
  end(footer: string[]): void {
    for (const decoder of Object.values(this.decoders)) this.append(decoder.end());
    if (this.last !== '\n') this.append('\n');
    if (this.spill) this.append(`… ${(this.spilledBytes / 1e6).toFixed(1)} MB more in File "${this.spillPath}", line 1\n`);
    if (this.droppedBytes > 0) this.append(`… and ${(this.droppedBytes / 1e6).toFixed(1)} MB that are in no file, so as not to fill the disk\n`);
    this.append(footer.map((line) => `${line}\n`).join('') + '\n');
    this.close();
  }

  close(): void {
    this.flush();
    this.spill?.end();
    this.onClose();
  }
}

/** Where to cut at `from` or right after it, so that no character of UTF-8 is cut in two; at most the chunk's length. */
function characterEnd(chunk: Buffer, from: number): number {
  let end = from;
  while (end < chunk.length && end < from + 3 && (chunk[end]! & 0xc0) === 0x80) end += 1;
  return Math.min(end, chunk.length);
}
