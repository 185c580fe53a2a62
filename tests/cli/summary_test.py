"""What `train` and `inspect` print of networks: short where they repeat, a line a layer where one is asked for."""

import re

from binet_case import BinetCase, main


class Summary(BinetCase):
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
        self.assertIn(" × ", text)
        self.assertNotIn("Layer 1", self.succeed("inspect", "model.json"))
        self.assertIn("Layer 1: dense", self.succeed("inspect", "model.json", "--member", "4"))
        self.fail_with(2, ["--member 99: the model has "], "inspect", "model.json", "--member", "99")

    def test_numbers_with_a_few_cells_of_text_are_noted(self):
        lines = self.read("small.csv").splitlines()
        self.write("small.csv", "\n".join([*lines, "1e999,Bern,f,yes", *lines[1:]]) + "\n")
        note = 'column "age" is read as categories: numbers but for 1 cell, \'1e999\' on line 42; '
        for kind in ("logistic", "mlp"):
            self.assertIn(note, self.summary("--model", kind))
        self.assertNotIn(note, self.summary("--model", "logistic", "--categorical", "age"))
        self.assertNotIn(note, self.summary("--model", "logistic", "--missing", "1e999"))

    def test_diagnose_prints_a_line_a_layer(self):
        text = self.summary("--model", "mlp", "--diagnose", "--initializer", "data",
                            "--set", 'model.layers=[{"units": 4}, {"type": "dropout", "rate": 0.1}]')
        lines = text.split("\nPer layer: ")[1].splitlines()[-3:]
        self.assertRegex(lines[0], r"^  1 dense +0\.0e\+00 +\d\.\de.\d\d +\d\.\de.\d\d( +\d+%){4}$")
        self.assertRegex(lines[1], r"^  2 dropout( +-){7}$")
        self.assertRegex(lines[2], r"^  3 output +\d\.\de.\d\d")

    def test_diagnose_needs_one_network(self):
        self.fail_with(2, ["--diagnose", "expected --model mlp, found logistic"],
                       "train", "small.csv", "--target", "bought", "--model", "logistic", "--diagnose")


if __name__ == "__main__":
    main()
