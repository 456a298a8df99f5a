"""The arguments of a call, given as Python text: checked against the signature, then evaluated."""
import ast
import inspect

from .request import Unusable

_BY_POSITION = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


class Expression:
    """A compiled Python expression that may hold `await`. Raises SyntaxError for what is none."""

    def __init__(self, tree, name):
        self.code = compile(tree, name, "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)
        self.is_async = bool(self.code.co_flags & inspect.CO_COROUTINE)

    def evaluate(self, namespace):
        """Its value; where `is_async`, a coroutine that returns it."""
        return eval(self.code, namespace)


class Arguments:
    """The text between the parentheses of a call.

    positional: how many there are; names: the keywords; open_ended: `*` or `**` may bring more.
    expression: evaluates to a pair (list, dict).
    """

    def __init__(self, text):
        """Raises Unusable with reason `arguments` where the text is not such a list."""
        try:
            call = ast.parse("_(\n%s\n)" % text, "<arguments>", "eval").body
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                raise SyntaxError("unbalanced parentheses")
            self.names = [keyword.arg for keyword in call.keywords if keyword.arg is not None]
            twice = sorted({name for name in self.names if self.names.count(name) > 1})
            if twice:
                raise SyntaxError("%s is given twice" % ", ".join(twice))
            self.expression = Expression(_as_pair(call), "<arguments>")
        except (SyntaxError, ValueError) as error:
            message = "The arguments `%s` are not Python: %s." % (text, getattr(error, "msg", error))
            raise Unusable("arguments", message) from None
        starred = any(isinstance(argument, ast.Starred) for argument in call.args)
        self.positional = len(call.args)
        self.open_ended = starred or len(self.names) < len(call.keywords)


def _as_pair(call):
    keys = [None if keyword.arg is None else ast.Constant(keyword.arg) for keyword in call.keywords]
    pair = ast.Tuple(
        [ast.List(call.args, ast.Load()), ast.Dict(keys, [keyword.value for keyword in call.keywords])], ast.Load()
    )
    return ast.fix_missing_locations(ast.Expression(ast.copy_location(pair, call)))


def instance_expression(text):
    """How to make a method's object. Raises Unusable with reason `instance` where the text is no expression."""
    try:
        return Expression(ast.parse("(\n%s\n)" % text, "<object>", "eval"), "<object>")
    except (SyntaxError, ValueError) as error:
        message = "`%s`, which is to make the object, is not Python: %s." % (text, getattr(error, "msg", error))
        raise Unusable("instance", message) from None


def check_arguments(function, arguments):
    """Raise Unusable naming every parameter that is missing and every argument that fits none.

    function: a `target.Function`; arguments: an `Arguments`. What `*` and `**` bring is only known when they are
    evaluated: those calls are left to Python.
    """
    try:
        parameters = list(inspect.signature(function.callable).parameters.values())
    except (TypeError, ValueError):
        return
    if arguments.open_ended:
        return
    if function.needs_instance:
        parameters = parameters[1:] if parameters and parameters[0].kind in _BY_POSITION else parameters
    faults = _faults(parameters, arguments.positional, arguments.names)
    if faults:
        raise Unusable("arguments", "%s %s." % (function.label, "; ".join(faults)))


def _faults(parameters, positional, names):
    by_position = [parameter for parameter in parameters if parameter.kind in _BY_POSITION]
    by_name = {parameter.name for parameter in parameters if parameter.kind in _BY_NAME}
    kinds = {parameter.kind for parameter in parameters}
    filled = {parameter.name for parameter in by_position[:positional]}
    twice = [name for name in names if name in filled and name in by_name]
    unknown = [name for name in names if name not in by_name]
    filled.update(names)
    missing = [
        parameter.name
        for parameter in parameters
        if parameter.kind in _BY_POSITION + _BY_NAME
        and parameter.default is parameter.empty
        and (parameter.name not in filled or parameter.name in unknown)
    ]
    faults = []
    if missing:
        faults.append("needs %s: give %s" % (", ".join(missing), "it" if len(missing) == 1 else "them"))
    if unknown and inspect.Parameter.VAR_KEYWORD not in kinds:
        faults.append("has no parameter %s" % ", ".join(unknown))
    if twice:
        faults.append("gets %s twice" % ", ".join(twice))
    if positional > len(by_position) and inspect.Parameter.VAR_POSITIONAL not in kinds:
        faults.append("takes %d by position, %d were given" % (len(by_position), positional))
    return faults
