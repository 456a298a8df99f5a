"""The await points of the rewritten files, each with the sums of what was measured there."""
from heapq import heappush, heapreplace

#: Distinct things that one site names as awaited, or as wakers; what comes after them is counted as OTHERS.
KINDS = 16
OTHERS = "others"
#: More than any elapsed.
NEVER = float("inf")
#: How many of its longest passages a site keeps.
LONGEST = 8
#: How many awaits that need words of their own are described one by one, and after those each how many-th.
DESCRIBED = 16
DESCRIBED_EACH = 64

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
    """One await point: where it stands and its sums. Times are seconds."""

    __slots__ = (
        "file", "kind", "function", "source", "range", "in_loop", "settle", "so_far",
        "count", "raised", "total", "least", "suspended", "ready", "suspensions", "unsplit", "overhead", "sampled",
        "longest", "floor", "wakers", "seen", "awaited", "looked",
    )

    def __init__(self, file, kind, function, source, range, in_loop):
        self.file = file
        self.kind = kind
        self.function = function
        self.source = source
        #: (line, column, end line, end column), lines from 1, columns from 0 in code points.
        self.range = range
        #: Whether it stands in a loop of its function.
        self.in_loop = in_loop
        #: Adds what was only counted (see `counted`); called before the sums are read.
        self.settle = None
        #: (how often an await ended here, what those took, start of one that is being counted or None) with what `settle`
        #: would add, without adding it; from any thread.
        self.so_far = None
        self.reset()

    def reset(self):
        """Forget what was measured."""
        self.count = self.raised = self.total = 0
        self.least = NEVER
        self.suspended = self.ready = self.suspensions = 0
        #: Elapsed of the awaits outside of every known task: nothing is known of its suspended share.
        self.unsplit = 0
        #: The lens's own cost, taken off `total`; how many of `count` were not timed.
        self.overhead = self.sampled = 0
        #: Heap of (elapsed, start, number of the task, suspended, ready, suspensions, waker); its least `elapsed` once
        #: it is full.
        self.longest = []
        self.floor = -1
        #: Waker -> how often it ended the last suspension of an await.
        self.wakers = {}
        self.awaited = {}
        self.seen = Seen()
        #: How often something was looked at.
        self.looked = 0

    def see(self, what, key, count):
        """Count `count` awaits of `what`; the next with the same `key` need not be described. None: describe each."""
        seen = self.awaited.get(what)
        if seen is None:
            if len(self.awaited) >= KINDS - 1:
                what, key = OTHERS, None
            seen = self.awaited.setdefault(what, Seen())
        seen.count += count
        seen.key = key
        self.seen = seen

    def wake(self, waker, count):
        """Note that `waker` ended the last suspension of `count` awaits."""
        if count:
            if waker not in self.wakers and len(self.wakers) >= KINDS:
                waker = None
            self.wakers[waker] = self.wakers.get(waker, 0) + count

    def keep(self, passage):
        """Note a passage (see `longest`) that took longer than `floor`."""
        if len(self.longest) < LONGEST:
            heappush(self.longest, passage)
            if len(self.longest) < LONGEST:
                return
        else:
            heapreplace(self.longest, passage)
        self.floor = self.longest[0][0]


#: Every site ever registered; the rewritten code names a site by its index.
sites = [Site("", "", "", "", (0, 0, 0, 0), False)]
#: The first is in no report: at it, a function awaits a comprehension that is a frame of its own.
COMPREHENDING = 0
_numbers = {}
#: Paths of the rewritten files, as their code objects name them.
files = set()


def register(file, kind, function, source, range, in_loop=False):
    """The number of this site. A file that is loaded again finds its sites again."""
    files.add(file)
    key = (file, kind, function, source, range)
    number = _numbers.get(key)
    if number is None:
        number = _numbers[key] = len(sites)
        sites.append(Site(*key, in_loop))
    return number


def reset():
    """Forget every measurement, keep the sites."""
    for site in sites:
        if site.settle is not None:
            site.settle()
        site.reset()
