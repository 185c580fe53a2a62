#!/usr/bin/env python3
"""Tables that fit a terminal of 80 columns, with their rows in the order of the formula or of the file."""

import re

from binet_case import DATA, BinetCase, main

FORMULA = "island + species*body_mass_g + ns(bill_length_mm, 2)"


class NarrowTables(BinetCase):
    def train_penguins(self, *arguments):
        self.succeed("train", DATA / "penguins.csv", "--target", "sex", "--model", "logistic", "--l2", "0", "-q",
                     *arguments, "-o", "model.json")

    def assert_narrow(self, text):
        for line in text.splitlines():
            self.assertLessEqual(len(line), 80, msg=line)

    def names(self, text):
        table = text.split("Coefficients")[1].split("\n\n")[0]
        return [re.split(r"  +", line.strip())[0].replace(" (reference)", "") for line in table.splitlines()[2:]]

    def test_coefficients_of_interactions(self):
        self.train_penguins("--terms", FORMULA)
        text = self.succeed("inspect", "model.json", "--data", DATA / "penguins.csv")
        self.assert_narrow(text)
        for name in ("species=Chins…mass_g", "species=Gento…mass_g", "ns(bill_lengt…m, 2)1", "ns(bill_lengt…m, 2)2"):
            self.assertIn(name, text)

    def test_groups(self):
        self.train_penguins()
        text = self.succeed("evaluate", "model.json", DATA / "penguins.csv", "--by", "body_mass_g", "-q")
        self.assert_narrow(text)
        ranges = re.findall(r"^  (up to \d+|\d+ to \d+) ", text.split("Groups of")[1], re.M)
        self.assertEqual(ranges[0][:5], "up to")
        numbers = [int(name.split()[-1]) for name in ranges]
        self.assertEqual(numbers, sorted(numbers))
        self.assertRegex(text, r"up to \d+ +\d+  0\.\d{3}  0\.\d{3} ±\.\d{3}  0\.\d{3} ±\.\d{3}")

    def test_long_names_of_groups_and_settings_keep_both_ends(self):
        wards = ["Überwachungsstation für Erwachsene A", "Überwachungsstation für Erwachsene B"]
        cells = [f"{wards[i % 2]},{i % 7},{int(i * 5 % 11 > 4)}\n" for i in range(60)]
        self.write("t.csv", "ward,x,y\n" + "".join(cells))
        train = ["train", "t.csv", "--target", "y", "--positive", "1", "--model", "logistic", "-q"]
        self.succeed(*train, "-o", "a.json")
        self.succeed(*train, "--missing", "é" * 30 + "1", "-o", "b.json")
        groups = self.succeed("evaluate", "a.json", "t.csv", "--by", "ward", "-q")
        self.assert_narrow(groups)
        for name in ("Überwachu…ene A", "Überwachu…ene B"):
            self.assertIn(name, groups)
        settings = self.succeed("compare", "a.json", "b.json", "t.csv", "-q").split("Settings that differ")[1]
        self.assertIn("é…ééééé1", settings)

    def test_coefficients_are_in_the_order_of_the_formula(self):
        self.train_penguins("--terms", FORMULA)
        names = self.names(self.succeed("inspect", "model.json"))
        first = [names.index(name) for name in ("island=Biscoe", "species=Adelie", "body_mass_g",
                                                "ns(bill_length_mm, 2)1", "species=Chinstrap:body_mass_g")]
        self.assertEqual(first, sorted(first))
        self.assertEqual(names[0], "(intercept)")

    def test_coefficients_are_in_the_order_of_the_file(self):
        self.write("t.csv", "grade,x,y\n" + "".join(f"{9 + i % 3},{i % 7},{int(i * 5 % 11 > 4)}\n" for i in range(60)))
        self.succeed("train", "t.csv", "--target", "y", "--positive", "1", "--model", "logistic", "--l2", "0",
                     "--categorical", "grade", "-q", "-o", "model.json")
        self.assertEqual(self.names(self.succeed("inspect", "model.json")),
                         ["(intercept)", "grade=9", "grade=10", "grade=11", "x"])


if __name__ == "__main__":
    main()
