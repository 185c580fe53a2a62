#!/usr/bin/env python3
"""Models with an offset, and models without an intercept, equal those of R's glm (tests/reference/offset.R)."""

import csv
import io
import json
import shutil
import subprocess

from binet_case import PROJECT, BinetCase, main

TRIAL = PROJECT / "tests/reference/statistics/trial.csv"
EXPECTED = json.loads((PROJECT / "tests/reference/offset.json").read_text(encoding="utf-8"))
TARGET = ("--target", "y", "--positive", "1")
COLUMNS = ("--ignore", "clinic,stands_for")


class OffsetCase(BinetCase):
    def fit(self, *arguments, l2=("--l2", "0"), data=TRIAL):
        self.train(*l2, *arguments, data=data, target=TARGET, kind="logistic")

    def inspect(self, data=TRIAL):
        return json.loads(self.succeed("inspect", "model.json", "--data", data, "--json"))

    def agree(self, found, expected, within, message):
        self.assertEqual(sorted(found), sorted(expected), msg=message)
        for name, value in expected.items():
            self.assertAlmostEqual(found[name], value, delta=within * max(abs(value), 1e-3), msg=f"{message}: {name}")

    def probabilities(self, data=TRIAL):
        rows = csv.DictReader(io.StringIO(self.succeed("predict", "model.json", data, "--quiet")))
        return [float(row["probability"]) for row in rows]

    def equal_to_r(self, name):
        expected, report = EXPECTED[name], self.inspect()
        coefficients = [row for row in report["coefficients"] if "reference" not in row]
        for key, reference in (("estimate", "estimates"), ("standard_error", "errors")):
            found = {row["name"].replace("(intercept)", "(Intercept)"): row[key] for row in coefficients}
            self.agree(found, expected[reference], 1e-6, name)
        for key in ("deviance", "null_deviance"):
            self.assertAlmostEqual(report["likelihood"][key], expected[key], delta=1e-7 * expected[key], msg=name)
        tests = {row["name"]: row["statistic"] for row in report["terms"]}
        for term, statistic in tests.items():
            self.assertAlmostEqual(statistic, expected["term_statistics"][term], delta=1e-6 * statistic, msg=name)
        for found, fitted in zip(self.probabilities(), expected["fitted"], strict=True):
            self.assertAlmostEqual(found, fitted, delta=2e-5, msg=name)
        return tests


