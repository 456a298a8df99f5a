/** Where Python's documentation tells of what a rule is about. */
const DOCS: Record<string, string> = {
  together: 'library/asyncio-task.html#running-tasks-concurrently',
  loop: 'library/asyncio-task.html#running-tasks-concurrently',
  blocking: 'library/asyncio-dev.html#running-blocking-code',
  'forgotten-await': 'library/asyncio-dev.html#detect-never-awaited-coroutines',
  'kept-task': 'library/asyncio-task.html#creating-tasks',
  timeout: 'library/asyncio-task.html#timeouts',
  'lost-errors': 'library/asyncio-task.html#running-tasks-concurrently',
};

/** null for a rule of which there is nothing there. */
export function docsOf(rule: string): string | null {
  const page = DOCS[rule];
  return page === undefined ? null : `https://docs.python.org/3/${page}`;
}
