"""The steps of each task, in the order of time, within a bound on all of them together.

A log is a flat list of four numbers a slice: start and end (`perf_counter`), how long the task ran in it, and how
many steps it stands for; the first slice is no slice. The watcher keeps the bound: it merges neighbouring slices, and
from then on what starts within `grain` of the slice before is merged into that at once. Nothing is dropped.
"""
from operator import add

from ..units import ns
from .states import TIMELINES, recorded
from .threads import records

#: How many slices all logs may hold; half of it is used when they were merged.
BOUND = 24_000
FIELDS = 4
#: The least grain that is not 0.
_FINEST = 2e-5

#: Seconds from the start of a slice in which further steps become part of it.
grain = 0


class _Run:
    merged = False


def reset():
    global grain
    grain = 0
    _Run.merged = False


def merged():
    """Whether slices were merged."""
    return _Run.merged


def keep_bound():
    """Merge until at most half of the bound is used, or no log has two slices."""
    global grain
    logs = [state.log for state in recorded[:TIMELINES] if state.log] + [record.outside.log for record in records()]
    used = sum(map(len, logs)) // FIELDS - len(logs)
    if used <= BOUND:
        return
    _Run.merged = True
    first, last = (pick(log[field] for log in logs if len(log) > FIELDS) for pick, field in ((min, FIELDS), (max, -3)))
    # So fine that the rest of the bound would last as long again.
    grain = max(2 * grain, _FINEST, (last - first) * len(logs) / (BOUND // 2))
    while used > BOUND // 2:
        longest = max(map(len, logs))
        if longest <= 2 * FIELDS:
            break
        for log in logs:
            if len(log) > 2 * FIELDS and 2 * len(log) >= longest:
                used -= _halve(log)


def _halve(log):
    """Merge each two slices; returns how many fewer there are. The last one or two stay: the next step may change them.

    Steps may be added meanwhile, at the end.
    """
    pairs = (len(log) // FIELDS - 2) // 2
    end = FIELDS + 2 * FIELDS * pairs
    shorter = [0] * (FIELDS * pairs)
    step = 2 * FIELDS
    shorter[0::FIELDS] = log[FIELDS:end:step]
    shorter[1::FIELDS] = log[2 * FIELDS + 1:end:step]
    for field in (2, 3):
        shorter[field::FIELDS] = map(add, log[FIELDS + field:end:step], log[2 * FIELDS + field:end:step])
    log[FIELDS:end] = shorter
    return pairs


def slices(log, origin):
    """`[[start_ns, end_ns, running_ns, steps], ...]` of a log, times counted from `origin`."""
    log = log[:]  # the watcher may be about to merge it
    starts = range(FIELDS, len(log) - FIELDS + 1, FIELDS)
    return [[ns(log[at] - origin), ns(log[at + 1] - origin), ns(log[at + 2]), log[at + 3]] for at in starts]


def ran(log):
    """Seconds that all steps of a log took."""
    return sum(log[2::FIELDS])
