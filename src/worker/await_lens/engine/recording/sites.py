"""The await points of the rewritten files, each with the sums of what was measured there."""
import sys

#: Distinct things that one site names as awaited; what comes after them is counted as OTHERS.
KINDS = 16
OTHERS = "others"

AWAIT = "await"
FOR = "async for"
ENTER = "async with enter"
EXIT = "async with exit"
COMPREHENSION = "async comprehension"


class Seen:
    """How often one thing was awaited at a site. `key` recognises it without describing it again."""

    __slots__ = ("key", "count")

    def __init__(self):
        self.key = None
        self.count = 0


class Site:
    """One await point: where it stands and its sums. Times are nanoseconds."""

    __slots__ = (
        "file", "kind", "function", "source", "range",
        "count", "raised", "total", "least", "most", "suspended", "suspensions", "unsplit", "seen", "awaited",
    )

    def __init__(self, file, kind, function, source, range):
        self.file = file
        self.kind = kind
        self.function = function
        self.source = source
        #: (line, column, end line, end column), lines from 1, columns from 0 in code points.
        self.range = range
        self.reset()

    def reset(self):
        """Forget what was measured."""
        self.count = self.raised = self.total = self.most = 0
        self.least = sys.maxsize
        self.suspended = self.suspensions = 0
        #: Elapsed of the awaits outside of every known task: nothing is known of its suspended share.
        self.unsplit = 0
        self.awaited = {}
        self.seen = Seen()

    def see(self, what, key):
        """Count one await of `what`; the next with the same `key` need not be described. None: describe each."""
        seen = self.awaited.get(what)
        if seen is None:
            if len(self.awaited) >= KINDS - 1:
                what, key = OTHERS, None
            seen = self.awaited.setdefault(what, Seen())
        seen.count += 1
        seen.key = key
        self.seen = seen


#: Every site ever registered; the rewritten code names a site by its index.
sites = [Site("", "", "", "", (0, 0, 0, 0))]
#: The first is in no report: at it, a function awaits a comprehension that is a frame of its own.
COMPREHENDING = 0
_numbers = {}
#: Paths of the rewritten files, as their code objects name them.
files = set()


def register(file, kind, function, source, range):
    """The number of this site. A file that is loaded again finds its sites again."""
    files.add(file)
    key = (file, kind, function, source, range)
    number = _numbers.get(key)
    if number is None:
        number = _numbers[key] = len(sites)
        sites.append(Site(*key))
    return number


def reset():
    """Forget every measurement, keep the sites."""
    for site in sites:
        site.reset()
