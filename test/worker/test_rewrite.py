"""The sites of a file: where they stand, what they are called; and code that must stay as it is."""
import ast
import builtins
import sys
import textwrap
import unittest

from await_lens import engine
from await_lens.engine.recording import sites
from await_lens.engine.rewriting import names
from measuring import Measured, build


def points(text):
    """(kind, function, source, range) of the sites of `text`, in source order."""
    path = "points-%d.py" % len(sites.sites)
    text = textwrap.dedent(text)
    tree = engine.transform(ast.parse(text), path, text)
    compile(tree, path, "exec", dont_inherit=True)
    found = [site for site in sites.sites if site.file == path]
    return [(s.kind, s.function, s.source, s.range) for s in sorted(found, key=lambda s: (s.range, s.kind))]


def unchanged(text):
    text = textwrap.dedent(text)
    return ast.dump(engine.transform(ast.parse(text), "u.py", text)) == ast.dump(ast.parse(text))


class Ranges(unittest.TestCase):
    def test_await_is_the_expression(self):
        self.assertEqual(points("async def f():\n    x = 1 + await g(\n        2)\n"),
                         [("await", "f", "await g( 2)", (2, 12, 3, 10))])

    def test_columns_are_code_points(self):
        self.assertEqual(points("async def f():\n    'é🐍', await g('ñ')\n")[0][2:], ("await g('ñ')", (2, 10, 2, 22)))

    def test_async_for_ends_with_its_iterable(self):
        self.assertEqual(points("async def f():\n  async for x, y in g(1):\n    pass\n"),
                         [("async for", "f", "async for x, y in g(1)", (2, 2, 2, 24))])

    def test_each_item_of_async_with_enters_and_exits(self):
        self.assertEqual(points("async def f():\n  async with a() as x, b:\n    pass\n"), [
            ("async with enter", "f", "a() as x", (2, 13, 2, 21)), ("async with exit", "f", "a() as x", (2, 13, 2, 21)),
            ("async with enter", "f", "b", (2, 23, 2, 24)), ("async with exit", "f", "b", (2, 23, 2, 24))])

    def test_comprehension_from_target_to_iterable(self):
        self.assertEqual(points("async def f():\n  return [x async for x in g() if x]\n"),
                         [("async comprehension", "f", "x in g()", (2, 22, 2, 30))])

    def test_fstring_has_columns_from_3_12_on(self):
        """Trap 11: before, the f-string's own range stands for its parts."""
        found = points("async def f():\n    return f'é{await g()}'\n")
        expected = ("await g()", (2, 15, 2, 24)) if sys.version_info >= (3, 12) else ("f'é{await g()}'", (2, 11, 2, 26))
        self.assertEqual(found[0][2:], expected)

    def test_mark_and_line_ends(self):
        for text in ("\ufeffasync def f():\r\n    await g()\r\n", "\ufeffasync def f():\r    await g()\r"):
            found = len(sites.sites)
            engine.transform(ast.parse(text.encode()), "mark-%d.py" % found, text)
            self.assertEqual((sites.sites[-1].source, sites.sites[-1].range), ("await g()", (2, 4, 2, 13)))

    def test_form_feed_and_unicode_separators_are_no_line_ends(self):
        self.assertEqual(points("async def f():\n    '\x0c\u2028'; await g()\n")[0][3], (2, 10, 2, 19))

    def test_long_source_is_shortened(self):
        source = points("async def f():\n    await g(%s)\n" % ", ".join(map(str, range(100))))[0][2]
        self.assertEqual(len(source), 200)
        self.assertTrue(source.startswith("await g(0, 1, 2"))


class Functions(unittest.TestCase):
    def test_qualified_names(self):
        found = points("""
            class A:
                async def m(self):
                    async def inner(x=await one()):
                        await two()
                    class B:
                        async def n(self): await three()
                    await four()
        """)
        self.assertEqual({source: function for _, function, source, _ in found}, {
            "await one()": "A.m", "await two()": "A.m.<locals>.inner", "await three()": "A.m.<locals>.B.n",
            "await four()": "A.m"})

    def test_decorators_belong_to_the_scope_around(self):
        found = points("async def f():\n  @deco(await one())\n  def g(): pass\n")
        self.assertEqual([(found[0][1], found[0][2])], [("f", "await one()")])

    def test_a_file_loaded_again_finds_its_sites(self):
        text = "async def f():\n    await g()\n"
        build(text, "again.py")
        known = len(sites.sites)
        build(text, "again.py")
        self.assertEqual(len(sites.sites), known)


