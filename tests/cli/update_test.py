#!/usr/bin/env python3
"""train --from: a model updated by new rows."""

import json
import math
import random

from binet_case import BinetCase, main


def rows(seed, count, slope, shift):
    """x has an effect of `slope`, and the intercept is `shift`."""
    numbers = random.Random(seed)
    text = "x,city,y\n"
    for _ in range(count):
        x, city = numbers.gauss(0, 1), numbers.choice(("Bern", "Oslo"))
        p = 1 / (1 + math.exp(-(shift + slope * x + (city == "Oslo"))))
        text += f"{x:.4f},{city},{'yes' if numbers.random() < p else 'no'}\n"
    return text


class Update(BinetCase):
    def setUp(self):
        super().setUp()
        self.write("old.csv", rows(1, 400, 1, 0))
        self.write("same.csv", rows(2, 60, 1, 0))
        self.write("moved.csv", rows(3, 3000, -1, 2))
        self.write("test.csv", rows(4, 2000, -1, 2))

    def log_loss(self, model, data):
        return json.loads(self.succeed("evaluate", model, data, "--json"))["metrics"]["log_loss"]

    def coefficient(self, model, name="x"):
        found = json.loads(self.succeed("inspect", model, "--json", "--weights"))
        return next(c["scaled"] for c in found["coefficients"] if c["name"] == name)

    def test_logistic_regression_moves_as_far_as_the_rows_say(self):
        self.succeed("train", "old.csv", "--target", "y", "--model", "logistic", "-q", "-o", "old.json")
        for name in ("same", "moved"):
            self.succeed("train", f"{name}.csv", "--from", "old.json", "-q", "-o", f"{name}.json")
        old, same, moved = (self.coefficient(f"{name}.json") for name in ("old", "same", "moved"))
        self.assertLess(abs(same - old), 0.5)
        self.assertGreater(old, 0.5)
        self.assertLess(moved, -0.5)
        self.assertLess(self.log_loss("moved.json", "test.csv"), self.log_loss("old.json", "test.csv") - 0.2)
        self.assertIn("updated from a model trained on 400 rows", self.succeed("inspect", "moved.json"))
        self.succeed("verify", "moved.json", "moved.csv", "--from", "old.json")

    def test_other_models_are_recalibrated(self):
        for kind in ("mlp", "auto"):
            self.succeed("train", "old.csv", "--target", "y", "--model", kind, "--epochs", "5", "--set",
                         "ensemble.epochs=3", "-q", "-o", "old.json")
            self.succeed("train", "moved.csv", "--from", "old.json", "-q", "-o", "new.json")
            self.assertLess(self.log_loss("new.json", "test.csv"), self.log_loss("old.json", "test.csv") - 0.1, kind)
            self.succeed("verify", "new.json", "moved.csv", "--from", "old.json")

    def test_errors_count_rows_of_a_group_once(self):
        numbers = random.Random(6)
        lines = []
        for clinic in range(60):
            x, city = numbers.gauss(0, 1), numbers.choice(("Bern", "Oslo"))
            y = "yes" if numbers.random() < 1 / (1 + math.exp(-x)) else "no"
            lines += [f"{clinic},{x + 0.05 * numbers.gauss(0, 1):.4f},{city},{y}\n" for _ in range(5)]
        numbers.shuffle(lines)
        self.write("groups.csv", "clinic,x,city,y\n" + "".join(lines))
        for kind in ("logistic", "mlp"):
            self.succeed("train", "old.csv", "--target", "y", "--model", kind, "--epochs", "5", "-q", "-o", "old.json")
            errors = []
            for flags in (("--ignore", "clinic"), ("--group", "clinic")):
                self.succeed("train", "groups.csv", "--from", "old.json", *flags, "-q", "-o", "new.json")
                errors.append(json.loads(self.read("new.json"))["training"]["validation_errors"])
            for name in ("log_loss", "brier", "roc_auc"):
                self.assertGreater(errors[1][name], 1.4 * errors[0][name], msg=f"{kind} {name}")

    def test_errors(self):
        self.succeed("train", "old.csv", "--target", "y", "--model", "logistic", "-q", "-o", "old.json")
        self.fail_with(2, ["small.csv", "no column", "x"], "train", "small.csv", "--from", "old.json")
        self.write("other.csv", rows(5, 50, 1, 0).replace("yes", "good").replace("no\n", "bad\n"))
        self.fail_with(1, ["other.csv", "good", "bad"], "train", "other.csv", "--from", "old.json", "--positive",
                       "good")
        self.fail_with(2, ["old.json", "named twice"], "train", "same.csv", "--from", "old.json", "-o", "old.json")
        self.fail_with(2, ["--from"], "train", "same.csv", "--from", "old.json", "--time-budget", "5s")
        self.fail_with(1, ["none.json"], "train", "same.csv", "--from", "none.json")


if __name__ == "__main__":
    main()
