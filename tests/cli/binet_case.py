"""What the end-to-end tests share: the program run as a user runs it, in a directory of the test's own."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
DATA = PROJECT / "data"
WDBC = ("--target", "diagnosis", "--positive", "malignant")

# 40 rows, both kinds of columns, classes that overlap.
SMALL = "age,city,sex,bought\n" + "".join(
    f"{20 + 3 * i % 41},{'Bern Oslo Rome'.split()[i % 3]},{'fm'[i % 2]},{'yes' if i * 7 % 13 < 5 else 'no'}\n"
    for i in range(40))


class BinetCase(unittest.TestCase):
    program = os.environ.get("BINET", "binet")

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        self.write("small.csv", SMALL)

    def write(self, name, text):
        path = self.directory / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def read(self, name):
        return (self.directory / name).read_text(encoding="utf-8")

    def run_binet(self, *arguments, stdin=None):
        """Runs `binet ARGUMENTS` in the test's directory. Output and errors are text; stdin may be text or bytes."""
        if isinstance(stdin, str):
            stdin = stdin.encode()
        result = subprocess.run([self.program, *map(str, arguments)], cwd=self.directory, input=stdin or b"",
                                capture_output=True, timeout=100)
        result.stdout, result.stderr = result.stdout.decode(), result.stderr.decode()
        return result

    def succeed(self, *arguments, stdin=None):
        """Standard output of a run that must end well."""
        result = self.run_binet(*arguments, stdin=stdin)
        self.assertEqual(result.returncode, 0, f"binet {' '.join(map(str, arguments))}\n{result.stderr}")
        return result.stdout

    def fail_with(self, status, parts, *arguments, stdin=None):
        """The run must end with the status, say one line that has all parts in it, and print nothing else."""
        result = self.run_binet(*arguments, stdin=stdin)
        what = f"binet {' '.join(map(str, arguments))}\nstderr: {result.stderr}"
        self.assertEqual(result.returncode, status, what)
        self.assertEqual(result.stdout, "", what)
        self.assertEqual(result.stderr.count("\n"), 1, what)
        self.assertTrue(result.stderr.startswith("binet: "), what)
        for part in parts:
            self.assertIn(part, result.stderr, what)

    def train(self, *arguments, data="small.csv", target=("--target", "bought"), model="model.json", kind="logistic"):
        self.succeed("train", data, *target, "--model", kind, "-q", "-o", model, *arguments)
        return model


def main():
    unittest.main(argv=sys.argv, verbosity=1)