class LeftAlone(unittest.TestCase):
    def test_code_without_await_points(self):
        self.assertTrue(unchanged("""
            'doc'
            from __future__ import annotations
            def f(a: int = 1) -> str:
                try: return [x for x in a]
                finally: pass
            async def g():
                with x: return 1
        """))

    def test_annotations(self):
        self.assertTrue(unchanged("async def f():\n  async def g(a: (await x)) -> (await y): pass\n  b: (await z) = 1\n"))

    def test_docstrings(self):
        space = build("'''module'''\nclass A:\n  '''class'''\n  async def m(self):\n    '''method'''\n    await x\n")
        self.assertEqual([space["__doc__"], space["A"].__doc__, space["A"].m.__doc__], ["module", "class", "method"])

    def test_deep_expressions_without_await(self):
        text = "async def f():\n    await g()\n    return 1"
        tree = ast.parse(text)
        deep = ast.Constant(1)
        for _ in range(20000):
            deep = ast.BinOp(deep, ast.Add(), ast.Constant(1))
        tree.body[0].body[1].value = deep
        self.assertIs(engine.transform(tree, "deep.py", text), tree)
        while isinstance(deep, ast.BinOp):  # taken apart, because freeing it in one go needs as deep a stack
            left, deep.left = deep.left, None
            deep = left

    def test_names_of_the_hooks_cannot_be_written(self):
        added = [name for name in dir(builtins) if name.startswith(names.PREFIX)]
        self.assertTrue(added)
        self.assertFalse([name for name in added if name.isidentifier()])

    def test_namespaces_stay_clean(self):
        measured = Measured("""
            async def nothing(): pass
            async def main():
                x = 1
                await nothing()
                async for y in ticks(): pass
                return sorted(locals()), sorted(n for n in globals() if n[:2] != '__')
            async def ticks():
                yield 1
        """)
        self.assertEqual(measured.value, (["x", "y"], ["main", "nothing", "ticks"]))


NEWER = {
    (3, 10): "async def f(x):\n match await x:\n  case [a, *b] if await y: await z\n  case A(b=1): await w\n",
    (3, 11): "async def f():\n try: await x\n except* ValueError: await y\n else: await z\n finally: await w\n",
    (3, 12): "type T = int\nasync def f[T: int](x: T):\n  await x\nclass A[T]:\n  async def m(self): await self\n",
    (3, 14): "async def f():\n  return t'{await x!r:>{await y}}'\n",
}


class Syntax(unittest.TestCase):
    def test_every_statement_compiles(self):
        text = """
            async def f(a, *b, c=1, **d):
                while await x: await y
                else: await z
                for i in await x:
                    async with a as b.c, d as e[0]:
                        if i: continue
                        if await i: break
                async for a.b, (c, *e) in await x: pass
                else: await y
                return {await k: await v async for k, v in a async for x in b if await c}, (y async for y in z), \\
                    lambda q=await x: q, (w := await x), a[await b:await c], (await a)(*await b, **await c), \\
                    [u for t in (await r) for u in t], {s async for s in m}
                raise await x from await y
                del (await a).b, (await c)[await d]
                assert await a, await b
                with await a as b, c: await d
        """
        self.assertEqual(len([p for p in points(text) if p[0] != "async with exit"]), 34)

    def test_syntax_of_newer_versions(self):
        for version, text in NEWER.items():
            if sys.version_info >= version:
                with self.subTest(version=version):
                    self.assertTrue(points(text))

    def test_what_does_not_compile_still_does_not(self):
        for text in ("def f(): await x", "class A: await x", "lambda: await x", "await x", "[x async for x in y]"):
            with self.subTest(text=text), self.assertRaises(SyntaxError):
                points(text)
