#!/usr/bin/env python3
"""Model files of earlier versions: each gives the probabilities it gave when it was written, to the last bit."""

import pathlib

from binet_case import PROJECT, BinetCase, main

COMPAT = PROJECT / "tests" / "compat"


class Compatibility(BinetCase):
    def test_predictions_hold_to_the_bit(self):
        models = sorted(COMPAT.glob("*/*.json"))
        self.assertGreaterEqual(len(models), 5)
        for model in models:
            with self.subTest(model=model.name):
                found = self.succeed("predict", model, COMPAT / "rows.csv", "--format", "plain")
                self.assertEqual(found, pathlib.Path(model).with_suffix(".txt").read_text())

    def test_what_is_read_is_written_again_in_the_same_words(self):
        for model in sorted(COMPAT.glob("*/*.json")):
            with self.subTest(model=model.name):
                self.succeed("inspect", model, "--json")
                self.succeed("export", model, "-o", "model.c")


if __name__ == "__main__":
    main()
