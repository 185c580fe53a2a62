#!/usr/bin/env python3
"""Columns that are nearly collinear: powers, years and products, as R's glm fits them (tests/reference/collinear.R)."""

import json

from binet_case import PROJECT, BinetCase, main

FOLDER = PROJECT / "tests/reference/statistics"
EXPECTED = json.loads((PROJECT / "tests/reference/collinear.json").read_text(encoding="utf-8"))


class Collinear(BinetCase):
    def agree(self, data, expected, message):
        report = json.loads(self.succeed("inspect", "model.json", "--data", data, "--json"))
        rows = {row["name"].replace("(intercept)", "(Intercept)"): row for row in report["coefficients"]}
        for key, of_glm in (("estimate", "estimates"), ("standard_error", "errors")):
            self.assertEqual(sorted(rows), sorted(expected[of_glm]))
            for name, value in expected[of_glm].items():
                self.assertAlmostEqual(rows[name][key] / value, 1, delta=1e-7, msg=f"{message}: {key} of {name}")
        self.assertAlmostEqual(report["likelihood"]["deviance"] / expected["deviance"], 1, delta=1e-10)

    def test_raw_powers_of_ages_and_years(self):
        data = FOLDER / "labour.csv"
        for formula, expected in EXPECTED.items():
            if formula == "star98":
                continue
            self.train("--terms", formula, "--l2", "0", data=data, target=("--target", "participation"))
            self.agree(data, expected, formula)

    def test_products_of_columns_with_counts_as_weights(self):
        data = FOLDER / "star98.csv"
        self.train("--weight", "pupils", "--l2", "0", data=data, target=("--target", "above"))
        self.agree(data, EXPECTED["star98"], "star98")


if __name__ == "__main__":
    main()
