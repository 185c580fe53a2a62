#!/usr/bin/python3
"""Binet's LSTM and GRU beside PyTorch's: outputs, quality and speed, in one run.

    tests/bench/sequence_peers/run.py BINET [outputs] [quality] [real] [speed]

Needs python3-torch, and libopenblas0-pthread, without which PyTorch takes twice as long; `real` also needs Rscript with
survival, lme4 and geepack. Outputs: a trained model's weights, read from its
file into PyTorch's layer, give the probabilities that `predict` prints. (Gradients: tests/nn/recurrent_test.cpp,
against tests/reference/recurrent.py.) Quality: log loss on new sequences after the same training, Adam with step 0.001,
gradients clipped to norm 1, a fifth held out to stop, five seeds of data and start. Speed: an epoch of 3,200 sequences
of 50 steps, 32 units, batches of 32.
"""
import csv
import json
import math
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch

BINET = sys.argv[1]
PARTS = sys.argv[2:] or ["outputs", "quality", "real", "speed"]
FLAGS = ["--target", "y", "--sequence", "id", "--order", "t", "-q"]
RAW = ["--set", "encoding.numeric=none", "--set", "encoding.clip=0"]
WORK = Path(tempfile.mkdtemp())
SEEDS = 5


def binet(*arguments):
    done = subprocess.run([BINET, *map(str, arguments)], cwd=WORK, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"binet {' '.join(map(str, arguments))}\n{done.stderr}")
    return done.stdout


