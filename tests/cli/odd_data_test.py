#!/usr/bin/env python3
"""Small, degenerate and extreme data train, and what was trained can be read, used and inspected."""

import json
import math

from binet_case import BinetCase, main

KINDS = ("logistic", "mlp", "auto")


def table(header, rows):
    return "".join(",".join(map(str, row)) + "\n" for row in [header.split(","), *rows])


def answer(i):
    return "yes" if i * 7 % 13 < 5 else "no"


class OddData(BinetCase):
    def probabilities(self, text, *arguments, kinds=KINDS):
        """Trains each kind on the text; every command works on the model, and every probability is one."""
        result = []
        self.write("odd.csv", text)
        for kind in kinds:
            self.train("--set", "training.epochs=5", *arguments, data="odd.csv", target=("--target", "y"), kind=kind)
            json.loads(self.succeed("inspect", "model.json", "--json", "--weights"))
            self.succeed("inspect", "model.json")
            self.succeed("evaluate", "model.json", "odd.csv", "--drop-unlabelled")
            found = [float(p) for p in self.succeed("predict", "model.json", "odd.csv", "--format", "plain").split()]
            self.assertTrue(all(0 <= p <= 1 for p in found), (kind, found))
            result.append(found)
        return result

    def test_no_column_to_learn_from(self):
        constant = table("a,b,y", [[1, "", answer(i)] for i in range(26)])
        for text in (table("y", [[answer(i)] for i in range(26)]), constant, "a,y\n1,yes\n1,no\n"):
            share = text.count("yes") / (text.count("\n") - 1)
            for found in self.probabilities(text, kinds=("logistic",)):
                for p in found:
                    self.assertAlmostEqual(p, share, 3)
        self.probabilities(constant)

    def test_the_four_rows_of_xor_are_all_learned_from(self):
        self.write("xor.csv", "a,b,y\n0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n")
        summary = self.succeed("train", "xor.csv", "--target", "y", "--model", "mlp", "-o", "xor.json")
        self.assertIn("no rows were held out", summary)
        found = [float(p) for p in self.succeed("predict", "xor.json", "xor.csv", "--format", "plain").split()]
        self.assertEqual([p > 0.9 for p in found], [False, True, True, False])
        self.assertTrue(all(p < 0.1 or p > 0.9 for p in found), found)

    def test_few_rows(self):
        self.probabilities("a,y\n1,yes\n2,no\n")
        self.probabilities("a,y\n1,yes\n2,no\n3,no\n4,yes\n")
        self.probabilities(table("a,b,y", [[i % 7, i % 3, "yes" if i in (3, 14, 15) else "no"] for i in range(60)]))

    def test_numbers_near_the_ends_of_their_range(self):
        for scale in (1e300, 1e-300):
            text = table("a,b,y", [[i * 7 % 13 * scale, i % 5, answer(i)] for i in range(60)])
            ordinary = table("a,b,y", [[i * 7 % 13, i % 5, answer(i)] for i in range(60)])
            for left, right in zip(self.probabilities(text), self.probabilities(ordinary)):
                for p, q in zip(left, right):
                    self.assertAlmostEqual(p, q, 3)
        self.probabilities(table("a,y", [[i * 7 % 13 * 5e-324, answer(i)] for i in range(60)]))
        self.probabilities(table("a,y", [[(-1.7e308, 0, 1.7e308)[i % 3], answer(i)] for i in range(60)]))

    def test_numbers_far_outside_the_range_of_training(self):
        text = table("a,b,c,y", [[i * 7 % 13, i % 5, i % 3, answer(i)] for i in range(60)])
        signs = ("", "-")
        far = "a,b,c\n" + "".join(f"{a}1e300,{b}1.7e308,{c}1e39\n" for a in signs for b in signs for c in signs)
        for kind in KINDS:
            self.probabilities(text, kinds=(kind,))
            found = self.succeed("predict", "model.json", "-", "--format", "plain", stdin=far).split()
            self.assertEqual(len(found), 8)
            self.assertTrue(all(0 <= float(p) <= 1 for p in found), found)

    def test_rows_of_weight_zero_are_as_if_absent(self):
        rows = [[i % 7, i * 5 % 11, answer(i)] for i in range(60)]
        noise = [[99 * i, -i, "yes"] for i in range(40)]
        weighted = table("a,b,w,y", [[a, b, 1, y] for a, b, y in rows] + [[a, b, 0, y] for a, b, y in noise])
        plain = table("a,b,y", rows)
        for left, right in zip(self.probabilities(weighted, "--weight", "w"), self.probabilities(plain)):
            for p, q in zip(left, right):
                self.assertAlmostEqual(p, q, 6)

    def test_odd_names(self):
        names = '"a""b","c\nd",é,"",probability,"x,y"'
        rows = [[i % 2, i % 3, i % 5, i % 7, i % 11, i % 13, answer(i)] for i in range(60)]
        self.probabilities(f"{names},y\n" + table("", rows)[1:])

    def test_everything_at_odds(self):
        self.probabilities(table("a,y", [[f"level{i}", answer(i)] for i in range(60)]))
        self.probabilities(table("a,b,y", [["xyz"[i % 3], "uv"[i % 2], answer(i)] for i in range(60)]))
        self.probabilities(table("a,b,y", [[i % 7, i % 7, answer(i)] for i in range(60)]))
        self.probabilities(table("a,y", [[i, "yes" if i > 30 else "no"] for i in range(60)]))
        self.probabilities(table("a,y", [[math.sin(i), i % 250 == 7] for i in range(500)]))
        self.probabilities(table("a,y", [["" if i % 2 else i, answer(i) if i % 3 else ""] for i in range(60)]),
                           "--drop-unlabelled")

    def test_an_empty_cell_may_be_a_level_and_a_class(self):
        rows = [(i % 7, "uvw"[i * i % 3], "yes" if i * 7 % 13 < 5 else "") for i in range(60)]
        for empty, named in zip(
                self.probabilities(table("a,b,y", [(a, b.replace("w", ""), y) for a, b, y in rows]), "--keep-empty"),
                self.probabilities(table("a,b,y", [(a, b.replace("w", "t"), y or "no") for a, b, y in rows]))):
            self.assertEqual(empty, named)
        self.write("x.csv", "a,y\n1,x\n2,\n")
        self.fail_with(1, ["1 missing cell; --keep-empty makes"], "train", "x.csv", "--target", "y")
        self.write("1.csv", table("a,y", [(i, "" if i % 3 else 1) for i in range(40)]))
        self.fail_with(1, ["--keep-empty with --categorical y makes"], "train", "1.csv", "--target", "y",
                       "--keep-empty")
        self.train("--keep-empty", "--categorical", "y", data="1.csv", target=("--target", "y"))

    def report(self, text, *arguments, kind="logistic"):
        self.write("odd.csv", text)
        page = self.succeed("train", "odd.csv", "--target", "y", "--model", kind, *arguments, "--no-progress", "-o",
                            "m.json")
        return json.loads(self.read("m.json"))["training"], page

    def test_a_model_of_the_prior_ranks_nothing(self):
        for text in (table("a,y", [[1.5, i % 2] for i in range(30)]),
                     table("a,y", [[f"k{i}", i % 2] for i in range(100)])):
            training, page = self.report(text)
            self.assertEqual(training["validation_metrics"]["roc_auc"], 0.5)
            self.assertIn("calibration slope and intercept: undefined", page)

    def test_a_validation_file_of_one_class_has_no_base_rate(self):
        self.write("one.csv", table("a,y", [[i % 7, 1] for i in range(20)]))
        training, page = self.report(table("a,y", [[i % 7, int(i * 5 % 11 < 6)] for i in range(60)]), "--valid",
                                     "one.csv")
        self.assertIn("all held-out rows are of one class", " ".join(training["notes"]))
        for untrue in ("base rate 0", "no better than that share", "worse than no model"):
            self.assertNotIn(untrue, page)

    def test_one_note_where_no_column_can_be_used(self):
        rows = "".join(f"1,z,{i % 2}\n" for i in range(120))
        self.write("constant.csv", "a,b,y\n" + rows)
        for kind in (["logistic"], ["mlp"], ["mlp", "--epochs", "1"], ["mlp", "--epochs", "1", "--no-refit"], ["auto"]):
            self.succeed("train", "constant.csv", "--target", "y", "--model", *kind, "-q", "-o", "m.json")
            self.assertEqual(json.loads(self.read("m.json"))["training"]["notes"],
                             ['no column is left to learn from, so that every row gets the same probability: "a", "b" '
                              "not used, constant"])

    def test_threshold_needs_both_classes(self):
        self.train()
        lines = self.read("small.csv").splitlines(keepends=True)
        self.write("no.csv", "".join(line for line in lines if not line.endswith("yes\n")))
        for rule in ("f1", "youden", "mcc", "accuracy", "balanced_accuracy", "precision>=0.9", "recall>=0.9",
                     "cost:fp=1,fn=9"):
            self.fail_with(1, ["no.csv: no row of class 'yes'; expected rows of both classes"], "threshold",
                           "model.json", "no.csv", "--decide", rule, "-o", "t.json")
        self.succeed("threshold", "model.json", "no.csv", "--decide", "0.3", "-o", "t.json")


if __name__ == "__main__":
    main()
