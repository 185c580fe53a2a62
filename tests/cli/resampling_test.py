#!/usr/bin/env python3
"""Rows that belong together, and rows that come later: --group and --time from the command line."""

import json
import time

from binet_case import BinetCase, main

# 60 subjects with two visits each; the date is that of the visit.
VISITS = "subject,date,age,score,sick\n" + "".join(
    f"p{i // 2},20{10 + i // 12}-{1 + i % 12:02d}-01,{20 + i * 7 % 50},{i * 13 % 17},"
    f"{'yes' if i * 5 % 11 < 5 else 'no'}\n"
    for i in range(120))


class GroupsAndTime(BinetCase):
    def setUp(self):
        super().setUp()
        self.write("visits.csv", VISITS)

    def test_evidence_and_config_name_the_column(self):
        for flag, column, evidence in (("--group", "subject", "whole groups of subject"),
                                       ("--time", "date", "by date")):
            ignore = ("--ignore", "date") if flag == "--group" else ("--ignore", "subject")
            for kind in ("logistic", "mlp", "auto"):
                text = self.succeed("train", "visits.csv", "--target", "sick", "--model", kind, flag, column, *ignore,
                                    "--no-progress", "-o", "m.json")
                self.assertIn(evidence, [line for line in text.splitlines() if line.startswith("Held out")][0])
                model = json.loads(self.read("m.json"))
                self.assertEqual(model["config"]["data"][flag[2:]], column)
                self.assertNotIn(column, [c["name"] for c in model["columns"]])

    def test_cross_validation(self):
        text = self.succeed("cv", "visits.csv", "--target", "sick", "--model", "logistic", "--time", "date", "-k", "3",
                            "--ignore", "subject", "-q")
        self.assertTrue(text.startswith("3 expanding windows by date: 90 rows"), text)
        found = json.loads(self.succeed("cv", "visits.csv", "--target", "sick", "--model", "logistic", "--group",
                                        "subject", "-q", "--json"))
        self.assertEqual(found["validated_on"], "5-fold cross-validation, whole groups of subject")

    def test_learning_curve(self):
        arguments = ("cv", "visits.csv", "--target", "sick", "--model", "logistic", "--group", "subject", "-k", "3",
                     "--learning-curve")
        text = self.succeed(*arguments, "-q")
        self.assertTrue(text.startswith("Learning curve, 3-fold cross-validation, whole groups of subject: 120 rows"),
                        text)
        self.assertIn("From 70% to 100% of the rows, held-out log loss changes by", " ".join(text.split()))
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        curve = json.loads(self.succeed(*arguments, "--json", "--no-progress"))
        plain = json.loads(self.succeed(*arguments[:-1], "--json", "-q"))
        last = curve["learning_curve"][-1]
        self.assertEqual((last["share"], last["held_out"]["log_loss"]["mean"]), (1, plain["mean"]["log_loss"]))
        self.fail_with(2, ["--learning-curve", "--repeats"], *arguments, "--repeats", "2")

    def test_a_time_budget_limits_all_models_of_a_learning_curve(self):
        arguments = ("cv", "visits.csv", "--target", "sick", "--ignore", "subject,date", "-k", "3", "--time-budget",
                     "4s")
        self.fail_with(2, ["does not apply to cv", "--learning-curve takes it"], *arguments)
        started = time.monotonic()
        done = self.run_binet(*arguments, "--learning-curve", "--json", "--threads", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLess(time.monotonic() - started, 40)  # a busy machine; without a limit it takes longer
        curve = json.loads(done.stdout)
        self.assertAlmostEqual(curve["seconds_per_model"] * 3 * len(curve["learning_curve"]), 4, delta=1e-6)
        lines = [line for line in done.stderr.splitlines() if line.startswith("model ")]
        self.assertLessEqual(len(lines), 11)
        self.assertRegex(lines[0], r"^model 1 of \d+, about \d+ (s|min) left$")

    def test_a_validation_file_needs_neither_column(self):
        self.write("later.csv", "date,age,score,sick\n2030-01-01,30,4,yes\n2030-01-01,40,9,no\n"
                                "2030-01-02,50,2,yes\n2030-01-03,35,1,no\n")
        text = self.succeed("train", "visits.csv", "--target", "sick", "--model", "mlp", "--group", "subject",
                            "--ignore",
                            "date", "--valid", "later.csv", "--epochs", "2", "--no-progress", "-o", "m.json")
        self.assertIn("later.csv: 4 rows", text)

    def test_ties_of_time_are_cut_where_both_sides_have_rows(self):
        self.write("two.csv", "x,t,y\n" + "".join(
            f"{i * 7 % 13},{1 if i < 30 else 2},{'yes' if i * 5 % 11 < 5 else 'no'}\n" for i in range(60)))
        for kind in ("mlp", "auto"):
            text = self.succeed("train", "two.csv", "--target", "y", "--time", "t", "--model", kind, "--no-progress",
                                "-o", "m.json")
            self.assertIn("the last 50% by t", text)

    def test_groups_and_times_together(self):
        text = self.succeed("cv", "visits.csv", "--target", "sick", "--model", "logistic", "--time", "date", "--group",
                            "subject", "-k", "3", "-q")
        self.assertTrue(text.startswith("3 expanding windows by date, whole groups of subject: 90 rows"), text)

    def test_metrics_that_no_fold_has_are_undefined(self):
        self.write("apart.csv", "x,y\n" + "".join(f"{x},{int(x > 0)}\n" for x in (-4, -3, -2, -1, 1, 2, 3, 4)))
        text = self.succeed("cv", "apart.csv", "--target", "y", "--model", "logistic", "-k", "2", "-q")
        self.assertNotIn("nan", text)
        self.assertRegex(text, r"calibration_slope +undefined")

    def test_repeats_deal_other_folds(self):
        cv = ("cv", "visits.csv", "--target", "sick", "--model", "logistic", "-k", "3", "-q", "--ignore",
              "subject,date")
        found = json.loads(self.succeed(*cv, "--repeats", "4", "--json"))
        self.assertEqual((found["repeats"], len(found["by_repeat"])), (4, 4))
        once = json.loads(self.succeed(*cv, "--json"))
        self.assertEqual(found["by_repeat"][0], once)
        second = json.loads(self.succeed(*cv, "--json", "--seed", str(2)))
        self.assertEqual(found["by_repeat"][1], second)
        means = [repeat["mean"]["log_loss"] for repeat in found["by_repeat"]]
        mean = sum(means) / 4
        self.assertAlmostEqual(found["mean"]["log_loss"], mean, delta=1e-12)
        self.assertAlmostEqual(found["spread"]["log_loss"], (sum((m - mean) ** 2 for m in means) / 3) ** 0.5,
                               delta=1e-12)
        self.assertRegex(self.succeed(*cv, "--repeats", "2"), r"2 times 3-fold[^\n]*\n\n +mean +error +spread\n")
        self.fail_with(2, ["--repeats"], *cv, "--repeats", "0")

    def test_errors(self):
        train = ("train", "visits.csv", "--target", "sick")
        self.fail_with(2, ["'subjekt'", "subject"], *train, "--group", "subjekt")
        self.fail_with(2, ["\"sick\"", "data.group"], *train, "--group", "sick")
        self.fail_with(1, ["visits.csv:2", "time 'subject'", "'p0'", "2024-05-31"], *train, "--time", "subject")
        self.fail_with(2, ["group \"score\": 20 folds of 17 groups"], "cv", "visits.csv", "--target", "sick", "--group",
                       "score", "-k",
                       "20", "-q")


if __name__ == "__main__":
    main()
