"""Which library of coroutines a function is written for, told by what its module has imported."""
import sys
import types

_KNOWN = ("asyncio", "trio", "anyio")


def libraries(module, is_users):
    """The names of the known libraries that `module` uses; if it uses none, those that the user's modules use which
    it has imported, the nearest ones first. is_users: whether the file of a path is the user's.
    """
    level, seen = [module], {id(module)}
    while level:
        used, further = set(), []
        for name in {name for each in level for name in _origins(each)}:
            used.add(name.partition(".")[0])
            other = sys.modules.get(name)
            if isinstance(other, types.ModuleType) and id(other) not in seen and is_users(_file(other)):
                seen.add(id(other))
                further.append(other)
        found = used.intersection(_KNOWN)
        if found:
            return found
        level = further
    return set()


def _origins(module):
    """Names of the modules that what `module` holds is, or comes from."""
    for value in list(vars(module).values()):
        if isinstance(value, types.ModuleType):
            name = vars(value).get("__name__")
        elif isinstance(value, (type, types.FunctionType)):
            name = getattr(value, "__module__", None)
        else:
            continue
        if isinstance(name, str):
            yield name


def _file(module):
    file = vars(module).get("__file__")
    return file if isinstance(file, str) else ""
