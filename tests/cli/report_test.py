#!/usr/bin/env python3
"""binet report: the page, the same as Markdown, the figures; and the plots of evaluate and train."""

import csv
import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import termios
from xml.etree import ElementTree

from binet_case import DATA, SMALL, BinetCase, main


class Report(BinetCase):
    def new_rows(self):
        self.write("new.csv", SMALL.replace("Oslo", "Paris") + "31,,f,yes\n")

    def test_a_page_that_asks_nothing_of_the_network(self):
        self.new_rows()
        model = self.train()
        self.assertEqual(self.succeed("report", model, "new.csv", "--by", "sex", "-o", "page.html"), "")
        page = self.read("page.html")
        self.assertTrue(page.startswith("<!DOCTYPE html>"))
        self.assertLess(len(page), 1_000_000)
        self.assertIsNone(re.search(r"""(src|href)=["']?(https?:)?//""", page))
        for part in ("roc", "calibration", "threshold-panel", "what-if-panel", "odds-ratios", "drift", "groups",
                     "card"):
            self.assertIn(f'id="{part}"', page)
        self.assertEqual(self.succeed("report", model, "new.csv", "--by", "sex", "-o", "-"), page)

    def test_a_model_alone(self):
        for kind in ("logistic", "mlp"):
            page = self.succeed("report", self.train("--epochs", "3", kind=kind) if kind == "mlp" else self.train(),
                                "-o", "-")
            self.assertIn('id="roc"', page)
            self.assertIn("No data file was given", page)

    def test_a_large_page_is_said_to_be_large(self):
        settings = [word for setting in ("ensemble.scaled_networks=8", "ensemble.epochs=1",
                                         "ensemble.binned_networks=0",
                                         'ensemble.layers=[{"type":"dense","units":256},{"type":"dense","units":256}]')
                    for word in ("--set", setting)]
        self.succeed("train", DATA / "penguins.csv", "--target", "sex", "--model", "auto", *settings, "-q", "-o",
                     "large.json")
        run = self.run_binet("report", "large.json", "-o", "large.html")
        size = (self.directory / "large.html").stat().st_size
        self.assertGreater(size, 1_000_000)
        self.assertIn(f"large.html: {size / 1e6:.1f} MB, mostly the weights of the model", run.stderr)
        self.assertIn("--no-form", run.stderr)
        self.assertEqual(self.run_binet("report", "large.json", "-o", "large.html", "-q").stderr, "")

    def test_the_form_has_what_intervals_are_computed_from(self):
        for settings, parts in ((("--l2", "0"), {"covariance"}), ((), {"line", "spread"})):
            self.succeed("train", DATA / "penguins.csv", "--target", "sex", "--model", "logistic", *settings, "-q",
                         "-o", "p.json")
            page = self.succeed("report", "p.json", "-o", "-")
            self.assertTrue('id="what-if-interval"' in page)
            found = json.loads(re.search(r'id="report-data"[^>]*>(.*?)</script>', page, re.S)[1])["interval"]
            self.assertEqual(set(found), {"level", "quantile"} | parts)

    def test_the_page_has_the_most_frequent_levels_of_a_column_with_many(self):
        rows = [f"p{row % 1300:04d},{row % 7},{'yes' if (row % 1300 * 5 + row) % 3 else 'no'}" for row in range(2500)]
        self.write("many.csv", "who,x,y\n" + "\n".join(rows) + "\n")
        self.succeed("train", "many.csv", "--target", "y", "--model", "logistic", "--l2", "1", "-q", "-o", "many.json")
        page = self.succeed("report", "many.json", "many.csv", "-o", "-")
        self.assertTrue("Of 1,300 levels of who the page knows 10" in page)
        data = json.loads(re.search(r'id="report-data"[^>]*>(.*?)</script>', page, re.S)[1])
        levels = set(data["columns"][0]["levels"])
        self.assertTrue(1000 <= len(levels) < 1300)
        self.assertTrue(all(row[0] in levels for start in data["starts"]
                            for row in start["rows"]))

    def test_markdown_shows_the_figures_of_evaluate(self):
        self.new_rows()
        model = self.train()
        self.succeed("report", model, "new.csv", "-o", "report.md")
        text = self.read("report.md")
        metrics = json.loads(self.succeed("evaluate", model, "new.csv", "--json", "-q"))["metrics"]
        shown, error = re.search(r"^\| log loss \| ([\d.]+) \| ([\d.]+) \|", text, re.M).groups()
        decimals = len(error.split(".")[1])  # two digits of the error, and as many decimals of the value
        self.assertEqual(shown, f"{metrics['log_loss']:.{decimals}f}")
        self.assertIn("Paris", text)

    def test_drift_is_that_of_check(self):
        self.new_rows()
        model = self.train("--set", "output.evidence=0")
        text = self.succeed("report", model, "new.csv", "-o", "-", "--format", "markdown")
        columns = json.loads(self.succeed("check", "new.csv", "--against", model, "--json"))["columns"]
        for column in columns:
            shown, chance = re.search(rf"^\| {column['name']} \| ([\d.]+) \| ([\d.]+) \|", text, re.M).groups()
            self.assertAlmostEqual(float(shown), column["psi"], delta=0.005 * column["psi"])
            self.assertAlmostEqual(float(chance), column["psi_by_chance"], delta=0.05 * column["psi_by_chance"])

    def test_figures_are_svg_and_csv(self):
        self.new_rows()
        self.succeed("report", self.train(), "new.csv", "-o", "page.html", "--figures", "figures")
        with open(self.directory / "figures/roc.csv", encoding="utf-8") as file:
            points = [row for row in csv.DictReader(file) if row["series"] == "model"]
        self.assertEqual((points[0]["x"], points[0]["y"]), ("0", "0"))
        self.assertEqual((points[-1]["x"], points[-1]["y"]), ("1", "1"))
        drawings = list((self.directory / "figures").glob("*.svg"))
        self.assertGreater(len(drawings), 8)
        for drawing in drawings:
            self.assertEqual(ElementTree.parse(drawing).getroot().tag, "{http://www.w3.org/2000/svg}svg", drawing.name)

    def test_the_training_file_is_known_again(self):
        model = self.train()
        page = self.succeed("report", model, "small.csv", "-o", "-")
        self.assertIn("the rows the model was trained on", page)
        self.assertNotIn('id="drift"', page)

    def test_sequences_have_a_plot_of_their_gates(self):
        rows = [f"{p},{day},{(p * 7 + day * day) % 11},{'yes' if p % 3 == 0 else 'no'}" for p in range(40)
                for day in range(1 + p % 6)]
        self.write("visits.csv", "patient,day,level,died\n" + "\n".join(rows) + "\n")
        for kind, gates in (("lstm", ("input", "forget", "output")), ("gru", ("reset", "update"))):
            self.succeed("train", "visits.csv", "--target", "died", "--sequence", "patient", "--order", "day", "-q",
                         "--layers", f"{kind}:4", "--epochs", "4", "-o", "visits.json")
            self.write("new.csv", self.read("visits.csv") + "99,0,3,no\n")
            page = self.succeed("report", "visits.json", "new.csv", "--by", "level", "-o", "-", "--figures", "figures")
            for part in ("roc", "threshold-panel", "gates-1-mean", "gates-1-probability", "gates-2-unit", "drift",
                         "groups"):
                self.assertIn(f'id="{part}"', page)
            self.assertIn('id="what-if-panel"', page)
            self.assertIn("This model reads sequences", page)
            self.assertIn("41 sequences", page)
            with open(self.directory / "figures/gates-1-mean.csv", encoding="utf-8") as file:
                points = list(csv.DictReader(file))
            self.assertEqual({row["series"] for row in points}, set(gates))
            self.assertTrue(all(0 <= float(row["y"]) <= 1 for row in points))
            with open(self.directory / "figures/gates-1-probability.csv", encoding="utf-8") as file:
                last = [row for row in csv.DictReader(file) if row["series"] == "probability"][-1]
            predicted = csv.DictReader(self.succeed("predict", "visits.json", "new.csv").splitlines())
            self.assertLess(min(abs(float(row["probability"]) - float(last["y"])) for row in predicted), 1e-4)
            self.assertIn("## Gates", self.succeed("report", "visits.json", "new.csv", "-o", "-", "--format",
                                                   "markdown"))
            alone = self.succeed("report", "visits.json", "-o", "-")
            self.assertIn("shows the gates over a sequence", alone)
            self.assertIn('id="roc"', alone)

    def test_errors_say_what_to_do(self):
        model = self.train()
        self.write("unlabelled.csv", SMALL + "20,Bern,f,\n")
        self.write("bare.csv", "age,city,sex\n20,Bern,f\n")
        self.fail_with(1, ["unlabelled.csv:42", "--drop-unlabelled"], "report", model, "unlabelled.csv", "-o",
                       "page.html")
        self.succeed("report", model, "unlabelled.csv", "--drop-unlabelled", "-o", "page.html")
        self.fail_with(1, ["bare.csv", "bought"], "report", model, "bare.csv", "-o", "none.html")
        self.fail_with(1, ["no column 'sax'", "did you mean"], "report", model, "small.csv", "--by", "sax", "-o",
                       "none.html")
        self.fail_with(2, ["--by"], "report", model, "--by", "sex", "-o", "none.html")
        self.assertFalse((self.directory / "none.html").exists())

    WARDS = "score,ward,died\n" + "".join(
        f"{i * 37 % 101},{'annex' if i in (5, 83) else 'north south'.split()[i % 2]},{int(i * 7 % 13 < 5)}\n"
        for i in range(120))

    def test_names_a_reference_level_of_few_rows(self):
        self.write("wards.csv", self.WARDS)
        note = 'reference level ward=annex has only 2 training rows'
        for given, noted in ((("--l2", "0"), True), (("--l2", "0", "--reference", "ward=south"), False)):
            self.train(*given, data="wards.csv", target=("--target", "died", "--positive", "1"))
            for command in (("inspect", "model.json"), ("report", "model.json", "-o", "-")):
                text = " ".join(self.succeed(*command).split())
                self.assertEqual(note in text, noted, command)
                self.assertEqual('train with --reference "ward=north"' in text.replace("&quot;", '"'), noted, command)

    def test_warns_of_groups_of_few_rows(self):
        self.write("wards.csv", self.WARDS)
        self.train(data="wards.csv", target=("--target", "died", "--positive", "1"))
        for command in (("evaluate", "model.json", "wards.csv", "-q"),
                        ("report", "model.json", "wards.csv", "-o", "-")):
            text = " ".join(self.succeed(*command, "--by", "ward").split())
            self.assertIn("Fewer than 10 rows of a class: annex. The figures of this group are uncertain", text)
        self.assertIn("By ward, at threshold 0.5: the rows the model was trained on", text)

    def test_says_what_counts_of_weighted_rows_are(self):
        rows = [f"{i * 37 % 101},{i % 4 + 0.3},{int(i * 7 % 13 < 5)}" for i in range(120)]
        self.write("weighted.csv", "score,survey,died\n" + "\n".join(rows) + "\n")
        for given, said in ((("--weight", "survey"), True), ((), False)):
            self.train(*given, data="weighted.csv", target=("--target", "died", "--positive", "1"))
            page = self.succeed("report", "model.json", "-o", "-")
            self.assertEqual("Counts are sums of survey." in page, said)

    def test_leaves_the_form_out(self):
        model = self.train()
        report = ("report", model, "small.csv", "-o", "-")
        whole, without = self.succeed(*report), self.succeed(*report, "--no-form")
        self.assertIn('id="what-if"', whole)
        self.assertIn("const binetModel", whole)
        for part in ('id="what-if"', "const binetModel", "holds the model itself"):
            self.assertNotIn(part, without)
        self.assertIn('id="threshold"', without)


