#!/usr/bin/env python3
"""Row weights, copies of rows, and levels that training has not seen."""

import json
import math
import random

from binet_case import BinetCase, main


def noise(rows, columns, seed=1):
    generator = random.Random(seed)
    return [[f"{generator.gauss(0, 1):.3f}" for _ in range(columns)] + [str(generator.randrange(2))]
            for _ in range(rows)]


def signal(rows, seed=2):
    """x1, x2, g, y with weights 0 to 3."""
    generator = random.Random(seed)
    made = []
    for _ in range(rows):
        x1, x2, g = generator.gauss(0, 1), generator.gauss(5, 2), generator.choice("abcd")
        z = x1 - 0.3 * (x2 - 5) + (g == "a")
        y = int(generator.random() < 1 / (1 + math.exp(-z)))
        made.append(([f"{x1:.6f}", f"{x2:.6f}", g, str(y)], generator.randrange(4)))
    return made


def table(header, rows):
    return "\n".join(",".join(row) for row in [header, *rows]) + "\n"


class RowWeights(BinetCase):
    def write_both(self, rows=240):
        made = signal(rows)
        self.write("weighted.csv", table(["x1", "x2", "g", "y", "w"], [[*row, str(w)] for row, w in made]))
        self.write("repeated.csv", table(["x1", "x2", "g", "y"], [row for row, w in made for _ in range(w)]))

    def probabilities(self, data, *flags):
        self.succeed("train", data, "--target", "y", "--positive", "1", *flags, "-q", "-o", "m.json")
        return [float(p) for p in self.succeed("predict", "m.json", "repeated.csv", "--format", "plain").split()]

    def test_weighting_equals_repeating(self):
        self.write_both()
        for flags in (["--model", "logistic", "--l2", "0"], ["--model", "logistic"],
                      ["--model", "logistic", "--l1", "auto"],
                      ["--model", "mlp", "--epochs", "5"], ["--model", "auto", "--set", "ensemble.epochs=3"]):
            weighted = self.probabilities("weighted.csv", "--weight", "w", *flags)
            repeated = self.probabilities("repeated.csv", *flags)
            self.assertLess(max(abs(a - b) for a, b in zip(weighted, repeated)), 1e-6, flags)

    def draw(self, kind, seed):
        """Cells and target with a weight from 0 to 30, mostly small."""
        generator = random.Random(seed)
        made = []
        for _ in range(70):
            x, size = generator.gauss(0, 1), math.exp(generator.gauss(0, 1.5))
            g, k = generator.choice("abcd"), generator.randrange(6)
            z = x - 0.4 * math.log(size) + (g == "a") + 0.2 * k - 0.5
            y = int(generator.random() < 1 / (1 + math.exp(-z)))
            maybe = lambda text: text if generator.random() > 0.2 else ""
            cells = {"categories": [g, generator.choice("uv"), str(k)],
                     "rounded": [f"{x:.1f}", g, str(k)],
                     "missing": [maybe(f"{x:.6f}"), maybe(f"{size:.2f}"), maybe(g)],
                     "skewed": [f"{size * size:.5f}", f"{math.exp(x):.4f}", g]}[kind]
            made.append(([*cells, str(y)], generator.choice([0, 1, 1, 2, 3, 30])))
        return made

    def test_whole_weights_train_the_bits_of_repeated_rows(self):
        header = ["a", "b", "c", "y"]
        auto = ["--model", "auto", "--set", "ensemble.epochs=2"]
        models = (["--model", "logistic"], ["--model", "logistic", "--l2", "0.01"],
                  ["--model", "logistic", "--l2", "0"], ["--model", "logistic", "--l1", "0.01"],
                  ["--model", "logistic", "--l1", "auto"], ["--model", "logistic", "--penalty", "firth"],
                  ["--model", "mlp", "--epochs", "3"], auto)
        for seed, kind in enumerate(("categories", "rounded", "missing", "skewed")):
            made = self.draw(kind, seed)
            self.write("weighted.csv", table([*header, "w"], [[*row, str(w)] for row, w in made]))
            self.write("repeated.csv", table(header, [row for row, w in made for _ in range(w)]))
            for flags in (*models, [*auto, "--distill", "4"]) if kind == "missing" else models:
                weighted = self.probabilities("weighted.csv", "--weight", "w", *flags)
                metrics = json.loads(self.read("m.json"))["training"]["validation_metrics"]
                self.assertEqual(weighted, self.probabilities("repeated.csv", *flags), (kind, flags))
                self.assertEqual(metrics, json.loads(self.read("m.json"))["training"]["validation_metrics"],
                                 (kind, flags))

    def test_a_table_of_counts_is_judged_by_the_rows_counted(self):
        counts = {("a", "0"): 60, ("a", "1"): 20, ("b", "0"): 30, ("b", "1"): 50}
        self.write("counts.csv", table(["g", "y", "w"], [[*cell, str(count)] for cell, count in counts.items()]))
        text = self.succeed("train", "counts.csv", "--target", "y", "--weight", "w", "--model", "logistic", "-o",
                            "m.json")
        self.assertIn("the weights are whole numbers and count rows: 4 rows stand for 160 rows", text)
        self.assertIn("10-fold cross-validation: 160 rows", text)

    def test_whole_weights_print_the_summary_of_repeated_rows(self):
        self.write_both()
        rows = [len(self.read(name).splitlines()) - 1 for name in ("weighted.csv", "repeated.csv")]
        present = sum(not line.endswith(",0") for line in self.read("weighted.csv").splitlines()) - 1
        weighted, repeated = (self.succeed("train", data, "--target", "y", "--positive", "1", "--model", "logistic",
                                           *flags, "-o", "m.json")
                              for data, flags in (("weighted.csv", ["--weight", "w"]), ("repeated.csv", [])))
        self.assertIn(f"{present} rows stand for {rows[1]} rows", " ".join(weighted.split()))
        def figures(text):
            return text[text.index("Held out"):text.index("Notes")]
        self.assertEqual(figures(weighted), figures(repeated))
        self.assertIn(f"cross-validation: {rows[1]} rows", weighted)

    def test_rows_of_hardly_any_weight_change_hardly_anything(self):
        rows = [row for row, _ in signal(200)]
        outliers = [["1000000", "-1000000", "a", "0"], ["-1000000", "1000000", "b", "1"]]
        self.write("repeated.csv", table(["x1", "x2", "g", "y"], rows))
        self.write("w.csv", table(["x1", "x2", "g", "y", "w"], [[*r, "1"] for r in rows] +
                                  [[*r, "1e-20"] for r in outliers]))
        for flags in (["--model", "logistic", "--l2", "0.01"], ["--model", "logistic", "--l2", "0"]):
            plain = self.probabilities("repeated.csv", *flags)
            weighted = self.probabilities("w.csv", "--weight", "w", *flags)
            self.assertLess(max(abs(a - b) for a, b in zip(plain, weighted)), 1e-4, flags)

    def test_rows_of_weight_0_are_absent_in_evaluate(self):
        header, rows = ["x", "y", "w"], [[str(i % 7), str(i % 2), str(i % 3)] for i in range(60)]
        self.write("all.csv", table(header, rows))
        self.write("some.csv", table(header, [row for row in rows if row[-1] != "0"]))
        self.succeed("train", "some.csv", "--target", "y", "--model", "logistic", "-o", "m.json")
        found = [self.succeed("evaluate", "m.json", data, "--weight", "w", "-q") for data in ("all.csv", "some.csv")]
        self.assertEqual(*found)
        self.assertIn("40 rows", found[0])

    def test_weights_with_decimal_commas_are_read_as_in_training(self):
        rows = [[*row, "y" if number % 3 else "n", f"{1 + number % 7 / 4:.2f}"]
                for number, row in enumerate(noise(200, 2))]
        self.write("points.csv", table(["a", "b", "c", "y", "w"], rows))
        self.write("commas.csv", self.read("points.csv").replace(",", ";").replace(".", ","))
        for data in ("points.csv", "commas.csv"):
            self.succeed("train", data, "--target", "y", "--weight", "w", "--model", "logistic", "-q", "-o",
                         f"{data}.json")
        evaluated = [self.succeed("evaluate", f"{data}.json", data, "-q") for data in ("points.csv", "commas.csv")]
        self.assertEqual(evaluated[0], evaluated[1].replace("commas", "points"))
        mixed = self.read("commas.csv") + "0,1;0,1;1;y;1.5\n"
        self.write("mixed.csv", mixed)
        self.fail_with(1, ["mixed.csv:2: weight 'w'", "expected 0 or a number"], "evaluate", "commas.csv.json",
                       "mixed.csv")

    def test_rows_of_weight_0_are_absent_in_training(self):
        header, made = ["a", "b", "c", "y", "w"], self.draw("missing", 5)
        rows = [[*row, str(w / 4)] for row, w in made]
        self.write("all.csv", table(header, rows))
        self.write("some.csv", table(header, [row for row in rows if row[-1] != "0.0"]))
        auto = ["--model", "auto", "--set", "ensemble.epochs=2"]
        for flags in (["--model", "logistic"], ["--model", "logistic", "--l2", "0"],
                      ["--model", "logistic", "--l1", "auto"], ["--model", "logistic", "--penalty", "firth"],
                      ["--model", "mlp", "--epochs", "3"], [*auto, "--distill", "4"]):
            summaries = [self.succeed("train", data, "--target", "y", "--weight", "w", *flags, "-o", f"{data}.json")
                         for data in ("all.csv", "some.csv")]
            self.assertEqual(*(text.split("Model file")[0] for text in summaries), flags)
            self.assertEqual(*(self.succeed("predict", f"{data}.json", "all.csv") for data in ("all.csv", "some.csv")))

    def test_sequences_of_weight_0_are_absent(self):
        generator, lines = random.Random(6), []
        for s in range(40):
            weight, up = generator.choice(["0", "1.5", "2"]), generator.randrange(2)
            for t in range(3):
                lines.append([str(s), str(t), f"{generator.gauss(0, 1) + t * up:.4f}", str(up), weight])
        header = ["s", "t", "x", "y", "w"]
        self.write("all.csv", table(header, lines))
        self.write("some.csv", table(header, [line for line in lines if line[-1] != "0"]))
        flags = ["--target", "y", "--weight", "w", "--sequence", "s", "--order", "t", "--layers", "gru:2",
                 "--epochs", "3"]
        summaries = [self.succeed("train", data, *flags, "-o", f"{data}.json") for data in ("all.csv", "some.csv")]
        self.assertEqual(*(text.split("Model file")[0] for text in summaries))
        self.assertEqual(*(self.succeed("predict", f"{data}.json", "all.csv") for data in ("all.csv", "some.csv")))
        self.assertEqual(*(self.succeed("evaluate", "all.csv.json", data, "-q") for data in ("all.csv", "some.csv")))

    def test_whole_weights_train_the_bits_of_repeated_sequences(self):
        generator, weighted, repeated = random.Random(7), [], []
        for s in range(40):
            weight, up = generator.randrange(4), generator.randrange(2)
            steps = [[str(t), f"{generator.gauss(0, 1) + t * up:.4f}", str(up)] for t in range(3)]
            weighted += [[str(s), *step, str(weight)] for step in steps]
            repeated += [[f"{s}.{copy}", *step] for copy in range(weight) for step in steps]
        self.write("weighted.csv", table(["s", "t", "x", "y", "w"], weighted))
        self.write("repeated.csv", table(["s", "t", "x", "y"], repeated))
        flags = ["--sequence", "s", "--order", "t", "--epochs", "3", "--layers"]
        for layers in ("lstm:2", "gru:2"):
            found = self.probabilities("weighted.csv", "--weight", "w", *flags, layers)
            metrics = json.loads(self.read("m.json"))["training"]["validation_metrics"]
            self.assertEqual(found, self.probabilities("repeated.csv", *flags, layers))
            training = json.loads(self.read("m.json"))["training"]
            self.assertEqual(metrics, training["validation_metrics"])
            self.assertIn("sequences are copies of other sequences", " ".join(training["notes"]))
            self.succeed("verify", "m.json", "repeated.csv")

    def test_sequences_that_end_alike_are_no_copies(self):
        generator, lines = random.Random(8), []
        for s in range(40):
            label, end = str(generator.randrange(2)), f"{s // 2 * 0.37:.4f}"
            lines += [[str(s), "0", f"{generator.gauss(0, 1):.4f}", label], [str(s), "1", end, label]]
        self.write("ends.csv", table(["s", "t", "x", "y"], lines))
        text = self.succeed("train", "ends.csv", "--target", "y", "--sequence", "s", "--order", "t", "--layers",
                            "gru:2", "--epochs", "2", "-o", "m.json")
        self.assertNotIn("copies", text)

    def test_rows_of_weight_0_are_absent_in_every_command(self):
        self.write_both()
        lines = self.read("weighted.csv").splitlines(keepends=True)
        self.write("some.csv", "".join(line for line in lines if not line.endswith(",0\n")))
        train = ["--target", "y", "--weight", "w", "--model", "logistic"]
        self.succeed("train", "weighted.csv", *train, "--l2", "0", "-q", "-o", "m.json")
        self.succeed("train", "weighted.csv", *train, "-q", "-o", "n.json")
        for command in (["evaluate", "m.json", "DATA", "-q", "--by", "g"], ["explain", "m.json", "DATA", "-q"],
                        ["explain", "m.json", "DATA", "-q", "--column", "x1"],
                        ["threshold", "m.json", "DATA", "--decide", "cost:fp=1,fn=3", "-o", "t.json"],
                        ["cv", "DATA", *train, "-q"]):
            found = [self.succeed(*(data if word == "DATA" else word for word in command)).replace(data, "DATA")
                     for data in ("weighted.csv", "some.csv")]
            self.assertEqual(*found)
        both = [json.loads(self.succeed("compare", "m.json", "n.json", data, "--json", "-q"))
                for data in ("weighted.csv", "some.csv")]
        for found in both:  # lines differ
            found.pop("most_different")
        self.assertEqual(*both)
        self.succeed("report", "m.json", "weighted.csv", "-o", "page.md", "-q")
        self.assertIn(f"weighted.csv, {len(self.read('some.csv').splitlines()) - 1} rows", self.read("page.md"))

    def test_all_weights_zero_is_an_error(self):
        self.write("zero.csv", "x,y,w\n1,0,0\n2,1,0\n")
        self.fail_with(1, ["zero.csv", "every row has weight 0"], "train", "zero.csv", "--target", "y", "--weight", "w")
        self.write("one.csv", "x,y,w\n" + "".join(f"{i % 7},{i % 2},1\n" for i in range(40)))
        self.succeed("train", "one.csv", "--target", "y", "--weight", "w", "--model", "logistic", "-q", "-o", "m.json")
        for command in (["explain", "m.json", "zero.csv"], ["compare", "m.json", "m.json", "zero.csv"],
                        ["threshold", "m.json", "zero.csv", "--decide", "f1", "-o", "t.json"],
                        ["report", "m.json", "zero.csv", "-o", "page.html"]):
            self.fail_with(1, ["zero.csv", "a weight above 0"], *command)


