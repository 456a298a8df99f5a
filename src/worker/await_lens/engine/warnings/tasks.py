"""Tasks that nobody looked after."""
from . import noticed
from .facts import counted, lasting, place, task_words, told, warning


def exception_never_retrieved(facts):
    """Tasks and futures that failed without anybody asking."""
    found = []
    for noted, count in list(noticed.not_retrieved.items()):
        raised, made, defined = _places(noted, facts)
        found.append(warning(
            "The exception of %s was never retrieved: %s." % (noted.what, noted.exception),
            raised or made or defined, count,
            [told("raised in", raised), told("the task was created in", made)],
        ))
    return found


def destroyed_pending(facts):
    """Tasks that vanished before they had ended."""
    found = []
    for noted, count in list(noticed.destroyed.items()):
        waited, made, defined = _places(noted, facts)
        found.append(warning(
            "%s was destroyed while it was pending: nothing kept it." % noted.what, made or waited or defined, count,
            [told("created in", made), told("it waited in", waited), told("its coroutine is defined in", defined)],
        ))
    return found


def left_running(facts):
    """Tasks that had not ended when the task had that all began with: those of one place are one warning."""
    by_number = {task["id"]: task for task in facts.tasks}
    groups = {}
    for task in facts.tasks:
        root = _root(task, by_number)
        if root is task or root["end_ns"] is None or task["start_ns"] > root["end_ns"]:
            continue
        if task["end_ns"] is None or task["end_ns"] > root["end_ns"]:
            at = task["created_at"]
            key = (task["function"], root["id"], at and (at["file"], at["line"]))
            groups.setdefault(key, []).append((task, root))
    return [_left(group) for group in groups.values()]


def _left(group):
    task, root = group[0]
    more = " and %s like it were" % counted(len(group) - 1, "other") if len(group) > 1 else " was"
    after = [other["end_ns"] - root["end_ns"] for other, _ in group if other["end_ns"] is not None]
    cancelled = sum(other["outcome"] == "cancelled" for other, _ in group)
    evidence = [
        told("created in", task["created_at"]),
        "it had run for %s since its start" % lasting(root["end_ns"] - task["start_ns"]) if len(group) == 1 else
        "the first had run for %s since its start" % lasting(root["end_ns"] - task["start_ns"]),
        "%s cancelled when the loop was closed" % _of(cancelled, len(group)) if cancelled else None,
        "ended up to %s later" % lasting(max(after)) if after else "not ended when the run was over",
    ]
    message = "%s%s still running when %s ended." % (task_words(task), more, task_words(root))
    return warning(message, task["created_at"], len(group), evidence)


def _of(number, total):
    return "it was" if total == 1 else "%d of %d were" % (number, total)


def _root(task, by_number):
    """The task that began what led to `task`."""
    while task["parent"] in by_number:
        task = by_number[task["parent"]]
    return task


def _places(noted, facts):
    """The Places where it was raised or waited, where its task was created and where its coroutine is defined.

    Each is None where that is not known; the second also if several tasks have the name.
    """
    places = [task["created_at"] for task in facts.tasks
              if task["name"] == noted.name and noted.function in (task["function"], "")]
    made = places[0] if len(places) == 1 else None
    return noted.spot and place(*noted.spot), made, noted.defined and place(*noted.defined)
