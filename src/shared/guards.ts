/** Small structural guards: what crosses a process boundary is checked before it is believed. */
export type Check = (value: unknown) => boolean;
export type Guard<T> = (value: unknown) => value is T;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const string: Check = (value) => typeof value === 'string';
export const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
/** A count, or a 0-based position. */
export const natural: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
export const boolean: Check = (value) => typeof value === 'boolean';
export const oneOf = (values: readonly unknown[]): Check => (value) => values.includes(value);
export const nullable = (check: Check): Check => (value) => value === null || check(value);
export const arrayOf = (check: Check): Check => (value) => Array.isArray(value) && value.every(check);
/** A record that has at least these fields; more are allowed, so that a newer sender is understood. */
export const object = (fields: Record<string, Check>): Check => {
  // Once and not for each value: a report may have many thousand records of one kind.
  const checks = Object.entries(fields);
  return (value) => isRecord(value) && checks.every(([name, check]) => check(value[name]));
};
