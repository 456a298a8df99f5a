import assert from 'node:assert/strict';
import { awaitedAt, explain, ruleFor } from '../../../src/analysis/explain/explain.js';
import { RULES } from '../../../src/analysis/explain/rules.js';
import { scan } from '../../../src/analysis/scan.js';

const OWN = 'async def work(x):\n    pass\nasync def rows():\n    yield 1\nclass C:\n    async def m(self): pass\n';

/** Statements in an async function, with the rule and words for each of their await points. */
const cases: [string, [rule: string, words: RegExp][]][] = [
  ['await asyncio.sleep(0)', [['sleep-zero', /other tasks get a turn/]]],
  ['await asyncio.sleep(1)', [['sleep', /for 1 second\./]]],
  ['await sleep(delay=x * 2)', [['sleep', /for x \* 2 seconds\./]]],
  ['await asyncio.gather(a(), b())', [['gather', /Runs a\(\) and b\(\) at the same time.*first exception is raised/]]],
  ['await gather(*jobs, return_exceptions=True)', [['gather', /all of jobs.*counts as a result/]]],
  ['await asyncio.wait_for(a(), timeout=5)', [['wait_for', /Waits for a\(\), at most 5 seconds.*TimeoutError/]]],
  ['await asyncio.wait_for(a(), None)', [['wait_for', /no time limit/]]],
  ['await asyncio.wait(tasks)', [['wait', /until all of tasks have ended\./]]],
  ['await asyncio.wait(tasks, timeout=2, return_when=asyncio.FIRST_COMPLETED)', [['wait', /until the first of tasks has ended, at most 2 seconds\./]]],
  ['await wait(tasks, return_when=FIRST_EXCEPTION)', [['wait', /one of tasks raises, or all have ended/]]],
  ['await asyncio.shield(a())', [['shield', /a\(\) is not: it goes on/]]],
  ['await asyncio.to_thread(time.sleep, 1)', [['to_thread', /Runs time\.sleep in a worker thread/]]],
  ['await loop.run_in_executor(None, f)', [['run_in_executor', /Runs f in a worker thread/]]],
  ['await loop.run_in_executor(pool, f)', [['run_in_executor', /in the executor pool/]]],
  ['await asyncio.create_task(work(1))', [['create_task', /Starts work\(1\) as a task/]]],
  ['await asyncio.open_connection(h, p)', [['open_connection', /reader and a writer/]]],
  ['await asyncio.start_server(handle, h, p)', [['start_server', /run handle in a task/]]],
  ['await server.serve_forever()', [['serve_forever', /does not end by itself/]]],
  ['await asyncio.create_subprocess_exec("ls")', [['subprocess', /not until it has ended/]]],
  ['await proc.communicate()', [['process-communicate', /program proc has ended/]]],
  ['await self.process.wait()', [['process-wait', /program self\.process has ended/]]],
  ['await reader.readline()', [['stream-read', /a whole line has arrived from reader/]]],
  ['await self.writer.drain()', [['stream-drain', /self\.writer is still unsent/]]],
  ['await writer.wait_closed()', [['wait_closed', /writer is closed/]]],
  ['await self.job_queue.get()', [['queue-get', /next item from self\.job_queue/]]],
  ['await queue.put(item)', [['queue-put', /Puts item into queue/]]],
  ['await q.join()', [['queue-join', /task_done\(\)/]]],
  ['await cond.wait()', [['condition-wait', /notifies it; then takes it again/]]],
  ['await ready_event.wait()', [['event-wait', /sets ready_event/]]],
  ['await sem.acquire()', [['semaphore-acquire', /places of sem/]]],
  ['await self._lock.acquire()', [['lock-acquire', /Takes self\._lock/]]],
  ['async with asyncio.TaskGroup() as tg: pass', [['taskgroup', /does not wait/], ['taskgroup', /every task.*ExceptionGroup/]]],
  ['async with asyncio.timeout(3): pass', [['timeout', /3 seconds from now/], ['timeout', /TimeoutError/]]],
  ['async with limiter: pass', [['semaphore-with', /places of limiter/], ['semaphore-with', /does not wait/]]],
  ['async with self.lock: pass', [['lock-with', /Takes self\.lock/], ['lock-with', /Lets go of self\.lock/]]],
  ['async for t in asyncio.as_completed(tasks): pass', [['as_completed', /whichever of tasks ends next/]]],
  ['async for row in rows(): pass', [['own-steps', /runs rows, defined on line 3, up to its next yield/]]],
  ['async with rows() as r: pass', [['own-with', /up to its yield/], ['own-with', /after its yield/]]],
  ['await work(1)', [['own-coroutine', /Runs work, defined on line 1, inside this task/]]],
  ['await self.m()', [['own-coroutine', /Runs C\.m, defined on line 6/]]],
  ['async for line in reader: pass', [['stream-lines', /next line from reader/]]],
  ['await first_task', [['task-variable', /until first_task has ended/]]],
  ['await thing', [['variable', /result of thing/]]],
  ['await client.get(url)', [['call', /Calls client\.get\(\)/]]],
  ['await (a or b)', [['await', /Waits for the result/]]],
  ['async with session.get(url) as r: pass', [['with', /session\.get\(\) is ready/], ['with', /session\.get\(\) has cleaned up/]]],
  ['[x async for x in pages(1)]', [['steps', /next item of pages\(\)/]]],
];

describe('explain', () => {
  it('has a test for every rule', () => {
    const tested = new Set(cases.flatMap(([, expected]) => expected.map(([rule]) => rule)));
    assert.deepEqual(RULES.map(({ id }) => id).filter((id) => !tested.has(id)), []);
  });

  for (const [statement, expected] of cases) {
    it(`explains ${statement}`, () => {
      const found = scan(`${OWN}async def f(self):\n    ${statement}\n`);
      const points = found.functions.find(({ name }) => name === 'f')!.awaitPoints;
      assert.deepEqual(points.map((point) => ruleFor(awaitedAt(point, found)).id), expected.map(([rule]) => rule));
      points.forEach((point, index) => {
        assert.match(explain(point, found), expected[index]![1]);
        assert.match(explain(point, found), /^[A-Z].*\.$/);
      });
    });
  }

  it('prefers a function of the file to one of asyncio by the same name, and says less where a name is not sure', () => {
    const found = scan('async def sleep(x): pass\nasync def f():\n    await sleep(1)\n    await other.get()\n    await pool.acquire()\n');
    assert.deepEqual(found.functions[1]!.awaitPoints.map((point) => ruleFor(awaitedAt(point, found)).id), ['own-coroutine', 'call', 'call']);
  });
});
