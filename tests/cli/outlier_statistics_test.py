#!/usr/bin/env python3
"""Values far from all others, near-copies of a column and times in milliseconds: estimates and errors of R's glm and of
Firth's fits (tests/reference/outliers.R), and no separation where there is none."""

import json
import math

from binet_case import PROJECT, BinetCase, main

EXPECTED = json.loads((PROJECT / "tests/reference/outliers.json").read_text(encoding="utf-8"))


def example_rows():
    """Columns a, b and y."""
    rows = []
    for i in range(150):
        a, b = (i * 37 % 101 - 50) / 25, (i * 53 % 97 - 48) / 24
        share = 1 / (1 + math.exp(-(0.8 * a - 0.5 * b + 0.2)))
        rows.append([a, b, int((i * 29 % 64 + 0.5) / 64 < share)])
    return rows


def fourth(rows, label):
    return [row for row in rows if row[2] == label][3]


class OutlierStatistics(BinetCase):
    def fit(self, rows, names="a,b,y", penalty=("--l2", "0")):
        self.write("rows.csv", names + "\n" + "".join(",".join(map(repr, row)) + "\n" for row in rows))
        return self.succeed("train", "rows.csv", "--target", "y", "--model", "logistic", *penalty, "-o", "m.json")

    def agree_with_both(self, case, rows, names="a,b,y"):
        """By maximum likelihood and with Firth's penalty."""
        self.agree(self.fit(rows, names), case)
        summary = self.fit(rows, names, ("--penalty", "firth"))
        self.assertIn("firth converged", summary, case)
        self.agree(summary, "firth " + case)

    def agree(self, summary, case):
        self.assertNotIn("separation", summary, case)
        self.assertNotIn("combination", summary, case)
        self.agree_on_coefficients(case, "original", 2e-5)
        self.agree_on_coefficients(case, "estimate", 2e-6, "--data", "rows.csv")

    def agree_on_coefficients(self, case, estimate, most, *words):
        for row in json.loads(self.succeed("inspect", "m.json", *words, "--json"))["coefficients"]:
            name = row["name"].replace("(intercept)", "(Intercept)")
            where = f"{case}: {name} {words}"
            if name not in EXPECTED[case]["errors"]:
                self.assertIsNone(row.get("standard_error"), where)
                continue
            error = EXPECTED[case]["errors"][name]
            self.assertAlmostEqual(row["standard_error"] / error, 1, delta=most, msg=where)
            difference = (row[estimate] - EXPECTED[case]["estimates"][name]) / error
            self.assertAlmostEqual(difference, 0, delta=most if name != "(Intercept)" else 1e-3, msg=where)

    def test_a_distant_value_in_one_class_or_in_both(self):
        for power in (6, 8, 10, 12):
            value = 10.0 ** power
            for side, changes in (("wrong", {0: value}), ("right", {1: value}), ("both", {0: value, 1: 1.1 * value})):
                rows = example_rows()
                for label, cell in changes.items():
                    fourth(rows, label)[0] = cell
                self.agree_with_both(f"{side} side{'s' if side == 'both' else ''} 1e{power}", rows)

    def test_a_separated_column_beside_a_distant_value(self):
        for power in (6, 10):
            value = 10.0 ** power
            for side, changes in (("wrong", {0: value}), ("right", {1: value}), ("both", {0: value, 1: 1.1 * value})):
                case = f"separated {side} 1e{power}"
                rows = [[a, b, int(y == 1 and i % 5 == 0), y] for i, (a, b, y) in enumerate(example_rows())]
                for label, cell in changes.items():
                    [row for row in rows if row[3] == label][3][0] = cell
                summary = self.fit(rows, "a,b,s,y")
                self.assertIn("newton converged", summary, case)
                self.assertIn('separation: column "s" alone separates the classes; its estimate', summary, case)
                self.agree_on_coefficients(case, "original", 2e-5)

    def test_near_copies(self):
        for power in (4, 5, 6):
            rows = [[a, b, a + float(f"1e-{power}") * (i * 71 % 89 - 44) / 22, y]
                    for i, (a, b, y) in enumerate(example_rows())]
            self.agree_with_both(f"near 1e-{power}", rows, "a,b,a2,y")

    def test_profile_intervals_of_near_copies(self):
        rows = [[a, b, a + 1e-6 * (i * 71 % 89 - 44) / 22, y] for i, (a, b, y) in enumerate(example_rows())]
        for penalty in (("--penalty", "firth"), ("--l2", "0")):
            self.fit(rows, "a,b,a2,y", penalty)
            words = ("--profile",) if penalty[0] == "--l2" else ()
            found = json.loads(self.succeed("inspect", "m.json", "--data", "rows.csv", *words, "--json"))
            for row in found["coefficients"]:
                for end in row["interval_95"]:
                    distance = abs(end - row["estimate"]) / row["standard_error"]
                    self.assertAlmostEqual(distance, 1.96, delta=0.3, msg=row["name"])

    def test_a_nearer_copy_has_no_weight_but_statistics(self):
        rows = [[a, b, a + 1e-8 * (i * 71 % 89 - 44) / 22, y] for i, (a, b, y) in enumerate(example_rows())]
        self.assertIn('column "a2" differs from a combination of other columns by less than a model can hold',
                      self.fit(rows, "a,b,a2,y"))
        found = json.loads(self.succeed("inspect", "m.json", "--data", "rows.csv", "--json"))["coefficients"]
        self.assertGreater({row["name"]: row["standard_error"] for row in found}["a2"], 1e6)
        rows = [[a, b, 2 * a + b, y] for a, b, y in example_rows()]
        self.assertNotIn("differs from a combination", self.fit(rows, "a,b,a2,y"))

    def test_times_in_milliseconds(self):
        self.agree(self.fit([[1.7e12 + a * 8e9, b, y] for a, b, y in example_rows()]), "milliseconds")

    def test_a_distant_value_alone_separates_its_row(self):
        rows = [[0.0, b, y] for _, b, y in example_rows()]
        fourth(rows, 1)[0] = 1e10
        self.assertIn('quasi-complete separation: column "a" alone separates the classes', self.fit(rows))

    def test_a_value_beyond_double_precision_is_an_error_and_not_separation(self):
        for value in (1e60, -1e300):  # the squares of the second one are infinite
            rows = [list(row) for row in example_rows()]
            fourth(rows, 0)[0] = value
            self.fit(rows)
            self.fail_with(1, [f'column "a": the value {value!r} is too far', "rows.csv:"], "inspect", "m.json",
                           "--data", "rows.csv")


if __name__ == "__main__":
    main()
