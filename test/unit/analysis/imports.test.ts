import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { applyEdits } from '../../../src/analysis/edits.js';
import { missingImports, moduleName } from '../../../src/analysis/imports/imports.js';

const python = process.env.AWAIT_LENS_TEST_PYTHON ?? 'python3';

/** What becomes of a text; what the edits must not do a second time is looked at, too. */
function after(text: string, ...statements: string[]): string {
  const result = applyEdits(text, missingImports(text, statements));
  assert.deepEqual(missingImports(result, statements), [], `twice:\n${result}`);
  return result;
}

interface Case {
  what: string;
  text: string[];
  /** `import asyncio` where nothing is said. */
  add?: string[];
  becomes: string[];
}

const CASES: Case[] = [
  { what: 'an empty file', text: [''], becomes: ['import asyncio', ''] },
  { what: 'blank lines', text: ['', '', ''], becomes: ['import asyncio', '', ''] },
  { what: 'code', text: ['x = 1', ''], becomes: ['import asyncio', '', 'x = 1', ''] },
  { what: 'a function, which has two blank lines above it', text: ['def f():', '    pass'], becomes: ['import asyncio', '', '', 'def f():', '    pass'] },
  { what: 'blank lines above code', text: ['', '', '@decorated', 'def f(): ...', ''], becomes: ['import asyncio', '', '', '@decorated', 'def f(): ...', ''] },
  { what: 'only a docstring', text: ['"""Doc."""'], becomes: ['"""Doc."""', '', 'import asyncio'] },
  { what: 'only a docstring, with a final newline', text: ['"""Doc."""', ''], becomes: ['"""Doc."""', '', 'import asyncio', ''] },
  { what: 'a docstring of several lines and parts', text: ['"""Doc', 'goes on."""', "'on'  # on", 'x = 1'], becomes: ['"""Doc', 'goes on."""', '', 'import asyncio', '', "'on'  # on", 'x = 1'] },
  { what: 'a docstring with code right below', text: ['"""Doc."""', 'async def f():', '    pass', ''], becomes: ['"""Doc."""', '', 'import asyncio', '', '', 'async def f():', '    pass', ''] },
  { what: 'a docstring with another statement on its line', text: ['"""Doc."""; x = 1', 'y = 2'], becomes: ['"""Doc."""; x = 1', '', 'import asyncio', '', 'y = 2'] },
  { what: 'an f-string, which is no docstring', text: ['f"""{x}"""', ''], becomes: ['import asyncio', '', 'f"""{x}"""', ''] },
  { what: 'a shebang and an encoding', text: ['#!/usr/bin/env python3', '# -*- coding: utf-8 -*-', 'x = 1', ''], becomes: ['#!/usr/bin/env python3', '# -*- coding: utf-8 -*-', 'import asyncio', '', 'x = 1', ''] },
  { what: 'a shebang, a licence and code', text: ['#!/usr/bin/env python3', '# Copyright', 'x = 1'], becomes: ['#!/usr/bin/env python3', '# Copyright', '', 'import asyncio', '', 'x = 1'] },
  { what: 'a licence apart from the code', text: ['# Copyright', '# MIT', '', 'x = 1'], becomes: ['# Copyright', '# MIT', '', 'import asyncio', '', 'x = 1'] },
  { what: 'a comment about the code below it', text: ['# One.', 'x = 1'], becomes: ['import asyncio', '', '# One.', 'x = 1'] },
  { what: 'only a comment', text: ['# Later.'], becomes: ['# Later.', '', 'import asyncio'] },
  { what: 'a licence below the docstring', text: ['"""Doc."""', '', '# Copyright', '', 'x = 1'], becomes: ['"""Doc."""', '', '# Copyright', '', 'import asyncio', '', 'x = 1'] },
  { what: 'from __future__', text: ['"""Doc."""', 'from __future__ import annotations', '', 'x = 1'], becomes: ['"""Doc."""', 'from __future__ import annotations', '', 'import asyncio', '', 'x = 1'] },
  { what: 'from __future__ and imports', text: ['from __future__ import annotations', '', 'import os', ''], becomes: ['from __future__ import annotations', '', 'import asyncio', 'import os', ''] },
  { what: 'names such as __all__', text: ['"""Doc."""', '', '__all__ = [', '    "f",', ']', '__version__ = "1"', '', 'def f(): ...'], becomes: ['"""Doc."""', '', '__all__ = [', '    "f",', ']', '__version__ = "1"', '', 'import asyncio', '', '', 'def f(): ...'] },
  { what: 'names such as __all__ above imports', text: ['__all__ = ["f"]', 'import os', ''], becomes: ['__all__ = ["f"]', 'import asyncio', 'import os', ''] },
  { what: 'imports that sort before it', text: ['import abc  # first', 'import ast', 'x = 1'], becomes: ['import abc  # first', 'import ast', 'import asyncio', 'x = 1'] },
  { what: 'imports around it', text: ['import abc', 'import os', 'import sys', 'from typing import Any'], becomes: ['import abc', 'import asyncio', 'import os', 'import sys', 'from typing import Any'] },
  { what: 'imports that are not in order', text: ['import sys', 'import abc', ''], becomes: ['import asyncio', 'import sys', 'import abc', ''] },
  { what: 'only from imports', text: ['from typing import Any', ''], becomes: ['import asyncio', 'from typing import Any', ''] },
  { what: 'a style that sorts by modules alone', text: ['import abc', 'from os import path', 'import sys', ''], add: ['from re import sub'], becomes: ['import abc', 'from os import path', 'from re import sub', 'import sys', ''] },
  { what: 'only third-party imports', text: ['import aiohttp', ''], becomes: ['import asyncio', '', 'import aiohttp', ''] },
  { what: 'third-party imports below a comment of theirs', text: ['"""Doc."""', '', '# Third party', 'import aiohttp', ''], becomes: ['"""Doc."""', '', 'import asyncio', '', '# Third party', 'import aiohttp', ''] },
  { what: 'a shebang right above third-party imports', text: ['#!/usr/bin/python3', 'import aiohttp', ''], becomes: ['#!/usr/bin/python3', 'import asyncio', '', 'import aiohttp', ''] },
  { what: 'a third-party import below those of the standard library', text: ['import os', '', 'x = 1'], add: ['import aiohttp'], becomes: ['import os', '', 'import aiohttp', '', 'x = 1'] },
  { what: 'a third-party import between the others', text: ['import os', '', 'from . import other', ''], add: ['import aiohttp'], becomes: ['import os', '', 'import aiohttp', '', 'from . import other', ''] },
  { what: 'a third-party import above relative ones that have no blank line', text: ['import os', 'from . import other', ''], add: ['import aiohttp'], becomes: ['import os', '', 'import aiohttp', '', 'from . import other', ''] },
  { what: 'third-party imports in two blocks', text: ['import numpy', 'import requests', '', 'import app', ''], add: ['import pytest', 'import zmq'], becomes: ['import numpy', 'import pytest', 'import requests', 'import zmq', '', 'import app', ''] },
  { what: 'several of several kinds', text: ['"""Doc."""', '', 'x = 1', ''], add: ['import httpx', 'import asyncio', 'from contextlib import suppress', 'from __future__ import annotations', 'import random'], becomes: ['"""Doc."""', '', 'from __future__ import annotations', '', 'import asyncio', 'import random', 'from contextlib import suppress', '', 'import httpx', '', 'x = 1', ''] },
  { what: 'from __future__ above names such as __all__', text: ['"""Doc."""', '', '__all__ = []', '', 'import os', ''], add: ['from __future__ import annotations', 'import asyncio'], becomes: ['"""Doc."""', '', 'from __future__ import annotations', '', '__all__ = []', '', 'import asyncio', 'import os', ''] },
  { what: 'an import that goes on over lines', text: ['from abc import (', '    ABC,  # base', ')  # that is all', 'x = 1', ''], add: ['from contextlib import suppress'], becomes: ['from abc import (', '    ABC,  # base', ')  # that is all', 'from contextlib import suppress', 'x = 1', ''] },
  { what: 'an import with a backslash at its end', text: ['import abc \\', '', 'x = 1', ''], becomes: ['import abc \\', '', 'import asyncio', 'x = 1', ''] },
  { what: 'imports of which it is one', text: ['import asyncio, os', ''], becomes: ['import asyncio, os', ''] },
  { what: 'imports with another statement on their line', text: ['import os; x = 1', 'y = 2'], becomes: ['import asyncio', 'import os; x = 1', 'y = 2'] },
  { what: 'the import behind a semicolon', text: ['x = 1; import asyncio', ''], becomes: ['x = 1; import asyncio', ''] },
  { what: 'the import below other code', text: ['import sys', 'sys.path.append("lib")', 'import asyncio', ''], becomes: ['import sys', 'sys.path.append("lib")', 'import asyncio', ''] },
  { what: 'an import of a submodule, which brings it', text: ['import asyncio.subprocess', ''], becomes: ['import asyncio.subprocess', ''] },
  { what: 'the submodule of an import', text: ['import concurrent', ''], add: ['import concurrent.futures'], becomes: ['import concurrent', 'import concurrent.futures', ''] },
  { what: 'the import under another name', text: ['import asyncio as aio', ''], becomes: ['import asyncio as aio', 'import asyncio', ''] },
  { what: 'a stand-in of its name', text: ['import uasyncio as asyncio', ''], becomes: ['import uasyncio as asyncio', ''] },
  { what: 'from asyncio import *', text: ['from asyncio import *', ''], add: ['from asyncio import sleep'], becomes: ['from asyncio import *', 'from asyncio import sleep', ''] },
  { what: 'imports that may not happen', text: ['from typing import TYPE_CHECKING', '', 'if TYPE_CHECKING: import x; import asyncio', 'try:', '    import asyncio', 'except ImportError:', '    import asyncio', 'def f():', '    import asyncio', ''], becomes: ['import asyncio', 'from typing import TYPE_CHECKING', '', 'if TYPE_CHECKING: import x; import asyncio', 'try:', '    import asyncio', 'except ImportError:', '    import asyncio', 'def f():', '    import asyncio', ''] },
  { what: 'code that begins with try', text: ['try:', '    import uvloop', 'except ImportError:', '    pass', ''], becomes: ['import asyncio', '', 'try:', '    import uvloop', 'except ImportError:', '    pass', ''] },
  { what: 'imports below functions', text: ['def f(): ...', '', 'import os', ''], becomes: ['import asyncio', '', '', 'def f(): ...', '', 'import os', ''] },
  { what: 'tabs and a form feed', text: ['\fimport os', 'def f():', '\tpass', ''], becomes: ['\fimport asyncio', 'import os', 'def f():', '\tpass', ''] },
];

