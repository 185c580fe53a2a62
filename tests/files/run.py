"""Runs binet on the files of this directory and checks what expected.json says of each: the types of its columns, the
notes of a training run, an error, or that a model trained on it predicts as one trained on another file.

    run.py BINET
"""

import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent


class Case:
    def __init__(self, binet, directory, name, expected):
        self.binet, self.directory, self.name, self.expected = binet, directory, name, expected
        self.faults = []

    def run(self, *args):
        return subprocess.run([self.binet, *map(str, args)], capture_output=True, text=True, timeout=120)

    def require(self, holds, what):
        if not holds:
            self.faults.append(what)

    def flags(self, name):
        return self.expected.get("flags", []) if name == self.name else []

    def train(self, name):
        model = self.directory / (name + ".json")
        done = self.run("train", HERE / name, "--target", "outcome", "--model", "logistic", *self.flags(name), "-o",
                        model)
        return model, done

    def probabilities(self, name):
        model, done = self.train(name)
        if done.returncode != 0:
            self.faults.append(f"{name} does not train: {done.stderr}")
            return []
        reading = [f for f in self.flags(name) if f.startswith(("--delimiter=", "--encoding=", "--query="))]
        done = self.run("predict", model, HERE / name, *reading)
        self.require(done.returncode == 0, f"{name} does not predict: {done.stderr}")
        return [float(row["probability"]) for row in csv.DictReader(done.stdout.splitlines())]

    def check(self):
        expected = self.expected
        if "error" in expected:
            done = self.train(self.name)[1]
            self.require(done.returncode in (1, 2), f"status {done.returncode}")
            self.require(re.search(expected["error"], done.stderr), f"error is {done.stderr!r}")
            self.require(len(done.stderr.splitlines()) == 1, "the error is not one line")
            return
        if "types" in expected:
            done = self.run("check", HERE / self.name, "--json", *self.flags(self.name))
            self.require(done.returncode == 0, done.stderr)
            found = {c["name"]: c["type"] for c in json.loads(done.stdout)["columns"]} if done.returncode == 0 else {}
            self.require(found == expected["types"], f"types are {found}")
        if "rows" in expected:
            done = self.run("check", HERE / self.name, "--json", *self.flags(self.name))
            self.require(json.loads(done.stdout)["rows"] == expected["rows"], f"rows: {done.stdout[:200]}")
        if "note" in expected or "inputs" in expected:
            model, done = self.train(self.name)
            text = done.stdout + done.stderr
            self.require(done.returncode == 0, done.stderr)
            self.require(re.search(expected.get("note", ""), " ".join(text.split())), f"notes are {text!r}")
            if "inputs" in expected and done.returncode == 0:
                found = [c["name"] for c in json.loads(model.read_text())["columns"]]
                self.require(found == expected["inputs"], f"inputs are {found}")
        if "like" in expected:
            ours, theirs = self.probabilities(self.name), self.probabilities(expected["like"])
            close = len(ours) == len(theirs) and all(abs(a - b) < 1e-5 for a, b in zip(ours, theirs))
            self.require(ours and close, f"predicts otherwise than {expected['like']}: {ours[:3]} for {theirs[:3]}")


def main():
    cases = json.loads((HERE / "expected.json").read_text())
    unknown = {p.name for p in HERE.iterdir()} - set(cases) - {"expected.json", "run.py"}
    faults = [f"{name}: not in expected.json" for name in sorted(unknown)]
    with tempfile.TemporaryDirectory() as directory:
        for name, expected in cases.items():
            case = Case(sys.argv[1], pathlib.Path(directory), name, expected)
            case.check()
            faults += [f"{name}: {fault}" for fault in case.faults]
    print("\n".join(faults) or f"{len(cases)} files are read as expected")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