class Copies(BinetCase):
    def held_out(self, data, *flags):
        text = self.succeed("train", data, "--target", "y", "--positive", "1", *flags, "--no-progress", "-o", "m.json")
        return dict(json.loads(self.read("m.json"))["training"]["validation_metrics"]), text

    def test_copied_positives_do_not_promise_a_signal(self):
        rows = noise(300, 6)
        copied = [row for row in rows for _ in range(9 if row[-1] == "1" and float(row[0]) > 0.8 else 1)]
        self.write("copied.csv", table([*(f"x{i}" for i in range(6)), "y"], copied))
        for kind in ("logistic", "mlp", "auto"):
            metrics, text = self.held_out("copied.csv", "--model", kind, "--ignore", "x0", "--seed", "3")
            self.assertLess(metrics["roc_auc"], 0.68, kind)
            self.assertIn("rows are copies of other rows", text)
            self.assertIn(f"{len(copied)} rows", text)

    def test_a_rounded_column_and_a_category_tell_copies(self):
        generator = random.Random(5)
        rows = [[f"{generator.gauss(0, 1):.3f}", generator.choice("abcd"), str(int(generator.random() < 0.3))]
                for _ in range(500)]
        copied = [row for row in rows for _ in range(generator.choice((1, 2, 4)))]
        self.write("copied.csv", table(["x", "z", "y"], copied))
        metrics, text = self.held_out("copied.csv", "--model", "logistic")
        self.assertIn("rows are copies of other rows", text)
        self.assertLess(metrics["roc_auc"], 0.65)

    def test_numbers_that_repeat_by_coincidence_are_no_copies(self):
        for step in (1, 5, 50):  # heaped at multiples, but for one number
            generator = random.Random(step)
            rows = [[str(step * round(generator.gauss(0, 60))), generator.choice("abcd"), str(generator.randrange(2))]
                    for _ in range(300)]
            self.write("heaped.csv", table(["x", "z", "y"], [["1", "a", "1"], *rows]))
            text = self.held_out("heaped.csv", "--model", "logistic")[1]
            self.assertNotIn("copies of other rows", text, step)

    def test_rounded_columns_tell_copies_together(self):
        generator = random.Random(8)
        rows = [[f"{generator.gauss(0, 1):.1f}" for _ in range(8)] + [str(generator.randrange(2))] for _ in range(150)]
        copied = [row for row in rows for _ in range(9 if row[-1] == "1" else 1)]
        generator.shuffle(copied)
        copies = len(copied) - len(rows)
        header = [*(f"x{i}" for i in range(8)), "y"]
        self.write("rounded.csv", table(header, copied))
        metrics, text = self.held_out("rounded.csv", "--model", "auto")
        self.assertIn(f"{copies} rows are copies of other rows", text)
        self.assertLess(metrics["roc_auc"], 0.65)
        numbered = [[str(1000 + i), *row] for i, row in enumerate(copied)]
        self.write("numbered.csv", table(["id", *header], numbered))
        metrics, text = self.held_out("numbered.csv", "--model", "logistic")
        self.assertIn('rows are equal to another in every feature but "id": such rows share a fold', text)
        self.assertLess(metrics["roc_auc"], 0.65)
        without_id = self.held_out("numbered.csv", "--model", "logistic", "--ignore", "id")[1]
        self.assertIn(f"{copies} rows are copies", without_id)

    def test_coarse_numbers_that_depend_on_each_other_are_no_copies(self):
        generator = random.Random(9)
        grades = [generator.choice([0, 0.5, 1.5, 4, 7]) for _ in range(2000)]
        self.write("grade.csv", table(["g", "y"], [[str(g), str(generator.randrange(2))] for g in grades]))
        self.assertNotIn("copies", self.held_out("grade.csv", "--model", "logistic")[1])
        rows = [[str(g), str(g * g), str(2 * g + 1), str(generator.randrange(2))] for g in grades]
        self.write("curved.csv", table(["g", "g2", "double", "y"], rows))
        self.assertNotIn("copies", self.held_out("curved.csv", "--model", "logistic")[1])
        rows = []
        for _ in range(2000):
            a, b, c = generator.randrange(12), generator.randrange(9), generator.choice("uvwx")
            rows.append([str(a), str(b), str(a + b), c, str(generator.randrange(2))])
        self.write("sums.csv", table(["a", "b", "sum", "c", "y"], rows))
        self.assertNotIn("copies", self.held_out("sums.csv", "--model", "logistic")[1])

    def test_rows_of_a_few_categories_are_no_copies(self):
        generator = random.Random(4)
        rows = [[generator.choice("ab"), generator.choice("xyz"), str(generator.randrange(2))] for _ in range(300)]
        self.write("cells.csv", table(["f", "g", "y"], rows))
        self.assertNotIn("copies", self.held_out("cells.csv", "--model", "logistic")[1])

    def test_rows_whose_telling_cells_are_missing_are_no_copies(self):
        generator = random.Random(5)
        rows = [["" if i % 20 == 0 else f"{generator.random():.6f}", generator.choice("ab"),
                 str(generator.randrange(2))]
                for i in range(1200)]
        self.write("gaps.csv", table(["a", "b", "y"], rows))
        self.assertNotIn("copies", self.held_out("gaps.csv", "--model", "logistic")[1])

    def test_copies_of_other_times_do_not_share_a_fold(self):
        rows = noise(60, 4)
        later = [[*row, str(1000 * time + i)] for time in range(3) for i, row in enumerate(rows)]
        self.write("times.csv", table(["a", "b", "c", "d", "y", "t"], later))
        text = " ".join(self.held_out("times.csv", "--model", "logistic", "--time", "t")[1].split())
        self.assertIn("the later ones are judged by a model that has seen the earlier ones", text)
        self.assertNotIn("share a fold", text)

    def test_missing_cells_of_copies_all_count(self):
        generator = random.Random(6)
        rows = [["" if i % 4 == 0 else f"{generator.random():.6f}", f"{generator.random():.6f}",
                 str(generator.randrange(2))]
                for i in range(200)]
        self.write("thrice.csv", table(["a", "b", "y"], rows * 3))
        self.assertIn("copies", self.held_out("thrice.csv", "--model", "logistic")[1])
        model = json.loads(self.read("m.json"))
        self.assertEqual(model["columns"][0]["missing"], 150)
        self.assertEqual(model["schema_rows"], 600)

    def test_evaluating_on_the_training_file_is_told(self):
        self.write("train.csv", table(["a", "b", "c", "y"], noise(120, 3)))
        self.held_out("train.csv", "--model", "logistic")
        self.assertIn("trained on this file", self.run_binet("evaluate", "m.json", "train.csv").stderr)
        self.write("new.csv", table(["a", "b", "c", "y"], noise(120, 3, seed=2)))
        self.assertEqual(self.run_binet("evaluate", "m.json", "new.csv").stderr, "")

    def test_validation_rows_among_those_of_training_are_told(self):
        rows = noise(120, 3)
        header = ["a", "b", "c", "y"]
        self.write("train.csv", table(header, rows))
        self.write("valid.csv", table(header, rows[:5] + noise(20, 3, seed=9)))
        self.assertIn("5 of 25 rows of valid.csv are rows of the training data too",
                      self.held_out("train.csv", "--model", "logistic", "--valid", "valid.csv")[1])


