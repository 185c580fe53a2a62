#!/usr/bin/env python3
"""Average marginal effects of models with terms equal those of R (tests/reference/effects.R)."""

import csv
import json
import math

from binet_case import PROJECT, BinetCase, main

TRIAL = PROJECT / "tests/reference/statistics/trial.csv"
EXPECTED = json.loads((PROJECT / "tests/reference/effects.json").read_text(encoding="utf-8"))
NORMAL = 1.959963984540054


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


class Effects(BinetCase):
    def fit(self, formula, data=TRIAL):
        self.train("--terms", formula, "--l2", "0", data=data, target=("--target", "y", "--positive", "1"))

    def effects(self, *arguments, data=TRIAL):
        report = json.loads(self.succeed("inspect", "model.json", "--data", data, "--json", *arguments))
        return {row["name"]: row for row in report["marginal_effects"]}

    def agree(self, found, expected, message, within=1e-6):
        self.assertEqual(sorted(found), sorted(expected), msg=message)
        for name, value in expected.items():
            self.assertAlmostEqual(found[name], value, delta=within * max(abs(value), 1e-3), msg=f"{message}: {name}")

    def test_effects_and_errors_are_those_of_differences_in_r(self):
        for formula, expected in EXPECTED.items():
            self.fit(formula)
            found = self.effects()
            self.agree({name: row["effect"] for name, row in found.items()}, expected["effects"], formula)
            kinds = {"model": (), "hc3": ("--errors", "robust"), "clinic": ("--errors", "cluster=clinic")}
            for errors, flags in kinds.items():
                rows = found if errors == "model" else self.effects(*flags)
                self.agree({name: row["standard_error"] for name, row in rows.items()}, expected[f"errors_{errors}"],
                           f"{formula}, {errors}")
            if "wald_hc3" in expected:
                report = json.loads(self.succeed("inspect", "model.json", "--data", TRIAL, "--json", "--errors",
                                                 "robust"))
                for key, value in expected["wald_hc3"].items():
                    self.assertAlmostEqual(report["wald_test"][key], value, delta=1e-6 * max(value, 1e-9))
            ratios = {name: row for name, row in found.items() if row["kind"] == "contrast"}
            self.agree({name: math.log(row["risk_ratio"]) for name, row in ratios.items()},
                       expected.get("log_risk_ratios", {}), formula)
            widths = {name: math.log(row["risk_ratio_interval_95"][1] / row["risk_ratio"]) / NORMAL
                      for name, row in ratios.items()}
            self.agree(widths, expected.get("log_risk_ratio_errors", {}), formula)

    def test_rows_without_the_number_are_left_out_of_its_effect(self):
        lines = TRIAL.read_text(encoding="utf-8").splitlines()
        rows = [line.split(",") for line in lines]
        age, dose = rows[0].index("age"), rows[0].index("dose")
        for i in range(5, len(rows), 9):
            rows[i][age] = ""
        for i in range(3, len(rows), 11):
            rows[i][dose] = ""
        self.write("holes.csv", "\n".join(",".join(row) for row in rows) + "\n")
        self.fit("age + I(dose^2) + age:sex", data="holes.csv")
        found = self.effects(data="holes.csv")
        report = json.loads(self.succeed("inspect", "model.json", "--data", "holes.csv", "--json"))
        slope = {row["name"]: row.get("estimate") for row in report["coefficients"]}
        with (self.directory / "holes.csv").open(encoding="utf-8") as file:
            cells = list(csv.DictReader(file))
        predicted = csv.DictReader(self.succeed("predict", "model.json", "holes.csv", "-q").splitlines())
        p = [float(row["probability"]) for row in predicted]
        of_age = [q * (1 - q) * (slope["age"] + (slope["age:sex=male"] if row["sex"] == "male" else 0))
                  for q, row in zip(p, cells, strict=True) if row["age"]]
        of_dose = [q * (1 - q) * slope["I(dose^2)"] * 2 * float(row["dose"])
                   for q, row in zip(p, cells, strict=True) if row["dose"]]
        self.assertAlmostEqual(found["age"]["effect"], sum(of_age) / len(of_age), delta=1e-7)
        self.assertAlmostEqual(found["dose"]["effect"], sum(of_dose) / len(of_dose), delta=1e-6)

    def test_a_slope_that_is_infinite_somewhere_is_undefined(self):
        self.write("root.csv", "x,y\n" + "".join(f"{i % 10},{(i * 7 + i // 3) % 3 % 2}\n" for i in range(60)))
        self.fit("sqrt(x)", data="root.csv")
        self.assertIsNone(self.effects(data="root.csv")["x"]["effect"])


if __name__ == "__main__":
    main()
