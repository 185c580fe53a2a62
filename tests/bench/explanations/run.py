#!/usr/bin/env python3
"""Times of explanations: `predict --explain 3` beside `predict`, and `explain` (importance) of 28 columns.

    BINET=build/release/binet python3 tests/bench/explanations/run.py [--rows 100000] [--runs 5]

Draws rows of 28 numbers, trains a logistic regression on them, and a distilled network on the first fifth. Prints the
least processor time of each command over the runs, on one thread, and the ratio to `predict`; and the least time by the
clock of `explain` on all rows, with the program's usual number of threads.
"""

import argparse
import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path

import numpy

COLUMNS = 28


def draw(path, rows):
    random = numpy.random.default_rng(1)
    x = random.normal(size=(rows, COLUMNS))
    logit = x @ random.normal(size=COLUMNS) / 3 + 0.5 * x[:, 0] * x[:, 1]
    y = random.uniform(size=rows) < 1 / (1 + numpy.exp(-logit))
    with open(path, "w", encoding="utf-8") as file:
        file.write(",".join(f"x{j}" for j in range(COLUMNS)) + ",y\n")
        for row, label in zip(x, y, strict=True):
            file.write(",".join(f"{value:.4f}" for value in row) + f",{int(label)}\n")


def seconds(directory, runs, *command):
    """Least processor time, and least time by the clock."""
    found = []
    for _ in range(runs):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, cwd=directory, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock))
    return tuple(min(each[k] for each in found) for k in (0, 1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    program = str(Path(os.environ["BINET"]).resolve())
    with tempfile.TemporaryDirectory() as directory:
        draw(Path(directory) / "all.csv", arguments.rows)
        lines = (Path(directory) / "all.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (Path(directory) / "some.csv").write_text("".join(lines[: 1 + arguments.rows // 5]), encoding="utf-8")
        kinds = {"logistic": ("all.csv", "--model", "logistic"),
                 "distilled": ("some.csv", "--model", "auto", "--distill", "16")}
        for kind, (data, *settings) in kinds.items():
            model = f"{kind}.json"
            subprocess.run([program, "train", data, "--target", "y", "--positive", "1", *settings, "-q", "-o", model],
                           cwd=directory, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            predict = (program, "predict", model, "all.csv", "-q", "--threads", "1")
            plain = seconds(directory, arguments.runs, *predict)[0]
            explained = seconds(directory, arguments.runs, *predict, "--explain", "3")[0]
            print(f"{kind:10} predict {plain:.2f} s, --explain 3 {explained:.2f} s: {explained / plain:.1f} times",
                  flush=True)
        processor, clock = seconds(directory, arguments.runs, program, "explain", "logistic.json", "all.csv", "-q")
        print(f"logistic   importance of {COLUMNS} columns on {arguments.rows:,} rows: {clock:.2f} s, "
              f"{processor:.2f} s of processor time")


if __name__ == "__main__":
    main()
