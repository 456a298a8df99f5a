import type { BlockingStep, JointStarvation, Warning } from '../../src/shared/evidence.js';
import type { Report } from '../../src/shared/report.js';

/** A report of `main()` that returned None after two seconds, changed by `changes`. */
export function reportOf(changes: Partial<Report> = {}): Report {
  return {
    schema: 3, target: { kind: 'function', file: '/a.py', name: 'main' },
    python: { version: '3.12.1', implementation: 'cpython', executable: '/usr/bin/python3' },
    loop: { type: 'asyncio.unix_events._UnixSelectorEventLoop', steps: true, note: null },
    outcome: 'returned', phase: 'running', value: 'None', exception: null, exit_code: null,
    elapsed_ns: 2e9, awaits: [], tasks: [], tasks_omitted: 0, callbacks: [], timeline_merged: false,
    trace: { steps: [], timers: [], names: [], complete: true, until_ns: 2e9 },
    blocking: [], blocking_omitted: 0, starvation: [], warnings: [], block_threshold_ns: 50e6,
    calibration: { await_ns: 300, counted_ns: 50, step_ns: 400 }, notes: [], ...changes,
  };
}

/** A step of `blocking()` that slept half a second and kept `heartbeat()` waiting for 0.45 s of it, changed by `changes`. */
export function blockingOf(changes: Partial<BlockingStep> = {}): BlockingStep {
  return {
    start_ns: 0.15e9, duration_ns: 0.5e9, task: { task: 3, name: 'Task-3', function: 'blocking' },
    file: '/a.py', line: 4, function: 'blocking', source: 'time.sleep(0.5)', innermost: 'time.sleep', samples: { taken: 24, here: 24 },
    starved: [{ task: 2, name: 'Task-2', function: 'heartbeat', kept_ns: 0.45e9 }], starved_more: 0, ...changes,
  };
}

/** Many short steps of `crunch()` and `log()` that together kept `ticker()` waiting, changed by `changes`. */
export function starvationOf(changes: Partial<JointStarvation> = {}): JointStarvation {
  return {
    start_ns: 0.1e9, duration_ns: 0.2e9, waits: 2, starved: [{ task: 2, name: 'Task-2', function: 'ticker', kept_ns: 0.12e9 }], starved_more: 0,
    made_of: [{ function: 'crunch', steps: 400, running_ns: 0.18e9 }, { function: 'log', steps: 20, running_ns: 0.01e9 }], rest_ns: 0, ...changes,
  };
}

/** A coroutine that `main()` made in line 3 and never awaited, changed by `changes`. */
export function warningOf(changes: Partial<Warning> = {}): Warning {
  return {
    id: 'never-awaited', message: 'The coroutine fetch() was never awaited.', count: 1, evidence: [],
    at: { file: '/a.py', line: 3, function: 'main', source: 'fetch()' }, ...changes,
  };
}