const MERGES: Case[] = [
  { what: 'names in order', text: ['from contextlib import aclosing, suppress', ''], add: ['from contextlib import asynccontextmanager'], becomes: ['from contextlib import aclosing, asynccontextmanager, suppress', ''] },
  { what: 'the last name', text: ['from contextlib import aclosing  # yes', ''], add: ['from contextlib import suppress, nullcontext'], becomes: ['from contextlib import aclosing, nullcontext, suppress  # yes', ''] },
  { what: 'names that are not in order', text: ['from typing import cast, Any', ''], add: ['from typing import Awaitable'], becomes: ['from typing import cast, Any, Awaitable', ''] },
  { what: 'classes above functions', text: ['from collections import deque', ''], add: ['from collections import Counter'], becomes: ['from collections import Counter, deque', ''] },
  { what: 'what is there already', text: ['from contextlib import (suppress)', ''], add: ['from contextlib import suppress'], becomes: ['from contextlib import (suppress)', ''] },
  { what: 'a name that is there under another one', text: ['from contextlib import suppress as quiet', ''], add: ['from contextlib import suppress'], becomes: ['from contextlib import suppress as quiet, suppress', ''] },
  { what: 'a name from elsewhere', text: ['from async_timeout import timeout', ''], add: ['from asyncio import timeout'], becomes: ['from async_timeout import timeout', ''] },
  { what: 'another name of its own', text: ['from contextlib import suppress', ''], add: ['from contextlib import suppress as quiet'], becomes: ['from contextlib import suppress, suppress as quiet', ''] },
  { what: 'parentheses on one line', text: ['from contextlib import (aclosing, suppress,)', ''], add: ['from contextlib import nullcontext', 'from contextlib import ExitStack, suppress'], becomes: ['from contextlib import (ExitStack, aclosing, nullcontext, suppress,)', ''] },
  { what: 'a name a line', text: ['from contextlib import (', '    aclosing,  # first', '    suppress,  # last', ')', ''], add: ['from contextlib import nullcontext'], becomes: ['from contextlib import (', '    aclosing,  # first', '    nullcontext,', '    suppress,  # last', ')', ''] },
  { what: 'a name a line, behind the last', text: ['from contextlib import (', '\taclosing,  # first', ')', ''], add: ['from contextlib import suppress, nullcontext'], becomes: ['from contextlib import (', '\taclosing,  # first', '\tnullcontext,', '\tsuppress,', ')', ''] },
  { what: 'a name a line, behind the last that has no comma', text: ['from contextlib import (', '    aclosing  # first', ')', ''], add: ['from contextlib import suppress, nullcontext'], becomes: ['from contextlib import (', '    aclosing,  # first', '    nullcontext,', '    suppress', ')', ''] },
  { what: 'a name a line, behind the last and its parenthesis', text: ['from contextlib import (', '    aclosing)', ''], add: ['from contextlib import suppress'], becomes: ['from contextlib import (', '    aclosing,', '    suppress)', ''] },
  { what: 'a line with a backslash', text: ['from contextlib import \\', '    aclosing', ''], add: ['from contextlib import suppress'], becomes: ['from contextlib import \\', '    aclosing, suppress', ''] },
  { what: 'a line that gets too long', text: ['from contextlib import aclosing, asynccontextmanager, contextmanager, nullcontext', ''], add: ['from contextlib import suppress'], becomes: ['from contextlib import aclosing, asynccontextmanager, contextmanager, nullcontext', 'from contextlib import suppress', ''] },
  { what: 'a statement below functions', text: ['def f(): ...', 'from contextlib import suppress', ''], add: ['from contextlib import aclosing'], becomes: ['from contextlib import aclosing', '', '', 'def f(): ...', 'from contextlib import suppress', ''] },
  { what: 'from __future__', text: ['from __future__ import division', 'import os', ''], add: ['from __future__ import annotations'], becomes: ['from __future__ import annotations, division', 'import os', ''] },
  { what: 'an added line at the same place', text: ['from abc import ABC', ''], add: ['from abc import abstractmethod', 'from re import sub'], becomes: ['from abc import ABC, abstractmethod', 'from re import sub', ''] },
];

