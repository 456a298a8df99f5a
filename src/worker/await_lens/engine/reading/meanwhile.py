"""Which tasks ran in a given time, told from the timelines."""
from bisect import bisect_left

from ..recording.states import TIMELINES, recorded
from ..recording.threads import records
from ..recording.timeline import slices
from ..units import ns
from .naming import task_name

#: How many tasks are named, the rest is summed up.
NAMED = 10
#: How many slices are looked at for one report.
_EFFORT = 400_000


class Slices:
    """All slices of the recorded tasks, and of what else ran on the loops, by their threads and in the order of time."""

    def __init__(self):
        self._effort = _EFFORT
        #: Thread -> (starts, slices as (start, end, running, steps, State), longest)
        self._threads = {}
        threads = {}
        for state in recorded[:TIMELINES] + [record.outside for record in records()]:
            of_thread = threads.setdefault(state.thread, [])
            of_thread += [(*entry, state) for entry in slices(state.log or (), 0)]
        for thread, entries in threads.items():
            entries.sort(key=lambda entry: entry[0])
            longest = max((end - start for start, end, *_ in entries), default=0)
            self._threads[thread] = [start for start, *_ in entries], entries, longest

    def within(self, thread, start, end):
        """(State, nanoseconds it ran, steps) of the slices between two moments; None when that would take too long."""
        starts, entries, longest = self._threads.get(thread, ((), (), 0))
        first, last = bisect_left(starts, start - longest), bisect_left(starts, end)
        self._effort -= last - first
        if self._effort < 0:
            return None
        found = []
        for began, ended, running, steps, state in entries[first:last]:
            shared = min(ended, end) - max(began, start)
            if shared > 0:
                found.append((state, running * shared // (ended - began), steps))
        return found

    def meanwhile(self, passages):
        """Meanwhile (`src/shared/report.ts`) of passages (see `sites.Site.longest`)."""
        threads = {state.number: state.thread for state in recorded} if passages else {}
        ran, looked_at = {}, 0
        for elapsed, start, number, _, _, suspensions, _ in passages:
            if not suspensions or number not in threads:
                continue
            found = self.within(threads[number], ns(start), ns(start + elapsed))
            if found is None:
                break
            looked_at += 1
            for state, running, _ in found:
                if state.number is not None and state.number != number:
                    ran[state] = ran.get(state, 0) + running
        order = sorted(ran.items(), key=lambda entry: entry[1], reverse=True)
        return {
            "of": looked_at,
            "tasks": [{**task_name(state), "running_ns": running} for state, running in order[:NAMED]],
            "rest_ns": sum(running for _, running in order[NAMED:]),
        }
