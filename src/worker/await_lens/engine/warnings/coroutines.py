"""Coroutines that nobody awaited, with the place where each was made.

Python knows that place only when asked to remember the origin of every coroutine, which is dear and which a program
can see. So it is looked for: in the statement that dropped the coroutine, else in the source, as the only call of
that name whose result is not awaited at once.
"""
import ast
import linecache

from ..recording.sites import files
from .facts import counted, is_users, last_part, place, told, warning
from .noticed import unawaited


def never_awaited(facts):
    """Calls of coroutine functions whose result was dropped."""
    found, sources = {}, {}
    for noted, count in list(unawaited.items()):
        at = _made_at(noted, sources)
        key = (noted.function, at and (at["file"], at["line"]))
        known = found.setdefault(key, [noted, at, 0])
        known[2] += count
    return [_warning(*each) for each in found.values()]


def _warning(noted, at, count):
    defined = place(*noted.defined) if is_users(noted.defined.file) else None
    dropped = place(*noted.stack[0]) if noted.stack else None
    evidence = [
        told("made in", at) or "it is not known where it was made",
        told("dropped in", dropped) if at is None or _elsewhere_in_it(dropped, at) else None,
        told("defined in", defined),
    ]
    message = "The coroutine %s was never awaited: nothing in it ran." % noted.function
    if count > 1:
        evidence.insert(0, "%s were made and dropped" % counted(count, "coroutine"))
    return warning(message, at or defined, count, evidence)


def _elsewhere_in_it(dropped, at):
    """Not so when the function itself ended: then it was dropped by whoever called it."""
    return dropped and dropped["line"] != at["line"] and last_part(dropped["function"]) == last_part(at["function"])


def _place(call):
    return place(call.file, call.line, call.function)


def _made_at(noted, sources):
    """The Place where it was made, or None."""
    for spot in noted.stack[:1]:
        here = [each for each in _calls(spot.file, noted.name, sources) if each.line <= spot.line <= each.end]
        if here:
            return _place(here[0])
    spots = [spot for spot in noted.stack + (noted.defined,) if is_users(spot.file)]
    own = {spot.file for spot in spots}
    near = [each for spot in spots for each in _calls(spot.file, noted.name, sources)
            if last_part(each.function) == last_part(spot.function)]
    # The function where it was dropped, then the files of both, then all that is the program's.
    for calls in (near, *([each for path in sorted(paths) for each in _calls(path, noted.name, sources)]
                          for paths in (own, files - own))):
        if calls:
            one = _only(calls)
            return _place(one) if one is not None else None
    return None


def _only(calls):
    """The only call whose result nothing else was given; of none such the only one at all."""
    different = {(call.file, call.line, call.column): call for call in calls}.values()
    for chosen in ([call for call in different if not call.given], list(different)):
        if chosen:
            return chosen[0] if len(chosen) == 1 else None
    return None


class _Call:
    """A call in the source whose result is not awaited at once."""

    __slots__ = ("name", "file", "line", "end", "column", "function", "given")

    def __init__(self, name, file, node, function, given):
        self.name = name
        self.file = file
        self.line, self.end, self.column = node.lineno, node.end_lineno, node.col_offset
        #: Qualified name of the function it stands in.
        self.function = function
        #: Whether the result is an argument of another call, which may well await it.
        self.given = given


def _calls(file, name, sources):
    if file not in sources:
        sources[file] = _read(file)
    return [call for call in sources[file] if call.name == name]


def _read(file):
    """Every _Call in a file; none if it cannot be read."""
    try:
        tree = ast.parse("".join(linecache.getlines(file)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    calls = []
    waiting = [(tree, None, ())]
    while waiting:
        node, parent, scope = waiting.pop()
        if isinstance(node, ast.Call) and not isinstance(parent, ast.Await):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", None)
            function = ".".join(scope[:-1] if scope[-1:] == ("<locals>",) else scope) or "<module>"
            calls.append(_Call(name, file, node, function, isinstance(parent, (ast.Call, ast.keyword, ast.Starred))))
        if isinstance(node, ast.ClassDef):
            scope += (node.name,)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            scope += (node.name, "<locals>")
        waiting += [(child, node, scope) for child in ast.iter_child_nodes(node)]
    return calls
