"""The words for what is awaited."""
import importlib.util
import sys
import unittest
import warnings

from await_lens.engine.recording import sites
from awaiting import NOTES, printed, said
from measuring import Measured, what


class Words(unittest.TestCase):
    def check(self, cases, since=(3, 8)):
        if sys.version_info < since:
            self.skipTest("Python %d.%d has none" % sys.version_info[:2])
        for case in cases:
            with self.subTest(expression=case[0]):
                self.assertEqual(said(case[0], *case[2:]), case[1])

    def test_own_code(self):
        self.check((
            ("hello()", "hello"), ("Client().fetch()", "Client.fetch"), ("Client()", "Client"), ("original()", "original"),
            ("ticks()", "ticks"), ("session()", "session"),
        ))

    def test_steps_of_a_generator(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # 3.13 says that the step is not awaited
            self.check((("ticks().asend(None)", "ticks"),))

    def test_sleep(self):
        self.check((
            ("asyncio.sleep(0)", "sleep 0"), ("asyncio.sleep(0.5)", "sleep 0.5 s"), ("asyncio.sleep(1)", "sleep 1 s"),
            ("asyncio.sleep(delay=0.25)", "sleep 0.25 s"), ("asyncio.sleep(90)", "sleep 90 s"),
            ("asyncio.sleep(120)", "sleep 2 min"), ("asyncio.sleep(7200.0)", "sleep 2 h"),
            ("asyncio.sleep(0.0002)", "sleep 0.2 ms"), ("asyncio.sleep(0.1 + 0.2)", "sleep 0.3 s"),
            ("asyncio.sleep(float('inf'))", "sleep inf s"), ("asyncio.sleep(Client())", "sleep"),
        ))

    def test_tasks(self):
        self.check((
            ("task", "Task 'fetch-3' (hello)", "task = loop.create_task(hello()); task.set_name('fetch-3')"),
            ("task", "Task-7 (hello)", "task = loop.create_task(hello()); task.set_name('Task-7')"),
            ("task", "Task-8 (asyncio.sleep)", "task = loop.create_task(asyncio.sleep(0)); task.set_name('Task-8')"),
            ("asyncio.tasks._PyTask(hello(), loop=loop, name='p')", "Task 'p' (hello)"),
            ("asyncio.gather(hello(), hello(), hello(), return_exceptions=True)", "gather of 3"),
        ))

    def test_futures(self):
        self.check((
            ("loop.create_future()", "Future"), ("asyncio.futures._PyFuture(loop=loop)", "Future"),
            ("asyncio.shield(task)", "shield of Task 'x' (hello)", "task = loop.create_task(hello()); task.set_name('x')"),
            ("asyncio.wrap_future(concurrent.futures.Future())", "Future of an executor"),
        ))

    def test_several(self):
        self.check((
            ("asyncio.wait_for(Client().fetch(), 2)", "wait_for of Client.fetch, timeout 2 s"),
            ("asyncio.wait_for(lock.acquire(), None)", "wait_for of Lock, free"),
            ("asyncio.wait([1, 2, 3])", "wait of 3"),
            ("asyncio.wait({1, 2}, timeout=0.5, return_when=asyncio.FIRST_COMPLETED)",
             "wait of 2, first completed, timeout 0.5 s"),
            ("asyncio.wait(Client())", "wait"),
            ("next(iter(asyncio.as_completed([hello()])))", "as_completed"),
        ))

    def test_locks(self):
        held = "task = loop.create_task(hold(lock, inside)); task.set_name(%r)\nawait inside.wait()"
        self.check((
            ("lock", "Lock, free"), ("lock.acquire()", "Lock, free"),
            ("lock", "Lock, free", "async with lock: pass"),
            ("lock", "Lock held by Task-2 (hold)", held % "Task-2"),
            ("lock.acquire()", "Lock held by Task 'keeper' (hold)", held % "keeper"),
            ("lock", "Lock held by Task 'gone' (Client.take), which has ended",
             "task = loop.create_task(Client().take(lock)); task.set_name('gone')\nawait task"),
            ("Own()", "main.<locals>.Own, free", "class Own(asyncio.Lock): pass"),
            ("asyncio.Condition(lock)", "Condition, free"),
            ("asyncio.Condition(lock)", "Condition held by Task-2 (hold)", held % "Task-2"),
            ("asyncio.Condition(lock).wait()", "Condition"), ("lock, True", "Lock"),
        ))

    def test_a_waiter_takes_over_the_lock(self):
        self.check((("lock", "Lock held by Task 'second' (hold)", """
            await lock.acquire()
            task = loop.create_task(hold(lock, inside))
            task.set_name('second')
            await asyncio.sleep(0)
            lock.release()
            await inside.wait()
        """),))

    def test_counting(self):
        self.check((
            ("asyncio.Semaphore(5)", "Semaphore, 0 of 5"), ("s", "Semaphore, 1 of 2", "s = asyncio.Semaphore(2); await s.acquire()"),
            ("s", "Semaphore full, 1 of 1", "s = asyncio.Semaphore(1); await s.acquire()"),
            ("s.acquire()", "BoundedSemaphore full, 1 of 1", "s = asyncio.BoundedSemaphore(1); await s.acquire()"),
            ("inside.wait()", "Event"), ("inside.wait()", "Event, set", "inside.set()"),
        ))

    def test_queues(self):
        fill = "queue = asyncio.%s(3)\nfor i in range(3): queue.put_nowait(i)"
        self.check((
            ("queue.get()", "Queue.get, empty"), ("queue.get()", "Queue.get, 3 in it", fill % "Queue"),
            ("queue.get()", "PriorityQueue.get, 3 in it", fill % "PriorityQueue"),
            ("queue.put(1)", "Queue.put, full", fill % "Queue"), ("queue.put(1)", "Queue.put, 0 in it"),
            ("queue.join()", "Queue.join, 3 unfinished", fill % "Queue"),
        ))

    def test_executors(self):
        self.check((
            ("work(loop.run_in_executor(None, int))", "thread executor (int)"),
            ("work(loop.run_in_executor(None, time.sleep, 0))", "thread executor (time.sleep)"),
            ("work(loop.run_in_executor(None, Client().get))", "thread executor (Client.get)"),
            ("work(loop.run_in_executor(None, lambda: 1))", "thread executor (lambda)"),
            ("work(loop.run_in_executor(None, functools.partial(textwrap.dedent, '')))", "thread executor (textwrap.dedent)",
             "import textwrap"),
            ("work(loop.run_in_executor(None, json.dumps, 1))", "thread executor (json.dumps)", "import json"),
        ))

    def test_to_thread(self):
        self.check((
            ("asyncio.to_thread(time.sleep, 0)", "thread executor (time.sleep)"),
            ("loop.create_task(asyncio.to_thread(int), name='t')", "Task 't' (asyncio.to_thread)"),
        ), (3, 9))

    def test_process_executor(self):
        """In a process of its own: forking this one, which has threads, is no good."""
        self.assertEqual(printed("""
            import asyncio, concurrent.futures
            from await_lens.engine.causes.describe import describe
            async def main():
                with concurrent.futures.ProcessPoolExecutor(1) as pool:
                    work = asyncio.get_event_loop().run_in_executor(pool, int)
                    print(describe(work))
                    await work
            if __name__ == "__main__":
                asyncio.run(main())
        """, NOTES), "process executor (int)\n")

    def test_timeout(self):
        self.check((
            ("asyncio.timeout(2)", "timeout 2 s"), ("asyncio.timeout(None)", "timeout"),
            ("t, True", "timeout", "t = asyncio.timeout(2)"), ("t", "timeout 0.1234 s", "t = asyncio.timeout(0.1234)"),
        ), (3, 11))
        self.assertRegex(said("asyncio.timeout_at(loop.time() + 100)"), r"\Atimeout (100|99\.\d+) s\Z")

    def test_sleep_of_other_libraries(self):
        for library in ("trio", "anyio"):
            with self.subTest(library=library):
                if importlib.util.find_spec(library) is None:
                    self.skipTest("there is no %s" % library)
                self.check((("%s.sleep(0.5)" % library, "sleep 0.5 s", "import %s" % library),))

    def test_group(self):
        self.check((
            ("asyncio.TaskGroup()", "TaskGroup"),
            ("g, True", "TaskGroup of 3", """
                g = asyncio.TaskGroup()
                await g.__aenter__()
                for i in range(3): g.create_task(hello())
            """),
            ("asyncio.Barrier(3)", "Barrier 1 of 3"), ("asyncio.Barrier(3).wait()", "Barrier 1 of 3"),
            ("b.wait()", "Barrier 2 of 3", "b = asyncio.Barrier(3); loop.create_task(b.wait()); await asyncio.sleep(0)"),
        ), (3, 11))

    def test_as_completed_as_an_iterator(self):
        self.check((("asyncio.as_completed([hello()])", "as_completed"),), (3, 13))

    def test_connections(self):
        connect = """
            async def serve(reader, writer): cleanups.append(writer.close)
            server = await asyncio.start_server(serve, '127.0.0.1', 0)
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            cleanups += [writer.close, server.close]
        """
        for expression, words in (
            ("reader.read()", "stream read from"), ("reader", "stream read from"), ("reader.readline()", "stream read from"),
            ("writer.drain()", "stream drain to"), ("writer.wait_closed()", "stream close to"),
        ):
            with self.subTest(expression=expression):
                self.assertRegex(said(expression, connect), r"\A%s 127\.0\.0\.1:\d+\Z" % words)
        self.check((
            ("asyncio.open_connection('example.com', 80)", "open_connection to example.com:80"),
            ("asyncio.open_connection('::1', 80)", "open_connection to [::1]:80"),
            ("asyncio.open_connection(sock=1)", "open_connection"),
            ("loop.create_connection(int, 'example.com', 80)", "create_connection to example.com:80"),
            ("loop.getaddrinfo('example.com', 80)", "address look-up of example.com"),
            ("asyncio.StreamReader(loop=loop).read()", "stream read"),
        ))

    def test_subprocesses(self):
        start = """
            process = await asyncio.create_subprocess_exec(sys.executable, '-c', '', stdout=-1)
            await process.wait()
        """
        self.assertRegex(said("process.wait()", start), r"\Asubprocess \d+\Z")
        self.check((
            ("process.stdout.read()", "stream read from a pipe", start),
            ("asyncio.create_subprocess_exec('ls', '-l')", "start of subprocess ls"),
            ("asyncio.create_subprocess_shell('ls -l')", "start of subprocess ls -l"),
        ))


class Recorded(unittest.TestCase):
    """That the recorder asks."""

    def test_iterators_and_managers(self):
        run = Measured("""
            import asyncio
            async def ticks():
                yield 1
            async def main():
                async for x in ticks(): pass
                async with asyncio.Lock(): pass
        """)
        self.assertEqual([what(p) for p in run.awaits[:2]], [{"ticks": 2}, {"Lock, free": 1}])

    def test_each_is_counted(self):
        run = Measured("""
            async def a(): pass
            async def b(): pass
            async def main():
                for f in (a, b, a, a, b): await f()
        """)
        self.assertEqual(what(run.at("await f()")), {"a": 3, "b": 2})

    def test_at_most_sixteen_kinds(self):
        run = Measured("""
            async def main():
                for i in range(40):
                    async def f(): pass
                    f.__qualname__ = 'f%d' % i
                    await f()
        """)
        awaited = what(run.at("await f()"))
        self.assertEqual((len(awaited), awaited[sites.OTHERS], sum(awaited.values())), (16, 25, 40))

    def test_proxies_that_lie_about_their_class(self):
        """Trap 15: a proxy is what `type` says, and none of its methods is called."""
        run = Measured("""
            import asyncio
            class Proxy:
                __class__ = property(lambda self: asyncio.Future)
                __hash__ = None
                def __eq__(self, other): raise RuntimeError
                def __repr__(self): raise RuntimeError
                def __getattr__(self, name): raise RuntimeError
                def __await__(self): return iter(())
            async def main(): await Proxy()
        """)
        self.assertIsNone(run.error)
        self.assertEqual(what(run.at("await Proxy()")), {"Proxy": 1})