class Offset(OffsetCase):
    def test_estimates_errors_and_tests_are_those_of_glm(self):
        for name in EXPECTED:
            if not name.startswith("offset: ") or name.endswith("- 1"):
                continue
            self.fit("--offset", "dose", "--terms", name.removeprefix("offset: "))
            self.assertTrue(self.equal_to_r(name), msg=name)

    def test_columns_need_no_formula_and_weights_count(self):
        self.fit("--offset", "dose", "--ignore", "clinic,stands_for,copies,arm")
        self.equal_to_r("offset: age + sex")
        self.fit("--offset", "dose", "--ignore", "clinic,stands_for,arm", "--weight", "copies")
        self.equal_to_r("weighted offset: age + sex")

    def test_every_penalty_adds_it_as_it_is(self):
        """Where dose counts twice, its own coefficient is one less."""
        for penalty in (("--l2", "0.001"), ("--penalty", "firth"), ("--l1", "auto"), ("--l1", "0.001"), ()):
            self.fit("--offset", "dose", *COLUMNS, l2=penalty)
            shown = {row["name"]: row for row in json.loads(self.succeed("inspect", "model.json",
                                                                         "--json"))["coefficients"]}
            self.assertEqual((shown["dose"]["original"], shown["dose"].get("fixed")), (1, True), msg=penalty)
            rows = list(csv.DictReader(io.StringIO(TRIAL.read_text(encoding="utf-8"))))
            moved = [dict(row, dose=float(row["dose"]) + 0.5) for row in rows]
            self.write("moved.csv", "\n".join([",".join(rows[0])] +
                                              [",".join(map(str, row.values())) for row in moved]))
            first, second = self.predicted_logits(TRIAL), self.predicted_logits("moved.csv")
            for a, b in zip(first, second, strict=True):
                self.assertAlmostEqual(b - a, 0.5, delta=2e-5, msg=penalty)

    def predicted_logits(self, data):
        from math import log
        return [log(p) - log(1 - p) for p in self.probabilities(data) if 1e-6 < p < 1 - 1e-6]

    def test_a_constant_offset_moves_the_intercept_alone(self):
        lines = TRIAL.read_text(encoding="utf-8").splitlines()
        self.write("constant.csv", "\n".join([lines[0] + ",shift"] + [line + ",2" for line in lines[1:]]))
        for more in (("--l2", "0"), ("--l2", "0.01"), ()):
            self.fit("--ignore", "clinic,stands_for,shift", l2=more, data="constant.csv")
            without = self.probabilities("constant.csv")
            self.fit("--offset", "shift", *COLUMNS, l2=more, data="constant.csv")
            for found, expected in zip(self.probabilities("constant.csv"), without, strict=True):
                self.assertAlmostEqual(found, expected, delta=1e-5)

    def test_a_missing_offset_is_an_error_with_its_place(self):
        text = "x,log_time,y\n" + "".join(f"{i % 7},{i % 5},{(i * 7 + i // 3) % 2}\n" for i in range(40))
        self.write("whole.csv", text)
        self.write("holes.csv", text + "3,,1\n")
        self.fail_with(1, ["holes.csv:42: offset \"log_time\" is missing", "--drop-missing"], "train", "holes.csv",
                       *TARGET, "--model", "logistic", "--offset", "log_time")
        self.fit("--offset", "log_time", "--drop-missing", data="holes.csv")
        self.fit("--offset", "log_time", data="whole.csv")
        self.fail_with(1, ["holes.csv:42: offset \"log_time\" is missing"], "predict", "model.json", "holes.csv")
        self.write("few.csv", "x,y\n1,0\n")
        self.fail_with(1, ["missing columns: 'log_time'"], "predict", "model.json", "few.csv")

    def test_it_has_a_role_of_its_own(self):
        for kind in ("auto", "mlp"):
            self.fail_with(2, ["--offset: only", "--model logistic"], "train", TRIAL, *TARGET, "--model", kind,
                           "--offset", "dose")
        self.fail_with(2, ["data.offset", "name the same column"], "train", TRIAL, *TARGET, "--model", "logistic",
                       "--offset", "y")
        self.fail_with(2, ["--offset: ", "has no column 'Dose'", "did you mean 'dose'?"], "train", TRIAL, *TARGET,
                       "--model", "logistic", "--offset", "Dose")
        self.fail_with(1, ["arm"], "train", TRIAL, *TARGET, "--model", "logistic", "--offset", "arm")
        self.fail_with(2, ["--offset COLUMN"], "train", TRIAL, *TARGET, "--model", "logistic", "--terms",
                       "age + offset(dose)")

    def test_every_command_knows_it(self):
        self.fit("--offset", "dose", *COLUMNS)
        self.assertIn("Offset      dose: added to the logit", self.succeed("inspect", "model.json"))
        for command in (("evaluate", "model.json", TRIAL), ("verify", "model.json", TRIAL),
                        ("explain", "model.json", TRIAL), ("predict", "model.json", TRIAL, "--explain", "2"),
                        ("check", TRIAL, "--against", "model.json")):
            self.succeed(*command)
        self.succeed("cv", TRIAL, *TARGET, "--model", "logistic", "--offset", "dose", *COLUMNS)
        self.fail_with(2, ["offset"], "train", TRIAL, *TARGET, "--from", "model.json")


    def test_exports_have_no_probability_without_it(self):
        for more in (("--terms", "age + sex"), ("--ignore", "clinic,stands_for")):
            self.fit("--offset", "dose", *more)
            self.succeed("export", "model.json", "-o", "model.c")
            compile_c = ("cc", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-o", "program", "model.c")
            subprocess.run([*compile_c, "-DBINET_SELF_TEST", "-lm"], cwd=self.directory, check=True)
            self.assertEqual(subprocess.run([self.directory / "program"], capture_output=True).returncode, 0)
            (self.directory / "main.c").write_text(
                '#include "model.c"\n#include <stdio.h>\nint main(void) {\n  double numbers[BINET_NUMBERS];\n'
                "  const char *categories[BINET_CATEGORIES + 1] = {0};\n  int i;\n"
                "  for (i = 0; i < BINET_NUMBERS; ++i) numbers[i] = NAN;\n"
                "  return isnan(binet_predict(numbers, categories)) ? 7 : 0;\n}\n", encoding="utf-8")
            subprocess.run(["cc", "-std=c99", "-o", "refuses", "main.c", "-lm"], cwd=self.directory, check=True)
            self.assertEqual(subprocess.run([self.directory / "refuses"]).returncode, 7)
            if shutil.which("node"):
                self.succeed("export", "model.json", "--format", "javascript", "-o", "model.js")
                test = ("const m = require('./model.js'); "
                        "process.exit(m.selfTest().passed && Number.isNaN(m.predict({})) ? 7 : 0)")
                self.assertEqual(subprocess.run(["node", "-e", test], cwd=self.directory).returncode, 7)
        self.succeed("report", "model.json", TRIAL, "-o", "report.html")


class NoIntercept(OffsetCase):
    def test_formulas_without_one_are_those_of_glm(self):
        for name in EXPECTED:
            if not name.endswith(("- 1", "+ 0")):
                continue
            offset = ("--offset", "dose") if name.startswith("offset: ") else ()
            self.fit(*offset, "--terms", name.removeprefix("offset: "))
            self.equal_to_r(name)

    def test_the_flag_is_the_same_as_the_formula(self):
        self.fit("--no-intercept", "--terms", "age + sex")
        self.assertNotIn("(intercept)", self.succeed("inspect", "model.json").split("\nColumns\n")[0])
        self.equal_to_r("age + sex - 1")
        self.fit("--no-intercept", "--ignore", "clinic,stands_for,copies,arm,dose")
        self.equal_to_r("age + sex - 1")

    def test_a_row_of_zeros_has_probability_one_half(self):
        self.fit("--terms", "age + dose - 1")
        self.write("zeros.csv", "age,dose\n0,0\n")
        self.assertEqual(self.probabilities("zeros.csv"), [0.5])
        self.fit("--terms", "age + dose - 1", l2=("--penalty", "firth"))
        self.assertEqual(self.probabilities("zeros.csv"), [0.5])
        self.assertIn("fixed", self.succeed("inspect", "model.json"))

    def test_what_has_no_meaning_without_one_is_refused(self):
        train = ("train", TRIAL, *TARGET)
        self.fail_with(2, ["--no-intercept: only", "--model logistic"], *train, "--no-intercept", "--model", "mlp")
        self.fail_with(2, ["--no-intercept: without", "--l2 0"], *train, "--no-intercept", "--model", "logistic")
        self.fail_with(2, ["model.intercept", "--l2 0"], *train, "--terms", "age - 1", "--model", "logistic")
        self.fail_with(2, ["model.intercept"], *train, "--terms", "age + 0", "--model", "auto")


if __name__ == "__main__":
    main()
