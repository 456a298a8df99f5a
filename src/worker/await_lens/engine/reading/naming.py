"""Tasks, wakers and places, as the report names them."""
import dis
import linecache

from ..causes.tasks import called_task
from ..recording.states import name_of


def name(state):
    """The task's name: the one it had at its end, or has now."""
    if state.ended:
        return state.name
    task = state.reference() if state.reference is not None else None
    return name_of(task) if task is not None else ""


def task_name(state):
    """TaskName (`src/shared/evidence.ts`)."""
    return {"task": state.number, "name": name(state), "function": state.function}


def waker_words(waker):
    """Waker (`src/shared/report.ts`) of a State, of a `wakers.Waker`, or of None: one of too many to tell."""
    if waker is None:
        return {"by": "callback", "task": None, "what": "others"}
    if hasattr(waker, "by"):
        return {"by": waker.by, "task": None, "what": waker.what}
    if waker.number is None:
        return {"by": "callback", "task": None, "what": "callback"}
    return {"by": "task", "task": waker.number, "what": called_task(name(waker), waker.function)}


def place(file, line, function):
    """Place (`src/shared/evidence.ts`)."""
    return {"file": file, "line": line, "function": function, "source": linecache.getline(file, line).strip()[:200]}


def function_of(code):
    """Qualified name of the function whose code this is; before 3.11 its plain name."""
    return getattr(code, "co_qualname", code.co_name)


def line_at(code, index):
    """Line of the instruction at `index`."""
    found = code.co_firstlineno
    for start, line in dis.findlinestarts(code):
        if start > index:
            break
        if line is not None:
            found = line
    return found
