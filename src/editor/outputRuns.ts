/** Writes each run into the output channel: whose Python runs what, what it prints, and what came of it. */
import * as vscode from 'vscode';
import { adviceFor } from '../analysis/advice.js';
import { describe } from '../analysis/failure.js';
import { formatDuration } from '../analysis/format.js';
import type { RunEnd } from '../shared/protocol.js';
import type { Report } from '../shared/report.js';
import type { Output } from './output.js';
import type { RunListener, RunSink, StartedRun } from './runs.js';
import type { Settings } from './settings.js';

export class OutputRuns implements RunListener {
  constructor(private readonly output: Output, private readonly settings: Settings) {}

  started({ document, fn, found, arguments: given }: StartedRun): RunSink {
    const file = vscode.workspace.asRelativePath(document.uri);
    const { version, executable } = found.interpreter;
    const reveal = this.settings.revealOutput.value(document.uri);
    const output = this.output.begin(`${fn.qualname}(${given}) · ${file} · Python ${version} (${executable}: ${found.origin})`, fn.name);
    return {
      output: (stream, chunk) => {
        if (!output.written && reveal === 'onOutput') this.output.reveal();
        output.write(stream, chunk);
      },
      ended: (end) => {
        output.end(footer(fn.qualname, end, executable));
        if (failed(end) && reveal !== 'never') this.output.reveal();
      },
    };
  }
}

function failed(end: RunEnd): boolean {
  return end.kind !== 'report' || !['returned', 'cancelled'].includes(end.report.outcome);
}

function footer(name: string, end: RunEnd, executable: string): string[] {
  const advice = adviceFor(end, executable);
  const last = advice ? [`→ ${advice}`] : [];
  switch (end.kind) {
    case 'failed':
      return [`── ${name}() did not run: ${end.message} ──`, ...last];
    case 'unusable': {
      const { message, file, line } = end.unusable;
      return [...(file !== null && line !== null ? [`  File "${file}", line ${line}`] : []), `── ${name}() did not run: ${message} ──`, ...last];
    }
    case 'report': {
      const { exception, notes } = end.report;
      const trace = exception?.traceback.trimEnd() || exception?.frames.map((frame) => `  File "${frame.file}", line ${frame.line}, in ${frame.function}`).join('\n');
      return [...(trace ? [trace] : []), ...notes.map((note) => `· ${note}`), `── ${name}() ${verdict(end.report)} ──`, ...last];
    }
  }
}

/** For example `returned 'hello' in 2.00 s`. */
export function verdict(report: Report): string {
  const time = formatDuration(report.elapsed_ns);
  const what = report.exception ? describe(report.exception) : 'an exception';
  switch (report.outcome) {
    case 'returned': return `returned ${report.value} in ${time}`;
    case 'raised': return report.phase === 'loading' ? `could not be loaded: ${what}` : `raised ${what} after ${time}`;
    case 'timeout': return `timed out after ${time}`;
    case 'cancelled': return `was stopped after ${time}`;
    case 'exited': return `ended the program with exit code ${report.exit_code} after ${time}`;
    case 'crashed': return `crashed Python after ${time}: ${what}`;
  }
}
