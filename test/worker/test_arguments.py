"""Functions of every kind, and the arguments and objects they need."""
from processes import Folder

KINDS = """\
    import asyncio
    import contextlib
    import functools

    class Client:
        def __init__(self, host="nowhere"):
            self.host = host
        async def fetch(self, path, *, retries=1):
            return self.host, path, retries
        @classmethod
        async def made(cls, n):
            return cls.__name__, n
        @staticmethod
        async def plain(n):
            return n
        class Inner:
            async def deep(self):
                return "deep"

    class Needy:
        def __init__(self, host):
            self.host = host
        async def go(self):
            return self.host

    def wrapped(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return function(*args, **kwargs)
        return wrapper

    def runs_itself(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return asyncio.run(function(*args, **kwargs))
        return wrapper

    @wrapped
    async def decorated(a):
        return a

    @runs_itself
    async def command(a):
        await asyncio.sleep(0)
        return asyncio.current_task().get_name()

    async def numbers(n):
        for i in range(n):
            yield i
            await asyncio.sleep(0)

    @contextlib.asynccontextmanager
    async def opened():
        yield "the thing"
        print("closed")

    async def three(a, b, *, c, d=4):
        return a, b, c, d

    async def value():
        await asyncio.sleep(0)
        return 7

    def not_async():
        print("must not run")

    async def outer():
        async def inner():
            pass
        await inner()

    later = lambda: asyncio.sleep(0, "later")
    CONSTANT = 3
    """


class Arguments(Folder):
    def setUp(self):
        super().setUp()
        self.write("kinds.py", KINDS)

    def refused(self, name, *words):
        process = self.lens("kinds.py::" + name, *words)
        self.assertEqual((process.returncode, process.stdout), (2, b""), process.stderr)
        return process.stderr.decode("utf-8").replace("\r", "")

    def test_kinds_of_functions(self):
        for name, arguments, expected in (
            ("Client.fetch", "'/', retries=2", "('nowhere', '/', 2)"),
            ("Client.made", "1", "('Client', 1)"),
            ("Client.plain", "1", "1"),
            ("Client.Inner.deep", "", "'deep'"),
            ("decorated", "a=5", "5"),
            ("command", "1", "'Task-1'"),
            ("numbers", "3", "<yielded 3 items>"),
            ("opened", "", "'the thing'"),
            ("later", "", "'later'"),
        ):
            with self.subTest(name):
                self.assertEqual(self.value("kinds.py::" + name, "--args", arguments), expected)

    def test_a_context_manager_is_left_again(self):
        _, process = self.report("kinds.py::opened")
        self.assertIn(b"closed", process.stderr)

    def test_arguments_are_python_in_the_modules_namespace(self):
        for text, expected in (
            ("1, 2, c=3", "(1, 2, 3, 4)"),
            ("*[1, 2], **{'c': CONSTANT}", "(1, 2, 3, 4)"),
            ("1, [x for x in range(2)], c=await value(),  # a comment", "(1, [0, 1], 7, 4)"),
            ("Client(), 2, c=asyncio.get_running_loop().is_running()", None),
        ):
            with self.subTest(text):
                value = self.value("kinds.py::three", "--args", text)
                if expected is not None:
                    self.assertEqual(value, expected)
                else:
                    self.assertIn("True", value)

    def test_everything_missing_and_unknown_is_named(self):
        for text, said in (
            ("", "three() needs a, b, c: give them."),
            ("1, b=2", "three() needs c: give it."),
            ("1, x=2, y=3", "three() needs b, c: give them; has no parameter x, y."),
            ("1, 2, 3, c=4", "three() takes 2 by position, 3 were given."),
            ("1, 2, c=3, a=4", "three() gets a twice."),
            ("1, 2, c=3, c=4", "are not Python: "),
            ("1, (2", "are not Python"),
            ("1), (2", "are not Python: unbalanced parentheses"),
            ("1/0, 2, c=3", "The arguments `1/0, 2, c=3` raised ZeroDivisionError: division by zero"),
            ("*[1], c=3", "three(): missing a required argument: 'b'."),
        ):
            with self.subTest(text):
                self.assertIn(said, self.refused("three", "--args", text))

    def test_how_to_make_the_object(self):
        self.assertEqual(self.value("kinds.py::Needy.go", "--self", "Needy('here')"), "'here'")
        said = self.refused("Needy.go")
        self.assertIn("Making the object, `Needy()`, raised TypeError", said)
        self.assertIn("--self", said)
        self.assertIn("is not Python", self.refused("Needy.go", "--self", "Needy("))
        self.assertIn("`3` made a int, which has no Needy.go()", self.refused("Needy.go", "--self", "3"))

    def test_what_cannot_be_awaited(self):
        self.assertIn("not_async() is not async", self.refused("not_async"))
        self.assertIn("CONSTANT is not a function", self.refused("CONSTANT"))
        self.assertIn("Client is not a function", self.refused("Client"))

    def test_no_such_function(self):
        said = self.refused("Client.fetsh")
        self.assertIn("kinds.py has no function Client.fetsh. Did you mean Client.fetch?", said)
        self.assertIn("Client.Inner.deep, Client.fetch, Client.made", said)
        said = self.refused("outer.<locals>.inner")
        self.assertIn("inner() exists only while outer() runs", said)

    def test_a_file_without_async_functions(self):
        self.write("empty.py", "X = 1\n")
        process = self.lens("empty.py::main")
        self.assertIn(b"no async function at all", process.stderr)
