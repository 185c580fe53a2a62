#!/usr/bin/env python3
"""Intervals of predicted probabilities, and held-out predictions of training rows, as a user asks for them."""

import csv
import io
import json
import math

from binet_case import PROJECT, BinetCase, main

TRIAL = PROJECT / "tests/reference/statistics/trial.csv"
TARGET = ("--target", "y", "--positive", "1")
QUICK = ("--set", "training.epochs=3", "--set", "ensemble.scaled_networks=2")


class Interval(BinetCase):
    def predicted(self, *arguments, data=TRIAL):
        return list(csv.DictReader(io.StringIO(self.succeed("predict", "model.json", data, "--quiet", *arguments))))

    def test_the_delta_method_is_that_of_the_coefficients(self):
        """With one column of two levels, the logit of the reference level is the intercept."""
        self.train("--terms", "sex", "--l2", "0", data=TRIAL, target=TARGET, kind="logistic")
        found = json.loads(self.succeed("inspect", "model.json", "--data", TRIAL, "--json"))["coefficients"][0]
        self.write("row.csv", "sex\nfemale\n")
        (row,) = self.predicted("--interval", "0.95", data="row.csv")
        for name, end in zip(("lower", "upper"), found["interval_95"]):
            self.assertAlmostEqual(float(row[name]), 1 / (1 + math.exp(-end)), delta=1e-6)

    def test_every_kind_has_two_columns(self):
        for kind, more in (("logistic", ()), ("logistic", ("--l2", "0")), ("logistic", ("--penalty", "firth")),
                           ("mlp", QUICK[:2]), ("auto", QUICK)):
            self.train(*more, data=TRIAL, target=TARGET, kind=kind)
            rows = self.predicted("--interval", "0.9")
            self.assertEqual(list(rows[0])[-4:], ["probability", "label", "lower", "upper"])
            for row in rows:
                self.assertLess(float(row["lower"]), float(row["upper"]), msg=kind)
            wide = self.predicted("--interval", "0.99")
            self.assertLess(float(wide[0]["lower"]), float(rows[0]["lower"]))
            self.assertEqual([row["probability"] for row in wide], [row["probability"] for row in rows])

    def test_the_interval_contains_the_probability_of_an_overfitted_model(self):
        """Its held-out predictions are too extreme: the calibration line alone would exclude the probability."""
        columns = [f"x{j}" for j in range(12)]
        cell = lambda i, j: math.sin(1 + i * (j + 1) * 1.37) * 3
        rows = [",".join([*(f"{cell(i, j):.4f}" for j in range(12)), "yes" if cell(i, 0) + cell(i, 17) > 0 else "no"])
                for i in range(60)]
        self.write("wide.csv", "\n".join([",".join([*columns, "y"]), *rows]) + "\n")
        self.train("--epochs", "300", "--validation-fraction", "0.3", data="wide.csv", target=("--target", "y"),
                   kind="mlp")
        for row in self.predicted("--interval", "0.95", data="wide.csv"):
            self.assertLessEqual(float(row["lower"]), float(row["probability"]))
            self.assertLessEqual(float(row["probability"]), float(row["upper"]))

    def test_terms_and_an_offset_have_intervals_too(self):
        self.train("--terms", "age*sex + ns(age, 3)", "--offset", "dose", "--l2", "0", data=TRIAL, target=TARGET,
                   kind="logistic")
        row = self.predicted("--interval", "0.95")[0]
        self.assertLess(float(row["lower"]), float(row["probability"]))
        self.assertLess(float(row["probability"]), float(row["upper"]))

    def test_an_unseen_level_has_none(self):
        self.train("--terms", "sex + age", "--l2", "0", data=TRIAL, target=TARGET, kind="logistic")
        self.write("new.csv", "sex,age\nother,40\n")
        self.assertEqual([self.predicted("--interval", "0.95", data="new.csv")[0][end] for end in ("lower", "upper")],
                         ["", ""])
        line = self.succeed("predict", "model.json", "new.csv", "--quiet", "--interval", "0.95", "--format", "jsonl")
        self.assertIsNone(json.loads(line)["lower"])

    def test_what_cannot_be_is_refused(self):
        self.train("--l2", "0.1", "--valid", TRIAL, data=TRIAL, target=TARGET, kind="logistic")
        model = json.loads(self.read("model.json"))
        model["training"].pop("reliability")
        self.write("model.json", json.dumps(model))
        self.fail_with(1, ["--interval", "--l2 0"], "predict", "model.json", TRIAL, "--interval", "0.95")
        for level in ("0", "1", "95", "x"):
            self.fail_with(2, ["--interval"], "predict", "model.json", TRIAL, "--interval", level)
        self.train("--l2", "0", data=TRIAL, target=TARGET, kind="logistic")
        self.fail_with(2, ["--format"], "predict", "model.json", TRIAL, "--interval", "0.9", "--format", "plain")


