"""Locks that are held while something else is awaited: whoever wants the lock waits for both."""
from .facts import at_point, counted, last_part, lasting, place, told, warning

#: The await must have been suspended for so long, nanoseconds.
_LONG = 50_000_000


def lock_across_await(facts):
    """Of each await point the longest hold it was part of."""
    groups = {}
    for hold in facts.locks:
        found = _awaited_under(hold, facts.awaits)
        if found is not None:
            point, passage = found
            groups.setdefault(id(point), []).append((hold, point, passage))
    return [_warning(group, facts.awaits) for group in groups.values()]


def _awaited_under(hold, awaits):
    """(AwaitTimes, Occurrence) of the longest suspended await of the holder within the hold; None if none is known."""
    within = [
        (passage["elapsed_ns"], index, passage)
        for index, point in enumerate(awaits) for passage in point["longest"]
        if passage["task"] == hold["task"] and passage["start_ns"] >= hold["start_ns"]
        and passage["start_ns"] + passage["elapsed_ns"] <= hold["end_ns"]
        and passage["waiting_ns"] + passage["ready_ns"] >= _LONG
    ]
    if not within:
        return None
    _, index, passage = max(within, key=lambda each: each[:2])
    return awaits[index], passage


def _warning(group, awaits):
    hold, point, passage = max(group, key=lambda each: each[0]["end_ns"] - each[0]["start_ns"])
    held = lasting(hold["end_ns"] - hold["start_ns"])
    waiters = max(each[0]["waiters"] for each in group)
    source = _source_of(hold, awaits)
    name = "The %s `%s`" % (hold["lock"], source) if source else "A %s" % hold["lock"]
    return warning(
        "%s was held for %s across this await." % (name, held),
        at_point(point), len(group),
        ["held by %s for %s, of which %s in this await" % (hold["holder"], held, lasting(passage["elapsed_ns"])),
         "%s waited for it when it was released" % counted(waiters, "task") if waiters else "nobody waited for it then",
         told("released in", place(*hold["released_at"])) if hold["released_at"] else None],
    )


def _source_of(hold, awaits):
    """How the function that releases the lock calls it in its `async with`, if there is but one."""
    if hold["released_at"] is None:
        return None
    file, _, function = hold["released_at"]
    names = {
        point["source"].partition(" as ")[0] for point in awaits
        if point["kind"] == "async with enter" and point["file"] == file
        and last_part(point["function"]) == last_part(function)
        and any(entry["what"].startswith(hold["lock"]) for entry in point["awaited"])
    }
    return names.pop() if len(names) == 1 else None
