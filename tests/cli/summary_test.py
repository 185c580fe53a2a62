"""What `train` and `inspect` print of networks: short where they repeat, a line a layer where one is asked for."""

import json
import random
import re

from binet_case import PROJECT, BinetCase, main


class Summary(BinetCase):
    def test_a_network_that_is_stuck_says_so(self):
        self.write("xor.csv", "x1,x2,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n")
        flags = ("train", "xor.csv", "--target", "y", "--no-progress", "-o", "xor.json", "--layers")
        self.assertIn("is hardly below 0.6931", self.succeed(*flags, "2:sigmoid"))
        self.assertNotIn("hardly below", self.succeed(*flags, "4:tanh", "--learning-rate", "0.1"))

    def test_a_network_is_stuck_where_logistic_regression_learns(self):
        text = self.succeed("train", "-c", PROJECT / "configs/deep_sigmoid.json", "--no-progress", "--epochs", "8",
                            "-o", "deep.json")
        self.assertRegex(" ".join(text.split()),
                         r"hardly below 0\.66\d\d, .*: the network is stuck, since logistic regression "
                         r"predicts left-out rows of the same columns with log loss 0\.0\d\d\d;")

    def test_losses_of_rare_positives_show_their_digits(self):
        rows = "".join(f"{i % 97},{'yes' if i in (5, 9000, 17000) else 'no'}\n" for i in range(60_000))
        self.write("rare.csv", "x,y\n" + rows)
        text = self.succeed("train", "rare.csv", "--target", "y", "--positive", "yes", "--model", "logistic",
                            "--no-progress",
                            "-o", "rare.json")
        self.assertRegex(text, r"log loss \d\.\d{3}e-04 ± \d\.\de-0[45]   \(base rate \d\.\d{3}e-04\)")
        self.assertNotIn("0.0000 ±", text)

    def summary(self, *arguments):
        return self.succeed("train", "small.csv", "--target", "bought", "--epochs", "2", "--no-progress", *arguments)

    def test_equal_layers_share_an_entry(self):
        layers = '{"units": 4, "activation": "sigmoid"}'
        text = self.summary("--model", "mlp", "--set", f"model.layers=[{layers}, {layers}, {layers}]")
        self.assertIn(" inputs → 3 × dense 4 sigmoid → output: dense 1, sigmoid; ", text)

    def test_equal_networks_share_a_line_and_their_layers_are_shown_on_demand(self):
        text = self.summary()
        shares = [int(share) for share in re.findall(r"; (\d+)% of the mixture", text)]
        if not shares:
            self.skipTest("one network is the whole model")
        self.assertAlmostEqual(sum(shares), 100, delta=len(shares))
        self.assertRegex(text, r"The mixture gives \d+% of the weight to |The model is ")
        self.assertIn(" × ", text)
        self.assertNotIn("Layer 1", self.succeed("inspect", "model.json"))
        self.assertIn("Layer 1: dense", self.succeed("inspect", "model.json", "--member", "4"))
        self.fail_with(2, ["--member 99: the model has "], "inspect", "model.json", "--member", "99")

    def test_scaling_says_which_networks_read_it(self):
        self.summary()
        model = json.loads(self.read("model.json"))
        text = self.succeed("inspect", "model.json")
        if len(model["encoders"]) == 1:
            self.assertIn("\nScaling\n", text)
        else:
            self.assertRegex(text, r"\nScaling for networks? 1\b")
            self.assertNotIn("\nScaling\n", text)

    def test_coefficients_fit_a_terminal_unless_wide(self):
        self.summary("--model", "logistic", "--l2", "0")
        of = lambda *flags: self.succeed("inspect", "model.json", *flags).split("\nCoefficients")[1].split("\n\n")[0]
        narrow, wide = of(), of("--wide")
        self.assertLessEqual(max(map(len, narrow.splitlines())), 80)
        self.assertIn("95% CI", narrow)
        for heading in ("scaled", "std. error", "2.5%", "97.5%"):
            self.assertNotIn(heading, narrow)
            self.assertIn(heading, wide)
        self.summary("--model", "logistic")
        self.assertRegex(of(), r"coefficient +estimate +odds ratio +scaled")

    def test_numbers_with_a_few_cells_of_text_are_noted(self):
        lines = self.read("small.csv").splitlines()
        self.write("small.csv", "\n".join([*lines, "1e999,Bern,f,yes", *lines[1:]]) + "\n")
        note = 'column "age" is read as categories: numbers except 1 cell, \'1e999\' on line 42; '
        for kind in ("logistic", "mlp"):
            self.assertIn(note, self.summary("--model", kind))
        self.assertNotIn(note, self.summary("--model", "logistic", "--categorical", "age"))
        self.assertNotIn(note, self.summary("--model", "logistic", "--missing", "1e999"))

    def test_columns_that_say_nothing_of_new_rows_or_too_much_are_noted(self):
        rows = [(i, 9000 + i * 37 % 110, i * 7 % 13, "heart" if i % 3 == 0 else "", "yes" if i % 3 == 0 else "no")
                for i in range(120)]
        self.write("death.csv", "id,patient_id,x,cause,died\n" + "".join(",".join(map(str, row)) + "\n"
                                                                         for row in rows))
        done = self.succeed("train", "death.csv", "--target", "died", "--model", "logistic", "-o", "death.json")
        self.assertIn('column "id" contains row numbers, which say nothing about new rows; --ignore id leaves it out',
                      done)
        self.assertIn('column "patient_id" looks like an id, which says nothing about new rows', done)
        self.assertIn('column "cause" separates the classes by its missing cells alone', done)
        self.assertNotIn('column "x"', done)

    def test_a_category_of_few_rows_per_level_that_decides_the_class(self):
        for case, flip in (("decides", 0), ("noise", 1)):
            rows = [(i // 10, i * 37 % 101, (i // 10 * 7 % 5 < 2) ^ (flip and i * 53 % 97 < 40)) for i in range(400)]
            self.write(case + ".csv", "g,x,y\n" + "".join(f"g{g},{x},{int(y)}\n" for g, x, y in rows))
            done = self.succeed("train", case + ".csv", "--target", "y", "--model", "logistic", "-o", "m.json")
            self.assertEqual('column "g" separates the classes on its own' in done, case == "decides", done)

    def test_losses_of_rare_positives_keep_their_digits(self):
        rows = [(i * 37 % 1009 / 500, int(i % 10000 == 77)) for i in range(30000)]
        self.write("rare.csv", "x,y\n" + "".join(f"{x},{y}\n" for x, y in rows))
        self.succeed("train", "rare.csv", "--target", "y", "--model", "logistic", "-o", "m.json")
        for words in (("evaluate", "m.json", "rare.csv"),
                      ("cv", "rare.csv", "--target", "y", "--model", "logistic", "-k", "3")):
            found = self.succeed(*words)
            self.assertIn("brier 9.999e-05", found)
            self.assertRegex(found, r"\n  brier +\d\.\d{3}e-0[45] ± +\d\.\de-\d\d ")
        self.succeed("train", "rare.csv", "--target", "y", "--model", "logistic", "--l2", "1", "-o", "other.json")
        found = self.succeed("compare", "m.json", "other.json", "rare.csv")
        number = r" +[+-]?\d\.\d{1,2}e-\d\d"
        self.assertRegex(found, r"\n  brier" + 4 * number + " ")
        self.assertLessEqual(max(map(len, found.splitlines()[:6])), 80)

    def test_an_undefined_calibration_line_has_a_reason(self):
        generator = random.Random(12)
        rows = [(generator.gauss(0, 1), generator.gauss(0, 1)) for _ in range(200)]
        self.write("apart.csv", "a,b,y\n" + "".join(f"{a + (4 if a > 0 else -4):.4f},{b:.4f},{int(a > 0)}\n"
                                               for a, b in rows))
        done = self.succeed("train", "apart.csv", "--target", "y", "--model", "mlp", "--no-progress", "-o", "m.json")
        self.assertRegex(done, r"calibration slope and intercept: undefined, since the classes are (nearly )?separated")
        text = self.succeed("evaluate", "m.json", "apart.csv", "--quiet")
        self.assertIn("calibration_slope      undefined: the classes are separated", text)
        found = json.loads(self.succeed("evaluate", "m.json", "apart.csv", "--json", "--quiet"))
        self.assertEqual(found["calibration_undefined"], "the classes are separated")
        self.assertIsNone(found["metrics"]["calibration_slope"])

    def test_diagnose_prints_a_line_a_layer(self):
        text = self.summary("--model", "mlp", "--diagnose", "--initializer", "data",
                            "--set", 'model.layers=[{"units": 4}, {"type": "dropout", "rate": 0.1}]')
        lines = text.split("\nLayers at the start")[1].splitlines()[3:6]
        self.assertRegex(lines[0], r"^  1 dense +0 +\d\.\de.\d\d +\d\.\de.\d\d( +\d+%){4}( +-?\d\.\d\d){2}$")
        self.assertRegex(lines[1], r"^  2 dropout( +-){7}( +-?\d\.\d\d){2}$")
        self.assertRegex(lines[2], r"^  3 output +\d\.\de.\d\d")
        self.assertIn("because the output weights start at", text)

    def test_diagnose_needs_one_network(self):
        self.fail_with(2, ["--diagnose", "expected --model mlp, found logistic"],
                       "train", "small.csv", "--target", "bought", "--model", "logistic", "--diagnose")


if __name__ == "__main__":
    main()
