"""Data sets of a directory with manifest.json, for the scripts that run over them."""

import csv
import gzip
import json
import subprocess

LEAST_LOSS = 0.005  # log losses below differ by chance alone


def entries(directory):
    """Of the manifest, but for those that are only there for speed."""
    listed = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
    return [entry for entry in listed if not entry.get("speed_only")]


def read_rows(path):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write_rows(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def train(binet, entry, data, model, *flags):
    ignore = entry.get("id_or_leak_columns", [])
    command = [binet, "train", data, "--target", entry["label"], "--positive", str(entry["positive"]), "-q", "-o",
               model]
    command += [f"--ignore={','.join(ignore)}"] if ignore else []
    subprocess.run([*command, *flags], check=True, capture_output=True)
