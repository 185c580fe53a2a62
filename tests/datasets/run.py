#!/usr/bin/env python3
"""Trains, predicts and evaluates on every data set of a directory with a manifest.json, and prints a table.

    tests/datasets/run.py build/release/binet data [--models logistic,mlp,auto] [--only NAME,...] [--must-beat-prior]

A quarter of the rows, chosen at random with a fixed seed, is kept for testing. Each line gives, on those rows, the log
loss of always predicting the training share ("prior"), the model's log loss and ROC AUC, and the seconds training took.
Ends with status 1 if a command failed or its results contradict each other.
"""

import argparse
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from manifest import read_rows, write_rows

TEST_SHARE = 0.25
TOLERANCE = 0.02  # on a mean log loss; other processors sum in another order, which moves single ones by more


class Failure(Exception):
    """A command failed, or what it printed is not right."""


def split(rows, generator):
    header, training, test = rows[0], [], []
    for row in rows[1:]:
        (test if generator.random() < TEST_SHARE else training).append(row)
    return [header] + training, [header] + test


def run(*command):
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if result.returncode != 0:
        raise Failure(f"{command[1]}: status {result.returncode}: {result.stderr.strip().splitlines()[-1:]}")
    return result.stdout


def log_loss(probability, positive):
    return -math.fsum(math.log(p if y else 1 - p) for p, y in zip(probability, positive)) / len(positive)


def evaluate_model(binet, entry, kind, directory, test):
    """Runs the three commands; returns log loss, ROC AUC and the seconds of training."""
    model, predictions = directory / "model.json", directory / "predictions.csv"
    ignore = [f"--ignore={','.join(entry['id_or_leak_columns'])}"] if entry["id_or_leak_columns"] else []
    start = time.monotonic()
    run(binet, "train", directory / "train.csv", "--target", entry["label"], "--positive", entry["positive"],
        "--model", kind, "-q", "-o", model, *ignore)
    seconds = time.monotonic() - start
    run(binet, "predict", model, directory / "test.csv", "-o", predictions)
    metrics = json.loads(run(binet, "evaluate", model, directory / "test.csv", "--json"))["metrics"]

    probability = [float(row[-2]) for row in read_rows(predictions)[1:]]
    target = [row[test[0].index(entry["label"])] == entry["positive"] for row in test[1:]]
    if len(probability) != len(target):
        raise Failure(f"predict: {len(probability)} rows for {len(target)}")
    if all(0 < p < 1 for p in probability) and abs(log_loss(probability, target) - metrics["log_loss"]) > 1e-9:
        raise Failure(f"evaluate: log loss {metrics['log_loss']}, of the predictions {log_loss(probability, target)}")
    return metrics["log_loss"], metrics["roc_auc"], seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binet", type=pathlib.Path, help="the program")
    parser.add_argument("directory", type=pathlib.Path, help="holds manifest.json and the files it names")
    parser.add_argument("--models", default="logistic,mlp,auto")
    parser.add_argument("--only", help="names of data sets, separated by commas")
    parser.add_argument("--expected", type=pathlib.Path,
                        help="JSON file with the mean log loss expected of each model; 2 %% above it is an error")
    parser.add_argument("--must-beat-prior", action="store_true", help="a log loss above the prior's is an error")
    options = parser.parse_args()

    entries = json.loads((options.directory / "manifest.json").read_text(encoding="utf-8"))
    if options.only:
        entries = [entry for entry in entries if entry["name"] in options.only.split(",")]
    kinds = options.models.split(",")
    totals, errors = {kind: [] for kind in kinds}, 0
    print(f"{'data set':24} {'model':9} {'rows':>7} {'prior':>7} {'log loss':>8} {'ROC AUC':>8} {'seconds':>7}  error")
    for entry in entries:
        training, test = split(read_rows(options.directory / entry["file"]), random.Random(1))
        column = training[0].index(entry["label"])
        share = sum(row[column] == entry["positive"] for row in training[1:]) / (len(training) - 1)
        target = [row[column] == entry["positive"] for row in test[1:]]
        prior = log_loss([share] * len(target), target)
        with tempfile.TemporaryDirectory() as name:
            directory = pathlib.Path(name)
            write_rows(directory / "train.csv", training)
            write_rows(directory / "test.csv", test)
            for kind in kinds:
                start = f"{entry['name']:24} {kind:9} {len(training) + len(test) - 2:7} {prior:7.4f}"
                try:
                    loss, auc, seconds = evaluate_model(options.binet, entry, kind, directory, test)
                    if options.must_beat_prior and loss >= prior:
                        raise Failure(f"log loss {loss:.4f} is no better than the prior's")
                    totals[kind].append((loss, auc, seconds))
                    print(f"{start} {loss:8.4f} {auc:8.4f} {seconds:7.2f}", flush=True)
                except Failure as failure:
                    errors += 1
                    print(f"{start} {'':8} {'':8} {'':7}  {failure}", flush=True)
    for kind, results in totals.items():
        if results:
            loss, auc, seconds = (math.fsum(figures) for figures in zip(*results))
            print(f"mean of {len(results):<3} {'':11} {kind:9} {'':15} {loss / len(results):9.4f} "
                  f"{auc / len(results):8.4f} {seconds / len(results):7.2f}")
    if options.expected:
        expected = json.loads(options.expected.read_text(encoding="utf-8"))
        for kind, results in totals.items():
            mean = math.fsum(loss for loss, _, _ in results) / max(len(results), 1)
            if mean > (1 + TOLERANCE) * expected[kind]:
                errors += 1
                print(f"{kind}: mean log loss {mean:.4f}, expected {expected[kind]:.4f} as in {options.expected}")
    print(f"{len(entries)} data sets, {errors} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
