#!/usr/bin/env python3
"""SIGKILL at random moments of training: the output is the old file or the whole new one, nothing else is left but now
and then a complete copy, and the run resumed from its checkpoint ends with the bytes of one that was never killed.

The moments come from a fixed seed. BINET_KILLS sets how many there are per kind of model; by default few:
    BINET_KILLS=70 BINET=build/release/binet python3 -B tests/cli/kill_test.py
"""

import json
import os
import random
import subprocess
import time

from binet_case import DATA, WDBC, BinetCase, main

KILLS = int(os.environ.get("BINET_KILLS", 4))

SETTINGS = {
    "mlp": ("--epochs", "40", "--no-early-stopping", "--set",
            'model.layers=[{"type": "dense", "units": 8}]'),
    "auto": ("--set", 'ensemble.layers=[{"type": "dense", "units": 8}]', "--set", "ensemble.scaled_networks=3", "--set",
             "ensemble.binned_networks=0", "--set", "ensemble.epochs=30"),
    "logistic": (),
}


class Killed(BinetCase):
    def kill_after(self, seconds, *arguments):
        """Starts the program and kills it; true if it was still running."""
        process = subprocess.Popen([self.program, *map(str, arguments)], cwd=self.directory, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return True
        self.assertEqual(process.returncode, 0)
        return False

    def files(self):
        return {path.name for path in self.directory.iterdir()}

    def remove_named_file(self):
        """A file has a name of its own between two system calls, linkat and rename: complete, and rarely there."""
        names = [name for name in self.files() if name.startswith(".binet-") and name.endswith(".partial")]
        for name in names:
            json.loads((self.directory / name).read_bytes())
            (self.directory / name).unlink()
        return len(names)

    def test_training_survives_kills_at_random_moments(self):
        totals = dict.fromkeys(("killed", "resumed", "named"), 0)
        for kind, settings in SETTINGS.items():
            moments = random.Random(f"kills of {kind}")
            run = ("train", DATA / "wdbc.csv", *WDBC, "--model", kind, *settings, "--checkpoint", "run.json", "--set",
                   "output.checkpoint_seconds=0", "-q", "-o", "m.json")
            started = time.monotonic()
            self.succeed(*run)
            seconds = time.monotonic() - started
            whole = (self.directory / "m.json").read_bytes()
            old = b"the old file\n"
            for _ in range(KILLS):
                self.write("m.json", old)
                resumed = False
                while True:
                    again = ("train", "--resume", "run.json", "-q", "-o", "m.json") if resumed else run
                    killed = self.kill_after(moments.uniform(0, 1.1 * seconds), *again)
                    if not killed:
                        break
                    totals["killed"] += 1
                    totals["named"] += self.remove_named_file()
                    self.assertIn((self.directory / "m.json").read_bytes(), (old, whole), kind)
                    self.assertLessEqual(self.files(), {"small.csv", "m.json", "run.json"}, kind)
                    resumed = (self.directory / "run.json").exists()
                    totals["resumed"] += resumed
                    if moments.random() < 0.7:  # else the next run is killed too, perhaps
                        self.succeed(*(("train", "--resume", "run.json", "-q", "-o", "m.json") if resumed else run))
                        break
                self.assertEqual((self.directory / "m.json").read_bytes(), whole, kind)
                self.assertEqual(self.files(), {"small.csv", "m.json"}, kind)
        self.assertLessEqual(totals["named"], 1 + totals["killed"] // 50)
        print(f"{totals['killed']} kills, {totals['resumed']} runs resumed from a checkpoint")


if __name__ == "__main__":
    main()
