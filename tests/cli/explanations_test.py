#!/usr/bin/env python3
"""Explanations: why a row got its probability."""

import csv
import io
import json
import math
from random import Random

from binet_case import DATA, PROJECT, SMALL, BinetCase, main

# Missing cells, a city and a sex never seen, an age far out.
ODD = "age,city,sex\n30,Bern,f\n,Oslo,m\n25,Paris,f\n44,,x\n1000,Rome,\n,,\n"
FEW = ("--set", "ensemble.scaled_networks=2", "--set", "ensemble.binned_networks=2", "--set", "ensemble.epochs=4")


class PredictExplain(BinetCase):
    def explained(self, model, data, count=99):
        lines = self.succeed("predict", model, data, "--explain", count, "--format", "jsonl", "-q").splitlines()
        return [json.loads(line) for line in lines]

    def test_contributions_sum_to_the_logit(self):
        self.write("odd.csv", ODD)
        for kind, arguments in (("logistic", ()), ("logistic", ("--l2", "0")), ("mlp", ()), ("auto", FEW),
                                ("auto", (*FEW, "--distill", "8"))):
            model = self.train(*arguments, kind=kind)
            for row in self.explained(model, "odd.csv"):
                logit = row["base_logit"] + sum(r["contribution"] for r in row["reasons"]) + row["other_columns"]
                p = row["probability"]
                self.assertAlmostEqual(logit, math.log(p / (1 - p)), delta=1e-6, msg=f"{kind} {row}")

    def test_says_missing_and_unseen(self):
        self.write("missing.csv", SMALL.replace("20,", ",").replace("32,", ","))
        model = self.train(data="missing.csv")
        self.write("odd.csv", "age,city,sex\n,Paris,f\n")
        reasons = {r["column"]: r for r in self.explained(model, "odd.csv")[0]["reasons"]}
        self.assertIsNone(reasons["age"]["value"])
        self.assertEqual((reasons["city"]["value"], reasons["city"].get("unseen")), ("Paris", True))
        row = next(csv.DictReader(io.StringIO(self.succeed("predict", model, "odd.csv", "--explain", 3, "-q"))))
        texts = [row[f"reason_{i}"] for i in (1, 2, 3)]
        self.assertTrue(any(text.startswith("age missing ") for text in texts), texts)
        self.assertTrue(any(text.startswith("city unseen ") for text in texts), texts)

    def test_names_the_columns_that_moved_the_logit_most(self):
        model = self.train()
        everything = self.explained(model, "small.csv")
        two = self.explained(model, "small.csv", 2)
        table = list(csv.DictReader(io.StringIO(self.succeed("predict", model, "small.csv", "--explain", 2))))
        for row, short, cells in zip(everything, two, table):
            sizes = [abs(r["contribution"]) for r in row["reasons"]]
            self.assertEqual(sizes, sorted(sizes, reverse=True))
            self.assertEqual(short["reasons"], row["reasons"][:2])
            self.assertNotIn("reason_3", cells)
            for i, reason in enumerate(short["reasons"]):
                name, number = cells[f"reason_{i + 1}"].rsplit(" ", 1)
                self.assertEqual(name, reason["column"])
                self.assertAlmostEqual(float(number), reason["contribution"], delta=0.01 * abs(reason["contribution"]))

    def test_equals_coefficient_times_distance(self):
        model = self.train("--l2", "0", "--ignore", "city,sex")
        slope = json.loads(self.succeed("inspect", model, "--json"))
        slope = next(c for c in slope["coefficients"] if c["name"] == "age")["original"]
        ages = [int(line.split(",")[0]) for line in SMALL.splitlines()[1:]]
        found = [row["reasons"][0]["contribution"] if row["reasons"] else 0
                 for row in self.explained(model, "small.csv")]
        for age, contribution in zip(ages, found):
            self.assertAlmostEqual(contribution - found[0], slope * (age - ages[0]), delta=1e-5)

    def test_probabilities_stay_the_same(self):
        for kind in "logistic", "mlp":
            model = self.train(kind=kind)
            plain = list(csv.DictReader(io.StringIO(self.succeed("predict", model, "small.csv"))))
            with_reasons = list(csv.DictReader(io.StringIO(self.succeed("predict", model, "small.csv", "--explain",
                                                                        1))))
            self.assertEqual([r["probability"] for r in plain], [r["probability"] for r in with_reasons])

    def test_target_prior_moves_the_base(self):
        model = self.train()
        self.write("one.csv", "age,city,sex\n30,Bern,f\n")
        lines = [json.loads(self.succeed("predict", model, "one.csv", "--explain", 9, "--format", "jsonl", *prior))
                 for prior in ((), ("--target-prior", "0.01"))]
        self.assertEqual(lines[0]["reasons"], lines[1]["reasons"])
        self.assertLess(lines[1]["base_logit"], lines[0]["base_logit"] - 1)

    def test_refuses_what_has_no_room(self):
        model = self.train()
        self.fail_with(2, ["--explain", "plain", "jsonl"], "predict", model, "small.csv", "--explain", 1, "--format",
                       "plain")
        self.write("clash.csv", "reason_1,age,city,sex\nx,30,Bern,f\n")
        self.fail_with(2, ["reason_1"], "predict", model, "clash.csv", "--explain", 1, "--keep-all")
        self.fail_with(2, ["--explain"], "predict", model, "small.csv", "--explain", 0)


