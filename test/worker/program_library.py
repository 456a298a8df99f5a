"""What the random programs call: awaitables of every make, managers that meddle, and a record of what happened.

Executed anew for each program and each of its two runs, sometimes with its own await points rewritten.
"""
import asyncio
import collections
import contextlib
import gc
import sys
import traceback
import types

#: All that the program is seen to do, in its order.
record = []
#: How often each await point was begun, and how often it came to a result, by the program's own count.
begun = collections.Counter()
ended = collections.Counter()
#: How many more awaits may begin, and how many more turns `while` loops may take.
fuel = [250]
turns = [30]
#: Coroutines that were begun by hand and left to others, and how many of those were taken over.
handed, taken = [], [0]


class Odd(Exception):
    pass


class Odder(Odd):
    pass


def B(number, awaitable):
    """Await point `number` begins."""
    if not fuel[0]:
        raise Odd("no more")
    fuel[0] -= 1
    begun[number] += 1
    return awaitable


def E(number, value):
    """It has its result."""
    ended[number] += 1
    return value


def mix(*values, **named):
    """A small number that depends on all of them and on no address."""
    total = len(named)
    for value in values + tuple(named.values()):
        if isinstance(value, (list, tuple)):
            value = mix(*value)
        elif isinstance(value, dict):
            value = mix(*value, *value.values())
        elif not isinstance(value, int):
            value = len(str(value)) if isinstance(value, str) else len(type(value).__name__)
        total = (total * 7 + value) % 97
    return total


def again(value):
    """Whether a `while` loop takes another turn."""
    turns[0] -= 1
    return turns[0] > 0 and value % 3 > 0


def say(*values):
    record.append(" ".join(map(str, values)))


def tell(error):
    record.append("".join(traceback.format_exception(type(error), error, error.__traceback__)))


def stack():
    """Note who is running, as the program can see it: from here to its loop."""
    frame, frames = sys._getframe(1), []
    while frame.f_code.co_name != "run_until_complete":
        frames.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    record.append(frames)


class It:
    """An asynchronous iterator over `inner` that counts its steps."""

    def __init__(self, number, inner):
        self.number = number
        self.inner = inner

    def __aiter__(self):
        self.iterator = self.inner.__aiter__()
        return self

    async def __anext__(self):
        begun[self.number] += 1
        try:
            value = await self.iterator.__anext__()
        except StopAsyncIteration:
            ended[self.number] += 1
            raise
        ended[self.number] += 1
        return value


class M:
    """An asynchronous context manager around `inner` that counts its enters and exits."""

    def __init__(self, number, inner):
        self.number = number
        self.inner = inner

    async def __aenter__(self):
        return await self._count("enter", self.inner.__aenter__())

    async def __aexit__(self, *error):
        return await self._count("exit", self.inner.__aexit__(*error))

    async def _count(self, half, coroutine):
        begun[self.number, half] += 1
        value = await coroutine
        ended[self.number, half] += 1
        return value


class Manager:
    """Enters and exits after some steps of the loop, and may then swallow, raise or be slow."""

    def __init__(self, steps=0, how=""):
        self.steps = steps
        self.how = how

    async def __aenter__(self):
        for _ in range(self.steps):
            await asyncio.sleep(0)
        if self.how == "refuse":
            raise Odd("refused")
        return self.steps

    async def __aexit__(self, kind, error, trace):
        say("exit", self.how, kind.__name__ if kind else None)
        for _ in range(self.steps):
            await asyncio.sleep(0)
        if self.how == "raise":
            raise Odder("exit")
        if self.how == "slow":
            await asyncio.sleep(0.02)
        return self.how == "swallow" and kind is not None and issubclass(kind, Exception)


@contextlib.asynccontextmanager
async def managed(value):
    try:
        await asyncio.sleep(0)
        yield value
    except Odder:
        say("managed swallows")
    finally:
        await asyncio.sleep(0)


class Swallow:
    """An ordinary context manager that swallows what is `Odd`."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        return kind is not None and issubclass(kind, Odd)


class Items:
    """An asynchronous iterator without a generator, that never suspends."""

    def __init__(self, count):
        self.count = count

    def __aiter__(self):
        return self

    async def __anext__(self):
        self.count -= 1
        if self.count < 0:
            raise StopAsyncIteration
        return self.count


class Ready:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return self.value
        yield


class Suspends(Ready):
    def __await__(self):
        yield
        yield
        return self.value


@types.coroutine
def legacy(value):
    yield from asyncio.sleep(0).__await__()
    return value


def done(value, error=None):
    future = asyncio.get_running_loop().create_future()
    future.set_result(value) if error is None else future.set_exception(error)
    return future


def soon(value):
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(lambda: future.done() or future.set_result(value))
    return future


def spawn(coroutine, cancel_in=None):
    """A task; cancelled after as many seconds of the loop's clock."""
    task = asyncio.get_running_loop().create_task(coroutine)
    if cancel_in == 0:
        asyncio.get_running_loop().call_soon(task.cancel)
    elif cancel_in is not None:
        asyncio.get_running_loop().call_later(cancel_in, task.cancel)
    return task


async def first_of(*coroutines):
    tasks = [spawn(one) for one in coroutines]
    finished, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    # In the order of the list: that of a set depends on addresses.
    for task in tasks:
        if task in finished:
            say(task.cancelled() or task.exception())
        else:
            task.cancel()
    return len(finished)


def drive(coroutine, steps, last):
    """Run a coroutine by hand for some steps; then "close", "throw" or "drop" it."""
    seen = []
    try:
        for _ in range(steps):
            seen.append(type(coroutine.send(None)).__name__)
        if last == "close":
            coroutine.close()
        elif last == "throw":
            seen.append(type(coroutine.throw(Odd("thrown"))).__name__)
            coroutine.close()
    except StopIteration as stop:
        seen.append(stop.value)
    except Exception as error:
        seen.append(type(error).__name__)
    return mix(*seen)


def interleave(*coroutines):
    """Run coroutines by hand, a step of each in turn."""
    left, seen = list(coroutines), []
    for _ in range(6):
        for coroutine in list(left):
            try:
                seen.append(type(coroutine.send(None)).__name__)
            except StopIteration as stop:
                seen.append(stop.value)
                left.remove(coroutine)
            except Exception as error:
                seen.append(type(error).__name__)
                left.remove(coroutine)
    for coroutine in left:
        coroutine.close()
    return mix(*seen)


class Shared:
    """What the tasks of a program have in common; made within its loop."""

    def __init__(self):
        self.queue = asyncio.Queue(1)
        self.lock = asyncio.Lock()
        self.event = asyncio.Event()
        self.semaphore = asyncio.Semaphore(2)

    def hand_over(self, coroutine):
        """Run a coroutine for a step, and leave the others to whoever calls `take_over`."""
        drive(coroutine, 1, "drop")
        handed.append(coroutine)

    def take_over(self):
        if len(handed) > taken[0]:
            taken[0] += 1
            say("taken over", drive(handed[-taken[0]], 1, "throw"))
