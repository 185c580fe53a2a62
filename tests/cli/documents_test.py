#!/usr/bin/env python3
"""Every command that README.md and docs/guide.md show is run, and prints what they show.

A ```console block holds lines `$ COMMAND`, each with its output. Figures may differ a little, as they do from one
processor to another: numbers agree within 2 %, those below 1e-6 in being so.

The guide is checked on demand: BINET=$PWD/build/release/binet tests/cli/documents_test.py Guide
"""

import os
import re
import subprocess

from binet_case import DATA, PROJECT, BinetCase, main

NUMBER = re.compile(r"(?<![\w.])-?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?(?![\w-])")
TINY, NEAR = 1e-6, 0.02


def commands_of(page):
    """Pairs of a command and the output shown for it."""
    text = (PROJECT / page).read_text(encoding="utf-8")
    for block in re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def same_number(left, right):
    left, right = (float(text.replace(",", "")) for text in (left, right))
    return max(abs(left), abs(right)) < TINY or abs(left - right) <= NEAR * max(abs(left), abs(right))


def words(text):
    """The text without its numbers, runs of spaces folded."""
    return re.sub(r"\s+", " ", NUMBER.sub("#", text)).strip()


class Readme(BinetCase):
    page = "README.md"

    def test_page(self):
        self.run_page()
        example = os.environ.get("README_EXAMPLE")
        if example and self.page == "README.md":
            probabilities = subprocess.run([example], cwd=self.directory, capture_output=True, text=True, check=True)
            expected = self.succeed("predict", "cancer.json", "test.csv", "--format", "plain")
            for left, right in zip(probabilities.stdout.split(), expected.split(), strict=True):
                self.assertTrue(same_number(left, right), f"{left}, {right}")

    def run_page(self):
        (self.directory / "data").symlink_to(DATA)
        path = os.pathsep.join([str(self.directory), os.environ["PATH"]])
        (self.directory / "binet").symlink_to(self.program)
        for command, expected in commands_of(self.page):
            result = subprocess.run(["bash", "-c", command], cwd=self.directory, env={**os.environ, "PATH": path},
                                    capture_output=True, text=True, timeout=300)
            what = f"{self.page}: {command}\n{result.stderr}"
            self.assertEqual(words(result.stdout), words(expected), what)
            for left, right in zip(NUMBER.findall(result.stdout), NUMBER.findall(expected)):
                self.assertTrue(same_number(left, right), f"{what}\nprints {left}, shown is {right}")


class Guide(Readme):
    page = "docs/guide.md"


if __name__ == "__main__":
    main()
