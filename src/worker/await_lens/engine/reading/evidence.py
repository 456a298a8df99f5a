"""The `blocking` and the `starvation` of the report."""
import ast
import linecache

from ..recording import blocking
from ..units import ns
from .meanwhile import NAMED, Slices
from .naming import function_of, place, task_name

#: How many starved tasks are named.
_STARVED = 20


def blocking_steps(origin, now):
    """(list of BlockingStep (`src/shared/evidence.ts`), how many more there were)."""
    blocks, omitted = blocking.blocks(now)
    return [_blocking_step(block, origin) for block in blocks], omitted


def starvation(origin):
    """List of JointStarvation."""
    stretches = blocking.stretches()
    slices = Slices() if stretches else None
    return [_joint_starvation(stretch, slices, origin) for stretch in stretches]


def blocking_now(now):
    """`{file, line, function, source, duration_ns}` of the step that blocks a loop at this moment, or None."""
    found = blocking.now_blocking(now)
    if found is None or found[1] is None:
        return None
    start, at = found
    return {**_place(at), "duration_ns": ns(now - start)}


def _blocking_step(block, origin):
    at, here = blocking.commonest(block.samples)
    where = _place(at) if at is not None else dict.fromkeys(("file", "line", "function", "source"))
    starved, more = _starved({state: kept for state, kept in sorted(block.starved, key=lambda entry: entry[1])})
    return {
        "start_ns": ns(block.start - origin), "duration_ns": ns(block.end - block.start),
        "task": task_name(block.state) if block.state.number is not None else None, **where,
        "innermost": _innermost(at) if at is not None else None,
        "samples": {"taken": sum(block.samples.values()), "here": here},
        "starved": starved, "starved_more": more,
    }


def _joint_starvation(stretch, slices, origin):
    ran = {}
    for state, running, steps in slices.within(stretch.thread, ns(stretch.start), ns(stretch.end)) or ():
        function = state.function if state.number is not None else "callbacks of the loop"
        sums = ran.setdefault(function, [0, 0])
        sums[0] += running
        sums[1] += steps
    order = sorted(ran.items(), key=lambda entry: entry[1], reverse=True)
    starved, more = _starved(stretch.starved)
    return {
        "start_ns": ns(stretch.start - origin), "duration_ns": ns(stretch.end - stretch.start), "waits": stretch.waits,
        "starved": starved, "starved_more": more,
        "made_of": [{"function": function, "steps": steps, "running_ns": running}
                    for function, (running, steps) in order[:NAMED]],
        "rest_ns": sum(running for _, (running, _) in order[NAMED:]),
    }


def _starved(kept):
    order = sorted(kept.items(), key=lambda entry: entry[1], reverse=True)
    named = [{**task_name(state), "kept_ns": ns(kept)} for state, kept in order[:_STARVED]]
    return named, max(0, len(order) - _STARVED)


def _place(at):
    return place(at.code.co_filename, at.line, function_of(at.code))


def _innermost(at):
    """What ran innermost: the frame, or what the line calls when that is in C. None when only the line is known."""
    if at.innermost is not None:
        module, code = at.innermost
        return "%s.%s" % (module, function_of(code)) if module else function_of(code)
    return _called(at)


def _called(at):
    """The call that the user's line was at, as it is written there; None where there is none, or nobody knows which."""
    text = linecache.getline(at.code.co_filename, at.line)
    if hasattr(at.code, "co_positions"):
        line, end_line, start, end = list(at.code.co_positions())[at.index // 2]
        if line != end_line or start is None or end is None:
            return None
        text = text.encode()[start:end].decode("utf-8", "replace")
    try:
        tree = ast.parse(text.strip())
    except SyntaxError:
        return None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    if len(calls) == 1 or calls and getattr(tree.body[0], "value", None) is calls[0]:
        return _text(calls[0].func)
    return None


def _text(node):
    """A dotted name as it is written, else None."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = _text(node.value)
        return "%s.%s" % (owner, node.attr) if owner else node.attr
    return None