class OutOfFold(BinetCase):
    def rows(self, name="oof.csv"):
        return list(csv.DictReader(io.StringIO(self.read(name))))

    def log_loss(self, rows, positive):
        return -sum(math.log(float(row["probability"]) if row["target"] == positive else 1 - float(row["probability"]))
                    for row in rows) / len(rows)

    def check_rows(self, rows, message):
        """Each row once, in the order of the file, with the target that it has there."""
        self.assertEqual(list(rows[0]), ["row", "fold", "probability", "target"])
        numbers = [int(row["row"]) for row in rows]
        self.assertEqual(numbers, sorted(set(numbers)), msg=message)
        lines = list(csv.DictReader(io.StringIO(TRIAL.read_text(encoding="utf-8"))))
        for row in rows:
            self.assertEqual(row["target"], lines[int(row["row"]) - 1]["y"], msg=message)

    def test_updates_write_theirs(self):
        for kind in ("logistic", "mlp"):
            self.train(*QUICK[:2], data=TRIAL, target=TARGET, kind=kind)
            self.succeed("train", TRIAL, "--from", "model.json", "-q", "-o", "new.json", "--out-of-fold", "oof.csv")
            rows = self.rows()
            self.assertEqual(len(rows), 240, msg=kind)
            self.check_rows(rows, kind)
            self.assertEqual({row["fold"] for row in rows}, set("12345"), msg=kind)
            found = json.loads(self.read("new.json"))["training"]["validation_metrics"]["log_loss"]
            self.assertAlmostEqual(self.log_loss(rows, "1"), found, delta=1e-6, msg=kind)

    def test_distilled_models_write_those_of_their_trial_run(self):
        self.train("--out-of-fold", "oof.csv", *QUICK, "--distill", "4", data=TRIAL, target=TARGET, kind="auto")
        self.assertEqual(len(self.rows()), 48)
        self.check_rows(self.rows(), "distilled")

    def test_every_kind_writes_its_held_out_predictions(self):
        for kind, more in (("logistic", ()), ("logistic", ("--l2", "0")), ("mlp", QUICK[:2]), ("auto", QUICK)):
            self.train("--out-of-fold", "oof.csv", *more, data=TRIAL, target=TARGET, kind=kind)
            rows = self.rows()
            self.check_rows(rows, kind)
            folds = {row["fold"] for row in rows}
            self.assertNotIn("", folds, msg=f"{kind} {more}")
            self.assertGreater(len(folds), 1, msg=f"{kind} {more}")
            found = json.loads(self.read("model.json"))["training"]["validation_metrics"]["log_loss"]
            self.assertAlmostEqual(self.log_loss(rows, "1"), found, delta=0.03, msg=kind)

    def test_logistic_regression_names_the_folds_for_every_penalty(self):
        for more in (("--l1", "auto"), ("--l1", "0.01"), ("--penalty", "firth"), ("--group", "clinic"),
                     ("--l2", "0.1")):
            self.train("--out-of-fold", "oof.csv", *more, data=TRIAL, target=TARGET, kind="logistic")
            rows = self.rows()
            self.assertEqual(len(rows), 240, msg=more)
            folds = {row["fold"] for row in rows}
            self.assertEqual(folds, {str(i + 1) for i in range(len(folds))}, msg=more)
            self.assertGreater(len(folds), 1, msg=more)

    def test_the_model_is_the_same_bytes(self):
        self.train("--out-of-fold", "oof.csv", data=TRIAL, target=TARGET, kind="logistic")
        first = self.read("model.json")
        self.train(data=TRIAL, target=TARGET, kind="logistic")
        self.assertEqual(self.read("model.json"), first)

    def test_it_is_an_output_like_others(self):
        train = ("train", TRIAL, *TARGET, "--model", "logistic")
        self.fail_with(2, ["same file"], *train, "-o", "a.json", "--out-of-fold", "a.json")
        self.fail_with(2, ["--out-of-fold"], *train, "--valid", TRIAL, "--out-of-fold", "oof.csv")
        self.assertTrue(self.succeed(*train, "-q", "--out-of-fold", "-").startswith("row,fold,probability,target\n"))
        self.fail_with(1, ["nowhere"], *train, "--out-of-fold", "nowhere/oof.csv")


if __name__ == "__main__":
    main()
