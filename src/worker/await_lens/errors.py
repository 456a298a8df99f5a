"""Exceptions, syntax errors and stacks as a report shows them: the user's frames only."""
import linecache
import traceback

_LONGEST_MESSAGE = 2000  # characters
_LONGEST_TRACEBACK = 50000  # characters
_MOST_FRAMES = 100


def shorten(text, limit):
    """`text` with its middle left out where it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    half = (limit - 5) // 2
    return text[:half] + " ... " + text[-half:]


def describe_exception(error, is_user_file):
    """The report's `RaisedException` of `error`. Never raises, whatever the exception's own methods do."""
    try:
        summary = traceback.TracebackException(type(error), error, error.__traceback__)
        _keep_user_frames(summary, is_user_file, set())
        text, stack = "".join(summary.format()), summary.stack
    except Exception as failure:
        text, stack = "%s (its traceback cannot be shown: %s)\n" % (type(error).__name__, type(failure).__name__), []
    try:
        message = str(error)
    except Exception as failure:
        message = "<its message cannot be shown: %s>" % type(failure).__name__
    return {
        "type": type_name(type(error)),
        "message": shorten(message, _LONGEST_MESSAGE),
        "traceback": shorten(text, _LONGEST_TRACEBACK),
        "frames": [_frame(entry.filename, entry.lineno, entry.name, entry.line) for entry in stack[-_MOST_FRAMES:]],
    }


def type_name(kind):
    """Name of a class, qualified by its module unless it is a builtin."""
    module = getattr(kind, "__module__", None)
    return kind.__qualname__ if module in ("builtins", None) else "%s.%s" % (module, kind.__qualname__)


def describe_stack(kind, message, frames):
    """A `RaisedException` of something that was not raised: `frames` are frame objects, outermost first."""
    frames = [_frame(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name) for frame in frames]
    entries = [(frame["file"], frame["line"], frame["function"], frame["source"]) for frame in frames]
    lines = ["Traceback (most recent call last):\n"] if entries else []
    lines += traceback.format_list(entries) + ["%s: %s\n" % (kind, message)]
    return {"type": kind, "message": message, "traceback": "".join(lines), "frames": frames[-_MOST_FRAMES:]}


def _keep_user_frames(summary, is_user_file, seen):
    """In place, and in the exceptions that led to it or that it groups."""
    if summary is None or id(summary) in seen:
        return
    seen.add(id(summary))
    kept = [entry for entry in summary.stack if is_user_file(entry.filename) or _is_text(entry.filename)]
    summary.stack[:] = kept
    for other in (summary.__cause__, summary.__context__, *(getattr(summary, "exceptions", None) or ())):
        _keep_user_frames(other, is_user_file, seen)


def _is_text(filename):
    """Whether it names code the user gave as text: `exec`, or the arguments of the run."""
    return filename.startswith("<") and not filename.startswith(("<frozen ", "<builtin>/"))  # the latter: PyPy


def _frame(file, line, function, source=None):
    line = line or 0
    return {
        "file": file,
        "line": line,
        "function": function,
        "source": (linecache.getline(file, line) if source is None else source).strip(),
    }
