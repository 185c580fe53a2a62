#!/usr/bin/env python3
"""The statistics of `binet inspect --data` equal R's (tests/reference/statistics.R)."""

import csv
import io
import json
import math

from binet_case import PROJECT, BinetCase, main

FOLDER = PROJECT / "tests/reference/statistics"
TRIAL = FOLDER / "trial.csv"
PLAIN = ("--l2", "0", "--ignore", "clinic,copies,stands_for")


def of_coefficients(report, key):
    found = {row["name"].replace("(intercept)", "(Intercept)"): row for row in report["coefficients"]}
    return {name: row[key] for name, row in found.items() if "reference" not in row}


class Statistics(BinetCase):
    expected = json.loads((PROJECT / "tests/reference/statistics.json").read_text(encoding="utf-8"))

    def fit(self, *arguments, data=TRIAL):
        self.train(*arguments, data=data, target=("--target", "y", "--positive", "1"))

    def inspect(self, *arguments, data=TRIAL):
        return json.loads(self.succeed("inspect", "model.json", "--data", data, "--json", *arguments))

    def agree(self, found, key, within=1e-6):
        """Each figure to `within` of its size."""
        expected = self.expected[key]
        self.assertEqual(sorted(found), sorted(expected), msg=key)
        for name, value in expected.items():
            self.assertAlmostEqual(found[name], value, delta=within * max(abs(value), 1e-3), msg=f"{key}: {name}")

    def errors_agree(self, key, *arguments):
        self.agree(of_coefficients(self.inspect(*arguments), "standard_error"), key)

    def test_estimates_and_every_kind_of_error(self):
        self.fit(*PLAIN)
        self.agree(of_coefficients(self.inspect(), "estimate"), "estimates", 1e-9)
        for errors in ("model", "hc0", "hc1", "hc2", "hc3"):
            self.errors_agree(f"errors_{errors}", "--errors", errors)
        self.errors_agree("errors_hc3", "--errors", "robust")
        self.errors_agree("errors_cluster", "--errors", "cluster=clinic")

    def test_likelihood_and_tests(self):
        self.fit(*PLAIN)
        report = self.inspect()
        likelihood = report["likelihood"]
        self.agree({key: likelihood[key] for key in self.expected["fit"]}, "fit", 1e-9)
        self.agree(likelihood["likelihood_ratio_test"], "model_test")
        self.agree(likelihood["hosmer_lemeshow"], "hosmer_lemeshow")
        terms = {row["name"]: row for row in report["terms"]}
        self.agree({name: row["statistic"] for name, row in terms.items()}, "term_statistics")
        self.agree({name: row["p_value"] for name, row in terms.items()}, "term_p_values")
        self.agree({name: row["variance_inflation"] for name, row in terms.items()}, "variance_inflation")
        self.assertEqual(terms["arm"]["degrees"], 3)
        robust = self.inspect("--errors", "robust")["terms"]
        self.agree({row["name"]: row["statistic"] for row in robust}, "term_wald_hc3")

    def test_profile_intervals(self):
        self.fit(*PLAIN)
        ends = of_coefficients(self.inspect("--profile"), "interval_95")
        self.agree({name: end[0] for name, end in ends.items()}, "profile_lower")
        self.agree({name: end[1] for name, end in ends.items()}, "profile_upper")

    def test_average_marginal_effects(self):
        self.fit(*PLAIN)
        effects = {row["name"]: row for row in self.inspect()["marginal_effects"]}
        self.agree({name: row["effect"] for name, row in effects.items()}, "effects")
        self.agree({name: row["standard_error"] for name, row in effects.items()}, "effect_errors")
        ratios = {name: row for name, row in effects.items() if row["kind"] == "contrast"}
        self.agree({name: math.log(row["risk_ratio"]) for name, row in ratios.items()}, "log_risk_ratios")
        width = {name: (math.log(row["risk_ratio_interval_95"][1]) - math.log(row["risk_ratio"])) / 1.959963984540054
                 for name, row in ratios.items()}
        self.agree(width, "log_risk_ratio_errors")

    def test_terms_are_listed_in_the_order_of_the_formula_and_levels_in_that_of_r(self):
        self.fit("--l2", "0", "--terms", "arm*sex + dose + age")
        report = self.inspect()
        self.assertEqual([row["name"] for row in report["terms"]], ["dose", "age", "arm:sex"])
        self.assertEqual([row["name"] for row in report["coefficients"]][1:9],
                         ["arm=a", "arm=b", "arm=c", "arm=d", "sex=female", "sex=male", "dose", "age"])
        self.assertEqual([row["name"] for row in report["marginal_effects"]],
                         ["age", "dose", "sex=male", "arm=b", "arm=c", "arm=d"])
        self.fit(*PLAIN)
        self.assertEqual([row["name"] for row in self.inspect()["terms"]], ["age", "dose", "sex", "arm"])

    def test_columns_of_a_curve_have_one_test_and_no_odds_ratios(self):
        self.fit("--l2", "0", "--terms", "rcs(age, 4) + sex + ns(dose, 2)*arm")
        text = self.succeed("inspect", "model.json", "--data", TRIAL)
        self.assertRegex(text, r"rcs\(age, 4\)age' .* - +-\n")
        self.assertIn("The columns of a curve have no odds ratios", text)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        table = self.succeed("inspect", "model.json", "--data", TRIAL, "--format", "markdown")
        self.assertRegex(table, r"\| rcs\(age, 4\) \| χ² = [0-9.]+ on 3 \| [<0-9. ]+ \|\n\| sex=female")
        self.assertIn("| ns(dose, 2) | see its interaction | |\n", table)
        paper = self.succeed("inspect", "model.json", "--data", TRIAL, "--format", "paper")
        self.assertRegex(paper, r"^rcs\(age, 4\): χ² = [0-9.]+ on 3, p [=<] [0-9.]+\nsex=male: OR ")
        of_curve = [row.get("basis_of") for row in self.inspect()["coefficients"]]
        self.assertEqual(of_curve[1:5], ["rcs(age, 4)"] * 3 + [None])

    def test_robust_errors_replace_the_likelihood_ratio_by_a_wald_test(self):
        self.fit(*PLAIN)
        self.assertIn("Likelihood ratio", self.succeed("inspect", "model.json", "--data", TRIAL))
        text = self.succeed("inspect", "model.json", "--data", TRIAL, "--errors", "robust")
        self.assertNotIn("Likelihood ratio", text)
        self.assertRegex(text, r"Wald test +χ² = [0-9.]+ on 6, p < 0.001")

    def test_separated_terms_are_an_error_and_not_figures(self):
        rows = "".join(f"{20 + i % 60},{'yes' if i % 10 == 0 else 'no'},"
                       f"{int(i % 10 == 0 and i % 60 > 30 or i % 7 == 0 and i % 10 != 0)}\n" for i in range(200))
        self.write("parts.csv", "age,cancer,y\n" + rows)
        self.train("--l2", "0", "--terms", "ns(age, 3)*cancer", data="parts.csv", target=("--target", "y"))
        self.fail_with(1, ["the estimates are not finite", "--penalty firth"], "inspect", "model.json", "--data",
                       "parts.csv")

    def test_influence_names_the_lines_of_the_file(self):
        self.fit(*PLAIN)
        rows = {str(row["line"]): row for row in self.inspect()["influence"]}
        for key in ("cook", "leverage", "pearson"):
            self.agree({line: row[key] for line, row in rows.items()}, f"influence_{key}")

    def test_frequency_weights_are_equal_rows(self):
        self.fit("--l2", "0", "--ignore", "clinic,stands_for", "--weight", "copies")
        report = self.inspect()
        self.agree(of_coefficients(report, "estimate"), "copies_estimates", 1e-9)
        self.agree({key: report["likelihood"][key] for key in ("aic", "bic")}, "copies_fit", 1e-9)
        for errors in ("model", "hc1", "hc3"):
            self.errors_agree(f"copies_errors_{errors}", "--errors", errors)
        self.errors_agree("copies_errors_cluster", "--errors", "cluster=clinic")

    def test_weights_that_are_no_counts_are_remarked_on(self):
        rows = "".join(f"{i * 37 % 101},{i * 29 % 64 % 2},{0.5 + i % 3}\n" for i in range(60))
        self.write("weights.csv", "x,y,w\n" + rows)
        self.succeed("train", "weights.csv", "--target", "y", "--weight", "w", "--model", "logistic", "--l2", "0", "-o",
                     "w.json")
        found = [self.succeed("inspect", "w.json", "--data", "weights.csv", *words)
                 for words in ((), ("--sampling-weights",))]
        self.assertEqual(["not all are counts" in text for text in found], [True, False])

    def test_sampling_weights(self):
        self.fit("--l2", "0", "--ignore", "clinic,copies", "--weight", "stands_for")
        report = self.inspect("--sampling-weights")
        self.assertNotIn("likelihood", report)
        self.agree(of_coefficients(report, "estimate"), "sampling_estimates")
        self.agree(of_coefficients(report, "standard_error"), "sampling_errors")
        self.errors_agree("sampling_errors_cluster", "--sampling-weights", "--errors", "cluster=clinic")

    def test_columns_that_are_nearly_collinear(self):
        path = FOLDER / "cubic.csv"
        self.fit("--l2", "0", data=path)
        report = self.inspect(data=path)
        self.agree(of_coefficients(report, "estimate"), "cubic_estimates", 1e-7)
        self.agree(of_coefficients(report, "standard_error"), "cubic_errors", 1e-7)

    def test_firth_where_classes_are_separated(self):
        path = FOLDER / "separated.csv"
        self.fit("--l2", "0", data=path)
        plain = self.run_binet("inspect", "model.json", "--data", path)
        self.assertEqual(plain.returncode, 1)
        self.assertIn("--penalty firth", plain.stderr)
        self.fit("--penalty", "firth", data=path)
        report = self.inspect(data=path)
        self.agree(of_coefficients(report, "estimate"), "firth_estimates")
        self.agree(of_coefficients(report, "standard_error"), "firth_errors")
        ends = of_coefficients(report, "interval_95")
        self.agree({name: end[0] for name, end in ends.items()}, "firth_lower", 1e-5)  # R's by a numeric search
        self.agree({name: end[1] for name, end in ends.items()}, "firth_upper", 1e-5)
        stored = json.loads(self.succeed("inspect", "model.json", "--json"))  # parameters in single precision
        self.agree(of_coefficients(stored, "original"), "firth_estimates", 2e-6)
        self.agree(of_coefficients(stored, "standard_error"), "firth_errors", 2e-6)
        self.fail_with(2, ["--penalty firth", "penalty.l2"], "train", path, "--target", "y", "--model", "logistic",
                       "--penalty", "firth", "--l2", "0.1")

    def test_formats(self):
        self.fit(*PLAIN)
        read = lambda name: self.succeed("inspect", "model.json", "--data", TRIAL, "--format", name)
        text = read("text")
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        for part in ("arm=a", "reference", "Hosmer-Lemeshow", "Nagelkerke", "GVIF", "Cook's distance"):
            self.assertIn(part, text)
        self.assertIn("sex=male: OR 2.49 (1.38 to 4.49), p = 0.003\n", read("paper"))
        self.assertIn("| sex=male | 2.49 (1.38 to 4.49) | 0.003 |\n| arm=a | 1 (reference) |  |\n", read("markdown"))
        rows = {row["coefficient"]: row for row in csv.DictReader(io.StringIO(read("csv")))}
        self.assertAlmostEqual(float(rows["age"]["estimate"]), self.expected["estimates"]["age"], places=9)
        self.assertEqual(rows["arm=a"]["odds_ratio"], "1")

    def test_what_has_no_statistics_says_why_and_what_has(self):
        data = ("inspect", "model.json", "--data", TRIAL)
        self.fit("--ignore", "clinic,copies,stands_for")
        self.fail_with(1, ["penalty", "--model logistic --l2 0"], *data)
        self.fit(*PLAIN, "--set", "loss.class_weight=balanced")
        self.fail_with(1, ["class weights", "--l2 0"], *data)
        self.fit(*PLAIN)
        self.fail_with(2, ["--errors hc9", "hc3"], *data, "--errors", "hc9")
        self.fail_with(2, ["--format xml", "markdown"], *data, "--format", "xml")
        self.fail_with(1, ["clinics", "clinic"], *data, "--errors", "cluster=clinics")

    def test_drop_missing_leaves_complete_cases(self):
        lines = TRIAL.read_text(encoding="utf-8").splitlines(keepends=True)
        holes = [",".join(["", *line.split(",")[1:]]) if number % 7 == 3 else line for number, line in enumerate(lines)]
        some = self.write("some.csv", "".join(holes))
        whole = self.write("whole.csv", "".join(line for line in holes if not line.startswith(",")))
        self.fit(*PLAIN, "--drop-missing", data=some)
        dropped = self.inspect(data=some)
        self.assertIn("34 of 240 rows of", self.succeed("inspect", "model.json"))
        predicted = self.succeed("predict", "model.json", whole)
        self.fit(*PLAIN, data=whole)
        complete = self.inspect(data=whole)
        for key in ("estimate", "standard_error"):
            expected = of_coefficients(complete, key)
            for name, value in of_coefficients(dropped, key).items():
                self.assertAlmostEqual(value, expected[name], delta=1e-12 * abs(expected[name]))
        self.assertEqual(predicted, self.succeed("predict", "model.json", whole))
        self.fail_with(1, ["every row has a missing cell", '"hole"', "--ignore"], "train",
                       self.write("none.csv", "hole,x,y\n,1,0\n,2,1\n,3,1\n"), "--target", "y", "--drop-missing")

    def test_other_data_than_those_of_training_are_said(self):
        self.fit(*PLAIN)
        other = self.write("other.csv", TRIAL.read_text(encoding="utf-8") + "50,1.5,male,a,k1,1,2,1\n")
        result = self.run_binet("inspect", "model.json", "--data", other)
        self.assertEqual(result.returncode, 0)
        self.assertIn("other.csv: not the data the model was trained on", result.stderr)
        self.assertEqual(self.run_binet("inspect", "model.json", "--data", other, "-q").stderr, "")


if __name__ == "__main__":
    main()
