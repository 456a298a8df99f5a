/** Reads a report that was saved to a file, by the panel or by the command line. */
import { isRecord } from '../shared/guards.js';
import { isReport, REPORT_SCHEMA, type Report } from '../shared/report.js';

/** Why a file cannot be shown; the message is for the user and names the file. */
export class UnreadableReport extends Error {}

/**
 * @param name of the file, for the message
 * @throws {UnreadableReport}
 */
export function parseReport(text: string, name: string): Report {
  const value = parse(text, name);
  if (isReport(value)) return value;
  if (!looksLikeReport(value)) {
    throw new UnreadableReport(`${name} is no report of Await Lens. A report is made by Export in the panel, or by \`python -m await_lens … --json FILE\`.`);
  }
  const { schema, target } = value;
  if (schema < REPORT_SCHEMA) {
    throw new UnreadableReport(`${name} was made by an older Await Lens: it is a report of version ${schema}, and this one reads version ${REPORT_SCHEMA}. Run ${target.name} again for a new one.`);
  }
  if (schema > REPORT_SCHEMA) {
    throw new UnreadableReport(`${name} was made by a newer Await Lens: it is a report of version ${schema}, and this one reads version ${REPORT_SCHEMA}. Update the extension.`);
  }
  throw new UnreadableReport(`${name} is damaged or was changed: parts of the report are missing. Run ${target.name} again for a new one.`);
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (text.trim() === '') throw new UnreadableReport(`${name} is empty.`);
    const message = error instanceof Error ? error.message : String(error);
    if (isCutOff(text, message)) throw new UnreadableReport(`${name} is cut off: the end of the report is missing. Save it again.`);
    throw new UnreadableReport(`${name} is not JSON: ${message}.`);
  }
}

/** Whether JSON went well up to the very end: V8 names no position, or that of the end. */
function isCutOff(text: string, message: string): boolean {
  const position = /at position (\d+)/.exec(message);
  return text.trimStart().startsWith('{') && (!position || Number(position[1]) >= text.length);
}

function looksLikeReport(value: unknown): value is { schema: number; target: { name: string } } {
  return isRecord(value) && Number.isInteger(value.schema) && isRecord(value.target) && typeof value.target.name === 'string' && isRecord(value.python);
}
