/**
 * Resolves as soon as the condition holds. For states that no event tells of; looked at often, not slept for.
 * @param what for the message, as in "the lens says 2.00 s"; a function where the message tells what was seen
 * @throws when it did not hold within `limit` milliseconds
 */
export async function until(what: string | (() => string), condition: () => boolean | Promise<boolean>, limit = 10_000): Promise<void> {
  const deadline = Date.now() + limit;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Within ${limit} ms it did not come true that ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
