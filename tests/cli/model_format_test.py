"""docs/model-format.md is true: the program on that page, which reads a model file and computes its probabilities,
agrees with `binet predict`."""

import subprocess
import sys

from binet_case import DATA, PROJECT, BinetCase, main


class ModelFormat(BinetCase):
    def expect_the_same(self, model, data):
        page = (PROJECT / "docs/model-format.md").read_text(encoding="utf-8")
        program = self.write("by_hand.py", page.split("```python\n")[1].split("```")[0])
        by_hand = subprocess.run([sys.executable, program, model, data], cwd=self.directory, capture_output=True,
                                 text=True, timeout=100)
        self.assertEqual(by_hand.returncode, 0, by_hand.stderr)
        expected = self.succeed("predict", model, data, "--format", "plain").split()
        self.assertEqual(len(by_hand.stdout.split()), len(expected))
        for line, (mine, theirs) in enumerate(zip(by_hand.stdout.split(), expected), 1):
            self.assertAlmostEqual(float(mine), float(theirs), delta=1e-6, msg=f"{model}, row {line}")

    def test_logistic_regression(self):
        self.train(data=DATA / "penguins.csv", target=("--target", "sex"))
        self.expect_the_same("model.json", DATA / "penguins.csv")

    def test_a_network_on_categories_pooled_missing_and_never_seen(self):
        rows = ["size,colour,bought"]
        rows += [f"{'' if i % 7 == 0 else i * i % 31},{['red', 'blue', '', f'rare{i}'][i % 4]},{'ny'[i % 5 % 2]}"
                 for i in range(200)]
        data = self.write("shop.csv", "\n".join(rows))
        self.train("--set", "encoding.min_count=3", "--set", "encoding.clip=3", "--epochs", "5",
                   "--set", 'model.layers=[{"units": 6, "activation": "tanh"}, {"units": 4}]', data=data, kind="mlp")
        self.expect_the_same("model.json", self.write("new.csv", "\n".join(rows[:60]) + "\n3,unseen,y\n,,n\n"))

    def test_the_default_mixture(self):
        self.train(data=DATA / "penguins.csv", target=("--target", "sex"), kind="auto")
        head = (DATA / "penguins.csv").read_text(encoding="utf-8").splitlines()[:20]
        self.expect_the_same("model.json", self.write("head.csv", "\n".join(head)))


if __name__ == "__main__":
    main()
