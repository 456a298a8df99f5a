"""The `trace` of the report."""
from ..recording import trace as recorded
from ..recording.wakers import ITSELF
from ..units import ns

#: Words of a waker (`WAKERS` in `src/shared/report.ts`), by which rows name it by its place.
_WAKERS = ("task", "timer", "io", "thread", "callback")
#: The most that a JavaScript number holds exactly: of timers that are never due.
_NEVER = 2**53 - 1


def trace(origin, now, reached):
    """Trace (`src/shared/trace.ts`): times count from `origin`; awaits are named by their place among the sites `reached`."""
    until = recorded.until or now
    unfinished = recorded.unfinished if recorded.until else recorded.going_on(now)
    places = {id(site): place for place, site in enumerate(reached)}
    names = {}
    steps = [_step(row, origin, places, names) for row in _rows(recorded.steps + unfinished, recorded.STEP_FIELDS)]
    timers = [_timer(row, origin, places, names) for row in _rows(recorded.timers[:], recorded.TIMER_FIELDS)]
    return {
        "steps": sorted(steps, key=lambda row: row[1]), "timers": timers, "names": list(names),
        "complete": not recorded.until, "until_ns": max(0, ns(until - origin)),
    }


def _rows(flat, fields):
    return zip(*[iter(flat)] * fields)


def _step(row, origin, places, names):
    number, start, end, since, waker, site, name, awaited = row
    by, task = _waker(waker, number)
    return [
        number, _moment(start, origin), _moment(end, origin), _moment(since, origin) if since else -1, by, task,
        places.get(id(site), -1), -1 if name is None else names.setdefault(name, len(names)), *awaited,
    ]


def _timer(row, origin, places, names):
    start, due, end, how, number, site, name = row
    return [
        _moment(start, origin), _due(due, origin), _moment(end, origin) if end else -1, how, number,
        places.get(id(site), -1), names.setdefault(name, len(names)),
    ]


def _moment(seconds, origin):
    return max(0, ns(seconds - origin))


def _due(due, origin):
    """It may be long over when the timer is set, or never be."""
    return max(0, ns(due - origin)) if due - origin < _NEVER / 1e9 else _NEVER


def _waker(waker, number):
    """(its place in `_WAKERS` or -1, number of the task or 0) of a waker of the task of this number."""
    if waker is None:
        return -1, 0
    if waker is ITSELF:
        return 0, number
    if hasattr(waker, "by"):
        return _WAKERS.index(waker.by), 0
    return (4, 0) if waker.number is None else (0, waker.number)
