"""Measures what the notes cost, so that it can be taken off what they measure."""
from time import perf_counter as clock

from . import costs, timeline
from .counted import TRUSTED, notes_at
from .sites import AWAIT, Site
from .states import State
from .steps import enter, leave
from .threads import here

_ROUNDS = 8
_TIMES = 60  #: fewer than make a site trusted


async def _nothing():
    pass


def calibrate():
    """Set the figures in `costs`: the least of a few rounds. Takes some milliseconds; what was recorded is lost."""
    costs.pair = costs.within = costs.counted = costs.step_within = costs.step = 0.0
    outside = here.state
    state = here.state = State(0, None, here.number)
    here.account = state.account
    awaited = _nothing()
    try:
        rounds = [_round(state, awaited) for _ in range(_ROUNDS)]
    finally:
        awaited.close()
        here.state, here.account = outside, outside.account
    costs.pair, costs.within, costs.counted, costs.step, costs.step_within = map(min, zip(*rounds))


def _round(state, awaited):
    site = Site("", AWAIT, "", "", (0, 0, 0, 0), False)
    begin, end = notes_at(site)
    loop = _time(lambda: None)
    pair = _time(lambda: end(begin(awaited))) - loop
    site.settle()
    within = site.total / site.count
    while site.sampled == 0 and here.me is here:  # until it is trusted, and some are counted
        for _ in range(TRUSTED):
            end(begin(awaited))
        site.settle()
    counted = _time(lambda: end(begin(awaited))) - loop
    outside = here.outside
    ran, stepped = timeline.ran(outside.log), len(outside.log)
    step = _time(lambda: leave(enter(_time, None))) - loop
    step_within = (timeline.ran(outside.log) - ran) * timeline.FIELDS / (len(outside.log) - stepped)
    return max(pair, 0), within, max(counted, 0), max(step, 0), step_within


def _time(call):
    """Seconds of one call."""
    started = clock()
    for _ in range(_TIMES):
        call()
    return (clock() - started) / _TIMES
