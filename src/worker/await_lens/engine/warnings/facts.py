"""What the rules are given, and how they say what they found."""
import linecache
import os
from typing import Dict, List, NamedTuple

from ..causes.tasks import called_task
from ..recording.sites import files

_LIBRARY = os.path.dirname(os.__file__) + os.sep
_OURS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))) + os.sep
_INSTALLED = ("site-packages", "dist-packages")
#: Longest excerpt of source, in characters.
_LONGEST = 200


class Facts(NamedTuple):
    """What was recorded. Times are nanoseconds from the start of the run."""

    #: TaskTimes (`src/shared/report.ts`).
    tasks: List[Dict]
    #: AwaitTimes.
    awaits: List[Dict]
    #: For each of `awaits`, whether it stands in a loop of its function.
    in_loop: List[bool]
    #: Locks held for long: `causes.holders.holds`.
    locks: List[Dict]
    #: Whether suspensions are known (the loop tells its steps).
    steps: bool


def warning(message, at, count, evidence):
    """A Warning less its id. `at` is a Place or None; what is empty in `evidence` is left out."""
    return {"message": message, "at": at, "count": count, "evidence": [each for each in evidence if each][:10]}


def place(file, line, function):
    """A Place with the text of its line; None where the file is not known."""
    if file is None or file.startswith("<"):
        return None
    source = linecache.getline(file, line).strip()[:_LONGEST]
    return {"file": file, "line": line, "function": function, "source": source}


def at_point(point):
    """The Place of an AwaitTimes."""
    return {key: point[key] for key in ("file", "line", "function", "source")}


def told(what, at):
    """`what line 12 of main (program.py): await x`, or nothing where the place is not known."""
    if at is None:
        return None
    return "%s line %d of %s (%s): %s" % (what, at["line"], at["function"], os.path.basename(at["file"]), at["source"])


def is_users(path):
    """Whether a file is the program's own, not a library's and not ours."""
    if path in files:
        return True
    return not (path.startswith(("<", _LIBRARY, _OURS)) or any(part in path for part in _INSTALLED))


def last_part(function):
    """The name of a function, without what it stands in: before 3.11 a frame knows no more."""
    return function.rpartition(".")[2]


def lasting(nanoseconds):
    """A time in few digits: `1.25 s`, `340 ms`, `12 µs`."""
    if nanoseconds >= 1e9:
        return "%.2f s" % (nanoseconds / 1e9)
    if nanoseconds >= 1e6:
        return "%.0f ms" % (nanoseconds / 1e6)
    return "%.0f µs" % (nanoseconds / 1e3)


def counted(number, noun):
    """`1 task`, `2 tasks`."""
    return "%d %s%s" % (number, noun, "" if number == 1 else "s")


def task_words(task):
    """A TaskTimes in words: `Task-2 (worker)`."""
    return called_task(task["name"], task["function"])
