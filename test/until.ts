/** Milliseconds from one look to the next: at first, and at most, for what is waited for long is looked at less often. */
const PAUSE_MS = { first: 25, most: 150 };

/**
 * Resolves as soon as the condition holds. For states that no event tells of; looked at often, not slept for.
 * @param what for the message, as in "the lens says 2.00 s"; a function where the message tells what was seen
 * @throws when it did not hold within `limit` milliseconds
 */
export async function until(what: string | (() => string), condition: () => boolean | Promise<boolean>, limit = 10_000): Promise<void> {
  const began = Date.now();
  const deadline = began + limit;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Within ${limit} ms it did not come true that ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, Math.min(PAUSE_MS.most, PAUSE_MS.first + (Date.now() - began) / 8)));
  }
}
