#!/usr/bin/env python3
"""Trains the same models with two builds and compares them bit by bit.

    tests/datasets/same_bits.py BINARY_A BINARY_B [DIRECTORY] [--models logistic,mlp,auto] [--only NAME,...]

For every data set of the directory (data/ unless given) and every kind of model, both programs train with the same
seed. What must agree: encoders, members (layers and weights), calibration and threshold of the model files, and the
output of `predict` on the training rows. The config and the training report may differ. Prints one line per model with
the CPU seconds of both trainings, and exits with 1 if any differs. Not part of the tests: it compares two builds.
"""

import argparse
import json
import pathlib
import resource
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from manifest import entries, train

PARTS = ("encoders", "members", "calibration", "threshold")


def children_seconds():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def run(binary, entry, data, kind, directory):
    """The parts of the model that must agree, the predictions, and the user CPU seconds of the training."""
    model = directory / "model.json"
    before = children_seconds()
    train(binary, entry, data, model, "--model", kind, "--seed", "1")
    seconds = children_seconds() - before
    document = json.loads(model.read_text(encoding="utf-8"))
    parts = {part: document[part] for part in PARTS}
    predicted = subprocess.run([binary, "predict", model, data, "-q"], check=True, capture_output=True).stdout
    return parts, predicted, seconds


def difference(a, b):
    for part in PARTS:
        if json.dumps(a[0][part]) != json.dumps(b[0][part]):
            return part
    return "predictions" if a[1] != b[1] else ""


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary_a")
    parser.add_argument("binary_b")
    parser.add_argument("directory", nargs="?", type=pathlib.Path, default=root / "data")
    parser.add_argument("--models", default="logistic,mlp,auto")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    only = set(filter(None, options.only.split(",")))
    differing = 0
    with tempfile.TemporaryDirectory() as scratch:
        for entry in entries(options.directory):
            if only and entry["name"] not in only:
                continue
            for kind in options.models.split(","):
                data = options.directory / entry["file"]
                a, b = (run(binary, entry, data, kind, pathlib.Path(scratch))
                        for binary in (options.binary_a, options.binary_b))
                found = difference(a, b)
                differing += bool(found)
                print(f"{entry['name']:<12} {kind:<9} {'DIFFERENT ' + found if found else 'same bits':<24} "
                      f"CPU {a[2]:6.2f} s, {b[2]:6.2f} s", flush=True)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
