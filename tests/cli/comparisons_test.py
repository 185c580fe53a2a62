#!/usr/bin/env python3
"""Two models on the same rows, and what a model makes of its columns over a file."""

import csv
import io
import json
import math

from binet_case import SMALL, BinetCase, main


class Compare(BinetCase):
    def setUp(self):
        super().setUp()
        self.train(model="a.json")
        self.train("--ignore", "age", model="b.json")

    def test_equals_evaluate_and_predict(self):
        found = json.loads(self.succeed("compare", "a.json", "b.json", "small.csv", "--json", "-q"))
        for side in "ab":
            metrics = json.loads(self.succeed("evaluate", f"{side}.json", "small.csv", "--json", "-q"))["metrics"]
            for name in "log_loss", "brier", "roc_auc":
                self.assertAlmostEqual(found[name][side], metrics[name], delta=1e-12)
        p = [[float(x) for x in self.succeed("predict", f"{side}.json", "small.csv", "--format", "plain").split()]
             for side in "ab"]
        most = max(range(len(p[0])), key=lambda i: abs(p[0][i] - p[1][i]))
        self.assertAlmostEqual(abs(found["most_different"][0]["a"] - found["most_different"][0]["b"]),
                               abs(p[0][most] - p[1][most]), delta=1e-15)
        line = found["most_different"][0]["line"]
        self.assertEqual(found["most_different"][0]["a"], p[0][line - 2])
        y = [line.endswith("yes") for line in SMALL.splitlines()[1:]]
        d = [math.log((q if t else 1 - q) / (r if t else 1 - r)) for r, q, t in zip(*p, y)]
        mean = sum(d) / len(d)
        error = math.sqrt(sum((x - mean) ** 2 for x in d) / (len(d) - 1) / len(d))
        self.assertAlmostEqual(found["log_loss"]["difference"], mean, delta=1e-9)
        self.assertAlmostEqual(found["log_loss"]["standard_error"], error, delta=1e-9)

    def test_names_the_settings_that_differ(self):
        text = self.succeed("compare", "a.json", "b.json", "small.csv")
        self.assertIn("data.ignore", text)
        self.assertNotIn("output.model", text)
        self.assertTrue(all(len(line) <= 80 for line in text.splitlines()), text)
        same = self.succeed("compare", "a.json", "a.json", "small.csv")
        self.assertIn("No setting differs", same)

    def test_refuses_other_targets_and_standard_input(self):
        self.train(target=("--target", "sex"), model="c.json")
        self.fail_with(2, ["bought", "sex"], "compare", "a.json", "c.json", "small.csv")
        self.fail_with(2, ["expected a file"], "compare", "a.json", "b.json", "-")


class Explain(BinetCase):
    def test_importance_in_every_format(self):
        model = self.train()
        rows = list(csv.DictReader(io.StringIO(self.succeed("explain", model, "small.csv", "--format", "csv", "-q"))))
        self.assertEqual({row["columns"] for row in rows}, {"age", "city", "sex"})
        rises = [float(row["rise"]) for row in rows]
        self.assertEqual(rises, sorted(rises, reverse=True))
        document = json.loads(self.succeed("explain", model, "small.csv", "--format", "json", "-q"))
        self.assertEqual([item["rise"] for item in document["columns"]], rises)
        self.assertEqual(len(document["columns"][0]["repeats"]), 5)
        self.assertIn("<svg", self.succeed("explain", model, "small.csv", "--format", "svg", "-q"))
        text = self.succeed("explain", model, "small.csv", "-q")
        self.assertTrue(all(len(line) <= 80 for line in text.splitlines()), text)

    def test_says_that_the_model_has_seen_the_file(self):
        result = self.run_binet("explain", self.train(), "small.csv")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("was trained on this file", result.stderr)

    def test_groups_are_shuffled_together(self):
        text = self.succeed("explain", self.train(), "small.csv", "--group-columns", "city,sex", "-q")
        self.assertIn("city + sex", text)
        self.fail_with(2, ["--group-columns", "town"], "explain", "model.json", "small.csv", "-q", "--group-columns",
                       "town,sex")

    def test_effect_of_a_column_is_the_mean_prediction(self):
        model = self.train(kind="mlp")
        found = json.loads(self.succeed("explain", model, "small.csv", "--column", "city", "--format", "json"))
        for point in found["points"]:
            changed = "age,city,sex\n" + "".join(f"{a},{point['value']},{s}\n" for a, _, s, _ in
                                                 (line.split(",") for line in SMALL.splitlines()[1:]))
            self.write("changed.csv", changed)
            p = [float(x) for x in self.succeed("predict", model, "changed.csv", "--format", "plain").split()]
            self.assertAlmostEqual(point["mean"], sum(p) / len(p), delta=1e-12)

    def test_two_columns_give_a_surface_and_need_no_target(self):
        model = self.train()
        self.write("bare.csv", "\n".join(line.rsplit(",", 1)[0] for line in SMALL.splitlines()) + "\n")
        rows = list(csv.DictReader(io.StringIO(
            self.succeed("explain", model, "bare.csv", "--column", "age,city", "--format", "csv", "--values", 4))))
        self.assertEqual(len(rows), 12)
        self.assertEqual(set(rows[0]), {"age", "city", "mean"})
        for form in "text", "svg", "json":
            self.succeed("explain", model, "bare.csv", "--column", "age,city", "--format", form)
            self.succeed("explain", model, "bare.csv", "--column", "age", "--format", form)
        self.fail_with(2, ["--column", "ages", "age"], "explain", model, "bare.csv", "--column", "ages")
        self.fail_with(1, ["bought"], "explain", model, "bare.csv")


if __name__ == "__main__":
    main()
