"""The `tasks` of the report."""
from ..recording import states, threads, timeline
from ..units import ns
from .naming import function_of, line_at, name, place, waker_words

#: (id of a code, index of the instruction) -> (the code, Place), for who watches asks again and again.
_birthplaces = {}


def tasks(origin, now):
    """(list of TaskTimes, how many tasks are left out); times count from `origin`."""
    recorded = list(states.recorded)
    return [task_times(state, origin, now, _slices(state, origin)) for state in recorded], max(0, states.newest - len(recorded))


def callbacks(origin):
    """Timeline of what ran on the loops outside of every recorded task."""
    lanes = [timeline.slices(record.outside.log, origin) for record in threads.records()]
    return sorted((entry for lane in lanes for entry in lane), key=lambda entry: entry[0])


def _slices(state, origin):
    return timeline.slices(state.log, origin) if state.number <= states.TIMELINES and state.log else []


def task_times(state, origin, now, slices):
    """TaskTimes (`src/shared/report.ts`) with these slices as its timeline; times count from `origin`."""
    suspended, ready, suspensions = state.account
    suspended, ready = ns(suspended), ns(ready)
    return {
        "id": state.number, "name": name(state), "function": state.function, "parent": state.parent,
        "created_at": _birthplace(state.birthplace), "thread": state.thread,
        "start_ns": max(0, ns((state.began or now) - origin)), "end_ns": ns(state.ended - origin) if state.ended else None,
        "outcome": state.outcome,
        "cancelled_by": _canceller(state),
        "running_ns": max(0, ns((state.ended or (now if state.runs() else state.left)) - state.began) - suspended),
        "waiting_ns": suspended - ready, "ready_ns": ready, "steps": suspensions + (1 if state.began else 0),
        "timeline": slices,
    }


def _canceller(state):
    """Waker (`src/shared/report.ts`) that cancelled it, or None: past the tasks it awaited, which were cancelled before it."""
    if state.outcome != "cancelled" or state.waker is None:
        return None
    waker, passed = state.waker, [state]
    while getattr(waker, "outcome", None) == "cancelled" and waker.waker is not None:
        if waker in passed or waker.ended > passed[-1].entered:
            break
        passed.append(waker)
        waker = waker.waker
    return waker_words(waker)


def _birthplace(birthplace):
    if birthplace is None:
        return None
    code, index = birthplace
    known = _birthplaces.get((id(code), index))
    if known is None:
        at = place(code.co_filename, line_at(code, index), function_of(code))
        known = _birthplaces[id(code), index] = code, at
    return known[1]
