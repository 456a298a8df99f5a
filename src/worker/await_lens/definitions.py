"""Which of several definitions of one name is meant, and the module as it was when that one was the name's."""
import ast

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def narrow(tree, qualname, line):
    """Change `tree`, a parsed module, so that `qualname` becomes the function whose `def` is at `line` (1-based).

    Where the top-level name is defined anew later on, the module ends there, as far as the program had come when the
    name was that function's; a later definition in the same class, or the same branch, is taken out. With `line` None,
    or where no function of that name is, nothing is changed: the last definition is the one.
    Returns (notes in plain sentences, first lines of the definitions that are not meant; none where nothing is chosen).
    """
    paths = list(_paths(tree.body, qualname.split("."), ()))
    nodes = [_last(path) for path in paths]
    meant = next((path for path, node in zip(paths, nodes) if node.lineno == line and not _is_overload(node)), None)
    if meant is None:
        lines = [node.lineno for node in nodes if not node.decorator_list]
        if len(lines) < 2:
            return [], set()
        where = ", ".join(map(str, lines))
        return ["%s is defined more than once (lines %s): the last one is what ran." % (qualname, where)], set()
    notes = []
    for body, statement, name in meant:
        after = body[body.index(statement) + 1:]
        if body is tree.body:
            again = next((later for later in after if _defines(later, name)), None)
            if again is not None:
                notes.append("line %d: %s is defined anew, so the file was loaded up to there" % (again.lineno, name))
                del body[body.index(again):]
            continue
        for again in after:
            if getattr(again, "name", None) == name:
                notes.append("line %d: %s is defined anew, which was left out" % (again.lineno, name))
                body.remove(again)
    return notes, {_first_line(node) for node in nodes if node is not _last(meant)}


def _paths(body, parts, above):
    """The ways to the functions of a qualified name, in source order; a way is of steps (statements, one of them, name).

    The name is what that statement leads to in its scope.
    """
    for statement in body:
        path = above + ((body, statement, parts[0]),)
        if isinstance(statement, _FUNCTIONS):
            if [statement.name] == parts:
                yield path
        elif isinstance(statement, ast.ClassDef):
            if statement.name == parts[0] and len(parts) > 1:
                yield from _paths(statement.body, parts[1:], path)
        else:
            for block in _blocks(statement):
                yield from _paths(block, parts, path)


def _blocks(statement):
    """The lists of statements in an `if`, `try`, `with`, loop or `match`."""
    parts = [statement, *getattr(statement, "handlers", ()), *getattr(statement, "cases", ())]
    return [getattr(part, field, []) for part in parts for field in ("body", "orelse", "finalbody")]


def _defines(statement, name):
    """Whether a top-level statement holds a `def` or `class` of that name."""
    if isinstance(statement, _FUNCTIONS + (ast.ClassDef,)):
        return statement.name == name
    return any(_defines(inner, name) for block in _blocks(statement) for inner in block)


def _last(path):
    return path[-1][1]


def _first_line(node):
    """As its code object has it: decorators count."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _is_overload(node):
    """Whether it is there for type checkers only, and the last definition is what they describe."""
    return any(getattr(part, "id", getattr(part, "attr", "")) == "overload" for part in node.decorator_list)
