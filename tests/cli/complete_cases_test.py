#!/usr/bin/env python3
"""Complete cases, as R has them: `evaluate --drop-missing` measures a model on the rows that training would take."""

import json

from binet_case import BinetCase, main


class CompleteCases(BinetCase):
    def rows(self, count):
        for i in range(count):
            yield [f"{i * 7 % 23}", f"{i * 5 % 11}", "uvw"[i % 3], f"{i % 2}", str(int(i * 11 % 17 > 8))]

    def write_rows(self, path, rows):
        self.write(path, "a,b,c,unused,y\n" + "".join(",".join(row) + "\n" for row in rows))

    def evaluate(self, *arguments):
        return json.loads(self.succeed("evaluate", "model.json", *arguments, "--json", "-q"))

    def train_on(self, path):
        self.succeed("train", path, "--target", "y", "--positive", "1", "--model", "logistic", "--l2", "0", "--terms",
                     "a + log(b + 1) + c", "--drop-missing", "-q", "-o", "model.json")

    def test_rows_that_lack_a_cell_of_the_model_are_left_out(self):
        rows = list(self.rows(120))
        for place, column in ((3, 0), (10, 1), (17, 2), (24, 3)):
            rows[place][column] = ""
        self.write_rows("some.csv", rows)
        self.write_rows("complete.csv", [row for i, row in enumerate(rows) if i not in (3, 10, 17)])
        self.train_on("some.csv")
        found, expected = self.evaluate("some.csv", "--drop-missing"), self.evaluate("complete.csv")
        self.assertEqual(found["rows"], 117)
        self.assertEqual(found["metrics"], expected["metrics"])
        self.assertEqual(self.evaluate("some.csv")["rows"], 120)

    def test_levels_that_training_did_not_see_are_not_missing(self):
        self.write_rows("some.csv", self.rows(60))
        self.train_on("some.csv")
        rows = list(self.rows(60))
        rows[5][2] = "new"
        self.write_rows("new.csv", rows)
        self.assertEqual(self.evaluate("new.csv", "--drop-missing")["rows"], 60)

    def test_no_row_is_left(self):
        self.write_rows("some.csv", self.rows(60))
        self.train_on("some.csv")
        self.write_rows("none.csv", [["", *row[1:]] for row in self.rows(10)])
        self.fail_with(1, ["no rows to evaluate on; with --drop-missing, rows that lack a cell"], "evaluate",
                       "model.json", "none.csv", "--drop-missing")


if __name__ == "__main__":
    main()
