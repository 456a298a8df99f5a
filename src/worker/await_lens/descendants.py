"""Ends the processes that this one has started, and those that they have."""
import os
import signal
import subprocess

#: A process that is being ended may start another one meanwhile: look again, so often.
_ROUNDS = 5
#: PowerShell, for `taskkill /T` takes the process itself with its tree. It is a child too, and leaves itself out.
_WINDOWS = (
    "Get-CimInstance Win32_Process -Filter 'ParentProcessId=%d' | Where-Object ProcessId -ne $PID | "
    "ForEach-Object { taskkill /F /T /PID $_.ProcessId }"
)


def end_descendants():
    """End them all at once, by force. Those that have left for another parent are nobody's, and stay."""
    if os.name == "nt":
        command = ["powershell", "-NoProfile", "-NonInteractive", "-Command", _WINDOWS % os.getpid()]
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return
    for _ in range(_ROUNDS):
        found = _descendants(_by_proc() if os.path.exists("/proc/self/stat") else _by_ps())
        if not found:
            return
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass


def _descendants(parents):
    """Parents first: they can then start no more. `parents`: living process -> its parent."""
    found = [os.getpid()]
    for parent in found:
        found += [pid for pid, other in parents.items() if other == parent]
    return found[1:]


def _by_proc():
    parents = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open("/proc/%s/stat" % name, "rb") as file:
                state, parent = file.read().rpartition(b")")[2].split()[:2]  # the name before may hold anything
        except OSError:  # it has ended meanwhile
            continue
        if state != b"Z":
            parents[int(name)] = int(parent)
    return parents


def _by_ps():
    command = ["ps", "-A", "-o", "pid=,ppid=,state="]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as ps:
        rows = [line.split() for line in ps.stdout]
    return {int(row[0]): int(row[1]) for row in rows if len(row) == 3 and row[2][:1] != b"Z" and int(row[0]) != ps.pid}
