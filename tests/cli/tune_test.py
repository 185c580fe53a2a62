#!/usr/bin/env python3
"""The search for settings from the command line."""

import json

from binet_case import BinetCase, main


class Tune(BinetCase):
    def setUp(self):
        super().setUp()
        rows = "".join(f"{i * 7 % 31},{i * 5 % 17},{'yes' if (i * 7 % 31) + (i * 3 % 11) > 20 else 'no'}\n"
                       for i in range(150))
        self.write("rows.csv", "a,b,y\n" + rows)

    def test_saves_model_settings_and_a_repeatable_log(self):
        run = ("tune", "rows.csv", "--target", "y", "--model", "logistic", "--trials", "11", "--no-progress", "-o",
               "m.json",
               "--config-out", "best.json", "--log")
        text = self.succeed(*run, "one.jsonl")
        for part in ("Trials      11", "optimistic", "Fresh rows", "20% held out", "m.json"):
            self.assertIn(part, text)
        self.succeed(*run, "two.jsonl")
        one, two = ([json.loads(line) for line in self.read(name).splitlines()] for name in ("one.jsonl", "two.jsonl"))
        for line in one + two:
            del line["config"]["output"]
        self.assertEqual(one, two)
        self.assertEqual((one[0]["trial"], one[0]["folds"]), (0, 5))
        self.succeed("train", "-c", "best.json", "-q", "-o", "again.json")
        predictions = [self.succeed("predict", name, "rows.csv") for name in ("m.json", "again.json")]
        self.assertEqual(predictions[0], predictions[1])

    def test_errors(self):
        tune = ("tune", "rows.csv", "--target", "y")
        self.fail_with(2, ["10s", "soon"], *tune, "--budget", "soon")
        self.fail_with(2, ["--output"], *tune, "-o", "-")
        self.fail_with(2, ["--time-budget"], *tune, "--time-budget", "5s", "-q")


if __name__ == "__main__":
    main()
