"""Await points that do what nobody expects of them."""
from .facts import at_point, lasting, warning

#: From so many on, an await in a loop that never suspends is worth a word.
_OFTEN = 100
_LEAVING = "async with exit"


def never_suspends_in_loop(facts):
    """A loop full of awaits looks as if others could run meanwhile; without a suspension none can."""
    if not facts.steps:
        return []
    return [_warning(point) for point, in_loop in zip(facts.awaits, facts.in_loop)
            if in_loop and point["count"] >= _OFTEN and not point["suspensions"] and not point["pending"]
            and point["kind"] != _LEAVING]


def _warning(point):
    total = point["elapsed_ns"]["total"]
    return warning(
        "This await in a loop never gave up control: no other task could run in %d rounds." % point["count"],
        at_point(point), point["count"],
        ["%d awaits, 0 suspensions" % point["count"], "%s in all" % lasting(total),
         "await asyncio.sleep(0) gives others a turn"],
    )
