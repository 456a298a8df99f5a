/** Checks OTLP/JSON against the messages that OpenTelemetry publishes, and against what they say of single fields. */
import assert from 'node:assert/strict';
import root from '@opentelemetry/otlp-transformer/build/src/generated/root.js';
import type { Span, TraceRequest } from '../../../src/analysis/export/otlpValues.js';

/** A message of the published protobuf definition, as protobufjs generates it. */
interface Message {
  verify(value: unknown): string | null;
  fromObject(value: unknown): unknown;
  toObject(message: unknown, options: object): unknown;
  encode(message: unknown): { finish(): Uint8Array };
  decode(bytes: Uint8Array): unknown;
}

const { ExportTraceServiceRequest } = (root as unknown as {
  opentelemetry: { proto: { collector: { trace: { v1: { ExportTraceServiceRequest: Message } } } } };
}).opentelemetry.proto.collector.trace.v1;

/** Ids are hexadecimal in OTLP/JSON, and base64 in every other mapping of protobuf to JSON. */
const ID_FIELDS: Record<string, RegExp> = { traceId: /^(?!0{32})[0-9a-f]{32}$/, spanId: /^(?!0{16})[0-9a-f]{16}$/, parentSpanId: /^((?!0{16})[0-9a-f]{16})?$/ };

/**
 * @returns its spans
 * @throws {assert.AssertionError}
 */
export function assertOtlp(text: string): Span[] {
  const request = JSON.parse(text) as TraceRequest;
  const standard = withBase64(request);
  // Through the wire and back again: a name that the messages do not have is lost on the way, a wrong value is another one.
  const message = ExportTraceServiceRequest.decode(ExportTraceServiceRequest.encode(ExportTraceServiceRequest.fromObject(standard)).finish());
  assert.equal(ExportTraceServiceRequest.verify(message), null);
  assert.deepEqual(withoutEmpty(ExportTraceServiceRequest.toObject(message, { longs: String, bytes: String })), withoutEmpty(standard));
  const spans = request.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  assertSpans(spans);
  return spans;
}

function assertSpans(spans: readonly Span[]): void {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  assert.equal(byId.size, spans.length, 'a span id twice');
  assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 1);
  assert.equal(spans.filter(({ parentSpanId }) => parentSpanId === '').length, 1, 'one root');
  for (const span of spans) {
    const { name, kind, status, startTimeUnixNano, endTimeUnixNano, parentSpanId, events, links } = span;
    assert.ok(name !== '', JSON.stringify(span));
    assert.ok(kind >= 1 && kind <= 5 && Number.isInteger(kind), `kind ${kind}`);
    assert.ok([undefined, 0, 1, 2].includes(status.code), `status ${status.code}`);
    for (const time of [startTimeUnixNano, endTimeUnixNano, ...events.map(({ timeUnixNano }) => timeUnixNano)]) assert.match(time, /^[1-9]\d{18}$/);
    assert.ok(BigInt(startTimeUnixNano) <= BigInt(endTimeUnixNano), `${name} ends before it starts`);
    assert.ok(parentSpanId === '' || byId.has(parentSpanId), `${name} has no parent`);
    for (const link of links) assert.ok(byId.has(link.spanId), `${name} is linked to nothing`);
    for (const { attributes } of [span, ...events, ...links]) {
      const keys = attributes.map(({ key }) => key);
      assert.equal(new Set(keys).size, keys.length, `an attribute twice: ${keys.join(', ')}`);
      for (const { key, value } of attributes) {
        assert.match(key, /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/);
        if ('intValue' in value) assert.equal(typeof value.intValue, 'string', key);
      }
    }
  }
}

function withBase64(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => withBase64(each));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withBase64(inner, key)]));
  const pattern = ID_FIELDS[name];
  if (!pattern) return value;
  assert.match(String(value), pattern, name);
  return Buffer.from(String(value), 'hex').toString('base64');
}

/** What protobuf takes for the same as nothing. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).map(([key, inner]) => [key, withoutEmpty(inner)] as const)
    .filter(([, inner]) => inner !== '' && !(typeof inner === 'object' && inner !== null && Object.keys(inner).length === 0));
  return Object.fromEntries(kept);
}
