"""The report for a person at a terminal."""
import os

_HEADINGS = ("where", "await point", "count", "elapsed", "waiting", "ready", "running", "share")
_WIDEST_SOURCE = 60  # characters


def duration(nanoseconds):
    """As in the editor (`src/analysis/format.ts`): ``640 ns``, ``4.20 µs``, ``15.3 ms``, ``0.31 s``, ``1 min 05 s``.

    Three significant digits; from a tenth of a second on it is hundredths of seconds.
    """
    value = max(0, nanoseconds)
    if round(value) < 1000:
        return "%d ns" % round(value)
    # Compared after rounding: 999.96 µs is 1.00 ms and never 1000 µs.
    if _rounded(value / 1e3) < 1000:
        return "%s µs" % _digits(value / 1e3)
    if _rounded(value / 1e6) < 100:
        return "%s ms" % _digits(value / 1e6)
    if value < 0.995e9:
        return "%.2f s" % (value / 1e9)
    if _rounded(value / 1e9) < 60:
        return "%s s" % _digits(value / 1e9)
    seconds = round(value / 1e9)
    if seconds < 3600:
        return "%d min %02d s" % divmod(seconds, 60)
    return "%d h %02d min" % divmod(round(seconds / 60), 60)


def _rounded(value):
    return float("%.3g" % value)


def _digits(value):
    return "%.*f" % (2 if _rounded(value) < 10 else 1 if _rounded(value) < 100 else 0, value)


def headline(report):
    target, python = report["target"], report["python"]
    name = target["name"]
    if target["kind"] == "function":
        name += "()"
    took = duration(report["elapsed_ns"])
    said = {
        "returned": "returned in %s" % took,
        "raised": "raised %s after %s" % ((report["exception"] or {}).get("type"), took),
        "timeout": "was ended by the timeout after %s" % took,
        "cancelled": "was cancelled after %s" % took,
        "exited": "exited with status %s after %s" % (report["exit_code"], took),
    }[report["outcome"]]
    if report["phase"] == "loading":
        said = "did not run: loading its file %s" % {
            "raised": "raised %s" % (report["exception"] or {}).get("type"),
            "exited": "ended the program with status %s" % report["exit_code"],
            "timeout": "was ended by the timeout",
            "cancelled": "was cancelled",
        }[report["outcome"]]
    return "%s %s on %s %s" % (name, said, python["implementation"].replace("CPython", "Python"), python["version"])


def table(report):
    """The whole text, a newline at its end."""
    lines = [headline(report)]
    if report["value"] not in (None, "None"):
        lines.append("value: %s" % report["value"])
    rows = [_row(entry, report["elapsed_ns"]) for entry in _sorted(report["awaits"])]
    if rows:
        lines += [""] + _aligned([_HEADINGS] + rows)
    elif report["phase"] == "running":
        lines.append("No await point was reached.")
    found = _blocking(report) + ["warning: %s%s" % (_at(entry["at"]), entry["message"]) for entry in report["warnings"]]
    if found:
        lines += [""] + found
    notes = list(report["notes"])
    if report["loop"]["note"]:
        notes.append(report["loop"]["note"])
    if notes:
        lines += [""] + ["note: %s" % note for note in notes]
    return "\n".join(lines) + "\n"


def _sorted(awaits):
    return sorted(awaits, key=lambda entry: (entry["file"], entry["line"], entry["column"], entry["kind"]))


def _row(entry, whole):
    total = entry["elapsed_ns"]["total"] + entry["pending_ns"]
    source = entry["source"]
    if entry["kind"] in ("async with enter", "async with exit"):
        source = "%s (%s)" % (source, entry["kind"].rpartition(" ")[2])
    if len(source) > _WIDEST_SOURCE:
        source = source[: _WIDEST_SOURCE - 1] + "…"
    count = str(entry["count"])
    if entry["pending"]:
        count += "+%d pending" % entry["pending"]
    share = "%.1f %%" % (100 * total / whole) if whole else "-"
    parts = [duration(entry[part]) if entry[part] else "-" for part in ("waiting_ns", "ready_ns", "running_ns")]
    return (_where(entry), source, count, duration(total), *parts, share)


def _blocking(report):
    """A line for each line of the program that held the event loop, and for each time that many steps did together."""
    held = {}
    for step in report["blocking"]:
        sums = held.setdefault((step["file"], step["line"]), [step, 0, 0, set()])
        sums[1] += 1
        sums[2] += step["duration_ns"]
        sums[3].update(starved["function"] for starved in step["starved"])
    lines = [
        "blocked: %sthe event loop was held for %s%s%s%s" % (
            _at(step if step["file"] else None), duration(total), " in %d steps" % count if count > 1 else "",
            " by %s" % step["innermost"] if step["innermost"] else "",
            ", starved %s" % ", ".join(sorted(starved)) if starved else "",
        ) for step, count, total, starved in held.values()
    ]
    return lines + [
        "blocked: many short steps kept ready tasks waiting for %s: %s" % (
            duration(stretch["duration_ns"]),
            ", ".join("%s %s" % (part["function"], duration(part["running_ns"])) for part in stretch["made_of"]),
        ) for stretch in report["starvation"]
    ]


def _at(place):
    return "%s: " % _where(place) if place else ""


def _where(place):
    return "%s:%d" % (_relative(place["file"]), place["line"])


def _relative(path):
    try:
        short = os.path.relpath(path)
    except ValueError:  # another drive
        return path
    return path if short.startswith(os.pardir) else short


def _aligned(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    left = [column < 2 for column in range(len(_HEADINGS))]
    return [
        "  ".join(
            cell.ljust(width) if to_left else cell.rjust(width) for cell, width, to_left in zip(row, widths, left)
        ).rstrip()
        for row in rows
    ]
