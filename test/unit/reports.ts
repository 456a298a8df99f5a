import type { Report } from '../../src/shared/report.js';

/** A report of `main()` that returned None after two seconds, changed by `changes`. */
export function reportOf(changes: Partial<Report> = {}): Report {
  return {
    schema: 2, target: { kind: 'function', file: '/a.py', name: 'main' },
    python: { version: '3.12.1', implementation: 'cpython', executable: '/usr/bin/python3' },
    loop: { type: 'asyncio.unix_events._UnixSelectorEventLoop', steps: true, note: null },
    outcome: 'returned', phase: 'running', value: 'None', exception: null, exit_code: null,
    elapsed_ns: 2e9, awaits: [], tasks: [], tasks_omitted: 0, callbacks: [], timeline_merged: false,
    blocking: [], blocking_omitted: 0, starvation: [], warnings: [], block_threshold_ns: 50e6,
    calibration: { await_ns: 300, counted_ns: 50, step_ns: 400 }, notes: [], ...changes,
  };
}
