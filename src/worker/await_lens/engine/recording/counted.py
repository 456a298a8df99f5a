"""The two notes of one `await`, made for its site, with its sums in variables of their own: this is the hottest code.

A site whose awaits are short and never suspend, many times in a row, is *counted*: no clock is read, and after every
BATCH awaits a few are timed again. What was only counted is given the mean of those timed before; `sampled` says how
many these are. Should a counted await suspend, or be under way while the watcher looks, it is timed from the moment of its suspension,
or from about when it began, as far as the looks tell; the site is timed in full after it, until it is trusted anew.

Whether an await was suspended, or took long, is told by one comparison: each step has an `account` of its own, and
the watcher changes it now and then within a long step.
"""
import builtins
from sys import _getframe
from time import perf_counter as clock
from types import CoroutineType

from ..rewriting import names
from . import costs
from .sites import NEVER, sites
from .spans import DELEGATING, begin_at, close_and_find, end_at, ended, look
from .states import LOOK, looks
from .threads import here, several

#: As many short awaits in a row, none of them suspended, are needed to trust a site.
TRUSTED = 64
#: What is short, in seconds.
SHORT = 3e-6
BATCH = 2000
#: How many are timed between two batches.
AGAIN = 16

#: In place of an account: the site is timed in full, or another await began there while one was being counted.
_FULL = object()
_AMONG = object()


def notes_of(number):
    """Names, in `builtins`, of (begin, end) for the await at site `number`: `end(await begin(x))`."""
    begin, end = names.BEGIN + str(number), names.END + str(number)
    if not hasattr(builtins, begin):
        for name, note in zip((begin, end), notes_at(sites[number])):
            setattr(builtins, name, note)
    return begin, end


