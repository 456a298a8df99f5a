"""The report for a person at a terminal."""
import os

_HEADINGS = ("where", "await point", "count", "elapsed", "share")
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
    return ("%s:%d" % (_relative(entry["file"]), entry["line"]), source, count, duration(total), share)


def _relative(path):
    try:
        short = os.path.relpath(path)
    except ValueError:  # another drive
        return path
    return path if short.startswith(os.pardir) else short


def _aligned(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    left = (True, True, False, False, False)
    return [
        "  ".join(
            cell.ljust(width) if to_left else cell.rjust(width) for cell, width, to_left in zip(row, widths, left)
        ).rstrip()
        for row in rows
    ]
