#!/usr/bin/env python3
"""How often the intervals of `predict --interval 0.95` contain the probability they estimate, by simulation.

    BINET=build/release/binet python3 tests/bench/coverage/run.py [--model auto] [--files 60] [--rows 500]

Each file has rows of known probabilities (two numbers, a category, an interaction). A model is trained, and predicts
20,000 fresh rows with intervals. For models without a covariance the interval is for the share of positives among rows
that are predicted alike: fresh rows are sorted by prediction, cut into 40 groups of equal size, and the mean of their
true probabilities is compared with the interval at the group's middle row. For `logistic`, with the interaction and
without penalty, the interval is for each row's own probability. Prints the share of the groups (or rows) inside, also
by third of the predictions, with its standard error over the files.
"""

import argparse
import csv
import os
import subprocess
import tempfile
from pathlib import Path

import numpy

FRESH, GROUPS = 20000, 40


def draw(random, rows):
    a, b = random.normal(size=rows), random.normal(size=rows)
    c = random.integers(0, 3, rows)
    logit = -0.6 + 0.8 * a - 0.5 * b + 0.5 * a * b + numpy.array([-0.4, 0.0, 0.5])[c]
    p = 1 / (1 + numpy.exp(-logit))
    y = random.uniform(size=rows) < p
    return p, [f"{x:.6f},{z:.6f},{'uvw'[k]},{int(v)}" for x, z, k, v in zip(a, b, c, y, strict=True)]


def write(path, lines):
    path.write_text("a,b,c,y\n" + "\n".join(lines) + "\n", encoding="utf-8")


def covered(program, directory, random, arguments):
    """1 or 0 per group of rows predicted alike (or per row), in the order of the predictions."""
    write(directory / "train.csv", draw(random, arguments.rows)[1])
    truth, lines = draw(random, FRESH)
    write(directory / "fresh.csv", lines)
    kind = ["--model", arguments.model] + (["--l2", "0", "--terms", "a*b + c"] if arguments.model == "logistic" else [])
    subprocess.run([program, "train", "train.csv", "--target", "y", "--positive", "1", *kind, "--threads", "1", "-q",
                    "-o", "model.json"], cwd=directory, check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run([program, "predict", "model.json", "fresh.csv", "--interval", "0.95", "--threads", "1", "-q"],
                          cwd=directory, check=True, capture_output=True, text=True)
    rows = list(csv.DictReader(done.stdout.splitlines()))
    p, lower, upper = (numpy.array([float(row[key]) for row in rows]) for key in ("probability", "lower", "upper"))
    order = numpy.argsort(p, kind="stable")
    if arguments.model == "logistic":
        return ((lower <= truth) & (truth <= upper))[order]
    groups = numpy.array_split(order, GROUPS)
    middle = [group[len(group) // 2] for group in groups]
    share = numpy.array([truth[group].mean() for group in groups])
    return (lower[middle] <= share) & (share <= upper[middle])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="auto")
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    program = str(Path(os.environ["BINET"]).resolve())
    found = []
    with tempfile.TemporaryDirectory() as directory:
        for file in range(arguments.files):
            random = numpy.random.default_rng([arguments.seed, file])
            found.append(covered(program, Path(directory), random, arguments).astype(float))
    inside = numpy.array([each.mean() for each in found])
    thirds = [numpy.mean([numpy.array_split(each, 3)[t].mean() for each in found]) for t in range(3)]
    error = inside.std(ddof=1) / len(inside) ** 0.5
    print(f"{arguments.model}, {arguments.files} files of {arguments.rows} rows: {inside.mean():.3f} ± {error:.3f} "
          f"inside; low, middle and high predictions {', '.join(f'{share:.3f}' for share in thirds)}", flush=True)


if __name__ == "__main__":
    main()
