#!/usr/bin/env python3
"""Models with terms equal those of R's glm with the same formula (tests/reference/terms.R) in every use."""

import csv
import io
import json
import math
import shutil
import statistics
import subprocess

from binet_case import PROJECT, BinetCase, main

TRIAL = PROJECT / "tests/reference/statistics/trial.csv"
EXPECTED = json.loads((PROJECT / "tests/reference/terms.json").read_text(encoding="utf-8"))
FORMULAS = [name for name in EXPECTED if name != "fresh_rows"]
TARGET = ("--target", "y", "--positive", "1")
FEW = ("--set", "training.epochs=3", "--set", "ensemble.scaled_networks=2", "--set", "ensemble.binned_networks=2",
       "--set", "ensemble.epochs=4")


def of_coefficients(report, key):
    found = {row["name"].replace("(intercept)", "(Intercept)"): row for row in report["coefficients"]}
    return {name: row[key] for name, row in found.items() if "reference" not in row}


class Terms(BinetCase):
    def fit(self, formula, *arguments, kind="logistic", l2=("--l2", "0")):
        self.train("--terms", formula, *l2, *arguments, data=TRIAL, target=TARGET, kind=kind)

    def inspect(self):
        return json.loads(self.succeed("inspect", "model.json", "--data", TRIAL, "--json"))

    def agree(self, found, expected, within, message):
        self.assertEqual(sorted(found), sorted(expected), msg=message)
        for name, value in expected.items():
            self.assertAlmostEqual(found[name], value, delta=within * max(abs(value), 1e-3), msg=f"{message}: {name}")

    def probabilities(self, data):
        rows = csv.DictReader(io.StringIO(self.succeed("predict", "model.json", data, "--quiet")))
        return [float(row["probability"]) for row in rows]

    def test_estimates_errors_and_tests_are_those_of_glm(self):
        for formula in FORMULAS:
            self.fit(formula)
            expected, report = EXPECTED[formula], self.inspect()
            self.agree(of_coefficients(report, "estimate"), expected["estimates"], 1e-6, formula)
            self.agree(of_coefficients(report, "standard_error"), expected["errors"], 1e-6, formula)
            self.assertAlmostEqual(report["likelihood"]["deviance"], expected["deviance"], delta=1e-7, msg=formula)
            tests = {row["name"]: row["statistic"] for row in report["terms"]}
            self.agree(tests, expected["term_statistics"], 1e-6, formula)

    def test_new_rows_get_the_probabilities_of_glm(self):
        self.write("fresh.csv", "\n".join(EXPECTED["fresh_rows"]) + "\n")
        for formula in FORMULAS:
            self.fit(formula)
            for found, expected in zip(self.probabilities("fresh.csv"), EXPECTED[formula]["fresh"], strict=True):
                self.assertAlmostEqual(found, expected, delta=2e-5, msg=formula)

    def test_every_kind_of_model_computes_them_wherever_it_is_used(self):
        formula = "age*sex + ns(dose, 3) + log(dose + 1) + arm"
        for kind in ("logistic", "mlp", "auto"):
            self.fit(formula, "--set", "training.epochs=3", kind=kind, l2=())
            whole = self.probabilities(TRIAL)
            self.assertEqual(len(whole), 240)
            lines = TRIAL.read_text(encoding="utf-8").splitlines()
            self.write("one.csv", "\n".join([lines[0], lines[100]]) + "\n")
            self.assertEqual(self.probabilities("one.csv"), [whole[99]])
            self.succeed("evaluate", "model.json", TRIAL)
            self.succeed("verify", "model.json", TRIAL)

    def test_ordered_numbers_are_in_the_order_of_numbers(self):
        rows = "".join(f"{(2, 10, 9)[i % 3]},{(i * 7 + i // 3) % 3 % 2}\n" for i in range(60))
        self.write("grades.csv", "g,y\n" + rows)
        self.train("--terms", "ordered(g)", "--categorical", "g", "--l2", "0", data="grades.csv",
                   target=("--target", "y"))
        term = json.loads((self.directory / "model.json").read_text(encoding="utf-8"))["terms"][0]
        self.assertEqual((term["name"], term["factors"][0]["levels"]), ("ordered(g).L", ["2", "9", "10"]))
        for score, expected in zip(term["factors"][0]["scores"], (-(0.5 ** 0.5), 0, 0.5 ** 0.5), strict=True):
            self.assertAlmostEqual(score, expected, delta=1e-12)
        self.write("new.csv", "g\n9\n10.0\n77\n")
        self.assertEqual(len(self.probabilities("new.csv")), 3)

    def test_columns_that_no_term_names_are_not_needed(self):
        self.fit("age + arm")
        summary = self.succeed("inspect", "model.json")
        self.assertIn("model.terms does not name, and the model does not use: 'dose', 'sex'", summary)
        self.write("few.csv", "arm,age\na,50\nb,\n")
        self.assertEqual(len(self.probabilities("few.csv")), 2)

    def test_a_missing_number_is_imputed_and_a_missing_level_is_none(self):
        self.write("holes.csv", "x,g,y\n" + "".join(
            f"{'' if i % 7 == 0 else i % 23},{'abc'[i % 3] if i % 5 else ''},{(i * 7 + i // 3) % 2}\n"
            for i in range(90)))
        self.train("--terms", "poly(x, 2)*g", "--l2", "0.1", data="holes.csv", target=("--target", "y"))
        names = [row["name"] for row in json.loads(self.succeed("inspect", "model.json", "--json"))["coefficients"]]
        self.assertEqual([name for name in names if "missing" in name], ["poly(x, 2)1 (missing)", "g (missing)"])
        self.assertEqual(len(self.probabilities("holes.csv")), 90)

    def test_a_number_outside_a_functions_domain_is_an_error_with_its_line(self):
        self.write("zero.csv", "x,y\n1,0\n2,1\n3,1\n0,0\n4,1\n5,0\n")
        for when in ("train", "predict"):
            if when == "predict":
                self.write("good.csv", "x,y\n1,0\n2,1\n3,1\n0.5,0\n4,1\n5,0\n")
                self.train("--terms", "log(x)", data="good.csv", target=("--target", "y"))
            arguments = ("train", "zero.csv", "--target", "y", "--terms", "log(x)") if when == "train" else (
                "predict", "model.json", "zero.csv")
            self.fail_with(1, ["zero.csv:5: column 'x': found 0; expected a number for which log(x)"], *arguments)

    def test_mistakes_name_their_place(self):
        for formula, parts in {
                "age + dsoe": ["character 7: found 'dsoe'; expected a column of the data; did you mean 'dose'?"],
                "age +": ["character 6: found the end; expected a column or a function"],
                "poly(age)": ["character 9: found ')'; expected ','", "poly(age, 2)"],
                "poly(age, 99)": ["character 11: found '99'; expected a degree, a whole number from 1 to 10"],
                "ploy(age, 2)": ["character 1: found 'ploy'; expected a function", "did you mean 'poly'?"],
                "log(sex)": ["column 'sex' is of categories; expected numbers"],
                "y + age": ["character 1: found 'y'; expected a column that is not the target"],
                "age^2": [],
                "age^0.5": ["I(a^2) is the square of a"],
                "ns(age, knots = c(10, 40))": ["expected knots between the least and the largest age (20 and 80)"],
                "bs(age, 2)": ["character 9: found '2'; expected the degrees of freedom, a whole number from 3 to 50"],
                "rcs(age, 2)": ["character 10: found '2'; expected the number of knots, a whole number from 3 to 50"],
                "rcs(age, c(30, 40))": ["character 10: found 'c'; expected at least 3 knots"],
                "rcs(copies, 3)": ["copies has too few distinct numbers for 3 knots"],
                "ordered(age)": ["column 'age' is of numbers; read it as categories with --categorical age"],
                "ordered(arm)": ["have no order of their own: ", "list them from the lowest"],
                "ordered(arm + 1)": ["character 13: found '+'; expected ')'"],
                "ordered(arm, levels = c('a', 'b', 'c'))": ["has the level 'd', which levels = c(...) lacks"],
                "ordered(arm, levels = c('a', 'a'))": ["character 30: found 'a'; expected each level once"],
                "ordered(arm, levels = c(\"a))": ["character 25: found '\"'; expected a text between two \""],
                "ordered(arm, c('a'))": ["expected levels = c("],
                "factor(age)": ["--categorical"]}.items():
            arguments = ("train", TRIAL, *TARGET, "--terms", formula, "--model", "logistic", "--l2", "0", "-q")
            if parts:
                self.fail_with(2, parts, *arguments)
            else:
                self.succeed(*arguments)

    def test_exports_compute_them(self):
        for kind in ("logistic", "auto"):
            self.fit("age*sex + ns(dose, 3) + log(age + 1) + sex:arm + poly(age, 2) + bs(age, 4) + rcs(dose, 4)*sex + "
                     "ordered(arm, levels = c('b', 'a', 'c', 'd'))*age", "--set", "training.epochs=2", kind=kind, l2=())
            self.succeed("export", "model.json", "-o", "model.c")
            subprocess.run(["cc", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-DBINET_SELF_TEST", "-o",
                            "program", "model.c", "-lm"], cwd=self.directory, check=True)
            done = subprocess.run([self.directory / "program"], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout[:8]), (0, "24 rows,"), done.stdout)
            if shutil.which("node"):
                self.succeed("export", "model.json", "--format", "javascript", "-o", "model.js")
                test = "process.exit(require('./model.js').selfTest().passed ? 0 : 1)"
                subprocess.run(["node", "-e", test], cwd=self.directory, check=True)

    def test_reasons_name_the_columns_of_the_file_and_sum_to_the_logit(self):
        self.write("odd.csv", "age,sex,arm,dose\n,male,d,1\n40,x,,3\n90,female,b,\n")
        for kind in ("logistic", "mlp", "auto"):
            self.fit("age*sex + log(dose + 1)*arm + age:sex:dose", *FEW, kind=kind, l2=())
            for data in (TRIAL, "odd.csv"):
                lines = self.succeed("predict", "model.json", data, "--explain", "9", "--format", "jsonl",
                                     "-q").splitlines()
                for row in map(json.loads, lines):
                    logit = row["base_logit"] + sum(r["contribution"] for r in row["reasons"]) + row["other_columns"]
                    p = row["probability"]
                    self.assertAlmostEqual(logit, math.log(p / (1 - p)), delta=1e-6, msg=f"{kind} {row}")
                    self.assertLessEqual({r["column"] for r in row["reasons"]}, {"age", "sex", "arm", "dose"})

    def test_an_interaction_is_shared_evenly(self):
        self.fit("age:dose")
        slope = of_coefficients(self.inspect(), "estimate")["age:dose"]
        self.write("rows.csv", "age,dose\n30,2\n60,9\n")
        lines = self.succeed("predict", "model.json", "rows.csv", "--explain", "2", "--format", "jsonl").splitlines()
        with TRIAL.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        age, dose = (statistics.median(float(row[name]) for row in rows) for name in ("age", "dose"))
        for line, (a, d) in zip(lines, ((30, 2), (60, 9)), strict=True):
            found = {r["column"]: r["contribution"] for r in json.loads(line)["reasons"]}
            self.assertAlmostEqual(found["age"], slope * (a - age) * (d + dose) / 2, delta=0.02)
            self.assertAlmostEqual(found["dose"], slope * (d - dose) * (a + age) / 2, delta=0.02)

    def test_explain_shuffles_columns_of_the_file_and_computes_the_terms(self):
        self.fit("age*sex + log(dose + 1)*arm")
        found = json.loads(self.succeed("explain", "model.json", TRIAL, "--format", "json", "-q"))
        self.assertEqual(sorted(item["columns"][0] for item in found["columns"]), ["age", "arm", "dose", "sex"])
        self.succeed("explain", "model.json", TRIAL, "--column", "age,dose")

    def test_an_effect_where_a_term_has_no_value_takes_it_as_missing(self):
        self.write("pairs.csv", "low,high,y\n" + "".join(
            f"{i % 9},{i % 9 + 1 + i % 5},{(i * 5 + i // 4) % 2}\n" for i in range(80)))
        self.train("--terms", "log(high - low)", "--l2", "0", data="pairs.csv", target=("--target", "y"))
        for arguments in (), ("--column", "low"), ("--column", "low,high"):
            self.succeed("explain", "model.json", "pairs.csv", "-q", *arguments)
        self.succeed("predict", "model.json", "pairs.csv", "--explain", "2", "-q")

    def test_an_update_keeps_the_terms(self):
        self.fit("age*sex + poly(dose, 2)")
        self.succeed("train", TRIAL, "--from", "model.json", "-o", "updated.json", "-q")
        names = [term["name"] for term in json.loads(self.read("updated.json"))["terms"]]
        self.assertEqual(names, ["poly(dose, 2)1", "poly(dose, 2)2", "age:sex=male"])
        self.fail_with(2, ["--from: an update takes no --terms"], "train", TRIAL, "--from", "model.json", "--terms",
                       "age")

    def test_a_bound_holds_a_coefficient_at_0_or_changes_nothing(self):
        plain = ("--l2", "0", "--ignore", "clinic,copies,stands_for")
        coefficients = {}
        for name, arguments in {"free": (), "agrees": ("--increasing", "age,dose"), "opposes": ("--decreasing", "dose"),
                                "without": ("--ignore", "clinic,copies,stands_for,dose")}.items():
            self.train(*(("--l2", "0") if name == "without" else plain), *arguments, data=TRIAL, target=TARGET)
            report = json.loads(self.succeed("inspect", "model.json", "--json"))
            coefficients[name] = {row["name"]: row["original"] for row in report["coefficients"]
                                  if not row.get("reference")}
        self.agree(coefficients["agrees"], coefficients["free"], 1e-5, "a bound that holds nothing")
        self.assertEqual(coefficients["opposes"].pop("dose"), 0)
        self.agree(coefficients["opposes"], coefficients["without"], 1e-5, "a bound that holds dose")

    def test_a_bounded_model_says_so_and_has_no_errors(self):
        self.train("--decreasing", "dose", "--terms", "age + dose", data=TRIAL, target=TARGET)
        summary = self.succeed("inspect", "model.json")
        self.assertIn("1 of 1 bounded coefficients end at their bound, 0: 'dose'", summary)
        self.fail_with(1, ["penalty"], "inspect", "model.json", "--data", TRIAL)
        self.train("--l2", "0", "--decreasing", "dose", "--terms", "age + dose", data=TRIAL, target=TARGET)
        self.fail_with(1, ["bounds"], "inspect", "model.json", "--data", TRIAL)
        self.fail_with(2, ["an update does not keep --increasing and --decreasing"], "train", TRIAL, "--from",
                       "model.json")

    def test_bounds_that_cannot_be_kept_are_refused(self):
        for arguments, part in {
                ("--increasing", "age"): "only logistic regression by its own solver keeps such a bound",
                ("--model", "mlp", "--increasing", "age"): "only logistic regression",
                ("--model", "logistic", "--increasing", "sex"): "column 'sex' is of categories",
                ("--model", "logistic", "--increasing", "agee"): "did you mean 'age'?",
                ("--model", "logistic", "--increasing", "age", "--decreasing", "age"): "both name column",
                ("--model", "logistic", "--increasing", "age", "--terms", "age*sex"): "is read by the term age:sex too",
                ("--model", "logistic", "--increasing", "age", "--l1", "0.1"): "expected penalty.l1 0"}.items():
            self.fail_with(2, [part], "train", TRIAL, *TARGET, "-q", *arguments)


if __name__ == "__main__":
    main()
