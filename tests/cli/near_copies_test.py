#!/usr/bin/env python3
"""Rows that are nearly copies of others share a fold; similar rows of genuine data do not."""

import datetime
import json
import random

from binet_case import BinetCase, main

HEADER = [*(f"x{i}" for i in range(6)), "y"]
NOTE = "rows are nearly equal to another in all columns but at most one"


def noise(rows, columns, generator, digits=6):
    return [[f"{generator.gauss(0, 1):.{digits}f}" for _ in range(columns)] + [str(generator.randrange(2))]
            for _ in range(rows)]


def table(header, rows):
    return "\n".join(",".join(row) for row in [header, *rows]) + "\n"


class NearCopies(BinetCase):
    def train(self, data, *flags):
        text = self.succeed("train", data, "--target", "y", "--positive", "1", *flags, "--no-progress", "-o", "m.json")
        metrics = dict(json.loads(self.read("m.json"))["training"]["validation_metrics"])
        return " ".join(text.split()), metrics["roc_auc"]

    def train_on_copies(self, change, kind="logistic", rows=200, columns=6, copies=4):
        """On rows of noise and changed copies of each, in random order."""
        generator = random.Random(4)
        changed = []
        for row in noise(rows, columns, generator):
            changed.append(row)
            changed += [change(list(row), generator) for _ in range(copies - 1)]
        generator.shuffle(changed)
        self.write("copies.csv", table([*HEADER[:columns], "y"], changed))
        return self.train("copies.csv", "--model", kind, "--seed", "3")

    def test_copies_with_other_last_digits_promise_no_signal(self):
        def jitter(row, generator):
            return [*(f"{float(x) + generator.gauss(0, 1e-6):.9f}" for x in row[:-1]), row[-1]]
        for kind in ("logistic", "mlp", "auto"):
            text, auc = self.train_on_copies(jitter, kind)
            self.assertIn("800 " + NOTE, text)
            self.assertLess(auc, 0.6, kind)
        self.assertIn("800 " + NOTE, self.train_on_copies(jitter, columns=3)[0], "few columns")

    def test_copies_with_fewer_digits(self):
        def shorten(row, _):
            return [*(f"{float(x):.2f}" for x in row[:-1]), row[-1]]
        text = self.train_on_copies(shorten)[0]
        self.assertIn("400 rows are copies of other rows", text, "copies of copies")
        self.assertIn("400 " + NOTE, text)

    def test_copies_with_an_empty_cell(self):
        def empty(row, generator):
            row[generator.randrange(6)] = ""
            return row
        text, auc = self.train_on_copies(empty, "mlp")
        self.assertIn(NOTE, text)
        self.assertLess(auc, 0.6)

    def test_copies_with_another_date(self):
        def visit_again(row, generator):
            row[1] = (datetime.date(2020, 1, 1) + datetime.timedelta(generator.randrange(700))).isoformat()
            return row
        generator = random.Random(6)
        rows = [visit_again(list(row), generator) for row in noise(100, 6, generator) for _ in range(4)]
        self.write("visits.csv", table(HEADER, rows))
        self.assertIn(NOTE, self.train("visits.csv", "--model", "logistic")[0])

    def test_genuine_rows_of_few_digits_are_no_copies(self):
        kinds = {
            "tenths": lambda z, g: f"{g.gauss(0, 1):.1f}",
            "thousandths": lambda z, g: f"{g.gauss(0, 1):.3f}",
            "dependent": lambda z, g: f"{z + g.gauss(0, 0.01):.2f}",
            "mostly zero": lambda z, g: f"{abs(g.gauss(0, 1)):.2f}" if g.random() < 0.1 else "0",
            "category": lambda z, g: g.choice("abcd"),
            "gaps": lambda z, g: "" if g.random() < 0.5 else f"{g.gauss(0, 1):.3f}",
            "mixed": lambda z, g: g.choice([f"{g.gauss(0, 1):.2f}", "1", ""]),
        }
        for name, kind in kinds.items():
            for columns in (2, 6):
                generator = random.Random(columns)
                rows = []
                for _ in range(500):
                    z = generator.gauss(0, 1)
                    rows.append([*(kind(z, generator) for _ in range(columns)), str(generator.randrange(2))])
                self.write("genuine.csv", table([*HEADER[:columns], "y"], rows))
                self.assertNotIn("nearly equal", self.train("genuine.csv", "--model", "logistic")[0], name)

    def test_copies_of_other_times_are_judged_by_time(self):
        generator = random.Random(5)
        once = noise(60, 6, generator)
        rows = [[*row[:5], f"{generator.gauss(0, 1):.6f}", row[6], str(1000 * visit + i)]
                for visit in range(3) for i, row in enumerate(once)]
        self.write("times.csv", table([*HEADER, "t"], rows))
        self.assertNotIn("share a fold", self.train("times.csv", "--model", "logistic", "--time", "t")[0])


if __name__ == "__main__":
    main()