class ScikitLearn(BinetCase):
    """Figures of the same model by scikit-learn's functions (tests/reference/explanations.py)."""

    def setUp(self):
        super().setUp()
        self.expected = json.loads((PROJECT / "tests/reference/explanations.json").read_text(encoding="utf-8"))
        self.trial = PROJECT / "tests/reference/statistics/trial.csv"
        self.train("--l2", "0", "--terms", "age + dose", data=self.trial, target=("--target", "y", "--positive", "1"))

    def test_partial_dependence(self):
        for name, expected in self.expected["partial_dependence"].items():
            found = json.loads(self.succeed("explain", "model.json", self.trial, "--column", name, "--values", "1000",
                                            "--format", "json"))
            self.assertEqual(len(found["points"]), len(expected["values"]))
            for point, value, mean in zip(found["points"], expected["values"], expected["mean"]):
                self.assertAlmostEqual(point["value"], value, delta=1e-9)
                # Weights are in single precision, and scikit-learn stops its solver early.
                self.assertAlmostEqual(point["mean"], mean, delta=1e-5, msg=f"{name} {value}")

    def test_importance(self):
        found = json.loads(self.succeed("explain", "model.json", self.trial, "--repeats", "400", "--format", "json",
                                        "-q"))
        for column in found["columns"]:
            expected = self.expected["importance"][column["columns"][0]]
            error = math.hypot(column["repeat_error"], expected["error"])
            self.assertAlmostEqual(column["rise"], expected["mean"], delta=4 * error, msg=column["columns"][0])


class FoldImportance(BinetCase):
    def importance(self, *arguments):
        found = json.loads(self.succeed("explain", "model.json", "noise.csv", "--format", "json", "-q", *arguments))
        return found, {column["columns"][0]: column for column in found["columns"]}

    def setUp(self):
        super().setUp()
        random = Random(8)
        rows = []
        for _ in range(120):
            x = [random.gauss(0, 1) for _ in range(16)]
            rows.append(",".join(f"{value:.4f}" for value in x) +
                        f",{int(random.random() < 1 / (1 + math.exp(-2 * x[0])))}")
        self.write("noise.csv", ",".join(f"x{i}" for i in range(16)) + ",y\n" + "\n".join(rows) + "\n")
        self.train("--l2", "0", data="noise.csv", target=("--target", "y"))

    def test_columns_of_noise_have_none_on_rows_that_the_models_have_not_seen(self):
        _, seen = self.importance()
        found, unseen = self.importance("--folds", "5")
        self.assertEqual(found["rows"], "120 rows, 5-fold cross-validation")
        noise = [name for name in seen if name != "x0"]
        self.assertGreater(sum(seen[name]["rise"] for name in noise), 0.1)
        self.assertLess(sum(unseen[name]["rise"] for name in noise), 0.05)
        self.assertGreater(unseen["x0"]["rise"], 3 * unseen["x0"]["standard_error"])

    def test_each_model_has_the_time_budget_of_the_saved_one(self):
        self.train("--epochs", "2", "--time-budget", "60s", data="noise.csv", target=("--target", "y"), kind="mlp")
        self.assertEqual(self.importance("--folds", "3")[0]["rows"], "120 rows, 3-fold cross-validation")

    def test_is_for_importance_and_says_where_the_file_is_another(self):
        self.fail_with(2, ["--folds is for importance"], "explain", "model.json", "noise.csv", "--folds", "5",
                       "--column", "x0")
        with (self.directory / "noise.csv").open("a", encoding="utf-8") as file:
            file.write(",".join(["0.5"] * 16) + ",1\n")
        done = self.run_binet("explain", "model.json", "noise.csv", "--folds", "3")
        self.assertIn("noise.csv: not the file that the model was trained on", done.stderr)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    main()
