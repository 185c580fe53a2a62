#!/usr/bin/env python3
"""Effects of columns that interact, and tests of columns with all of their terms, equal those of R
(tests/reference/simple_effects.R)."""

import csv
import io
import json
import math

from binet_case import PROJECT, BinetCase, main

TRIAL = PROJECT / "tests/reference/statistics/trial.csv"
EXPECTED = json.loads((PROJECT / "tests/reference/simple_effects.json").read_text(encoding="utf-8"))


def name_of(row):
    value = row["at"]["value"]
    return f"{row['name']} at {row['at']['column']}={value if isinstance(value, str) else f'{value:.6g}'}"


class SimpleEffects(BinetCase):
    def fit(self, formula, *arguments, data=TRIAL):
        self.train("--terms", formula, "--l2", "0", *arguments, data=data, target=("--target", "y", "--positive", "1"))

    def inspect(self, *arguments, data=TRIAL):
        return json.loads(self.succeed("inspect", "model.json", "--data", data, "--json", *arguments))

    def agree(self, found, expected, message, within=1e-6):
        self.assertEqual(sorted(found), sorted(expected), msg=message)
        for name, value in expected.items():
            self.assertAlmostEqual(found[name], value, delta=within * max(abs(value), 1e-3), msg=f"{message}: {name}")

    def test_effects_errors_and_tests_are_those_of_r(self):
        for formula, expected in EXPECTED.items():
            self.fit(formula)
            report, robust = self.inspect(), self.inspect("--errors", "robust")
            effects = report["simple_effects"]
            self.agree({name_of(row): row["estimate"] for row in effects}, expected["effects"], formula)
            self.agree({name_of(row): row["standard_error"] for row in effects}, expected["errors_model"], formula)
            self.agree({name_of(row): row["standard_error"] for row in robust["simple_effects"]},
                       expected["errors_hc3"], formula)
            for found, key in ((report, "joint_tests"), (robust, "joint_tests_hc3")):
                self.agree({row["name"]: row["statistic"] for row in found["joint_tests"]}, expected[key], formula)

    def test_every_format_has_them(self):
        self.fit("age*sex + arm")
        effects = {name_of(row): row for row in self.inspect()["simple_effects"]}
        self.assertEqual(list(effects), ["age at sex=female", "age at sex=male", "sex=male at age=33",
                                         "sex=male at age=48.5", "sex=male at age=64"])
        printed = {form: self.succeed("inspect", "model.json", "--data", TRIAL, "--format", form)
                   for form in ("text", "csv", "markdown", "paper")}
        self.assertLessEqual(max(map(len, printed["text"].splitlines())), 80)
        rows = {row["coefficient"]: row for row in csv.DictReader(io.StringIO(printed["csv"]))}
        for name, effect in effects.items():
            for form in ("markdown", "paper"):
                self.assertIn(name, printed[form])
            self.assertRegex(printed["text"], name.replace(" at ", " +") + " ")
            self.assertEqual(float(rows[name]["estimate"]), effect["estimate"])
            self.assertEqual(float(rows[name]["odds_ratio"]), effect["odds_ratio"])
            self.assertAlmostEqual(math.log(effect["odds_ratio"]), effect["estimate"], delta=1e-12)
        self.assertEqual(effects["sex=male at age=33"]["at"], {"column": "age", "value": 33})
        self.assertEqual(effects["age at sex=male"]["at"], {"column": "sex", "value": "male"})
        joint = [row["name"] for row in self.inspect()["joint_tests"]]
        self.assertEqual(joint, ["age", "sex"])
        self.assertIn("Columns with all of their terms", printed["text"])

    def test_models_without_interactions_have_none(self):
        self.fit("age + sex + ns(dose, 3)")
        report = self.inspect()
        self.assertEqual((report["simple_effects"], report["joint_tests"]), ([], []))
        text = self.succeed("inspect", "model.json", "--data", TRIAL)
        self.assertNotIn("interact", text)
        self.assertNotIn("all of their terms", text)

    def test_models_without_intercept_have_effects_but_no_joint_tests(self):
        self.fit("age*sex - 1")
        report = self.inspect()
        self.assertEqual(report["joint_tests"], [])
        effects = {name_of(row): row["estimate"] for row in report["simple_effects"]}
        slope = {row["name"]: row.get("estimate") for row in report["coefficients"]}
        self.assertAlmostEqual(effects["age at sex=male"], slope["age"] + slope["age:sex=male"], delta=1e-9)
        self.assertAlmostEqual(effects["sex=male at age=33"],
                               slope["sex=male"] - slope["sex=female"] + 33 * slope["age:sex=male"], delta=1e-9)

    def test_few_values_of_a_number_are_shown_one_by_one_and_weights_count_rows(self):
        lines = [f"{i % 3},{i * 7 % 40},{'uv'[i % 2]},{1 + i % 4},{int(i * 11 % 17 > 7)}" for i in range(120)]
        self.write("weighted.csv", "grade,x,g,w,y\n" + "\n".join(lines) + "\n")
        self.write("repeated.csv", "grade,x,g,w,y\n" + "".join(
            (line.rsplit(",", 2)[0] + ",1," + line[-1] + "\n") * int(line.split(",")[3]) for line in lines))
        found = []
        for data in ("weighted.csv", "repeated.csv"):
            self.fit("grade*x + g:x", "--weight", "w", data=data)
            found.append({name_of(row): row for row in self.inspect(data=data)["simple_effects"]})
        self.assertEqual([name for name in found[0] if name.startswith("x at grade")],
                         ["x at grade=0", "x at grade=1", "x at grade=2"])
        for key in ("estimate", "standard_error"):
            self.agree(*({name: row[key] for name, row in each.items()} for each in found), key)

    def test_missing_cells_and_columns_of_several_terms(self):
        rows = TRIAL.read_text(encoding="utf-8").splitlines()
        rows[5:200:9] = [line[line.index(","):] for line in rows[5:200:9]]  # no age
        self.write("holes.csv", "\n".join(rows) + "\n")
        self.fit("age*sex + I(age^2)", data="holes.csv")
        report = self.inspect(data="holes.csv")
        effects = {name_of(row): row["estimate"] for row in report["simple_effects"]}
        slope = {row["name"]: row.get("estimate") for row in report["coefficients"]}
        self.assertAlmostEqual(effects["age at sex=male"] - effects["age at sex=female"], slope["age:sex=male"],
                               delta=1e-9)
        ages = [float(line.split(",")[0]) for line in rows[1:] if not line.startswith(",")]
        self.assertAlmostEqual(effects["age at sex=female"],
                               slope["age"] + 2 * slope["I(age^2)"] * sum(ages) / len(ages), delta=1e-9)


if __name__ == "__main__":
    main()
