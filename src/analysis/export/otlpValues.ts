/**
 * The parts of OTLP/JSON that a run needs: the JSON mapping of `opentelemetry.proto.collector.trace.v1` with ids as
 * hexadecimal digits and enums as numbers. 64-bit integers are strings, for JSON's numbers do not hold them.
 */

export type AnyValue = { stringValue: string } | { intValue: string } | { doubleValue: number } | { boolValue: boolean };

export interface KeyValue {
  key: string;
  value: AnyValue;
}

export interface SpanEvent {
  timeUnixNano: string;
  name: string;
  attributes: KeyValue[];
}

export interface SpanLink {
  traceId: string;
  spanId: string;
  attributes: KeyValue[];
}

export interface Span {
  /** 32 hexadecimal digits. */
  traceId: string;
  /** 16 hexadecimal digits. */
  spanId: string;
  /** Empty for the root. */
  parentSpanId: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: KeyValue[];
  events: SpanEvent[];
  links: SpanLink[];
  status: { code?: number; message?: string };
}

/** The message `ExportTraceServiceRequest`. */
export interface TraceRequest {
  resourceSpans: {
    resource: { attributes: KeyValue[] };
    scopeSpans: { scope: { name: string }; spans: Span[] }[];
  }[];
}

/** `SPAN_KIND_INTERNAL`: an operation within an application. */
export const INTERNAL = 1;
/** `STATUS_CODE_ERROR`. Of what went well the status is left unset, as the specification asks for. */
export const ERROR = 2;

/** Attributes by their names; those that are null or undefined are left out. */
export function attributes(values: Record<string, string | number | boolean | null | undefined>): KeyValue[] {
  return Object.entries(values).flatMap(([key, value]) => (value === null || value === undefined ? [] : [{ key, value: anyValue(value) }]));
}

function anyValue(value: string | number | boolean): AnyValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** Where something is in the source, by OpenTelemetry's names; `line` is 1-based. */
export function codeAttributes(place: { file: string | null; line?: number | null; column?: number; function: string | null } | null): Record<string, string | number | null | undefined> {
  if (!place) return {};
  return { 'code.function.name': place.function || null, 'code.file.path': place.file, 'code.line.number': place.line, 'code.column.number': place.column };
}
