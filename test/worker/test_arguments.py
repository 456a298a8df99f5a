"""Functions of every kind, and the arguments and objects they need."""
from await_lens.request import Unusable
from processes import Folder
from sessions import run

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
        self.path = self.write("kinds.py", KINDS)

    def returned(self, name, **request):
        """The value that a function returned."""
        done = run(self.path, name, **request)
        self.assertEqual(done.outcome, "returned", done.exception)
        return done.value

    def refused(self, reason, name, **request):
        """What is said where a request cannot be run."""
        with self.assertRaises(Unusable) as caught:
            run(self.path, name, **request)
        self.assertEqual(caught.exception.reason, reason)
        return caught.exception.message

    def test_kinds_of_functions(self):
        for name, arguments, expected in (
            ("Client.fetch", "'/', retries=2", "('nowhere', '/', 2)"),
            ("Client.made", "1", "('Client', 1)"),
            ("Client.plain", "1", "1"),
            ("Client.Inner.deep", "", "'deep'"),
            ("decorated", "a=5", "5"),
            ("numbers", "3", "<yielded 3 items>"),
            ("later", "", "'later'"),
        ):
            with self.subTest(name):
                self.assertEqual(self.returned(name, arguments=arguments), expected)

    def test_a_context_manager_is_left_again(self):
        report, process = self.report("kinds.py::opened")
        self.assertEqual(report["value"], "'the thing'")
        self.assertIn(b"closed", process.stderr)

    def test_arguments_are_python_in_the_modules_namespace(self):
        for text, expected in (
            ("1, 2, c=3", "(1, 2, 3, 4)"),
            ("*[1, 2], **{'c': CONSTANT}", "(1, 2, 3, 4)"),
            ("1, [x for x in range(2)], c=await value(),  # a comment", "(1, [0, 1], 7, 4)"),
            ("Client(), 2, c=asyncio.get_running_loop().is_running()", None),
        ):
            with self.subTest(text):
                value = self.returned("three", arguments=text)
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
                self.assertIn(said, self.refused("arguments", "three", arguments=text))

    def test_how_to_make_the_object(self):
        self.assertEqual(self.returned("Needy.go", instance="Needy('here')"), "'here'")
        self.assertIn("Making the object, `Needy()`, raised TypeError", self.refused("instance", "Needy.go"))
        self.assertIn("is not Python", self.refused("instance", "Needy.go", instance="Needy("))
        self.assertIn("`3` made a int, which has no Needy.go()", self.refused("instance", "Needy.go", instance="3"))

    def test_a_terminal_is_told_of_the_option(self):
        for name, option in (("three", b"--args"), ("Needy.go", b"--self")):
            with self.subTest(name):
                process = self.lens("kinds.py::" + name)
                self.assertEqual((process.returncode, process.stdout), (2, b""))
                self.assertIn(option, process.stderr)
        self.assertEqual(self.value("kinds.py::Needy.go", "--self", "Needy('here')"), "'here'")

    def test_the_first_task_is_that_of_the_function(self):
        """Also where a decorator would run the loop itself."""
        self.assertEqual(self.value("kinds.py::command", "--args", "1"), "'Task-1'")

    def test_what_cannot_be_awaited(self):
        self.assertIn("not_async() is not async", self.refused("not-async", "not_async"))
        self.assertIn("CONSTANT is not a function", self.refused("not-async", "CONSTANT"))
        self.assertIn("Client is not a function", self.refused("not-async", "Client"))

    def test_no_such_function(self):
        said = self.refused("no-function", "Client.fetsh")
        self.assertIn("kinds.py has no function Client.fetsh. Did you mean Client.fetch?", said)
        self.assertIn("Client.Inner.deep, Client.fetch, Client.made", said)
        said = self.refused("no-function", "outer.<locals>.inner")
        self.assertIn("inner() exists only while outer() runs", said)

    def test_a_file_without_async_functions(self):
        with self.assertRaisesRegex(Unusable, "no async function at all"):
            run(self.write("empty.py", "X = 1\n"))