class Plots(BinetCase):
    def test_fit_a_terminal_and_stand_below_the_figures(self):
        model = self.train()
        usual = self.succeed("evaluate", model, "small.csv", "-q")
        plotted = self.succeed("evaluate", model, "small.csv", "-q", "--plot")
        self.assertTrue(plotted.startswith(usual))
        self.assertIn("ROC curve", plotted)
        self.assertLessEqual(max(map(len, plotted.splitlines())), 80)

    def test_show_small_probabilities(self):
        rows = [f"{i % 97},{int(i % 97 > 80 and i % 11 == 0)}" for i in range(3000)]
        self.write("rare.csv", "x,fraud\n" + "\n".join(rows) + "\n")
        self.succeed("train", "rare.csv", "--target", "fraud", "--model", "logistic", "-q", "-o", "rare.json")
        plot = self.succeed("evaluate", "rare.json", "rare.csv", "-q", "--plot").split("(calibration)")[1]
        self.assertGreater(plot.count("o"), 4)
        self.assertRegex(plot.splitlines()[-1], r"^ +0 +predicted probability +0\.\d+$")

    TRAIN = ("train", "small.csv", "--target", "bought", "--no-progress", "-o", "model.json")

    def on_terminal(self, columns, *arguments):
        """Lines that the program prints on a terminal of so many columns."""
        try:
            ours, its = pty.openpty()
        except OSError as error:  # as in a container without /dev/pts
            self.skipTest(f"needs a terminal: {error}")
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        with subprocess.Popen([self.program, *arguments], cwd=self.directory, stdin=subprocess.DEVNULL, stdout=its,
                              stderr=its, env={**os.environ, "TERM": "xterm"}) as process:
            os.close(its)
            printed = b""
            try:
                while part := os.read(ours, 1 << 16):
                    printed += part
            except OSError:  # the terminal has no writer any more
                pass
            os.close(ours)
        self.assertEqual(process.returncode, 0, printed)
        return printed.decode().replace("\r", "").splitlines()

    def test_train_draws_on_a_terminal(self):
        network = (*self.TRAIN, "--model", "mlp", "--epochs", "4")
        for columns, side_by_side in ((80, 2), (120, 3)):
            lines = self.on_terminal(columns, *network)
            self.assertLessEqual(max(map(len, lines)), columns)
            titles = [line for line in lines if line.startswith("Loss: held out, training (dotted)")]
            self.assertEqual(len(re.findall("Loss: |Calibration: |ROC curve: ", titles[0])), side_by_side, titles)
            self.assertRegex("\n".join(lines), r"epoch \(o: \d kept\)")
        logistic = "\n".join(self.on_terminal(80, *self.TRAIN, "--model", "logistic"))
        self.assertNotIn("Loss: ", logistic)
        self.assertRegex(logistic, "Calibration: .*ROC curve: ")
        for flag in ("--no-plot", "-q"):
            self.assertNotIn("ROC curve", "\n".join(self.on_terminal(80, *self.TRAIN, flag, "--model", "logistic")))

    def test_train_draws_in_a_file_where_asked(self):
        train = (*self.TRAIN, "--model", "logistic")
        usual = self.succeed(*train)
        self.assertNotIn("ROC curve", usual)
        plotted = self.succeed(*train, "--plot")
        self.assertTrue(plotted.startswith(usual + "\n"))
        self.assertRegex(plotted, "Calibration: .*ROC curve: ")
        for other in ("--no-plot", "--quiet"):
            self.fail_with(2, ["--plot excludes " + other], *train, "--plot", other)


if __name__ == "__main__":
    main()
