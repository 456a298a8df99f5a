"""The open awaits outside of every task: of loops that tell no steps all awaits of all tasks, thousands at once."""


class Scattered:
    """Stands for the list of open awaits of a State (see there), and finds each by its frame's id.

    What a list tells of its last entry is of no use here: there the last one is that of another task.
    """

    __slots__ = ("_spans", "_under")

    def __init__(self):
        #: id of the frame -> span, in the order of their start.
        self._spans = {}
        #: id of a frame -> {id of a frame that runs under its open await: None}
        self._under = {}

    def __len__(self):
        return len(self._spans)

    def __iter__(self):
        return iter(list(self._spans.values()))

    def __contains__(self, key):
        """Whether the frame of this id has an open await."""
        return key in self._spans

    def __getitem__(self, index):
        return None,  # the frame of none

    def append(self, span):
        self._spans[span[0]] = span
        if span[4]:
            self._under.setdefault(span[4], {})[span[0]] = None

    def pop(self, key):
        """Take out the await of the frame of this id, which has one."""
        span = self._spans.pop(key)
        siblings = self._under.get(span[4])
        if siblings is not None:
            siblings.pop(key, None)
            if not siblings:
                del self._under[span[4]]
        return span

    def remove(self, span):
        self.pop(span[0])

    def pop_under(self, key):
        """Take out all that runs under the await of this frame; returns them."""
        spans, gone = [], [key]
        for outer in gone:
            for inner in list(self._under.get(outer, ())):
                spans.append(self.pop(inner))
                gone.append(inner)
        return spans

    def clear(self):
        self._spans.clear()
        self._under.clear()
