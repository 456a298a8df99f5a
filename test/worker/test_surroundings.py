"""A worker that has waited knows whether one that starts now would be another."""
import glob
import os
import shutil
import subprocess
import sys

from processes import Folder, Host


class Surroundings(Folder):
    def host(self, cwd=None, **more):
        """A host whose worker has connected and found all as it was."""
        host = Host(cwd or self.folder, **more)
        self.addCleanup(host.close)
        host.until("hello")
        self.assertTrue(self.is_fresh(host))
        return host

    def is_fresh(self, host):
        host.send({"v": 1, "type": "check"})
        return host.until("checked")["fresh"]

    def check_outdated(self, host):
        """It stays so, and the worker still leaves when it is not wanted."""
        self.assertFalse(self.is_fresh(host))
        self.assertFalse(self.is_fresh(host))
        host.hang_up()
        self.assertEqual(host.wait(), 0)

    def test_what_does_not_matter(self):
        """The user's own files, which no worker has read before it runs."""
        path = self.write("program.py", "async def main():\n    return 'first'\n")
        host = self.host()
        self.write("program.py", "import asyncio\nimport helper\nasync def main():\n    return helper.X\n")
        self.write("helper.py", "X = 'second'\n")
        self.assertTrue(self.is_fresh(host))
        host.run(path)
        self.assertEqual(host.until("done")["report"]["value"], "'second'")
        host.hang_up()
        self.assertEqual(host.wait(), 0)

    def test_an_environment(self):
        """A package is installed for editing, and moved; the environment is made for another Python."""
        env = os.path.join(self.folder, "env")
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", env], check=True)
        python = os.path.join(env, "Scripts" if os.name == "nt" else "bin", "python")
        packages, = glob.glob(os.path.join(env, "Lib" if os.name == "nt" else "lib/python*", "site-packages"))
        link = os.path.join(packages, "mine.pth")
        for path, text in ((link, "one"), (link, "another"), (os.path.join(env, "pyvenv.cfg"), "home = /nowhere")):
            host = self.host(python=python)
            with open(path, "a") as file:
                file.write(text + "\n")
            self.check_outdated(host)

    def test_modules_found_at_the_start(self):
        early = os.path.dirname(self.write("early/part.py", "X = 1\n"))
        host = self.host(PYTHONPATH=early)
        self.write("early/sitecustomize.py", "import part\n")
        self.check_outdated(host)
        host = self.host(PYTHONPATH=early)
        self.write("early/part.py", "X = 1.5\n")
        self.check_outdated(host)

    def test_the_folder(self):
        def remake(folder):
            shutil.rmtree(folder)
            os.mkdir(folder)

        def move(folder):
            os.rename(folder, folder + " moved")

        for change in (shutil.rmtree, remake, move):
            with self.subTest(change.__name__):
                folder = os.path.join(self.folder, "work")
                os.makedirs(folder, exist_ok=True)
                host = self.host(folder)
                change(folder)
                self.check_outdated(host)
