#!/usr/bin/env python3
"""How often the intervals of `predict --interval 0.95` contain the true probability of a row, by simulation.

    BINET=build/release/binet python3 tests/bench/coverage/run.py [--model mlp] [--files 20] [--rows 200,1000]
        [--truths linear,noise] [--seed 7] [--way from] [--l2 0.1]

For each truth (truths.py) and number of rows: trains on files drawn from it, predicts 2,000 fresh rows each, and prints
the share of fresh rows whose true probability is inside, with its standard error over the files, the mean width of the
intervals beside the width that 1.96 root mean squared errors of the logit would give, and the share inside among the
tenth of the rows with the lowest, and with the highest, predictions. Logistic regression keeps its default penalty, or
with --l2 0 has none; it misses what is not linear, on purpose.

--way says how the model comes about: plain, distill (--distill 16), valid (judged by a file of as many rows, --valid),
from (--from a model of as many rows of the same truth) or moved (--from a model of a truth with logits 0.8 z + 0.4).
"""

import argparse
import csv
import os
import subprocess
import tempfile
from pathlib import Path

import numpy
from truths import CATEGORY, TRUTHS

FRESH = 2000


def write(path, numbers, category, labels=None):
    names = [f"x{j}" for j in range(numbers.shape[1])] + ["c"] * (category is not None) + ["y"] * (labels is not None)
    lines = [",".join(names)]
    for i, row in enumerate(numbers):
        cells = [f"{x:.6f}" for x in row]
        cells += [CATEGORY[category[i]]] if category is not None else []
        cells += [str(int(labels[i]))] if labels is not None else []
        lines.append(",".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def sigmoid(z):
    return 1 / (1 + numpy.exp(-z))


def judge(program, directory, random, truth, rows, arguments):
    """Per fresh row, in the order of the predictions: inside or not; and the widths of found and of ideal intervals."""
    def draw(name, slope=1.0, shift=0.0):
        numbers, category, logit = truth(random, rows)
        write(directory / name, numbers, category, random.uniform(size=rows) < sigmoid(slope * logit + shift))

    def train(data, output, *more):
        subprocess.run([program, "train", data, "--target", "y", "--positive", "1", *more, *options, "-o", output],
                       cwd=directory, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    options = ["--threads", "1", "-q"]
    kind = ["--model", arguments.model] + (["--l2", arguments.l2] if arguments.l2 else [])
    draw("train.csv")
    numbers, category, logit = truth(random, FRESH)
    write(directory / "fresh.csv", numbers, category)
    if arguments.way in ("from", "moved"):
        draw("old.csv", *((0.8, 0.4) if arguments.way == "moved" else ()))
        train("old.csv", "old.json", *kind)
        train("train.csv", "model.json", "--from", "old.json")
    elif arguments.way == "valid":
        draw("valid.csv")
        train("train.csv", "model.json", *kind, "--valid", "valid.csv")
    else:
        train("train.csv", "model.json", *kind, *(["--distill", "16"] if arguments.way == "distill" else []))
    done = subprocess.run([program, "predict", "model.json", "fresh.csv", "--interval", "0.95", *options],
                          cwd=directory, check=True, capture_output=True, text=True)
    found = list(csv.DictReader(done.stdout.splitlines()))
    p, lower, upper = (numpy.array([float(row[key]) for row in found]) for key in ("probability", "lower", "upper"))
    p = numpy.clip(p, 1e-9, 1 - 1e-9)
    z = numpy.log(p) - numpy.log1p(-p)
    half = 1.96 * numpy.sqrt(numpy.mean((z - logit) ** 2))
    inside = (lower <= sigmoid(logit)) & (sigmoid(logit) <= upper)
    ideal = numpy.mean(sigmoid(z + half) - sigmoid(z - half))
    return inside[numpy.argsort(p, kind="stable")].astype(float), numpy.mean(upper - lower), ideal


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="mlp")
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--rows", default="200,1000")
    parser.add_argument("--truths", default=",".join(TRUTHS))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--way", default="plain", choices=("plain", "distill", "valid", "from", "moved"))
    parser.add_argument("--l2")
    arguments = parser.parse_args()
    program = str(Path(os.environ["BINET"]).resolve())
    label = arguments.model + ("" if arguments.way == "plain" else " " + arguments.way)
    for rows in map(int, arguments.rows.split(",")):
        means = []
        for name in arguments.truths.split(","):
            found = []
            with tempfile.TemporaryDirectory() as directory:
                for file in range(arguments.files):
                    random = numpy.random.default_rng([arguments.seed, rows, file])
                    found.append(judge(program, Path(directory), random, TRUTHS[name], rows, arguments))
            inside = numpy.array([each[0].mean() for each in found])
            low, high = (numpy.mean([each[0][part].mean() for each in found])
                         for part in (slice(0, FRESH // 10), slice(-FRESH // 10, None)))
            error = inside.std(ddof=1) / len(inside) ** 0.5 if len(inside) > 1 else float("nan")
            width, ideal = (numpy.mean([each[k] for each in found]) for k in (1, 2))
            means.append((inside.mean(), error))
            print(f"{label:16} {rows:6} rows  {name:11} {inside.mean():.3f} ± {error:.3f}  width {width:.2f} "
                  f"(ideal {ideal:.2f})  lowest tenth {low:.2f}, highest {high:.2f}", flush=True)
        share = numpy.mean([mean for mean, _ in means])
        error = numpy.sqrt(numpy.mean([error**2 for _, error in means]) / len(means))
        print(f"{label:16} {rows:6} rows  all truths  {share:.3f} ± {error:.3f}", flush=True)


if __name__ == "__main__":
    main()
