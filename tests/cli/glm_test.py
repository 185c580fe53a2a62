#!/usr/bin/env python3
"""Logistic regression without penalty equals R's glm (tests/reference/glm.R)."""

import csv
import gzip
import json
import math

from binet_case import DATA, PROJECT, BinetCase, main


def header(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


class LogisticRegression(BinetCase):
    def test_coefficients_and_standard_errors_equal_those_of_glm(self):
        for case in json.loads((PROJECT / "tests/reference/glm.json").read_text(encoding="utf-8")):
            path = DATA / case["file"]
            ignored = [name for name in header(path) if name not in [*case["columns"], case["target"]]]
            self.train("--set", "penalty.l2=0", *(["--ignore", ",".join(ignored)] if ignored else []), data=path,
                       target=("--target", case["target"], "--positive", case["positive"]))
            report = json.loads(self.succeed("inspect", "model.json", "--json"))
            found = {row["name"].replace("(intercept)", "(Intercept)"): row for row in report["coefficients"]
                     if "reference" not in row}
            self.assertEqual(sorted(found), sorted(case["coefficients"]))
            for name, expected in case["coefficients"].items():
                error = case["standard_errors"][name]
                self.assertAlmostEqual(found[name]["original"], expected, delta=1e-6 * (abs(expected) + error),
                                       msg=f"{case['file']}: {name}")
                self.assertAlmostEqual(found[name]["standard_error"], error, delta=1e-6 * error,
                                       msg=f"{case['file']}: error of {name}")
                z = expected / error
                self.assertAlmostEqual(found[name]["z"], z, delta=2e-6 * (1 + abs(z)))
                self.assertAlmostEqual(found[name]["p_value"], math.erfc(abs(z) / math.sqrt(2)), delta=1e-6)
                for limit, sign in zip(found[name]["odds_ratio_interval_95"], (-1, 1)):
                    end = expected + sign * 1.959963984540054 * error
                    if abs(end) < 600:  # neither 0 nor infinite as an odds ratio
                        self.assertAlmostEqual(math.log(limit), end, delta=1e-5 * (abs(expected) + error))
            for name, expected in case["likelihood"].items():
                self.assertAlmostEqual(report["likelihood"][name], expected, delta=1e-6 * abs(expected),
                                       msg=f"{case['file']}: {name}")

    def test_open_estimates_are_those_of_r(self):
        for name, expected in json.loads((PROJECT / "tests/reference/open_estimates.json").read_text()).items():
            self.train("--set", "penalty.l2=0", data=PROJECT / "tests/reference/open_estimates" / name,
                       target=("--target", "y", "--positive", "1"))
            report = json.loads(self.succeed("inspect", "model.json", "--json"))
            found = {row["name"].replace("(intercept)", "(Intercept)"): row for row in report["coefficients"]}
            for coefficient, (estimate, error) in expected["coefficients"].items():
                if estimate is None:
                    self.assertEqual(found[coefficient]["estimate"], "aliased", msg=name)
                    continue
                self.assertAlmostEqual(found[coefficient]["original"], estimate, delta=1e-4 * error,
                                       msg=f"{name}: {coefficient}")
                self.assertAlmostEqual(found[coefficient]["standard_error"], error, delta=1e-4 * error,
                                       msg=f"{name}: {coefficient}")
            if expected["aic"] is not None:
                self.assertAlmostEqual(report["likelihood"]["aic"], expected["aic"], delta=1e-4)
            rare = found.get("level=rare")
            self.assertEqual(rare is not None and rare["estimate"] == "unbounded", name == "quasi.csv")


if __name__ == "__main__":
    main()
