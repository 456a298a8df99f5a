"""An event loop whose clock is its own: a timer is due as soon as nothing else is left to do."""
import asyncio
import selectors


class Stuck(Exception):
    """Every task waits and no timer is set: nothing would ever happen again."""


class _Selector(selectors.DefaultSelector):
    now = 0.0

    def select(self, timeout=None):
        if timeout is None:
            raise Stuck("nothing would ever happen again")
        self.now += max(0.0, timeout)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Runs timers in their order, at once, with every program at the same times. Its run raises Stuck."""

    def __init__(self):
        self._time = _Selector()
        super().__init__(self._time)

    def time(self):
        return self._time.now
