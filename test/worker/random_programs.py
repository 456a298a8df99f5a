"""Makes random asynchronous programs out of `program_library.py`. The same seed gives the same program."""
import random
import sys

from program_blocks import BOTTOM, MAIN

_SINCE_3_10 = sys.version_info >= (3, 10)
_SINCE_3_11 = sys.version_info >= (3, 11)
_SINCE_3_12 = sys.version_info >= (3, 12)
_FUNCTIONS = 3
_GENERATORS = 2
#: Statements of one program, about.
_ROOM = 16


def program(seed):
    """The program of a seed, as a block. Its `main()` is a coroutine function."""
    return _Maker(seed).program()


class _Maker:
    """`_in_...` say what may stand at the place at hand."""

    def __init__(self, seed):
        self._random = random.Random(seed)
        self._number = 0
        self._room = _ROOM
        self._in_generator = self._in_loop = self._in_handler = self._in_nested = False
        #: No comprehension or f-string within another: not every version can have them.
        self._in_plain = True
        #: Whether the program can count the await points of the place at hand.
        self._counts = True

    def program(self):
        main = ["global shared", "shared = Shared()", "d = 3", "u = v = w = 1", "return mix(u, v, w)"]
        main[-1:-1] = [[("try:", self._block(1)), ("except Exception as error:", ["tell(error)"])] for _ in range(3)]
        made = [self._function("f%d" % number) for number in range(_FUNCTIONS)]
        made += [self._function("g%d" % number, generator=True) for number in range(_GENERATORS)]
        return [*made, [(MAIN, main)]]

    def _function(self, name, generator=False, nested=False):
        before = self._in_generator, self._in_loop, self._in_handler, self._in_nested
        self._in_generator, self._in_loop, self._in_handler, self._in_nested = generator, False, False, nested
        end = ["yield u"] if generator else ["return mix(u, v)"]
        if nested:
            own = ["nonlocal w", "u, v = d, 2"]
        else:
            own = [BOTTOM + ("" if generator else " 1"), "u, v, w = d, 2, 3"]
        body = own + self._body(self._random.randint(1, 3)) + end
        self._in_generator, self._in_loop, self._in_handler, self._in_nested = before
        return [("async def %s(d):" % name, body)]

    # Statements

    def _body(self, size, depth=0):
        return [self._statement(depth) for _ in range(size)]

    def _block(self, depth):
        return self._body(self._random.randint(1, 3), depth + 1)

    def _statement(self, depth):
        self._room -= 1
        if depth < 4 and self._room > 0 and self._random.random() < 0.5:
            return self._random.choice(_COMPOUND)(self, depth)
        return self._random.choice(_SIMPLE)(self)

    def _assign(self):
        return "%s = %s" % (self._variable(), self._value(2))

    def _add(self):
        return "%s += %s" % (self._variable(), self._value(2))

    def _say(self):
        return self._pick("say(%r, %s)" % (self._next(), self._value(2)), "say(sorted(locals()))", "stack()", "gc.collect()")

    def _spawned(self):
        return "spawn(%s%s)" % (self._coroutine(), self._pick("", ", 0", ", 0.01", ", 0.02"))

    def _signal(self):
        return self._pick("shared.event.set()", "shared.event.clear()", "asyncio.current_task().cancel()", "shared.hand_over(%s)" % self._coroutine(), "shared.take_over()",
                          "shared.queue.empty() or shared.queue.get_nowait()", "shared.queue.full() or shared.queue.put_nowait(u)")

    def _leave(self):
        ways = ["raise Odd(%s)" % self._value(1), "raise Odder(u)", "raise asyncio.CancelledError", "assert %s" % self._value(1)]
        ways += ["return"] if self._in_generator else ["return %s" % self._value(2)] * 2
        if self._in_loop:
            ways += ["break", "continue"] * 4
        if self._in_handler:
            ways += ["raise", "raise Odder(1) from error"] * 3
        if self._in_generator:
            ways += ["yield %s" % self._value(2)] * 8
        if not self._random.randrange(40):
            ways = ["raise SystemExit(3)", "raise KeyboardInterrupt", "raise StopIteration(5)", "raise StopAsyncIteration"]
        return self._random.choice(ways)

    def _if(self, depth):
        made = [("if %s:" % self._value(2), self._block(depth))]
        return made + [("else:", self._block(depth))] if self._chance(2) else made

    def _loop_over(self, depth):
        head = self._pick("for u in range(%s %% 4):", "for _ in range(2, %s %% 6):", "while again(%s):") % self._value(1)
        body = self._loop_body(depth)
        return [(head, body), ("else:", self._block(depth))] if self._chance(4) else [(head, body)]

    def _async_for(self, depth):
        head = "async for v in %s:" % self._iterable()
        body = self._loop_body(depth)
        return [(head, body), ("else:", self._block(depth))] if self._chance(3) else [(head, body)]

    def _loop_body(self, depth):
        before, self._in_loop = self._in_loop, True
        body = self._block(depth)
        self._in_loop = before
        return body

    def _try(self, depth):
        made = [("try:", self._block(depth))]
        group = _SINCE_3_11 and self._chance(8)
        for _ in range(self._random.randint(0, 2)):
            head = "except* %s as error:" if group else "except %s as error:"
            # `return`, `break` and `continue` may not leave an `except*`.
            handler = [self._assign(), self._awaited(2)] if group else self._handler(depth)
            made.append((head % self._random.choice(_CAUGHT), ["tell(error)"] + handler))
        if len(made) > 1 and self._chance(3):
            made.append(("else:", self._block(depth)))
        if len(made) == 1 or self._chance(3):
            made.append(("finally:", self._block(depth)))
        return made

    def _handler(self, depth):
        before, self._in_handler = self._in_handler, True
        body = self._block(depth)
        self._in_handler = before
        return body

    def _with(self, depth):
        managers = ["Swallow()", "contextlib.suppress(Odd)", "contextlib.suppress(asyncio.CancelledError)"]
        return [("with %s:" % self._random.choice(managers), self._block(depth))]

    def _async_with(self, depth):
        items = ", ".join(
            self._manager() + self._pick("", " as u", " as v") for _ in range(self._random.choice((1, 1, 1, 2, 3)))
        )
        return [("async with %s:" % items, self._block(depth))]

    def _task_group(self, depth):
        if not _SINCE_3_11:
            return self._async_with(depth)
        # One task: a group cancels those it has in the order of their addresses.
        body = ["group.create_task(%s)" % self._coroutine()] + self._block(depth)
        return [("async with %s as group:" % self._counted("M", "asyncio.TaskGroup()"), body)]

    def _by_hand(self, depth):
        """A generator that is started, fed, broken off; maybe left behind."""
        calls = ["agen.__anext__()", "agen.asend(u)", "agen.athrow(Odd(4))", "agen.aclose()"]
        lines = [self._point(call) for call in ["agen.__anext__()"] + self._random.sample(calls, 2)]
        return [("if u is not None:", ["agen = g%d(d - 1)" % self._random.randrange(_GENERATORS), *lines, *self._block(depth)])]

    def _nested(self, depth):
        if self._in_nested or self._in_loop:
            return self._async_for(depth)
        return [*self._function("inner", nested=True), ("if u is not None:", ["%s = %s" % (
            self._variable(), self._point("inner(d - 1)"))] + self._block(depth))]

    def _match(self, depth):
        if not _SINCE_3_10:
            return self._if(depth)
        cases = [[(head, self._block(depth))] for head in ("case 1 | 2:", "case n if n > %s:" % self._value(1), "case _:")]
        return [("match %s:" % self._value(2), cases)]

    # Expressions: each has an int for its value

    def _value(self, depth):
        if depth <= 0:
            return self._random.choice(("u", "v", "w", "d", str(self._random.randrange(9))))
        return self._random.choice(_VALUES)(self, depth - 1)

    def _operation(self, depth):
        one, two, three = (self._value(depth) for _ in range(3))
        return self._pick(
            "mix(%s, %s)" % (one, two), "(%s + %s)" % (one, two), "(%s if %s else %s)" % (one, two, three),
            "(%s and %s)" % (one, two), "(not %s)" % one, "(-%s)" % one, "(%s < %s < %s)" % (one, two, three),
            "mix(*[%s], k=%s)" % (one, two), "mix({%s: %s})" % (one, two), "[%s, %s, 5][%s %% 3]" % (one, two, three),
            "(lambda q=%s: q)()" % one, "mix((%s, *[%s]))" % (one, two),
        )

    def _walrus(self, depth):
        return "(%s := %s)" % (self._variable(), self._value(depth)) if self._in_plain else self._value(depth)

    def _formatted(self, depth):
        # Before 3.12 all await points of an f-string are one in the report.
        before, self._counts = self._counts, _SINCE_3_12
        made = self._composed(lambda: "mix(f'{(%s)!r:>4}')" % self._value(depth))
        self._counts = before
        return made

    def _comprehension(self, depth):
        return self._composed(lambda: self._pick(
            "mix([%s for x in range(2)])" % self._value(depth),
            "mix([x for x in (%s, %s) if %s])" % (self._value(0), self._value(0), self._value(depth)),
            "mix([x async for x in %s])" % self._iterable(),
            "mix([%s async for x in %s if %s])" % (self._value(depth), self._iterable(), self._value(depth)),
            "mix({x: y async for x in %s for y in (x, 2)})" % self._iterable(),
            "mix({x async for x in %s async for y in %s})" % (self._iterable(), self._iterable()),
            "mix([x async for x in (%s async for y in %s)])" % (self._value(depth), self._iterable()),
            "mix([x async for x in (%s for y in range(2))])" % self._awaited(depth),
        ))

    def _composed(self, make):
        if not self._in_plain:
            return self._value(0)
        self._in_plain = False
        made = make()
        self._in_plain = True
        return made

    def _yielded(self, depth):
        return "mix((yield %s))" % self._value(depth) if self._in_generator and self._in_plain else self._value(depth)

    def _driven(self, depth):
        return self._pick(
            'drive(%s, %d, "%s")' % (self._coroutine(), self._random.randrange(5), self._pick("close", "throw", "drop")),
            "interleave(%s, %s)" % (self._coroutine(), self._coroutine()),
        )

    def _awaited(self, depth=2):
        return "mix(%s)" % self._point(self._awaitable(depth)) if self._chance(2) else self._point(self._awaitable(depth))

    def _point(self, awaitable):
        if not self._counts:
            return "mix(await %s)" % awaitable
        number = self._next()
        return "mix(E(%d, await B(%d, %s)))" % (number, number, awaitable)

    def _awaitable(self, depth):
        depth -= 1
        coroutine, seconds = self._coroutine(), self._pick("0.01", "0.02", "0.03")
        return self._pick(*[coroutine] * 6, *["asyncio.sleep(0, %s)" % self._value(depth)] * 2,
            "asyncio.sleep(%s)" % seconds, "Ready(%s)" % self._value(depth), "Suspends(%s)" % self._value(depth),
            "legacy(%s)" % self._value(depth), "done(%s)" % self._value(depth), "done(0, Odd(u))", "soon(%s)" % self._value(depth),
            "asyncio.gather(%s, %s)" % (coroutine, self._coroutine()),
            "asyncio.gather(%s, %s, return_exceptions=True)" % (coroutine, self._coroutine()),
            "asyncio.wait_for(%s, %s)" % (coroutine, seconds), "asyncio.shield(%s)" % coroutine,
            "spawn(%s)" % coroutine, "spawn(%s, %s)" % (coroutine, self._pick("0", seconds)),
            "first_of(%s, %s)" % (coroutine, self._coroutine()), self._value(0),
            "asyncio.wait_for(shared.queue.get(), %s)" % seconds, "asyncio.wait_for(shared.queue.put(u), %s)" % seconds,
            "asyncio.wait_for(shared.event.wait(), %s)" % seconds, *self._steps_by_hand())

    def _steps_by_hand(self):
        agen = "g%d(d - 1)" % self._random.randrange(_GENERATORS)
        return ["%s.%s" % (agen, call) for call in ("__anext__()", "asend(None)", "aclose()", "athrow(Odd(4))")]

    def _iterable(self):
        inner = self._pick(*["g%d(d - 1)" % self._random.randrange(_GENERATORS)] * 4, "Items(2)", "Items(u % 3)", "Ready(2)")
        return self._counted("It", inner)

    def _manager(self):
        how = self._pick("", "", "swallow", "swallow", "raise", "refuse", "slow")
        ways = ['Manager(%d, "%s")' % (self._random.randrange(3), how)] * 5
        ways += ["managed(u)", "shared.lock", "shared.semaphore", "contextlib.AsyncExitStack()"]
        if _SINCE_3_10:
            ways.append("contextlib.aclosing(g0(d - 1))")
        if _SINCE_3_11:
            ways += ["asyncio.timeout(0.02)"] * 2
        return self._counted("M", self._random.choice(ways))

    def _counted(self, kind, inner):
        return "%s(%d, %s)" % (kind, self._next(), inner) if self._counts and self._random.random() < 0.7 else inner

    def _coroutine(self):
        return "f%d(d - 1)" % self._random.randrange(_FUNCTIONS)

    # Choices

    def _variable(self):
        return self._random.choice("uvw")

    def _pick(self, *ways):
        return self._random.choice(ways)

    def _chance(self, one_in):
        return not self._random.randrange(one_in)

    def _next(self):
        self._number += 1
        return self._number


_CAUGHT = "Odder", "Odd", "(Odd, ValueError)", "asyncio.TimeoutError", "asyncio.CancelledError", "Exception"
_SIMPLE = [_Maker._assign] * 4 + [_Maker._awaited] * 4 + [
    _Maker._add, _Maker._say, _Maker._say, _Maker._spawned, _Maker._signal, _Maker._leave, _Maker._leave,
]
_COMPOUND = [_Maker._try] * 4 + [_Maker._async_with] * 3 + [_Maker._async_for] * 3 + [
    _Maker._if, _Maker._loop_over, _Maker._with, _Maker._task_group, _Maker._by_hand, _Maker._nested, _Maker._match,
]
_VALUES = [_Maker._awaited] * 5 + [_Maker._operation] * 3 + [_Maker._comprehension] * 2 + [
    _Maker._walrus, _Maker._formatted, _Maker._yielded, _Maker._driven,
]
