#!/usr/bin/env python3
"""Models as C files: compiled by the system's compiler, they must give what predict gives."""

import csv
import math
import shutil
import subprocess
import unittest

from binet_case import DATA, BinetCase, main

# Prints a probability for each record: a number or "nan" a line for each number, a text or an empty line a category.
DRIVER = """
#include <stdio.h>
#include <stdlib.h>
int main(void) {
  char line[256];
  for (;;) {
    double numbers[BINET_NUMBERS + 1];
    static char text[BINET_CATEGORIES + 1][256];
    const char *categories[BINET_CATEGORIES + 1];
    int i;
    for (i = 0; i < BINET_NUMBERS + BINET_CATEGORIES; ++i) {
      if (fgets(line, sizeof line, stdin) == NULL) return 0;
      line[strcspn(line, "\\n")] = 0;
      if (i < BINET_NUMBERS) {
        numbers[i] = atof(line);
      } else {
        strcpy(text[i - BINET_NUMBERS], line);
        categories[i - BINET_NUMBERS] = line[0] == 0 ? NULL : text[i - BINET_NUMBERS];
      }
    }
    printf("%.17g\\n", binet_predict(numbers, categories));
  }
}
"""

MISSING = {"", "na", "n/a", "nan", "null", "?"}
LAYERS = ('[{"type": "gated", "units": 6, "activation": "tanh"}, {"type": "layer_norm"}, {"type": "activation", '
          '"activation": "gelu"}, {"type": "dropout", "rate": 0.1}, {"type": "dense", "units": 3, "activation": "selu"}]')


@unittest.skipUnless(shutil.which("cc"), "needs a C compiler")
class ExportC(BinetCase):
    def compile(self, source, *flags):
        command = ["cc", "-std=c99", "-O1", "-Wall", "-Wextra", "-Wpedantic", "-Werror", *flags, "-o", "program", source,
                   "-lm"]
        result = subprocess.run(command, cwd=self.directory, capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_passes_its_own_test(self):
        penguins = (DATA / "penguins.csv", ("--target", "sex", "--positive", "male"))
        for kind, settings in (("logistic", ()), ("logistic", ("--l2", "0")), ("mlp", ()),
                               ("mlp", ("--set", "model.layers=" + LAYERS, "--set", "encoding.bins=6", "--set",
                                        "encoding.min_count=40")),
                               ("auto", ()), ("auto", ("--distill",))):
            with self.subTest(kind=kind, settings=settings):
                self.train(*settings, data=penguins[0], target=penguins[1], kind=kind)
                self.succeed("export", "model.json", "-o", "model.c")
                self.compile("model.c", "-DBINET_SELF_TEST")
                result = subprocess.run([self.directory / "program"], capture_output=True, text=True)
                self.assertEqual((result.returncode, result.stdout[:8]), (0, "24 rows,"), result.stdout)

    def test_the_test_tells_a_wrong_number(self):
        self.train()
        text = self.succeed("export", "model.json", "--format", "c")
        start = text.index("binet_intercept = ") + len("binet_intercept = ")
        self.write("wrong.c", text[:start] + "1 + " + text[start:])
        self.compile("wrong.c", "-DBINET_SELF_TEST")
        self.assertEqual(subprocess.run([self.directory / "program"], capture_output=True).returncode, 1)

    def test_gives_what_predict_gives(self):
        data = DATA / "penguins.csv"
        for kind in ("logistic", "mlp"):
            self.train(data=data, target=("--target", "sex", "--positive", "male"), kind=kind)
            text = self.succeed("export", "model.json")
            self.write("driver.c", text + DRIVER)
            self.compile("driver.c")
            columns = [line.split(": ", 1)[1].removesuffix(" */") for line in text.split("typedef", 1)[0].splitlines()
                       if line.startswith(("/* 0: ", "   ")) and ": " in line and "cc " not in line]
            with open(data, newline="", encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
            numeric = {name for name in columns if all(r[name].lower() in MISSING or is_number(r[name]) for r in rows)}
            cells = ["nan" if r[c].lower() in MISSING and c in numeric else "" if r[c].lower() in MISSING else r[c]
                     for r in rows for c in columns]
            found = subprocess.run([self.directory / "program"], input="\n".join(cells) + "\n", capture_output=True,
                                   text=True).stdout.split()
            expected = self.succeed("predict", "model.json", data, "--format", "plain").split()
            self.assertEqual(len(found), len(expected))
            for a, b in zip(found, expected):
                self.assertTrue(math.isclose(float(a), float(b), abs_tol=2e-6), (a, b))

    def test_errors(self):
        self.fail_with(1, ["nowhere.json"], "export", "nowhere.json")
        self.train()
        self.fail_with(2, ["--format"], "export", "model.json", "--format", "java")


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    main()
