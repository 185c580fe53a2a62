#!/usr/bin/env python3
"""Interrupted runs: what they leave, and that a resumed one ends as if nothing had happened."""

import json
import random
import signal
import subprocess
import time

from binet_case import DATA, WDBC, BinetCase, main


class Checkpoint(BinetCase):
    def interrupt(self, *arguments, when):
        """Runs the program until the file `when` is there, and interrupts it; what it says on standard error."""
        process = subprocess.Popen([self.program, *map(str, arguments)], cwd=self.directory, stderr=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, text=True)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (self.directory / when).exists():
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        errors = process.communicate(timeout=60)[1]
        self.assertEqual(process.returncode, 130, errors)
        return errors

    def test_a_resumed_run_equals_an_uninterrupted_one(self):
        for kind in ("mlp", "auto"):
            settings = {"mlp": ("--epochs", "300", "--no-early-stopping"),
                        "auto": ("--set", 'ensemble.layers=[{"type": "dense", "units": 8}]', "--set",
                                 "ensemble.scaled_networks=3",
                                 "--set", "ensemble.binned_networks=0", "--set", "ensemble.patience=60")}[kind]
            run = ("train", DATA / "wdbc.csv", *WDBC, "--model", kind, *settings, "--checkpoint", "run.json", "--set",
                   "output.checkpoint_seconds=0", "-q", "-o", "m.json")
            self.succeed(*run)
            whole = self.read("m.json")
            self.assertFalse((self.directory / "run.json").exists(), "of no use once the run has ended")
            errors = self.interrupt(*run, when="run.json")
            self.assertIn("binet train --resume run.json", errors)
            self.succeed("predict", "m.json", DATA / "wdbc.csv", "-o", "out.csv")
            self.succeed("train", "--resume", "run.json", "-q")
            self.assertEqual(self.read("m.json"), whole, kind)
            self.assertFalse((self.directory / "run.json").exists())

    def test_interrupted_logistic_regression_keeps_the_best_so_far(self):
        random.seed(1)
        rows = ["".join(f"x{column}," for column in range(40)) + "y"]
        for _ in range(40000):
            numbers = [round(random.gauss(0, 1), 2) for _ in range(40)]
            rows.append(",".join(map(str, numbers)) + (",yes" if sum(numbers) + random.gauss(0, 9) > 0 else ",no"))
        self.write("large.csv", "\n".join(rows) + "\n")
        errors = self.interrupt("train", "large.csv", "--target", "y", "--model", "logistic", "-q", "--log",
                                "log.jsonl",
                                "-o", "m.json", when="log.jsonl")
        self.assertIn("interrupted", errors)
        self.assertTrue(json.loads(self.read("m.json"))["training"]["interrupted"])
        self.succeed("predict", "m.json", "large.csv", "-o", "out.csv")

    def test_errors(self):
        self.write("c.json", "{}")
        self.fail_with(1, ["c.json", "cannot resume"], "train", "--resume", "c.json")
        self.fail_with(2, ["--resume"], "train", "small.csv", "--target", "bought", "--resume", "c.json")
        self.fail_with(2, ["cannot be resumed"], "train", "small.csv", "--target", "bought", "--time-budget", "5s",
                       "--checkpoint", "c.json")


if __name__ == "__main__":
    main()
