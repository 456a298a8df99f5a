"""The command line: what it says, and how it is read."""
from typing import List, NamedTuple, Optional

HELP = """\
Await Lens: the elapsed time of every await point of a Python program.

  python -m await_lens FILE.py::QUALNAME [options]     run one async function
  python -m await_lens [options] SCRIPT.py [ARGS...]   run a whole program
  python -m await_lens [options] -m MODULE [ARGS...]   run a whole program, as `python -m` does

Options of both:
  --json FILE|-      write the report as JSON to FILE, or to the standard output; the program's own
                     output then goes to the standard error. Without it a table is printed on the
                     standard output when the program has ended.
  --timeout SECONDS  end the run after this time
  --block-threshold MILLISECONDS
                     a step that holds the event loop for longer is told as blocking (default: 50)
  --help, --version

Options for a function:
  --args TEXT        its arguments as Python, for example: --args '3, name="x"'
  --self TEXT        for a method: how to make its object, for example: --self 'Client("localhost")'

Option for a program, before its name:
  --include GLOB     time the files whose absolute path matches, may be repeated (by default: the tree of
                     the program's own folder, without installed packages)

The module of a function is loaded without running the program in it: `__name__` is not `__main__`, and calls such
as `asyncio.run(main())` are skipped.

Exit status: 0 returned, 1 raised, 2 cannot be run (no such file or function, syntax error, arguments),
124 timed out, 130 interrupted; after sys.exit() the program's own.
"""


class UsageError(Exception):
    """The command line is not one of those in `HELP`."""


class Options(NamedTuple):
    """`kind` is ``function``, ``script``, ``module``, ``worker``, ``help`` or ``version``; see `HELP` for the rest."""

    kind: str
    target: str = ""
    program_arguments: List[str] = []
    arguments: str = ""
    instance: Optional[str] = None
    json: Optional[str] = None
    timeout: Optional[float] = None
    include: List[str] = []
    block_threshold: float = 50.0


_WITH_VALUE = {"--args", "--self", "--json", "--timeout", "--block-threshold", "--include", "-m"}
_PLAIN = {"--help": "help", "-h": "help", "--version": "version", "--worker": "worker"}
_FUNCTION_ONLY = {"--args", "--self"}


def parse(words):
    """Options of a command line without the program's name. Raises UsageError."""
    given, include = {}, []
    words = list(words)
    target = None
    while words and (target is None or "::" in target):
        word = words.pop(0)
        name, equals, value = word.partition("=")
        if word in _PLAIN:
            return Options(_PLAIN[word])
        if name not in _WITH_VALUE:
            if word.startswith("-") and word != "-":
                raise UsageError("there is no option %s" % name)
            if target is not None:
                raise UsageError("%s comes after the function, where only options are expected" % word)
            target = word
            continue
        if not equals:
            if not words:
                raise UsageError("%s needs a value" % name)
            value = words.pop(0)
        if name == "-m":
            return _options("module", value, words, given, include)
        if name == "--include":
            include.append(value)
        else:
            given[name] = value
    if target is None:
        raise UsageError("say what to run: FILE.py::FUNCTION, SCRIPT.py, or -m MODULE")
    return _options("function" if "::" in target else "script", target, words, given, include)


def _options(kind, target, rest, given, include):
    wrong = _FUNCTION_ONLY & set(given) if kind != "function" else {"--include"} if include else set()
    if wrong:
        raise UsageError("%s is not for a %s" % (sorted(wrong)[0], kind))
    timeout = _positive(given, "--timeout", "seconds")
    threshold = _positive(given, "--block-threshold", "milliseconds") or Options._field_defaults["block_threshold"]
    instance, json = given.get("--self"), given.get("--json")
    return Options(kind, target, rest, given.get("--args", ""), instance, json, timeout, include, threshold)


def _positive(given, name, unit):
    """The number given for option `name`, or None. Raises UsageError."""
    if name not in given:
        return None
    try:
        number = float(given[name])
    except ValueError:
        number = -1.0
    if not 0 < number < float("inf"):
        raise UsageError("%s needs a number of %s, not %s" % (name, unit, given[name]))
    return number
