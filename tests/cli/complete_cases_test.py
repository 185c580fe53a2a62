#!/usr/bin/env python3
"""Complete cases, as R has them: with --drop-missing, evaluate, explain, compare, threshold and report use the rows
of a file that training would take."""

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
        self.write_some_and_complete()
        found, expected = self.evaluate("some.csv", "--drop-missing"), self.evaluate("complete.csv")
        self.assertEqual(found["rows"], 117)
        self.assertEqual(found["metrics"], expected["metrics"])
        self.assertEqual(self.evaluate("some.csv")["rows"], 120)

    def write_some_and_complete(self):
        rows = list(self.rows(120))
        for place, column in ((3, 0), (10, 1), (17, 2), (24, 3)):
            rows[place][column] = ""
        self.write_rows("some.csv", rows)
        self.write_rows("complete.csv", [row for i, row in enumerate(rows) if i not in (3, 10, 17)])
        self.train_on("some.csv")

    def test_explanations_and_thresholds_are_of_complete_rows(self):
        self.write_some_and_complete()
        for command in (("explain", "--format", "csv"), ("explain", "--column", "a", "--format", "csv")):
            found, expected = (self.succeed(command[0], "model.json", *data, *command[1:], "-q")
                               for data in (("some.csv", "--drop-missing"), ("complete.csv",)))
            self.assertEqual(found, expected, msg=command)
        for data in (("some.csv", "--drop-missing"), ("complete.csv",), ("some.csv",)):
            self.succeed("threshold", "model.json", *data, "--decide", "f1", "-o", f"{len(data)}{data[0]}", "-q")
        first, second = (json.loads(self.read(name))["threshold"] for name in ("2some.csv", "1complete.csv"))
        self.assertEqual(first["value"], second["value"])

    def test_a_report_is_of_complete_rows(self):
        self.write_some_and_complete()
        for data, rows in ((("some.csv", "--drop-missing"), 117), (("complete.csv",), 117), (("some.csv",), 120)):
            self.succeed("report", "model.json", *data, "-o", "page.md")
            self.assertIn(f"{data[0]}, {rows} rows", self.read("page.md"))

    def test_importance_by_folds_is_of_complete_rows(self):
        self.write_some_and_complete()
        self.assertIn("117 rows", self.succeed("explain", "model.json", "some.csv", "--folds", "3", "-q"))
        self.succeed("train", "some.csv", "--target", "y", "--positive", "1", "--model", "logistic", "-q", "-o",
                     "model.json")
        self.assertIn("120 rows", self.succeed("explain", "model.json", "some.csv", "--folds", "3", "-q"))
        self.assertIn("116 rows", self.succeed("explain", "model.json", "some.csv", "--folds", "3", "-q",
                                               "--drop-missing"))

    def test_comparisons_are_of_rows_complete_for_both_models(self):
        self.write_some_and_complete()
        self.succeed("train", "some.csv", "--target", "y", "--positive", "1", "--model", "logistic", "--terms",
                     "a + unused", "-q", "-o", "other.json")
        self.write_rows("both.csv", [row for i, row in enumerate(self.rows(120)) if i not in (3, 10, 17, 24)])
        compare = ("compare", "model.json", "other.json")
        found = json.loads(self.succeed(*compare, "some.csv", "--drop-missing", "--json", "-q"))
        expected = json.loads(self.succeed(*compare, "both.csv", "--json", "-q"))
        self.assertEqual(found["rows"], 116)
        for key in ("log_loss", "brier", "roc_auc", "mcnemar"):
            self.assertEqual(found[key], expected[key])
        self.assertEqual(json.loads(self.succeed(*compare, "some.csv", "--json", "-q"))["rows"], 120)

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
        self.fail_with(1, ["no rows to report on; with --drop-missing, rows that lack a cell"], "report", "model.json",
                       "none.csv", "--drop-missing")
        for command in (("explain", "model.json"), ("compare", "model.json", "model.json")):
            self.fail_with(1, ["no rows with a target; with --drop-missing, rows that lack a cell"], *command,
                           "none.csv", "--drop-missing")


if __name__ == "__main__":
    main()
