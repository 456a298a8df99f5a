"""Rewrites the await points of a parsed file, so that each notes its own begin and end.

    await x                     end3(await begin3(x))
    async for y in x: ...       async for y in steps(4, iterating(x)()): end(); ...
                                else: end(); ...
    async with x as y: ...      async with managing(5, x) as y: end(); ...
                                end()

The notes are calls in the user's own frame, at the user's own lines: tracebacks, stacks and the values of all
expressions stay as they were. Code that runs under no await point is left alone.
"""
import ast
import sys

from ..recording.counted import notes_of
from . import names
from ..recording import sites
from .inject import call
from .positions import Text

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
#: Before 3.12 the parts of an f-string do not know their columns.
_FSTRINGS_LACK_COLUMNS = sys.version_info < (3, 12)
#: Before 3.12 a comprehension runs in a frame of its own (PEP 709).
_COMPREHENSIONS_ARE_FRAMES = sys.version_info < (3, 12)
#: Before 3.13 a failing `__aiter__` is shown at the whole loop or comprehension, after at the iterable.
_ITERATES_AT_ITERABLE = sys.version_info >= (3, 13)
#: From 3.15 on a generator expression calls `__aiter__` of its first iterable itself: that is shown at all of it.
_GENERATORS_ITERATE_THEMSELVES = sys.version_info >= (3, 15)
#: Before 3.10 the code that leaves a block has no line: it counts as the one run last.
_LEAVING_LACKS_LINE = sys.version_info < (3, 10)


def transform(tree, path, source):
    """Rewrite the await points of `tree` (parsed from `source`, compiled as `path`) in place; returns `tree`.

    Registers a site for each, and the file as one of the program's. The tree compiles if and only if it did before.
    """
    sites.files.add(path)
    _Rewriter(path, Text(source), _ways_to_points(tree)).visit(tree)
    return tree


def _ways_to_points(tree):
    """Ids of the nodes that are, or hold, an await point. Needs no recursion, whatever the depth of the tree."""
    parents = {}
    marked = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        for child in ast.iter_child_nodes(node):
            parents[id(child)] = node
            waiting.append(child)
        if isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)) or getattr(node, "is_async", 0):
            while node is not None and id(node) not in marked:
                marked.add(id(node))
                node = parents.get(id(node))
    return marked


