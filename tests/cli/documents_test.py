#!/usr/bin/env python3
"""Runs every command that README.md and the guide show, and compares the output with what they show.

A ```console block holds lines `$ COMMAND`, each followed by its output. Numbers may differ by one unit in the last
digit shown, as they do from one processor to another; numbers below 1e-6 only have to stay below it.

To write the output of today's program into the pages:

    BINET=$PWD/build/release/binet tests/cli/documents_test.py --update
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from binet_case import DATA, PROJECT, BinetCase, main

PAGES = ["README.md", "docs/guide.md", "docs/sigmoid.md", "docs/deep-sigmoid.md", "docs/sequences.md"]
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?(?![\w-])")
BLOCK = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)
BARS = re.compile("[.▁▂▃▄▅▆▇█]*[▁▂▃▄▅▆▇█]")
NEGLIGIBLE = 1e-6
RELIABLE_DIGITS = 6  # of a probability printed with all its digits


def commands_of(block):
    """Pairs of a command and the output shown for it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def last_digit(text):
    """The value of one unit in the last digit of a number, at most RELIABLE_DIGITS significant digits counted."""
    digits, _, exponent = text.replace(",", "").lower().partition("e")
    decimals = len(digits.partition(".")[2])
    significant = len(digits.replace(".", "").lstrip("-0")) or 1
    return 10.0 ** (int(exponent or 0) - decimals + max(0, significant - RELIABLE_DIGITS))


def same_number(left, right):
    values = [float(text.replace(",", "")) for text in (left, right)]
    unit = max(last_digit(left), last_digit(right))
    return max(map(abs, values)) < NEGLIGIBLE or abs(values[0] - values[1]) <= 1.001 * unit


def words(text):
    """The text without its numbers, runs of blanks folded."""
    return re.sub(r"\s+", " ", NUMBER.sub("#", BARS.sub("", text))).strip()


class Workshop:
    """A directory in which a page's commands run one after another, with `binet` on the path and 80 columns."""

    def __init__(self, directory, program):
        self.directory = Path(directory)
        (self.directory / "data").symlink_to(DATA)
        (self.directory / "configs").symlink_to(PROJECT / "configs")
        (self.directory / "binet").symlink_to(program)
        path = os.pathsep.join([str(directory), os.environ["PATH"]])
        self.environment = {**os.environ, "PATH": path, "COLUMNS": "80"}

    def run(self, command):
        return subprocess.run(["bash", "-c", command], cwd=self.directory, env=self.environment, capture_output=True,
                              text=True, timeout=300)


def check_page(test, page, numbers=True):
    workshop = Workshop(test.directory, test.program)
    for block in BLOCK.findall((PROJECT / page).read_text(encoding="utf-8")):
        for command, expected in commands_of(block):
            result = workshop.run(command)
            what = f"{page}: {command}\n{result.stderr}"
            test.assertEqual(words(result.stdout), words(expected), what)
            if not numbers:
                continue
            for left, right in zip(NUMBER.findall(result.stdout), NUMBER.findall(expected)):
                test.assertTrue(same_number(left, right), f"{what}\nprints {left}, the page shows {right}")


class Readme(BinetCase):
    def test_page(self):
        check_page(self, "README.md")
        example = os.environ.get("README_EXAMPLE")
        if example:
            probabilities = subprocess.run([example], cwd=self.directory, capture_output=True, text=True, check=True)
            expected = self.succeed("predict", "cancer.json", "test.csv", "--format", "plain")
            for left, right in zip(probabilities.stdout.split(), expected.split(), strict=True):
                self.assertTrue(same_number(left, right), f"{left}, {right}")


class Guide(BinetCase):
    def test_page(self):
        check_page(self, "docs/guide.md")


class Sigmoid(BinetCase):
    def test_page(self):
        check_page(self, "docs/sigmoid.md")


class DeepSigmoid(BinetCase):
    def test_page(self):
        """Without numbers and bars: small differences between processors grow over many epochs."""
        check_page(self, "docs/deep-sigmoid.md", numbers=False)


class SequencesPage(BinetCase):
    def test_page(self):
        """Without numbers and bars, as for deep networks."""
        check_page(self, "docs/sequences.md", numbers=False)


def update(page, program):
    with tempfile.TemporaryDirectory() as directory:
        workshop = Workshop(directory, program)

        def rerun(match):
            shown = [f"$ {command}\n{workshop.run(command).stdout}" for command, _ in commands_of(match.group(1))]
            return "```console\n" + "".join(shown) + "```"

        path = PROJECT / page
        path.write_text(BLOCK.sub(rerun, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--update"]:
        for each in sys.argv[2:] or PAGES:
            update(each, os.environ["BINET"])
    else:
        main()
