"""Adds notes to functions of asyncio, within their own code.

A wrapper would show in the user's tracebacks and stacks, and a replacement would differ from version to version.
So the function's own source is compiled again with the notes in it, at the same lines, and given to the function
that is there.
"""
import ast
import inspect


class NoSource(Exception):
    """The function cannot be compiled again, because its source is not at hand."""


def injected(function, owner, change):
    """Give `function`, a method in the body of the class named `owner` (None: no class), what `change(node)` leaves.

    `change` is given the `ast.FunctionDef` and edits it in place. Raises NoSource.
    """
    code = function.__code__
    try:
        lines, first = inspect.getsourcelines(function)
    except (OSError, TypeError) as error:
        raise NoSource(function.__qualname__) from error
    # One line in front, so that the columns stay and private names are mangled as they were.
    tree = ast.parse(("class %s:\n" % owner if owner else "\n") + "".join(lines))
    change(tree.body[0].body[0] if owner else tree.body[0])
    ast.fix_missing_locations(tree)
    ast.increment_lineno(tree, first - 2)
    compiled = compile(tree, code.co_filename, "exec", dont_inherit=True)
    for name in (owner, function.__name__) if owner else (function.__name__,):
        compiled = next(part for part in compiled.co_consts if hasattr(part, "co_name") and part.co_name == name)
    function.__code__ = compiled


def call(hook, like, *arguments):
    """A call of the builtin named `hook`, placed at node `like`."""
    node = ast.Call(ast.Name(hook, ast.Load()), list(arguments), [])
    for part in (node, node.func):
        ast.copy_location(part, like)
    return node


def read(expression, like):
    """A node that reads `expression`, placed at node `like`."""
    node = ast.parse(expression, mode="eval").body
    for part in ast.walk(node):
        ast.copy_location(part, like)
    return node
