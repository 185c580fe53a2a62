#!/usr/bin/env python3
"""binet verify: trains again from the settings in the model and compares bytes."""

from binet_case import SMALL, BinetCase, main


class Verify(BinetCase):
    def test_same_data_give_the_same_bytes(self):
        for kind in ("logistic", "mlp"):
            model = self.train(kind=kind)
            self.assertIn("the same bytes", self.succeed("verify", model, "small.csv"))
            self.assertEqual(self.succeed("verify", model, "small.csv", "-q", "--threads", "1"), "")
            self.assertIn("the same bytes", self.succeed("verify", model, "-", stdin=SMALL))

    def test_says_where_they_part(self):
        model = self.train()
        self.write("other.csv", SMALL.replace("20,Bern", "21,Bern"))
        self.fail_with(1, [model, "line ", "the data are not those"], "verify", model, "other.csv")
        text = self.read(model)
        self.write("changed.json", text.replace('"intercept": 0', '"intercept": 0.25', 1))
        self.fail_with(1, ["changed.json", "line ", "0.25"], "verify", "changed.json", "small.csv")

    def test_what_cannot_be_compared(self):
        model = self.train("--valid", "small.csv", kind="mlp")
        self.fail_with(2, ["--valid"], "verify", model, "small.csv")
        self.assertIn("the same bytes", self.succeed("verify", model, "small.csv", "--valid", "small.csv"))


if __name__ == "__main__":
    main()