class _Rewriter(ast.NodeTransformer):
    def __init__(self, path, text, marked):
        self._path = path
        self._text = text
        self._marked = marked
        #: Parts of the qualified name of the function at hand.
        self._scope = []
        #: Whether the code at hand is that of an `async def`.
        self._native = False
        #: Whether the loop at hand is continued or broken off out of an `async with` (trap 7).
        self._left_by_loop = False
        #: How many loops of the function the code at hand stands in.
        self._loops = 0
        #: The outermost f-string at hand whose parts have no columns.
        self._fstring = None

    def visit(self, node):
        return super().visit(node) if id(node) in self._marked else node

    # Scopes

    def visit_ClassDef(self, node):
        for field in ("decorator_list", "bases", "keywords"):
            self._all(getattr(node, field))
        scope, native = self._scope, self._native
        self._scope, self._native = scope + [node.name], False
        self._all(node.body)
        self._scope, self._native = scope, native
        return node

    def visit_FunctionDef(self, node):
        return self._function(node, False)

    def visit_AsyncFunctionDef(self, node):
        return self._function(node, True)

    def _function(self, node, native):
        # Decorators and defaults are run by the scope around; annotations are left alone: they may be kept as text.
        self._all(node.decorator_list)
        self._all(node.args.defaults)
        self._all(node.args.kw_defaults)
        before = self._scope, self._native, self._loops
        self._scope, self._native, self._loops = self._scope + [node.name, "<locals>"], native, 0
        self._all(node.body)
        self._scope, self._native, self._loops = before
        return node

    def visit_AnnAssign(self, node):
        node.target = self.visit(node.target)
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def _all(self, nodes):
        """Visit a list of nodes in place."""
        visited = []
        for node in nodes:
            result = node if node is None else self.visit(node)
            visited += result if isinstance(result, list) else [result]
        nodes[:] = visited

    # Await points

    def visit_Await(self, node):
        number = self._site(sites.AWAIT, node, node)
        begin, end = notes_of(number)
        node.value = call(begin, node.value, self.visit(node.value))
        return call(end, node, node)

    def _async_for(self, node):
        number = self._site(sites.FOR, node, node.iter)
        ended = _statement(names.END, node.target)
        node.target = self.visit(node.target)
        iterable = self.visit(node.iter)
        node.iter = _stepping(number, iterable, iterable if _ITERATES_AT_ITERABLE else node)
        self._all(node.body)
        self._all(node.orelse)
        node.body.insert(0, ended)
        # The last step ends here: StopAsyncIteration is the end of the loop, no failure (trap 14).
        node.orelse.insert(0, _after(names.END, node.body[-1]) if _LEAVING_LACKS_LINE else _statement(names.END, node.target))
        return node

    def visit_AsyncWith(self, node):
        ended = None
        for item in node.items:
            last = item.optional_vars or item.context_expr
            number = self._site(sites.ENTER, item.context_expr, last)
            self._site(sites.EXIT, item.context_expr, last)
            place = item.context_expr
            managed = call(names.MANAGING, place, _number(number, place), self.visit(place))
            # What enters the item before has ended when this one's expression is run.
            item.context_expr = ast.copy_location(ast.BoolOp(ast.And(), [ended, managed]), place) if ended else managed
            if item.optional_vars is not None:
                item.optional_vars = self.visit(item.optional_vars)
            ended = call(names.END, place)
        self._left_by_loop |= _leaves_for_loop(node.body)
        self._all(node.body)
        node.body.insert(0, ast.copy_location(ast.Expr(ended), ended))
        # Each exit ends when the next begins; here the outermost one does.
        return [node, _after(names.END, node)]

    def visit_With(self, node):
        self.generic_visit(node)
        # It may have swallowed what an await raised (`suppress`).
        return [node, _after(names.RAISED, node)] if self._native else node

    def visit_For(self, node):
        return self._loop(node, self.generic_visit)

    visit_While = visit_For

    def visit_AsyncFor(self, node):
        return self._loop(node, self._async_for)

    def _loop(self, node, visit):
        around, self._left_by_loop = self._left_by_loop, False
        self._loops += 1
        node = visit(node)
        self._loops -= 1
        left, self._left_by_loop = self._left_by_loop, around
        if not left:
            return node
        node.body.insert(0, _statement(names.END, node.body[0]))
        return [node, _after(names.END, node)]

    # Comprehensions

    def visit_GeneratorExp(self, node):
        return self._comprehension(node)[0]

    def visit_ListComp(self, node):
        node, steps = self._comprehension(node)
        if _COMPREHENSIONS_ARE_FRAMES:
            # The function awaits its comprehension, and no `await` says so. The first iterable is still its own.
            first = node.generators[0]
            first.iter = call(names.BEGIN, first.iter, _number(sites.COMPREHENDING, first.iter), first.iter)
        # The step that finds the end of an iterator has no other note (trap 14).
        return call(names.END, node, node) if steps or _COMPREHENSIONS_ARE_FRAMES else node

    visit_SetComp = visit_DictComp = visit_ListComp

    def _comprehension(self, node):
        parts = [part for part in node.generators if part.is_async]
        steps = [(part, self._site(sites.COMPREHENSION, part.target, part.iter)) for part in parts]
        self.generic_visit(node)
        for part, number in steps:
            itself = _GENERATORS_ITERATE_THEMSELVES and type(node) is ast.GeneratorExp and part is node.generators[0]
            part.iter = _stepping(number, part.iter, part.iter if _ITERATES_AT_ITERABLE and not itself else node)
            part.ifs.insert(0, call(names.END, part.target))
        return node, steps

    # Where a raising await is first heard of again

    def visit_Try(self, node):
        self.generic_visit(node)
        if self._native:
            for handler in node.handlers:
                handler.body.insert(0, _statement(names.RAISED, handler))
            if node.finalbody:
                node.finalbody.insert(0, _statement(names.RAISED, node.finalbody[0]))
        return node

    visit_TryStar = visit_Try

    # Sites

    def visit_JoinedStr(self, node):
        outermost = self._fstring
        if _FSTRINGS_LACK_COLUMNS:
            self._fstring = outermost or node
        self.generic_visit(node)
        self._fstring = outermost
        return node

    def _site(self, kind, first, last):
        if self._fstring is not None:
            first = last = self._fstring
        span = self._text.span(first, last)
        scope = self._scope[:-1] if self._scope and self._scope[-1] == "<locals>" else self._scope
        function = ".".join(scope) or "<module>"
        return sites.register(self._path, kind, function, self._text.excerpt(span), span, self._loops > 0)


def _leaves_for_loop(body):
    """Whether a `break` or `continue` in `body` leads out of it."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Break, ast.Continue)):
            return True
        if isinstance(node, _LOOPS):
            waiting += node.orelse
        elif not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)
    return False


def _number(value, like):
    return ast.copy_location(ast.Constant(value), like)


def _statement(hook, like):
    return ast.copy_location(ast.Expr(call(hook, like)), like)


def _stepping(number, iterable, place):
    """What to run over in place of `iterable`. Its `__aiter__` is called by the user's own frame, at `place`."""
    iterator = ast.copy_location(ast.Call(call(names.ITERATING, place, iterable), [], []), place)
    return call(names.STEPS, iterable, _number(number, iterable), iterator)


def _after(hook, block):
    """A statement that calls `hook` after `block`, and adds no line to what a debugger sees."""
    place = block
    while _LEAVING_LACKS_LINE and getattr(place, "body", None):
        last = getattr(place, "finalbody", None) or getattr(place, "orelse", None) or place.body
        place = last[-1]
    return _statement(hook, place)
