"""Real worker processes for the tests: run by hand as a person would, or over a real channel as the editor does."""
import contextlib
import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import unittest

PACKAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, os.pardir, "src", "worker", "await_lens")
PACKAGE = os.path.normpath(PACKAGE)
PATIENCE = 20  # seconds after which a test that waits for something has failed
#: As `-m await_lens`, with less patience for what does not end. Not for tests of what ends in time.
HURRIED = """\
import sys
sys.path[0] = %r
from await_lens import cli, watch, worker
watch.STOP_GRACE = watch.TIMEOUT_GRACE = watch.SHUTDOWN_GRACE = worker.FAREWELL = 0.2
sys.exit(cli.main(sys.argv[1:]))
""" % os.path.dirname(PACKAGE)


def environment(**more):
    """That of this process, without what would change how Python behaves."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "AWAIT_LENS"))}
    return {**kept, **more}


class Folder(unittest.TestCase):
    """A test with a folder of its own, whose path has a space and an accent in it."""

    def setUp(self):
        outer = os.path.realpath(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, outer)
        self.folder = os.path.join(outer, "my café")
        os.mkdir(self.folder)

    def write(self, name, text):
        """Write a file, its folders too; returns its path."""
        path = os.path.join(self.folder, *name.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else textwrap.dedent(text).encode("utf-8"))
        return path

    def lens(self, *words, hurried=False, **options):
        """`python -m await_lens WORDS...` in the folder; the finished process with bytes in stdout and stderr."""
        how = ("-c", HURRIED) if hurried else ("-m", "await_lens")
        return self.python(*how, *words, **options)

    def python(self, *words, **options):
        env = {**environment(PYTHONPATH=os.path.dirname(PACKAGE), PYTHONIOENCODING="utf-8"), **options.pop("env", {})}
        options.setdefault("cwd", self.folder)
        options.setdefault("stdin", subprocess.DEVNULL)
        command = [sys.executable, *words]
        return subprocess.run(
            command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE, **options
        )

    def report(self, *words, **options):
        """The report of such a run, and its process. `--json -` is added in front."""
        process = self.lens("--json", "-", *words, **options)
        try:
            return json.loads(process.stdout.decode("utf-8")), process
        except ValueError:
            self.fail("no report (status %d): %s" % (process.returncode, process.stderr.decode("utf-8", "replace")))

    def value(self, target, *words, **options):
        """The value that a function returned."""
        report, process = self.report(target, *words, **options)
        self.assertEqual(report["outcome"], "returned", process.stderr.decode("utf-8", "replace"))
        return report["value"]


class Host:
    """The editor's side: listens, starts a worker, and reads its messages and its pipes."""

    def __init__(self, cwd, request=None, hurried=False, python=sys.executable, **env):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(PATIENCE)
        port = self._listener.getsockname()[1]
        self.process = subprocess.Popen(
            [python, *(("-c", HURRIED) if hurried else (PACKAGE,)), "--worker"],
            cwd=cwd, env=environment(AWAIT_LENS_CHANNEL="%d:secret" % port, **env), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        try:
            self._connection, _ = self._listener.accept()
        except OSError:
            self.process.kill()
            raise AssertionError("the worker did not connect: %r" % (self.process.communicate(),))
        self._lines = self._connection.makefile("rb")
        self.messages = queue.Queue()
        self.output = {"stdout": bytearray(), "stderr": bytearray()}
        self._threads = [threading.Thread(target=self._read_messages)]
        self._threads += [threading.Thread(target=self._read_pipe, args=(name,)) for name in self.output]
        for thread in self._threads:
            thread.start()
        if request is not None:
            self.run(**request)

    def _read_messages(self):
        try:
            for line in self._lines:
                self.messages.put(json.loads(line))
        except OSError:
            pass
        self.messages.put(None)

    def _read_pipe(self, name):
        pipe = getattr(self.process, name)
        while True:
            data = os.read(pipe.fileno(), 1 << 16)
            if not data:
                return
            self.output[name] += data

    def run(self, file, qualname="main", **more):
        request = {
            "file": file, "qualname": qualname, "source": None, "arguments": "", "instance": None, "root": None,
            "timeout": None, **more,
        }
        self.send({"v": 1, "type": "run", "request": request})

    def send(self, message):
        self._connection.sendall(json.dumps(message).encode() + b"\n")

    def stop(self):
        self.send({"v": 1, "type": "stop"})

    def until(self, *types):
        """The next message of one of these types; those before it are dropped. None when the line is lost."""
        while True:
            message = self.messages.get(timeout=PATIENCE)
            if message is None or message["type"] in types:
                return message

    def hang_up(self):
        """Close the connection, as the editor does when it has read everything, or when it is gone itself."""
        try:
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:  # the worker was faster
            pass
        self._lines.close()
        self._connection.close()

    def wait(self):
        """The worker's exit status, once everything it wrote has been read."""
        status = self.process.wait(PATIENCE)
        for thread in self._threads[1:]:
            thread.join(PATIENCE)
        return status

    def close(self):
        """End what is left of it; nothing should be."""
        self.process.kill()
        self.process.wait(PATIENCE)
        self.hang_up()
        self._listener.close()
        for thread in self._threads:
            thread.join(PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()


@contextlib.contextmanager
def killed_if_late(process):
    """Kills a `subprocess.Popen` that a failing test leaves running: its own `with` would wait for it for ever."""
    try:
        yield
    except BaseException:
        process.kill()
        raise


def is_gone(pid):
    """Whether a process that is being ended has ended; waits for it."""
    deadline = time.monotonic() + PATIENCE
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not is_alive(pid)


def is_alive(pid):
    """Whether a process is there and not just waiting to be collected."""
    try:
        with open("/proc/%d/stat" % pid) as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
