/** A run as OpenTelemetry spans, for a tracing back end. */
import type { BlockingStep } from '../../shared/evidence.js';
import type { AwaitTimes, Occurrence, Report, TaskTimes, Waker } from '../../shared/report.js';
import { taskLabel } from '../blocking.js';
import { attributes, codeAttributes, ERROR, INTERNAL, type Span, type SpanEvent, type SpanLink, type TraceRequest } from './otlpValues.js';

export interface OtlpOptions {
  /** When the run began, in nanoseconds since 1970: a report has no clock of the day. */
  startUnixNs: bigint;
  /** 32 hexadecimal digits, not all 0: the same for each export of one run, so that none is taken for another run. */
  traceId: string;
}

/**
 * The run is the root span; below it each task, below the task that created it; below a task those passages of its await
 * points that the report tells one by one, the longest of each. Blocking steps, warnings and the exception are events,
 * wakers are links.
 */
export function otlp(report: Report, options: OtlpOptions): TraceRequest {
  const { python, target } = report;
  return {
    resourceSpans: [{
      resource: {
        attributes: attributes({
          'service.name': serviceName(target),
          'process.runtime.name': python.implementation.toLowerCase(),
          'process.runtime.version': python.version,
          'process.executable.path': python.executable,
        }),
      },
      scopeSpans: [{ scope: { name: 'await-lens' }, spans: new Spans(report, options).all() }],
    }],
  };
}

class Spans {
  /** By task: its span's id. */
  private readonly ids = new Map<number, string>();
  private readonly root: string;
  private count = 0;

  constructor(private readonly report: Report, private readonly options: OtlpOptions) {
    this.root = this.nextId();
    for (const { id } of report.tasks) this.ids.set(id, this.nextId());
  }

  all(): Span[] {
    const { tasks, awaits } = this.report;
    return [
      this.run(),
      ...tasks.map((task) => this.task(task)),
      ...awaits.flatMap((site) => site.longest.map((passage) => this.passage(site, passage))),
    ];
  }

  private run(): Span {
    const { target, outcome, phase, elapsed_ns, value, exception, exit_code, loop, awaits, tasks, tasks_omitted, warnings } = this.report;
    const known = awaits.reduce((sum, { longest }) => sum + longest.length, 0);
    const failed = !(outcome === 'returned' || outcome === 'cancelled' || (outcome === 'exited' && exit_code === 0));
    const events = this.blockedEvents(({ task }) => task === null || !this.ids.has(task.task));
    if (exception) {
      events.push(this.event('exception', elapsed_ns, { 'exception.type': exception.type, 'exception.message': exception.message, 'exception.stacktrace': exception.traceback }));
    }
    for (const { id, message, at, count, evidence } of warnings) {
      events.push(this.event(`warning: ${id}`, elapsed_ns, { ...codeAttributes(at), 'await_lens.message': message, 'await_lens.count': count, 'await_lens.evidence': evidence.join('\n') || null }));
    }
    return this.span(this.root, '', target.name, 0, elapsed_ns, {
      'code.function.name': target.kind === 'function' ? target.name : null,
      'code.file.path': target.file,
      'await_lens.outcome': outcome,
      'await_lens.phase': phase,
      'await_lens.value': value,
      'process.exit.code': exit_code,
      'await_lens.loop': loop.type,
      'await_lens.tasks': tasks.length + tasks_omitted,
      'await_lens.tasks.left_out': tasks_omitted,
      'await_lens.passages': awaits.reduce((sum, { count, pending }) => sum + count + pending, 0),
      'await_lens.passages.shown': known,
    }, { events, status: failed ? { code: ERROR, message: exception ? exception.message : outcome } : {} });
  }

