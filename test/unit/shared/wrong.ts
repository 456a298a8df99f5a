/** Makes each kind of wrong message out of a right one. */

type Path = (string | number)[];

/** Every field of a value, at any depth, and the elements of its lists. */
export function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [...(path.length > 0 ? [path] : []), ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, Array.isArray(value) ? Number(name) : name]))];
}

/** A copy with another value at a path; without the field where that is undefined. */
export function changed<T>(value: T, path: Path, to: unknown): unknown {
  const copy = structuredClone(value);
  const last = path.at(-1)!;
  const holder = path.slice(0, -1).reduce<Record<string, unknown>>((inner, name) => inner[name] as Record<string, unknown>, copy as Record<string, unknown>);
  if (to === undefined) delete holder[last];
  else holder[last] = to;
  return copy;
}
