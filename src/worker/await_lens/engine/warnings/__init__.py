"""What looks wrong in a run, each with its evidence: the `warnings` of the report (`src/shared/evidence.ts`)."""
from . import awaits, coroutines, locks, noticed, tasks
from .facts import Facts

__all__ = ["Facts", "install", "follow", "reset", "collect"]

#: The rules, in the order of the report: (id, function that finds its warnings in a Facts).
RULES = (
    ("never-awaited", coroutines.never_awaited),
    ("exception-never-retrieved", tasks.exception_never_retrieved),
    ("destroyed-pending", tasks.destroyed_pending),
    ("left-running", tasks.left_running),
    ("lock-across-await", locks.lock_across_await),
    ("never-suspends-in-loop", awaits.never_suspends_in_loop),
)
#: At most so many warnings, and so many of one rule.
MOST = 50
MOST_OF_ONE = 12

install = noticed.install
follow = noticed.follow
reset = noticed.reset


def collect(facts):
    """List of Warning, at most MOST: what each rule finds, the most frequent first."""
    found = []
    for name, find in RULES:
        mine = sorted(find(facts), key=lambda warning: -warning["count"])
        found += [dict(warning, id=name) for warning in mine[:MOST_OF_ONE]]
    return found[:MOST]