class Levels(BinetCase):
    def setUp(self):
        super().setUp()
        generator = random.Random(7)
        rows = []
        for _ in range(400):
            g = generator.choices("rgb", [1, 2, 7])[0]
            z = {"r": -1.0, "g": 0.5, "b": 2.0}[g]
            rows.append([g, f"{generator.gauss(0, 1):.3f}", "yes" if generator.random() < 1 / (1 + math.exp(-z))
                         else "no"])
        self.write("train.csv", table(["g", "x", "y"], rows))
        self.share = {g: sum(row[0] == g for row in rows) / len(rows) for g in "rgb"}
        self.write("new.csv", "g,x\npurple,0\n,0\nr,0\ng,0\nb,0\n")

    def test_an_unseen_level_and_an_empty_cell_have_the_mean_effect(self):
        for flags in (["--l2", "0"], []):
            self.succeed("train", "train.csv", "--target", "y", "--model", "logistic", *flags, "-q", "-o", "m.json")
            p = [float(p) for p in self.succeed("predict", "m.json", "new.csv", "--format", "plain").split()]
            unseen, empty, *known = [math.log(q / (1 - q)) for q in p]
            mean = sum(self.share[g] * z for g, z in zip("rgb", known))
            self.assertAlmostEqual(unseen, mean, delta=1e-5)
            self.assertAlmostEqual(empty, mean, delta=1e-5)

    def test_odds_ratios_are_against_the_reference_named(self):
        def coefficients(*flags):
            self.succeed("train", "train.csv", "--target", "y", "--model", "logistic", *flags, "-q", "-o", "m.json")
            report = json.loads(self.succeed("inspect", "m.json", "--json"))
            return {row["name"]: row for row in report["coefficients"]}
        default, chosen = coefficients("--l2", "0"), coefficients("--l2", "0", "--reference", "g=r")
        self.assertTrue(default["g=b"]["reference"] and chosen["g=r"]["reference"])
        self.assertEqual(chosen["g=r"]["odds_ratio"], 1)
        self.assertAlmostEqual(chosen["g=b"]["original"], -default["g=r"]["original"], delta=1e-4)
        self.assertAlmostEqual(chosen["g=b"]["standard_error"], default["g=r"]["standard_error"], delta=1e-4)
        penalised = coefficients("--reference", "g=r")
        self.assertTrue(penalised["g=r"]["reference"])
        self.assertIn("g=r (reference)", self.succeed("inspect", "m.json"))
        self.fail_with(2, ["g=r", "has another reference"], "train", "train.csv", "--target", "y", "--model",
                       "logistic", "--reference", "g=b,g=r")
        self.fail_with(2, ["g=red", "no level"], "train", "train.csv", "--target", "y", "--model", "logistic",
                       "--reference", "g=red")

    def test_the_level_of_empty_cells_is_no_reference(self):
        text = self.read("train.csv")
        self.write("gaps.csv", text.replace("\ng,", "\n,"))
        self.write("named.csv", text.replace("\ng,", "\nz,"))
        keep = ["--model", "logistic", "--l2", "0", "--keep-empty"]
        tables = []
        for data, level in (("gaps.csv", ""), ("named.csv", "z")):
            self.succeed("train", data, "--target", "y", *keep, "-q", "-o", "m.json")
            rows = json.loads(self.succeed("inspect", "m.json", "--json"))["coefficients"]
            statistics = json.loads(self.succeed("inspect", "m.json", "--data", data, "--json"))["coefficients"]
            self.assertEqual(len(statistics), 5)
            tables.append({row["name"].removesuffix(level): row for row in rows})
        self.assertEqual(tables[0].keys(), tables[1].keys())
        self.assertTrue(tables[0]["g=b"]["reference"])
        for name in ("g=", "g=r", "(intercept)", "x"):
            for part in ("original", "standard_error"):
                self.assertAlmostEqual(tables[0][name][part], tables[1][name][part], delta=1e-4)
        self.fail_with(2, ["'g='", "the level of empty cells cannot be a reference"], "train", "gaps.csv", "--target",
                       "y", *keep, "--reference", "g=")


if __name__ == "__main__":
    main()
