#!/usr/bin/env python3
"""Models as C and JavaScript: compiled and run, they must give what predict gives."""

import csv
import json
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
          '"activation": "gelu"}, {"type": "dropout", "rate": 0.1}, {"type": "dense", "units": 3, "activation": '
          '"selu"}]')


PENGUINS = {"data": DATA / "penguins.csv", "target": ("--target", "sex", "--positive", "male")}
# Every way to encode, and every kind of model.
MODELS = (("logistic", ()), ("logistic", ("--l2", "0")), ("mlp", ()),
          ("mlp", ("--set", "model.layers=" + LAYERS, "--set", "encoding.bins=6", "--set", "encoding.min_count=40")),
          ("auto", ()), ("auto", ("--distill",)))


def layers_of_every_kind(layer_schema):
    """For each activation and each type of layer of the schema, hidden layers that have it."""
    types, activations = (layer_schema[name]["enum"] for name in ("type", "activation"))
    for activation in activations:
        yield [{"type": "dense", "units": 4, "activation": activation}]
    for kind in types:
        if kind in ("lstm", "gru"):  # read sequences: check_sequence_models
            continue
        layer = {"type": kind}
        if kind in ("dense", "gated"):
            layer.update(units=3, input_scale=True)
        yield [{"type": "dense", "units": 4, "activation": "tanh"}, layer]


def check_models(case, check):
    """Calls check() after training each kind of model."""
    for kind, settings in MODELS:
        with case.subTest(kind=kind, settings=settings):
            case.train(*settings, **PENGUINS, kind=kind)
            check()
    schema = json.loads(case.succeed("config", "schema"))
    layer_schema = schema["properties"]["model"]["properties"]["layers"]["items"]["properties"]
    for layers in layers_of_every_kind(layer_schema):
        with case.subTest(layers=layers):
            case.train("--set", "model.layers=" + json.dumps(layers), "--set", "training.epochs=2", **PENGUINS,
                       kind="mlp")
            check()


VISITS = [(f"P{patient}", day, f"{(patient * 7 + day * 3) % 11 / 4}", "AB"[patient % 2] if day % 3 else "",
           patient % 3 == 0)
          for patient in range(40) for day in range(1 + patient % 6)]
# Each recurrent layer; below others, without an order, with a label per row.
SEQUENCE_MODELS = (("lstm:6", ("--order", "day")), ("gru:6", ("--order", "day")),
                   ("lstm:3,layer_norm,4:tanh", ("--ignore", "day")),
                   ("gru:3,gated:4", ("--order", "day", "--predict-each", "--set", "encoding.bins=4")))


def check_sequence_models(case, check):
    """Calls check() after training each kind of model that reads sequences."""
    case.write("visits.csv", "patient,day,level,drug,died\n" + "".join(",".join(map(str, row)) + "\n"
                                                                       for row in VISITS))
    for layers, settings in SEQUENCE_MODELS:
        with case.subTest(layers=layers):
            case.succeed("train", "visits.csv", "--target", "died", "--sequence", "patient", "--layers", layers,
                         *settings, "--epochs", "3", "-q", "-o", "model.json")
            check()


@unittest.skipUnless(shutil.which("cc"), "needs a C compiler")
class ExportC(BinetCase):
    def compile(self, source, *flags):
        command = ["cc", "-std=c99", "-O1", "-Wall", "-Wextra", "-Wpedantic", "-Werror", *flags, "-o", "program",
                   source, "-lm"]
        result = subprocess.run(command, cwd=self.directory, capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stderr)

    def check_self_test(self):
        self.succeed("export", "model.json", "-o", "model.c")
        self.compile("model.c", "-DBINET_SELF_TEST")
        result = subprocess.run([self.directory / "program"], capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stdout[:8]), (0, "24 rows,"), result.stdout)

    def test_passes_its_own_test(self):
        check_models(self, self.check_self_test)

    def test_an_empty_level_passes_its_own_test(self):
        rows = [f"{i},{('x', '', 'NA')[i % 3]},{'' if i * 7 % 13 < 5 else 'no'}" for i in range(60)]
        self.write("empty.csv", "a,g,y\n" + "\n".join(rows) + "\n")
        self.train("--keep-empty", data="empty.csv", target=("--target", "y", "--positive", ""))
        self.check_self_test()
        self.assertIn('"", "x"', self.read("model.c"))

    def test_a_model_of_sequences_passes_its_own_test(self):
        check_sequence_models(self, self.check_self_test)

    def test_a_model_of_sequences_gives_after_each_row_what_predict_gives(self):
        driver = """
#include <stdio.h>
#include <stdlib.h>
int main(void) {
  char line[256], drug[256];
  double level, all[64];
  const char *categories[64];
  int row = 0;
  binet_state state;
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (line[0] == '*') {
      binet_start(&state);
      row = 0;
      continue;
    }
    drug[0] = 0;
    sscanf(line, "%lf %255s", &level, drug);
    all[row] = level;
    categories[row] = drug[0] == 0 ? NULL : drug[0] == 'A' ? "A" : "B";
    printf("%.17g", binet_next(&state, &all[row], &categories[row]));
    ++row;
    printf(" %.17g\\n", binet_predict_sequence(row, all, categories));
  }
  return 0;
}
"""
        lines = []
        for patient, day, level, drug, _ in VISITS:
            lines += ["*"] * (day == 0) + [f"{level} {drug}"]

        def check():
            text = self.succeed("export", "model.json")
            self.write("driver.c", text + driver)
            self.compile("driver.c")
            found = subprocess.run([self.directory / "program"], input="\n".join(lines) + "\n", capture_output=True,
                                   text=True).stdout.splitlines()
            expected = self.succeed("predict", "model.json", "visits.csv", "--format", "plain").split()
            if len(expected) < len(found):  # one per sequence: after its last row
                found = [line for line, row, after in zip(found, VISITS, VISITS[1:] + [("",)]) if row[0] != after[0]]
            self.assertEqual(len(found), len(expected))
            for line, probability in zip(found, expected):
                for value in line.split():
                    self.assertTrue(math.isclose(float(value), float(probability), abs_tol=2e-6), (line, probability))

        check_sequence_models(self, check)

    def test_the_self_test_finds_a_wrong_number(self):
        self.train()
        text = self.succeed("export", "model.json", "--format", "c")
        start = text.index("binet_intercept = ") + len("binet_intercept = ")
        self.write("wrong.c", text[:start] + "1 + " + text[start:])
        self.compile("wrong.c", "-DBINET_SELF_TEST")
        self.assertEqual(subprocess.run([self.directory / "program"], capture_output=True).returncode, 1)

    def test_gives_what_predict_gives(self):
        data = PENGUINS["data"]
        for kind in ("logistic", "mlp"):
            self.train(**PENGUINS, kind=kind)
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
        self.fail_with(2, ["format", "java", "expected one of c, javascript"], "export", "model.json", "--format",
                       "java")


