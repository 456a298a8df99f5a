"""What is asked for, and why it may be refused. The counterpart of `src/shared/protocol.ts`."""
from typing import NamedTuple, Optional


class Request(NamedTuple):
    """One function to run."""

    file: str  #: absolute path
    qualname: str  #: dotted name within the module
    source: Optional[str] = None  #: text to run in place of what the file holds
    arguments: str = ""  #: as Python, without the parentheses
    instance: Optional[str] = None  #: for a method: an expression that makes its object
    root: Optional[str] = None  #: folder that is importable too, and whose code is rewritten
    timeout: Optional[float] = None  #: seconds; None for never
    block_threshold_ms: float = 50  #: a step that holds the event loop for longer is told as blocking
    line: Optional[int] = None  #: 1-based, of the function's `def`, where there are several of its name; None: the last


class Unusable(Exception):
    """The request cannot be run at all; the message says what to do next.

    `reason` is one of ``no-file``, ``no-function``, ``syntax``, ``arguments``, ``instance``, ``not-async``;
    `line` is 1-based, `column` 0-based in code points; `excerpt` shows the place in the source, for a terminal.
    """

    def __init__(self, reason, message, file=None, line=None, column=None, excerpt=""):
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.excerpt = excerpt