def notes_at(site):
    """The functions (begin, end) of `site`."""
    #: Of the await that is being counted: what it awaits, and its account (None: there is none now).
    awaiting = None
    account = _FULL
    #: Its account, while `account` is _AMONG.
    kept = None
    #: How many more are to be counted, and what each is taken to last.
    left = BATCH
    each = 0
    #: How many in a row were short, and the sum of all but the first quarter of those that are timed for trust: until
    #: the code is warm, and in the caches, it takes longer.
    streak = short = 0
    warm = TRUSTED // 4
    #: What `settle` adds to the sums of the site.
    count = total = overhead = waited = late = suspended = 0
    least = NEVER
    #: Who woke the last suspended await, and how many in a row.
    waker = None
    woken = 0
    #: How many awaits of the same kind as the last one are not to be looked at.
    skip = 0
    last = None

    def begin(awaited):
        nonlocal awaiting, account
        if account is None:
            awaiting = awaited
            account = here.account
            return awaited
        return begin_in_full(awaited, _getframe(1))

    def begin_in_full(awaited, frame):
        nonlocal skip, last
        if account is not _FULL:
            return begin_among(awaited, frame)
        kind = awaited.cr_code if type(awaited) is CoroutineType else type(awaited)
        if skip and kind is last:
            skip -= 1
        else:
            skip = look(site, awaited, skip)
            last = kind
        state = here.me.state
        open_awaits = state.open
        under = 0
        if open_awaits:
            outer = frame.f_back
            under = id(outer)
            if open_awaits[-1][0] != under or not outer.f_code.co_flags & DELEGATING:
                under = close_and_find(state, frame)
        open_awaits.append((id(frame), site, state.account, state.cost, under, clock()))
        return awaited

    def end(result):
        nonlocal awaiting, account, left
        if account is here.account:
            awaiting = account = None
            left -= 1
            if not left:
                batch_done()
            return result
        end_in_full(id(_getframe(1)), clock())
        return result

    def batch_done():
        settle()
        here.state.cost += BATCH * costs.counted
        time_in_full(TRUSTED - AGAIN)

    def end_in_full(key, now):
        nonlocal count, total, overhead, streak, short, waited, late, suspended, waker, woken, least
        state = here.me.state
        open_awaits = state.open
        if account is not _FULL or not open_awaits or open_awaits[-1][0] != key:
            end_among(state, key, now)
            return
        _, _, before, cost, _, began = open_awaits.pop()
        after = state.account
        # What was noted within it took time, too; and so did this pair of notes.
        cost = state.cost - cost + costs.within
        state.cost += costs.pair
        if before is after:
            elapsed = now - began - cost
            count += 1
            total += elapsed
            overhead += cost
            if elapsed > site.floor:
                site.keep((elapsed, began, state.number, 0, 0, 0, None))
            if elapsed < least:
                least = elapsed
            if elapsed < SHORT:
                streak += 1
                if streak > warm:
                    short += elapsed
                if streak >= TRUSTED and here.me is here:
                    trust()
            elif streak:
                untrust()
            return
        away, ready, times = after
        away -= before[0]
        ready -= before[1]
        times -= before[2]
        cost += times * costs.step_within
        elapsed = now - began - cost
        if elapsed < away:
            cost -= away - elapsed
            elapsed = away
        if streak:
            untrust()
        count += 1
        total += elapsed
        overhead += cost
        waited += away
        late += ready
        suspended += times
        if state.waker is waker:
            woken += 1
        else:
            site.wake(waker, woken)
            waker = state.waker
            woken = 1
        if elapsed < least:
            least = elapsed
        if elapsed > site.floor:
            site.keep((elapsed, began, state.number, away, ready, times, waker))

    def untrust():
        nonlocal streak, short, warm
        streak = short = 0
        warm = TRUSTED // 4

    def trust():
        nonlocal account, each
        timed = max(0.0, short / (streak - warm))
        each = (each + timed) / 2 if each else timed
        account = None

    def time_in_full(trusted=0):
        nonlocal awaiting, account, kept, streak, short, warm
        account = _FULL
        awaiting = kept = None
        streak = trusted
        short = 0
        warm = trusted + (TRUSTED - trusted) // 4

    def begin_among(awaited, frame):
        """Another await at this site has begun and not ended: it raised, or is suspended, or runs this one."""
        nonlocal account, kept
        if settle() is not None and account is not _AMONG:
            kept, account = account, _AMONG
        return begin_at(site, awaited, frame)

    def end_among(state, key, now):
        """What ends is not the innermost await of its task, or not surely the one that is being counted.

        If it is that one, it was suspended or took long.
        """
        if not end_at(state, key, now) and account is not None and account is not _FULL:
            before = kept if account is _AMONG else account
            time_in_full()
            settle()
            site.sampled += 1
            site.seen.count += 1
            ended(state, (key, site, before[:3], state.cost, 0, _begin_of(state, before, now)), now)

    def settle(stop=False):
        """Add what was measured to the sums of the site. Returns the start of the await that is being counted, or None.

        stop: count no more.
        """
        nonlocal left, count, total, overhead, waited, late, suspended, woken, skip, least
        if total < waited:  # shorter than the clock can tell from the notes
            overhead -= waited - total
            total = waited
        counted = BATCH - left
        site.count += count + counted
        site.total += total + counted * each
        site.overhead += overhead
        site.sampled += counted
        site.seen.count += counted - skip
        skip = 0
        site.suspended += waited
        site.ready += late
        site.suspensions += suspended
        site.wake(waker, woken)
        site.least = min(site.least, least)
        least = NEVER
        left = BATCH
        count = total = overhead = waited = late = suspended = woken = 0
        pending = None
        if awaiting is not None:
            if type(awaiting) is CoroutineType and awaiting.cr_frame is None:
                site.count += 1
                site.raised += 1
                site.seen.count += 1
                time_in_full()
            else:
                pending = here.state.left
        if stop:
            site.count += pending is not None
            site.seen.count += pending is not None
            time_in_full()
        return pending

    def so_far():
        counted = BATCH - left
        pending = here.state.left if awaiting is not None else None
        return site.count + count + counted, site.total + total + counted * each, pending

    site.settle = settle
    site.so_far = so_far
    return begin, end


def _begin_of(state, account, now):
    """When a counted await began, as far as that is known: its `account` then was that of its step, or of a look in it."""
    away = state.account[0] - account[0]
    if state.account[2] != account[2]:
        return state.entered - away
    looked = account[3] if looks(account) else state.entered
    seen = here.account
    if looks(seen) == looks(account) + 1:
        # Seen once, at a moment like any other: half of it, on the average, was before. It is mostly a short one.
        return max(looked, 2 * seen[3] - now)
    return min(now, looked + LOOK / 2)


def threaded():
    """There may be several threads now: time every site in full, for nobody knows whose await is being counted."""
    for site in sites if several() else ():
        if site.settle is not None:
            site.settle(stop=True)
