"""What has happened so far, for who watches: bounded, and cheap while the run goes on.

The loop's thread goes on meanwhile: nothing that it writes is changed here, and what is read may be a moment apart.
"""
from collections import Counter
from itertools import accumulate, chain, islice
from operator import itemgetter, sub

from ..recording import states, timeline
from ..recording.sites import COMPREHENDING, NEVER, sites
from ..recording.threads import records
from ..units import ns
from .summary import copy, open_awaits, place_of
from .tasks import task_times

#: How many tasks are told, and how many slices all their timelines have together.
TASKS = 200
SLICES = 1500
#: Of how many tasks the open awaits are told; of more than so many it is not asked whether all of them are still open.
_LOOKED_AT = 2000
_VERIFIED = 200


def live(origin, now):
    """Live (`src/shared/protocol.ts`); times count from `origin`, awaits that have not ended are as of `now`."""
    told = states.recorded[:TASKS]
    logs = [list(state.log) if state.log and state.number <= states.TIMELINES else [] for state in told]
    outside = [list(record.outside.log) for record in records()]
    merged = _merged(logs + outside, origin)
    timelines, callbacks = merged[:len(logs)], merged[len(logs):]
    return {
        "tasks": [task_times(state, origin, now, slices) for state, slices in zip(told, timelines)],
        "tasks_omitted": max(0, states.newest - len(told)),
        "callbacks": sorted(chain.from_iterable(callbacks), key=lambda entry: entry[0]),
        "awaits": _awaits(now),
    }


def _merged(logs, origin):
    """The slices of copies of logs (see `timeline`), times from `origin`: of each log so many neighbours are one."""
    counts = [max(0, len(log) // timeline.FIELDS - 1) for log in logs]
    each = max(1, -(-sum(counts) // max(1, SLICES - len(logs))))
    return [_grouped(log, count, each, origin) if count else [] for log, count in zip(logs, counts)]


def _grouped(log, count, each, origin):
    """The `count` slices of a log, `each` so many as one."""
    first, step = timeline.FIELDS, timeline.FIELDS * each
    starts, ends = log[first::step], _lasts(log[first + 1::timeline.FIELDS], each)
    ran, steps = (_sums(log[first + field::timeline.FIELDS], each) for field in (2, 3))
    return [[round((start - origin) * 1e9), round((end - origin) * 1e9), round(running * 1e9), many]
            for start, end, running, many in zip(starts, ends, ran, steps)]


def _sums(column, each):
    """Of each so many."""
    if each == 1:
        return column
    upto = _lasts(list(accumulate(column)), each)
    return [upto[0], *map(sub, upto[1:], upto)]


def _lasts(column, each):
    """The last one of each so many, and of what is left."""
    found = column[each - 1::each]
    if len(column) % each:
        found.append(column[-1])
    return found


def _awaits(now):
    """List of LiveAwait: of the sites that an await has reached."""
    pending, began = _pending()
    told = []
    for site in sites[COMPREHENDING + 1:]:
        count, elapsed, counting = (site.count, site.total, None) if site.so_far is None else site.so_far()
        going_on, first = pending.get(site, 0), began.get(site, now)
        if counting is not None:
            going_on, first = going_on + 1, min(first, counting)
        if count or going_on:
            told.append({
                **place_of(site), "count": count, "elapsed_ns": max(0, ns(elapsed)), "pending": going_on,
                "pending_ns": max(0, ns(now - first)),
            })
    return told


def _pending():
    """{site: how many awaits have not ended}, {site: the earliest of their starts}; among the first tasks that there are."""
    tasks = copy(states.states, lambda table: islice(table.values(), _LOOKED_AT))
    outside = [record.outside for record in records()]
    if len(tasks) <= _VERIFIED:
        found = [entry for state in tasks + outside for entry in open_awaits(state)]
    else:
        found = [(span[1], span[-1]) for state in tasks + outside for span in list(state.open)]
    began = {}
    for site, start in found:
        if start < began.get(site, NEVER):
            began[site] = start
    return Counter(map(itemgetter(0), found)), began