  private task(task: TaskTimes): Span {
    const { id, name, function: fn, parent, created_at: created, thread, start_ns, end_ns, outcome, cancelled_by } = task;
    const parentId = this.spanOf(parent) ?? this.root;
    return this.span(this.ids.get(id)!, parentId, fn || name || 'task', start_ns, end_ns ?? this.report.elapsed_ns, {
      'code.function.name': fn || null,
      'thread.id': thread,
      'await_lens.task.id': id,
      'await_lens.task.name': name,
      'await_lens.outcome': outcome,
      ...this.threeTimes(task),
      'await_lens.steps': task.steps,
      'await_lens.created_at.file': created?.file,
      'await_lens.created_at.line': created?.line,
      'await_lens.created_at.function': created?.function,
      'await_lens.cancelled_by': cancelled_by?.what,
    }, {
      events: this.blockedEvents((step) => step.task?.task === id),
      links: this.links('cancelled by', cancelled_by),
      status: outcome === 'raised' ? { code: ERROR, message: 'raised an exception' } : {},
    });
  }

  private passage(site: AwaitTimes, { task, start_ns, elapsed_ns, suspensions, woken_by, ...times }: Occurrence): Span {
    const { source, kind, awaited } = site;
    return this.span(this.nextId(), this.spanOf(task) ?? this.root, source, start_ns, start_ns + elapsed_ns, {
      ...codeAttributes(site),
      'await_lens.kind': kind,
      // Of several kinds it is not known which of them this was.
      'await_lens.awaited': awaited.length === 1 ? awaited[0]!.what : null,
      ...this.threeTimes(times),
      'await_lens.suspensions': suspensions,
      'await_lens.woken_by': woken_by?.what,
    }, { links: this.links('woken by', woken_by) });
  }

  private span(spanId: string, parentSpanId: string, name: string, startNs: number, endNs: number, values: Parameters<typeof attributes>[0], more: Partial<Span>): Span {
    return {
      traceId: this.options.traceId, spanId, parentSpanId, name, kind: INTERNAL,
      startTimeUnixNano: this.unixNano(startNs), endTimeUnixNano: this.unixNano(Math.max(startNs, endNs)),
      attributes: attributes(values), events: [], links: [], status: {}, ...more,
    };
  }

  private blockedEvents(which: (step: BlockingStep) => boolean): SpanEvent[] {
    return this.report.blocking.filter(which).map((step) => this.event('event loop blocked', step.start_ns, {
      ...codeAttributes(step),
      'await_lens.duration_ns': step.duration_ns,
      'await_lens.source': step.source,
      'await_lens.innermost': step.innermost,
      'await_lens.starved': step.starved.map(taskLabel).join(', ') || null,
      'await_lens.starved.count': step.starved.length + step.starved_more,
    }));
  }

  private event(name: string, atNs: number, values: Parameters<typeof attributes>[0]): SpanEvent {
    return { timeUnixNano: this.unixNano(atNs), name, attributes: attributes(values) };
  }

  private links(relation: string, waker: Waker | null): SpanLink[] {
    const spanId = this.spanOf(waker?.task ?? null);
    return spanId === undefined ? [] : [{ traceId: this.options.traceId, spanId, attributes: attributes({ 'await_lens.relation': relation }) }];
  }

  private spanOf(task: number | null): string | undefined {
    return task === null ? undefined : this.ids.get(task);
  }

  private unixNano(ns: number): string {
    return String(this.options.startUnixNs + BigInt(Math.round(ns)));
  }

  /** Without steps they are not known. */
  private threeTimes({ waiting_ns, ready_ns, running_ns }: Pick<Occurrence, 'waiting_ns' | 'ready_ns' | 'running_ns'>): Record<string, number> {
    return this.report.loop.steps ? { 'await_lens.waiting_ns': waiting_ns, 'await_lens.ready_ns': ready_ns, 'await_lens.running_ns': running_ns } : {};
  }

  /** Counted up from a half of the trace's id: no two in a trace are the same, and hardly two in a back end. */
  private nextId(): string {
    const id = BigInt.asUintN(64, BigInt(`0x${this.options.traceId.slice(16)}`) + BigInt(this.count));
    this.count += 1;
    // All 0 means none.
    return id === 0n ? this.nextId() : id.toString(16).padStart(16, '0');
  }
}

/** What ran: a program has no other name than its file's. */
function serviceName({ file, name }: Report['target']): string {
  return file?.split(/[\\/]/).at(-1)?.replace(/\.py$/, '') || name;
}
