#!/usr/bin/env python3
"""What `binet activations` prints and draws."""

import json
import xml.etree.ElementTree

from binet_case import BinetCase, main


class Activations(BinetCase):
    def names(self):
        return [f["name"] for f in json.loads(self.succeed("activations", "--json"))]

    def test_every_activation_is_listed_and_drawn_in_80_columns(self):
        listed = self.succeed("activations")
        for name in self.names():
            self.assertIn(f"\n{name}\n", "\n" + listed)
            page = self.succeed("activations", name)
            self.assertTrue(all(len(line) <= 80 for line in (listed + page).splitlines()), page)
            self.assertIn("* f(x)   o f'(x)", page)
            for part in ("f'(x)", "range", "slope", "zero-centred", "times relu", "use"):
                self.assertIn(f"  {part}" if part != "times relu" else part, page)

    def test_the_sigmoid_is_saturated_at_both_ends(self):
        page = self.succeed("activations", "sigmoid")
        self.assertIn("= saturated: |f'| < 0.01 for x <= -4.58 and x >= 4.58", page)
        self.assertIn("at most 0.25, at x = 0", page)

    def test_pictures_are_well_formed(self):
        for name in self.names():
            self.assertEqual(self.succeed("activations", name, "--svg", "f.svg"), "")
            root = xml.etree.ElementTree.parse(self.directory / "f.svg").getroot()
            self.assertTrue(root.tag.endswith("svg"))
        self.succeed("activations", "--svg", "f.svg")
        picture = self.read("f.svg")
        for part in ("limit 0<", "limit 1<", "tangent at 0: slope 0.25"):
            self.assertIn(part, picture)

    def values(self, x, *name):
        found = json.loads(self.succeed("activations", *name, f"--at={x}", "--json"))["values"]
        return {v["quantity"]: v for v in found}

    def test_values_keep_their_digits_where_naive_formulas_fail(self):
        far_left = self.values(-800)
        self.assertTrue(far_left["sigma(x)"]["text"].startswith("3.66787"))
        self.assertTrue(far_left["sigma(x)"]["text"].endswith("e-348"))
        self.assertEqual(far_left["sigma(x)"]["naive"], 0)
        self.assertEqual(far_left["log sigma(x)"]["value"], -800)
        self.assertIsNone(far_left["log sigma(x)"]["naive"])  # −∞
        right = self.values(40)
        self.assertEqual(right["1 - sigma(x)"]["naive"], 0)
        self.assertAlmostEqual(right["1 - sigma(x)"]["value"] / 4.248354255291589e-18, 1, delta=1e-14)
        self.assertAlmostEqual(right["log sigma(x)"]["value"] / -4.248354255291589e-18, 1, delta=1e-14)
        self.assertAlmostEqual(right["sigma'(x)"]["value"] / 4.248354255291589e-18, 1, delta=1e-14)
        text = self.succeed("activations", "--at=-800")
        for part in ("infinite", "no digit right", "smallest double"):
            self.assertIn(part, text)
        self.assertTrue(all(len(line) <= 80 for line in text.splitlines()), text)
        self.assertEqual(self.values(800, "softplus")["f(x)"]["value"], 800)

    def test_unknown_names_and_numbers(self):
        self.fail_with(2, ["sigmiod", "did you mean 'sigmoid'"], "activations", "sigmiod")
        self.fail_with(2, ["--at"], "activations", "--at", "nan")


if __name__ == "__main__":
    main()
