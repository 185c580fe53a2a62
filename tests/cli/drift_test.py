#!/usr/bin/env python3
"""Data to predict on that is unlike the training data is scored as it is meant, or remarked on."""

from binet_case import BinetCase, main


def rows(count, plan, age, member, first=0):
    text = "plan,age,member,y\n"
    for i in range(first, first + count):
        label = "yes" if (i * 7 % 13 < 5) != (i % 3 == 0) else "no"
        text += f"{plan(i)},{age(i)},{member(i)},{label}\n"
    return text


def plan(i):
    return "1 2 gold".split()[i % 3]


def age(i):
    return 20 + i * 7 % 50


def member(i):
    return "yes no".split()[i % 2]


class Drift(BinetCase):
    def setUp(self):
        super().setUp()
        self.write("train.csv", rows(200, plan, age, member))
        self.train(data="train.csv", target=("--target", "y"))
        self.write("new.csv", rows(40, plan, age, member))

    def predict(self, text, *arguments, warnings=()):
        """Probabilities; each warning must have its line with all parts on standard error, and there are no others."""
        self.write("other.csv", text)
        result = self.run_binet("predict", "model.json", "other.csv", "--format", "plain", *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        lines = result.stderr.splitlines()
        self.assertEqual(len(lines), len(warnings), result.stderr)
        for line, parts in zip(lines, warnings):
            for part in ("binet: other.csv: column '", *parts):
                self.assertIn(part, line)
        return result.stdout

    def test_missing_dates_are_one_warning(self):
        def dated(day):
            return "when,y\n" + "".join(f"{day(i)},{'yes' if i * 7 % 13 < 5 else 'no'}\n" for i in range(400))

        self.write("dates.csv", dated(lambda i: f"202{i % 4}-{i % 12 + 1:02}-{i * 5 % 28 + 1:02}"))
        self.train(data="dates.csv", target=("--target", "y"))
        self.predict(dated(lambda i: f"2022-{i % 12 + 1:02}-11" if i % 2 else ""),
                     warnings=[("when': 50% of cells are missing",)])

    def test_spellings_of_levels_are_one(self):
        expected = self.predict(rows(40, plan, age, member))
        for other_plan, other_member in (
                (lambda i: {"1": "1.0", "2": "2.0"}.get(plan(i), plan(i)), member),
                (lambda i: f" {plan(i)} ", lambda i: f"\u00a0{member(i)}"),
                (plan, lambda i: "TRUE FALSE".split()[i % 2]),
                (plan, lambda i: "1 0".split()[i % 2])):
            self.assertEqual(self.predict(rows(40, other_plan, age, other_member)), expected)

    def test_another_letter_case_matches_and_is_said(self):
        expected = self.predict(rows(40, plan, age, member))
        found = self.predict(rows(40, lambda i: plan(i).upper(), age, member),
                             warnings=[("'plan'", "another case", "'GOLD' for 'gold'")])
        self.assertEqual(found, expected)

    def test_unknown_levels_are_remarked_on_above_a_share(self):
        renamed = rows(40, lambda i: "golden" if plan(i) == "gold" else plan(i), age, member)
        self.predict(renamed, warnings=[("'plan'", "32.5% of cells are levels unknown", "mostly 'golden'")])
        one = rows(40, lambda i: "silver" if i == 7 else plan(i), age, member)
        self.predict(one)
        self.predict(one, "--warn-over", "unseen=0.02", warnings=[("'silver'",)])
        self.predict(renamed, "--warn-over", "unseen=0.5")
        self.predict(renamed, "-q")

    def test_the_nearest_known_level_is_named(self):
        misspelt = rows(40, lambda i: "gould" if plan(i) == "gold" else plan(i), age, member)
        self.predict(misspelt, warnings=[("mostly 'gould'", "nearest known level 'gold'")])

    def test_missing_cells_are_remarked_on(self):
        self.predict(rows(40, plan, lambda i: "", member),
                     warnings=[("'age'", "100% of cells are missing", "0% in training")])
        self.predict(rows(40, plan, lambda i: "" if i % 20 == 0 else age(i), member))

    def test_numbers_outside_the_training_range_are_remarked_on(self):
        self.predict(rows(40, plan, lambda i: 100 * age(i), member),
                     warnings=[("'age'", "outside the training range 20 to 69", "6900")])

    def test_strict_writes_nothing(self):
        self.write("cents.csv", rows(40, plan, lambda i: 100 * age(i), member))
        for output in ("-", "out.csv"):
            self.fail_with(1, ["cents.csv: column 'age'", "--strict"],
                           "predict", "model.json", "cents.csv", "--strict", "-o", output)
        self.assertFalse((self.directory / "out.csv").exists())
        expected = self.succeed("predict", "model.json", "new.csv")
        self.assertEqual(self.succeed("predict", "model.json", "new.csv", "--strict"), expected)

    def test_evaluate_and_validation_files_are_remarked_on(self):
        self.write("cents.csv", rows(40, plan, lambda i: 100 * age(i), member))
        result = self.run_binet("evaluate", "model.json", "cents.csv")
        self.assertIn("cents.csv: column 'age'", result.stderr)
        self.assertEqual(self.run_binet("evaluate", "model.json", "cents.csv", "-q").stderr, "")
        result = self.run_binet("train", "train.csv", "--target", "y", "--valid", "cents.csv", "--model", "logistic",
                                "--no-progress", "-o", "m.json")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("cents.csv: column 'age'", result.stderr)

    def test_limits_are_checked(self):
        for limit in ("unseen", "unseen=2", "psi=0.1", "=0.1"):
            self.fail_with(2, ["--warn-over " + limit, "unseen=SHARE"],
                           "predict", "model.json", "new.csv", "--warn-over", limit)

    def test_threads_do_not_change_the_output(self):
        self.write("long.csv", rows(30000, plan, age, member))
        one, three = (self.succeed("predict", "model.json", "long.csv", "--keep-all", "--threads", n) for n in (1, 3))
        self.assertEqual(one, three)
        one, three = (self.succeed("evaluate", "model.json", "long.csv", "--json", "--threads", n) for n in (1, 3))
        self.assertEqual(one, three)


if __name__ == "__main__":
    main()