describe('missing imports', () => {
  for (const [title, cases] of [['come to their place in', CASES], ['are merged into', MERGES]] as const) {
    for (const { what, text, add = ['import asyncio'], becomes } of cases) {
      it(`${title} ${what}`, () => {
        assert.equal(after(text.join('\n'), ...add), becomes.join('\n'));
        // A text of one line has no line break that others could equal.
        if (text.length > 1) assert.equal(after(text.join('\r\n'), ...add), becomes.join('\r\n'), 'with CRLF');
        assert.equal(after(`\uFEFF${text.join('\n')}`, ...add), `\uFEFF${becomes.join('\n')}`, 'with a byte order mark');
      });
    }
  }

  it('are none for what is no import', () => {
    assert.deepEqual(missingImports('x = 1', ['print(1)', 'from x import (', 'import']), []);
  });

  it('find their place in half-typed text', () => {
    assert.equal(after('import os\nfrom x import (a,\n\ndef f(:\n', 'import asyncio'), 'import asyncio\nimport os\nfrom x import (a,\n\ndef f(:\n');
    assert.equal(after('from \nimport \nx = "', 'import asyncio'), 'import asyncio\n\nfrom \nimport \nx = "');
  });

  it('leave every file of the standard library a program with the same code', function () {
    this.timeout(60_000);
    const paths = run(`
import glob, os, sysconfig
folder = sysconfig.get_path("stdlib")
paths = sorted(glob.glob(os.path.join(glob.escape(folder), "**", "*.py"), recursive=True))
print("\\n".join(path for path in paths if "site-packages" not in path and "dist-packages" not in path and "lib2to3" not in path))`, '').trim().split('\n');
    const statements = ['import asyncio', 'import abc as _abc', 'from contextlib import aclosing, suppress', 'from typing import Protocol', 'from . import other', 'import aiohttp', 'from __future__ import annotations'];
    const some = paths.filter((_, index) => index % 16 === 0);
    const pairs = some.map((path) => {
      const text = readFileSync(path, 'utf8');
      return [path, text, after(text, ...statements)];
    });
    const told = run(`
import ast, json, sys, warnings
warnings.simplefilter("ignore")
def code(text):
    tree = ast.parse(text)
    names = [name.asname or name.name for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom)) for name in node.names]
    return names, [node for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom))], ast.get_docstring(tree)
count = 0
for path, old, new in json.load(sys.stdin):
    try:
        compile(old, path, "exec", dont_inherit=True)
    except Exception:
        continue  # A file that is wrong on purpose.
    try:
        compile(new, path, "exec", dont_inherit=True)
        before, after = code(old), code(new)
        assert before[2] == after[2], "the docstring"
        assert [ast.dump(node) for node in before[1]] == [ast.dump(node) for node in after[1]], "the code"
        added = list(after[0])
        for name in before[0]:
            added.remove(name)
        assert len(set(after[0])) - len(set(before[0])) == len(added) and set(added) <= {"asyncio", "_abc", "aclosing", "suppress", "Protocol", "other", "aiohttp", "annotations"}, added
        count += 1
    except Exception as error:
        print(path, type(error).__name__, error)
print(count)`, JSON.stringify(pairs));
    assert.match(told.trim(), /^\d+$/, told);
    assert.ok(Number(told) > 50, told);
  });
});

