#!/usr/bin/env python3
"""Statistics of levels, aliased columns and rows that are alike equal those of R (tests/reference/levels.R)."""

import json

from binet_case import PROJECT, BinetCase, main

FOLDER = PROJECT / "tests/reference"
WARDS = FOLDER / "levels/wards.csv"
PLAIN = ("--ignore", "twin,late")


class LevelStatistics(BinetCase):
    expected = json.loads((FOLDER / "levels.json").read_text(encoding="utf-8"))

    def fit(self, *arguments, data=WARDS):
        self.train("--l2", "0", *arguments, data=data, target=("--target", "y", "--positive", "1"))

    def inspect(self, *arguments, data=WARDS):
        return json.loads(self.succeed("inspect", "model.json", "--data", data, "--json", *arguments))

    def agree(self, found, key):
        expected = self.expected[key]
        self.assertEqual(sorted(found), sorted(expected), msg=key)
        for name, value in expected.items():
            self.assertAlmostEqual(found[name], value, delta=1e-6 * max(abs(value), 1e-3), msg=f"{key}: {name}")

    def terms(self, figure, *arguments):
        return {row["name"]: row[figure] for row in self.inspect(*arguments)["terms"]}

    def test_inflation_does_not_depend_on_the_order_of_levels(self):
        self.fit(*PLAIN)
        self.agree(self.terms("variance_inflation"), "inflation")

    def test_inflation_without_intercept_counts_every_coefficient(self):
        self.fit("--terms", "age + ward + stage - 1")
        found, expected = self.terms("variance_inflation"), self.expected["inflation_without_intercept"]
        self.assertIn("age", found)
        for name, value in found.items():
            self.assertAlmostEqual(value, expected[name], delta=1e-6 * value, msg=name)

    def test_a_term_is_tested_only_as_far_as_no_aliased_column_takes_its_place(self):
        self.fit()
        self.agree(self.terms("statistic"), "aliased_statistics")
        self.agree(self.terms("degrees"), "aliased_degrees")
        self.agree(self.terms("statistic", "--errors", "robust"), "aliased_wald")

    def test_rows_that_are_alike_are_one_group_of_hosmer_and_lemeshow(self):
        cells = FOLDER / "levels/cells.csv"
        self.fit(data=cells)
        self.agree(self.inspect(data=cells)["likelihood"]["hosmer_lemeshow"], "cells_hosmer_lemeshow")

    def test_certain_rows_leave_the_test_of_hosmer_and_lemeshow_defined(self):
        near = [f"{x},{int(x > 0) if x % 3 else int(x < 0)}\n" for x in range(-9, 10) if x]
        far = [f"{x},{int(x > 0)}\n" for x in range(-900, 901, 10) if abs(x) >= 100]
        self.write("certain.csv", "x,y\n" + "".join(near + far))
        self.fit(data="certain.csv")
        found = self.inspect(data="certain.csv")["likelihood"]["hosmer_lemeshow"]
        self.assertGreater(found["statistic"], 0)
        self.assertNotIn("nan", self.succeed("inspect", "model.json", "--data", "certain.csv"))

    def test_separation_by_the_positive_class_is_an_error_and_not_figures(self):
        quasi = FOLDER / "open_estimates/quasi.csv"
        self.fit(data=quasi)
        self.fail_with(1, ["the estimates are not finite", "inspect without --data", "--penalty firth"], "inspect",
                       "model.json", "--data", quasi)

    def test_a_level_separated_like_its_reference_is_undetermined_and_not_aliased(self):
        rows = [("a", 0)] * 3 + [("b", 0), ("b", 1)] * 4 + [("c", 1), ("c", 0), ("c", 0)] * 3 + [("d", 0)] * 5
        self.write("same.csv", "level,y\n" + "".join(f"{level},{y}\n" for level, y in rows))
        self.fit(data="same.csv")
        found = json.loads(self.succeed("inspect", "model.json", "--json"))["coefficients"]
        self.assertEqual({row["name"]: row.get("estimate") for row in found},
                         {"(intercept)": "unbounded", "level=a": None, "level=b": "unbounded", "level=c": "unbounded",
                          "level=d": "undetermined"})
        text = self.succeed("inspect", "model.json")
        self.assertRegex(text, r"level=d +undetermined +-")
        self.succeed("report", "model.json", "same.csv", "-o", "report.md")
        self.assertIn("| level=d | undetermined |", self.read("report.md"))

    def test_an_infinite_intercept_has_the_sign_of_original_units(self):
        self.write("far.csv", "x,y\n" + "".join(f"{x},{int(x > 1006)}\n" for x in range(1000, 1020)))
        self.fit(data="far.csv")
        self.assertRegex(self.succeed("inspect", "model.json"), r"\(intercept\) +-infinity")


if __name__ == "__main__":
    main()
