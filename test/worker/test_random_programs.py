"""Random asynchronous programs: the lens changes nothing that can be seen of them, and counts what they count."""
import difflib
import gc
import re
import sys
import time
import unittest

import program_blocks
import random_programs
import random_runs
from await_lens import engine

#: Each Python has programs of its own: seven have 2,000 and a few.
SEEDS = range(sys.version_info[1] * 1000, sys.version_info[1] * 1000 + 290)
#: Programs whose await points are reported together.
BATCH = 100
#: Tries of making a program smaller.
PATIENCE = 2000
#: How the program's own number of an await point stands in its source, and which half of a manager it is.
_NUMBERED = {
    "await": (re.compile(r"await B\((\d+),"), None),
    "async for": (re.compile(r"async for v in It\((\d+),"), None),
    "async comprehension": (re.compile(r"\w+ in It\((\d+),"), None),
    "async with enter": (re.compile(r"M\((\d+),"), "enter"),
    "async with exit": (re.compile(r"M\((\d+),"), "exit"),
}
#: Where nobody can tell an exception of the await point itself: it may be the body's, or the end of an iterator.
_UNSURE = "async with exit", "async comprehension"


def own_number(point):
    """What the program counts this await point as; None when it does not."""
    pattern, half = _NUMBERED[point["kind"]]
    found = pattern.match(point["source"])
    return found and (int(found.group(1)), half) if half else found and int(found.group(1))


def awaits_of(run):
    """What `run` gives, and the await points of it."""
    engine.start(time.perf_counter_ns())
    result = run()
    return result, engine.measured(time.perf_counter_ns())["awaits"]


def miscounted(seen, points):
    """What the report says of a program and the program does not: a line each."""
    lines = []
    met = set()
    for point in points:
        number = own_number(point)
        if number is None:
            continue
        met.add(number)
        begun, ended = seen.begun[number], seen.ended[number]
        if (point["count"], point["pending"]) != (begun, 0):
            lines.append("%s: begun %d times, count %d, pending %d" % (point["source"], begun, point["count"], point["pending"]))
        elif point["kind"] not in _UNSURE and point["raised"] != begun - ended:
            lines.append("%s: raised %d times, told %d" % (point["source"], begun - ended, point["raised"]))
    return lines + ["point %s is not in the report" % (number,) for number in seen.begun if number not in met]


def wrong_times(point):
    """Whether the times of an await point do not add up."""
    elapsed = point["elapsed_ns"]
    parts = point["waiting_ns"], point["ready_ns"], point["running_ns"]
    return (
        min(*parts, elapsed["min"]) < 0 or sum(parts) != elapsed["total"]
        or point["suspended_ns"] != point["waiting_ns"] + point["ready_ns"]
        or not elapsed["min"] * point["count"] <= elapsed["total"] <= elapsed["max"] * point["count"]
    )


def path_of(seed):
    return "random-%d.py" % seed


def problems(bare, lens, points):
    """All that is wrong with a program after its two runs and with its await points: a text, empty if nothing."""
    lines = list(difflib.unified_diff(
        "\n".join(bare.record).split("\n"), "\n".join(lens.record).split("\n"), "bare", "lens", lineterm=""
    ))
    if (bare.begun, bare.ended) != (lens.begun, lens.ended):
        lines.append("the program itself counts otherwise")
    if lens.complete:
        lines += miscounted(lens, points)
    lines += ["the times do not add up: %r" % point for point in points if wrong_times(point)]
    return "\n".join(lines)


def tried(seed, block):
    """`problems` of the program of a seed, or of a smaller one, run alone; None if Python does not take it."""
    try:
        runs, points = awaits_of(lambda: random_runs.both(seed, program_blocks.text_of(block), path_of(seed)))
    except SyntaxError:
        return None
    return problems(*runs, [point for point in points if point["file"] == path_of(seed)])


def smallest(seed):
    """(block, its problems) of the smallest program made from that of `seed` that still has problems."""
    block = random_programs.program(seed)
    found = tried(seed, block)
    tries, shrinking = 0, bool(found)
    while shrinking:
        shrinking = False
        for less in program_blocks.smaller(block):
            tries += 1
            told = tried(seed, less) if tries < PATIENCE else None
            if told:
                block, found, shrinking = less, told, True
                break
    return block, found


class RandomPrograms(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        engine.install()
        # A collection happens where the program asks for one; what is there already need not be looked at by each.
        gc.collect()
        gc.disable()
        cls.addClassCleanup(gc.unfreeze)
        cls.addClassCleanup(gc.enable)

    def test_the_lens_changes_nothing_and_counts_right(self):
        counted = 0
        for first in SEEDS[::BATCH]:
            seeds = range(first, min(first + BATCH, SEEDS.stop))
            runs, points = awaits_of(lambda: {seed: self.run_of(seed) for seed in seeds})
            by_path = {}
            for point in points:
                by_path.setdefault(point["file"], []).append(point)
            for seed in seeds:
                told = problems(*runs[seed], by_path.get(path_of(seed), []))
                if told:
                    block, alone = smallest(seed)
                    self.fail("Seed %d. The smallest program:\n%s\n\n%s" % (
                        seed, program_blocks.text_of(block), alone or "No problem alone, but after others:\n" + told,
                    ))
            counted += sum(point["count"] for point in points)
        self.assertGreater(counted, 5 * len(SEEDS))

    @staticmethod
    def run_of(seed):
        gc.freeze()
        return random_runs.both(seed, program_blocks.text_of(random_programs.program(seed)), path_of(seed))