@unittest.skipUnless(shutil.which("node"), "needs Node.js")
class ExportJavaScript(BinetCase):
    def node(self, script, **options):
        return subprocess.run(["node", "-e", script], cwd=self.directory, capture_output=True, text=True, **options)

    def export(self):
        self.succeed("export", "model.json", "--format", "javascript", "-o", "model.js")

    def self_test(self, file="model.js"):
        result = self.node(f'console.log(JSON.stringify(require("./{file}").selfTest()))')
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def check_self_test(self):
        self.export()
        found = self.self_test()
        self.assertEqual((found["rows"], found["passed"]), (24, True), found)

    def test_passes_its_own_test(self):
        check_models(self, self.check_self_test)

    def test_the_self_test_finds_a_wrong_number(self):
        self.train()
        self.export()
        text = (self.directory / "model.js").read_text(encoding="utf-8")
        self.write("wrong.js", text.replace("const intercept = ", "const intercept = 1 + "))
        self.assertFalse(self.self_test("wrong.js")["passed"])

    def test_gives_what_predict_gives(self):
        script = """
const model = require("./model.js"), rows = JSON.parse(require("fs").readFileSync(0, "utf8"));
const value = (name, text) => model.numberColumns.includes(name) ? Number(text) : text;
const cell = (name, text) => text === "" || text === "NA" ? null : value(name, text);
for (const row of rows) {
  console.log(model.predict(Object.fromEntries(Object.entries(row).map(([name, text]) => [name, cell(name, text)]))));
}"""
        with open(PENGUINS["data"], newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for kind in ("logistic", "mlp"):
            self.train(**PENGUINS, kind=kind)
            self.export()
            found = self.node(script, input=json.dumps(rows)).stdout.split()
            expected = self.succeed("predict", "model.json", PENGUINS["data"], "--format", "plain").split()
            self.assertEqual(len(found), len(expected))
            for a, b in zip(found, expected):
                self.assertTrue(math.isclose(float(a), float(b), abs_tol=2e-6), (a, b))

    def test_a_model_of_sequences_passes_its_own_test(self):
        check_sequence_models(self, self.check_self_test)

    def test_a_model_of_sequences_gives_what_predict_gives(self):
        script = """
const model = require("./model.js"), sequences = JSON.parse(require("fs").readFileSync(0, "utf8"));
for (const rows of sequences) console.log(model.predict(rows));"""
        sequences = {}
        for patient, _, level, drug, _ in VISITS:
            sequences.setdefault(patient, []).append({"level": float(level), "drug": drug or None})

        def check():
            self.export()
            found = self.node(script, input=json.dumps(list(sequences.values()))).stdout.split()
            predicted = csv.DictReader(self.succeed("predict", "model.json", "visits.csv").splitlines())
            expected = {row["patient"]: float(row["probability"]) for row in predicted}  # the last row of each
            self.assertEqual(len(found), len(expected))
            for a, b in zip(found, expected.values()):
                self.assertTrue(math.isclose(float(a), b, abs_tol=2e-6), (a, b))

        check_sequence_models(self, check)

    def test_names_of_any_text(self):
        names = ['say "x"', "back\\slash", "</script>", "größe", "two\nlines"]
        lines = [names + ["y"]] + [[f"{name[:3]}{i % 3}" for name in names] + [str(i % 2)] for i in range(60)]
        with open(self.directory / "names.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(lines)
        self.succeed("train", "names.csv", "--target", "y", "--model", "logistic", "--l2", "0.1", "-o", "model.json",
                     "-q")
        self.check_self_test()
        self.assertNotIn("</script", (self.directory / "model.js").read_text(encoding="utf-8"))


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    main()