function run(code: string, input: string): string {
  const { stdout, stderr, status } = spawnSync(python, ['-c', code], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(status, 0, stderr);
  return stdout;
}

describe('the name of a module', () => {
  const NAMES: [string, string, string][] = [
    ['import asyncio', 'asyncio', 'asyncio'],
    ['import asyncio as aio', 'asyncio', 'aio'],
    ['import os, asyncio as aio', 'asyncio', 'aio'],
    ['import asyncio.subprocess', 'asyncio', 'asyncio'],
    ['import uasyncio as asyncio', 'asyncio', 'asyncio'],
    ['import concurrent.futures', 'concurrent.futures', 'concurrent.futures'],
    ['from concurrent import futures', 'concurrent.futures', 'futures'],
    ['from concurrent import futures as pools', 'concurrent.futures', 'pools'],
  ];
  for (const [text, module, name] of NAMES) {
    it(`is ${name} after ${text}`, () => {
      assert.deepEqual(moduleName(text, module), { name, edits: [] });
    });
  }

  it('comes with its import where there is none', () => {
    const text = 'import os\n\n\nasync def f():\n    import asyncio as aio\n';
    const { name, edits } = moduleName(text, 'asyncio');
    assert.equal(name, 'asyncio');
    assert.equal(applyEdits(text, edits), `import asyncio\n${text}`);
    assert.equal(moduleName('from . import asyncio as own\n', 'asyncio').edits.length, 0);
  });
});