def write(name, sequences):
    """Each of `sequences` is (list of rows of numbers, label)."""
    with open(WORK / name, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", "t", *(f"x{j}" for j in range(len(sequences[0][0][0]))), "y"])
        for i, (rows, label) in enumerate(sequences):
            for t, row in enumerate(rows):
                out.writerow([f"s{i}", t, *row, label])


def parity(count, seed):
    """Is the number of ones odd?"""
    draw = random.Random(seed)
    sequences = []
    for _ in range(count):
        bits = [draw.randint(0, 1) for _ in range(draw.randint(4, 10))]
        sequences.append(([[bit] for bit in bits], sum(bits) % 2))
    return sequences


def adding(count, seed):
    """Is the sum of the two marked numbers above 1? (Hochreiter and Schmidhuber 1997, thresholded)"""
    draw = random.Random(seed)
    sequences = []
    for _ in range(count):
        length = draw.randint(10, 30)
        marked = draw.sample(range(length), 2)
        rows = [[round(draw.random(), 4), int(t in marked)] for t in range(length)]
        sequences.append((rows, int(sum(rows[t][0] for t in marked) > 1)))
    return sequences


class Peer(torch.nn.Module):
    def __init__(self, kind, inputs, units=32):
        super().__init__()
        self.layer = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[kind](inputs, units, batch_first=True)
        self.output = torch.nn.Linear(units, 1)
        if kind == "lstm":
            with torch.no_grad():
                self.layer.bias_ih_l0[units:2 * units] = 1  # the forget gate

    def forward(self, packed):
        last = self.layer(packed)[1]
        return self.output(last[0][0] if isinstance(last, tuple) else last[0]).squeeze(1)


def pack(sequences):
    tensors = [torch.tensor(rows, dtype=torch.float32) for rows, _ in sequences]
    return torch.nn.utils.rnn.pack_sequence(tensors, enforce_sorted=False)


def labels(sequences):
    return torch.tensor([float(label) for _, label in sequences])


def train_peer(kind, sequences, seed, epochs=300, patience=20, batch=64):
    torch.manual_seed(seed)
    shuffles = random.Random(seed)
    held = len(sequences) // 5
    valid, rest = sequences[:held], sequences[held:]
    model = Peer(kind, len(sequences[0][0][0]))
    step = torch.optim.Adam(model.parameters(), 1e-3)
    loss_of = torch.nn.BCEWithLogitsLoss()
    valid_pack, valid_labels = pack(valid), labels(valid)
    best, kept, since = math.inf, None, 0
    for _ in range(epochs):
        shuffles.shuffle(rest)
        total = 0
        for begin in range(0, len(rest), batch):
            some = rest[begin:begin + batch]
            step.zero_grad()
            loss = loss_of(model(pack(some)), labels(some))
            loss.backward()
            total += loss.item() * len(some)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            step.step()
        with torch.no_grad():
            now = loss_of(model(valid_pack), valid_labels).item()
        since += 1
        if now < best:
            best, since = now, 0
            kept = {name: value.clone() for name, value in model.state_dict().items()}
        loss, base = total / len(rest), math.log(2)  # as Binet does: wait five times as long while it may learn yet
        waits = loss > 0.95 * base or (loss > 0.5 * base and best > 0.99 * base)
        if since > patience * (5 if waits else 1):
            break
    model.load_state_dict(kept)
    return model


def log_loss_and_accuracy(model, sequences):
    with torch.no_grad():
        logits, target = model(pack(sequences)), labels(sequences)
        loss = torch.nn.BCEWithLogitsLoss()(logits, target).item()
        return loss, ((logits > 0) == (target > 0.5)).float().mean().item()


def compare_outputs():
    for kind in ("lstm", "gru"):
        write("train.csv", adding(400, 1))
        fresh = adding(200, 2)
        write("test.csv", fresh)
        binet("train", "train.csv", *FLAGS, *RAW, "--model", kind, "--epochs", 20, "--set", "training.refit=false",
              "--set", "training.folds=0")
        document = json.loads(binet("inspect", "model.json", "--json", "--weights"))
        layers = document["members"][0]["layers"]
        tensor = {item["name"]: torch.tensor(item["values"]) for item in layers[0]["tensors"]}
        last = {item["name"]: torch.tensor(item["values"]) for item in layers[1]["tensors"]}
        order = {"lstm": [0, 1, 3, 2], "gru": [0, 1, 2]}[kind]  # i, f, o, g as PyTorch's i, f, g, o

        def rows(values):
            return values.T.reshape(len(order), -1, values.shape[0])[order].reshape(-1, values.shape[0])

        model = Peer(kind, 2)
        with torch.no_grad():
            model.layer.weight_ih_l0.copy_(rows(tensor["weights"]))
            model.layer.weight_hh_l0.copy_(rows(tensor["recurrent"]))
            model.layer.bias_ih_l0.copy_(rows(tensor["bias"].reshape(1, -1)).reshape(-1))
            model.layer.bias_hh_l0.zero_()
            if kind == "gru":
                model.layer.bias_hh_l0[64:].copy_(tensor["recurrent_bias"].reshape(-1))
            model.output.weight.copy_(last["weights"].reshape(1, -1))
            model.output.bias.copy_(last["bias"].reshape(-1))
            logits = model(pack(fresh)).double()
        calibration = document["calibration"]
        expected = torch.sigmoid(calibration["intercept"] + calibration["slope"] * logits)
        printed = [float(line) for line in binet("predict", "model.json", "test.csv", "--format", "plain").split()]
        print(f"outputs {kind}: largest difference in probability {(expected - torch.tensor(printed)).abs().max():.1e}")


def compare_quality():
    for name, task, count in (("parity", parity, 2000), ("adding", adding, 1500)):
        for kind in ("lstm", "gru"):
            found = []
            for seed in range(1, SEEDS + 1):
                training, fresh = task(count, seed), task(1000, 1000 + seed)
                write("train.csv", training)
                write("test.csv", fresh)
                binet("train", "train.csv", *FLAGS, *RAW, "--model", kind, "--set", "training.folds=0", "--set",
                      "training.refit=false", "--set", "training.batch_size=64", "--seed", seed, "--threads", 1)
                ours = binet("evaluate", "model.json", "test.csv", "--json", "--threshold", "0.5")
                ours = json.loads(ours)["metrics"]
                peer = log_loss_and_accuracy(train_peer(kind, list(training), seed), fresh)
                found.append((ours["log_loss"], ours["accuracy"], *peer))
                print(f"  seed {seed}: {name} {kind}: log loss, accuracy: binet {found[-1][0]:.4f}, "
                      f"{found[-1][1]:.3f}, PyTorch {peer[0]:.4f}, {peer[1]:.3f}", flush=True)
            difference = [row[0] - row[2] for row in found]
            mean = [statistics.mean(column) for column in zip(*found)]
            print(f"{name} {kind}: mean of {SEEDS} seeds: binet {mean[0]:.4f}, {mean[1]:.3f}, PyTorch {mean[2]:.4f}, "
                  f"{mean[3]:.3f}; difference {statistics.mean(difference):+.4f} ± "
                  f"{statistics.stdev(difference) / SEEDS ** 0.5:.4f}", flush=True)


REAL = {
    "pbcseq": ("""d <- survival::pbcseq; d$died <- ifelse(d$status == 2, "yes", "no")
        d <- d[, c("id","day","died","trt","age","sex","ascites","hepato","spiders","edema","bili","chol","albumin",
                   "alk.phos","ast","platelet","protime","stage")]""",
               ["--target", "died", "--sequence", "id", "--order", "day"]),
    "VerbAgg": ("""d <- lme4::VerbAgg; d$number <- as.integer(d$item); d <- d[order(d$id, d$number), ]
        d$before <- ave(as.integer(d$r2 == "Y"), d$id, FUN = function(r) c(NA, head(r, -1)))
        d <- d[, c("id","number","r2","Anger","Gender","btype","situ","mode","before")]""",
                ["--target", "r2", "--sequence", "id", "--order", "number", "--predict-each"]),
    "ohio": ("""data(ohio, package = "geepack"); d <- ohio
        d$before <- ave(d$resp, d$id, FUN = function(r) c(NA, head(r, -1)))""",
             ["--target", "resp", "--sequence", "id", "--order", "age", "--predict-each"]),
}


def compare_real():
    for name, (code, flags) in REAL.items():
        subprocess.run(["Rscript", "-e", f'{code}; write.csv(d, "{WORK}/{name}.csv", row.names = FALSE, na = "")'],
                       check=True, capture_output=True)
        for kind in ("lstm", "gru"):
            binet("train", f"{name}.csv", *flags, "--model", kind, "-q")
            report = json.loads(binet("inspect", "model.json", "--json"))["training"]
            baseline = report["logistic_metrics"]
            print(f"{name} {kind}: held-out log loss {report['validation_metrics']['log_loss']:.4f}, logistic "
                  f"regression on last, "
                  f"mean and slope {baseline['log_loss']:.4f}, difference {baseline['log_loss_difference']:+.4f} ± "
                  f"{baseline['log_loss_difference_error']:.4f}", flush=True)


def compare_speed():
    draw = random.Random(1)
    sequences = [([[round(draw.gauss(0, 1), 3) for _ in range(8)] for _ in range(50)], draw.randint(0, 1))
                 for _ in range(3200)]
    write("train.csv", sequences)
    for threads in (1, 2):
        torch.set_num_threads(threads)
        for kind in ("lstm", "gru"):
            binet("train", "train.csv", *FLAGS, *RAW, "--model", kind, "--epochs", 8, "--threads", threads, "--log",
                  "log.jsonl",
                  "--set", "training.batch_size=32", "--set", "training.folds=0", "--set",
                  "training.validation_fraction=0")
            epochs = [json.loads(line) for line in open(WORK / "log.jsonl")]
            ours = [e["seconds"] for e in epochs if "seconds" in e and "loss" in e]
            ours = min(b - a for a, b in zip([0.0, *ours], ours)) if ours == sorted(ours) else min(ours)
            model = Peer(kind, 8)
            step = torch.optim.Adam(model.parameters(), 1e-3)
            loss_of = torch.nn.BCEWithLogitsLoss()
            x = torch.tensor([rows for rows, _ in sequences])
            y = labels(sequences)
            theirs = math.inf
            for _ in range(5):
                begin = time.time()
                for batch in range(0, len(sequences), 32):
                    step.zero_grad()
                    loss_of(model(x[batch:batch + 32]), y[batch:batch + 32]).backward()
                    step.step()
                theirs = min(theirs, time.time() - begin)
            print(f"speed {kind}, {threads} thread{'s'[:threads - 1]}: an epoch takes binet {ours:.3f} s, PyTorch "
                  f"{theirs:.3f} s: {theirs / ours:.1f} times", flush=True)


for part in PARTS:
    {"outputs": compare_outputs, "quality": compare_quality, "real": compare_real, "speed": compare_speed}[part]()
