"""What asking for the words of an awaitable must not do."""
import asyncio
import concurrent.futures
import gc
import unittest
import weakref

from await_lens.engine.causes.describe import describe, key_of, varies
from awaiting import NOTES, printed, said


class Care(unittest.TestCase):
    def test_code_of_the_program_is_not_run(self):
        """Trap 15, and classes derived from asyncio's own that override everything."""
        classes = []
        for base in ("asyncio.Lock", "asyncio.Semaphore", "asyncio.Event", "asyncio.Condition", "asyncio.Queue",
                     "asyncio.Future", "asyncio.StreamReader", "object"):
            expression = "Own(loop=loop)" if base.endswith(("Future", "Reader")) else "Own()"
            classes.append((expression, base))
        for expression, base in classes:
            with self.subTest(base=base):
                words = said("(own, setattr(Own, 'hostile', True))[0]", """
                    class Meta(type):
                        def __getattribute__(cls, name): return fail(type, cls, name)
                        __hash__ = __eq__ = __subclasscheck__ = __instancecheck__ = None
                    def fail(kind, owner, name):
                        if 'hostile' in type.__getattribute__(Own, '__dict__'): raise SystemExit(name)
                        return kind.__getattribute__(owner, name)
                    class Own(%s, metaclass=Meta):
                        def __getattribute__(self, name): return fail(object, self, name)
                        def __repr__(self): raise SystemExit
                        def __await__(self): return iter(())
                        __str__ = __bool__ = __len__ = __repr__
                    own = %s
                """ % (base, expression))
                self.assertTrue(words.startswith(("main.<locals>.Own", "stream read")), words)

    def test_arguments_of_strange_types(self):
        self.assertEqual(said("asyncio.sleep(Strange(1.5))", """
            class Strange(float):
                def __repr__(self): raise SystemExit
                __float__ = __eq__ = __mod__ = __lt__ = __ge__ = __abs__ = __str__ = __format__ = __repr__
        """), "sleep 1.5 s")

    def test_bounded(self):
        self.assertEqual(len(said("f()", "async def f(): pass\nf.__qualname__ = 'f' * 1000")), 200)
        self.assertLessEqual(len(said("asyncio.open_connection('h' * 1000, 80)")), 200)

    def test_nothing_is_kept_alive(self):
        class Result:
            pass

        async def main():
            result, future, lock, semaphore = Result(), asyncio.get_event_loop().create_future(), asyncio.Lock(), asyncio.Semaphore(2)
            seen = [weakref.ref(thing) for thing in (result, future, lock, semaphore)]
            await lock.acquire()
            with concurrent.futures.ThreadPoolExecutor() as pool:
                work = asyncio.get_event_loop().run_in_executor(pool, int)
                seen.append(weakref.ref(work))
                await work
            await asyncio.sleep(0)  # the handle that woke us holds it until then
            sleeping = asyncio.sleep(0, result)
            for awaited in (sleeping, future, lock, semaphore, work):
                describe(awaited)
            sleeping.close()
            del result, future, lock, semaphore, work, awaited, sleeping
            gc.collect()
            return [reference() for reference in seen]

        self.assertEqual(asyncio.run(main()), [None] * 5)

    def test_notes_leave_tracebacks_as_they_are(self):
        """Same frames, lines and text, with and without the notes within asyncio."""
        program = """
            import asyncio, traceback
            async def main():
                lock = asyncio.Lock()
                loop = asyncio.get_event_loop()
                def refuse(): raise ValueError("refused")
                class Never:
                    def submit(self, function): function()
                for fail in (lock.release, lambda: asyncio.Semaphore(-1), lambda: loop.run_in_executor(Never(), refuse)):
                    try: fail()
                    except Exception: traceback.print_exc()
                await lock.acquire()
                waiter = loop.create_task(lock.acquire())
                await asyncio.sleep(0)
                waiter.print_stack()
                waiter.cancel()
                try: await waiter
                except asyncio.CancelledError: traceback.print_exc()
            asyncio.run(main())
        """
        self.assertEqual(printed(program, NOTES), printed(program))

    def test_keys(self):
        """What may be named anew at each await has no key; what has an equal name has an equal one."""
        async def own():
            pass

        async def main():
            first, second, sleep = own(), own(), asyncio.sleep(0)
            keys = key_of(first), key_of(second), key_of(sleep), key_of(asyncio.Lock())
            for coroutine in (first, second, sleep):
                coroutine.close()
            return keys

        first, second, sleep, lock = asyncio.run(main())
        self.assertIs(first, second)
        self.assertIsNotNone(first)
        self.assertIsNone(sleep)
        self.assertIsNone(lock)
        self.assertTrue(varies(asyncio.Task))
        self.assertFalse(varies(Care))
