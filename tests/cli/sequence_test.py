"""Sequences of rows: training, prediction and what bad data get."""

import csv
import io
import json
import math
import random

from binet_case import BinetCase, main

SEQUENCE = ("--target", "died", "--sequence", "patient", "--order", "day")
TRAIN = ("train", "visits.csv", *SEQUENCE, "--layers", "lstm:8", "--epochs", "15", "--no-progress")


def visits(patients, seed, shuffled=True):
    """Long form: the label depends on the last level and on whether it rose."""
    draw = random.Random(seed)
    rows = []
    for patient in range(patients):
        level, rise, day = draw.gauss(1, 0.3), draw.choice((-0.05, 0.1)), 0
        values = []
        for _ in range(draw.randint(1, 9)):
            level, day = level + rise + draw.gauss(0, 0.1), day + draw.randint(1, 20)
            values.append((day, level))
        died = draw.random() < 1 / (1 + math.exp(-5 * (level - 1.2)))
        drug = draw.choice("AB")
        rows += [f"P{patient:03d},{day},{level:.3f},{drug},{'yes' if died else 'no'}" for day, level in values]
    if shuffled:
        draw.shuffle(rows)
    return "patient,day,creatinine,drug,died\n" + "\n".join(rows) + "\n"


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


class Sequences(BinetCase):
    def setUp(self):
        super().setUp()
        self.write("visits.csv", visits(80, 1))
        self.write("new.csv", visits(20, 2))

    def test_each_sequence_gets_one_probability_in_the_order_of_the_file(self):
        self.assertIn("80 sequences", self.succeed(*TRAIN))
        predicted = table(self.succeed("predict", "model.json", "new.csv"))
        order = list(dict.fromkeys(row["patient"] for row in table(self.read("new.csv"))))
        self.assertEqual([row["patient"] for row in predicted], order)
        self.assertTrue(all(0 < float(row["probability"]) < 1 for row in predicted))

    def test_importance_shuffles_cells_among_the_rows_of_all_sequences(self):
        self.succeed(*TRAIN)
        for data in (("new.csv",), ("visits.csv", "--folds", "3")):
            found = json.loads(self.succeed("explain", "model.json", *data, "--group-columns", "creatinine,drug",
                                            "--format", "json", "-q"))
            rise = {",".join(item["columns"]): item["rise"] for item in found["columns"]}
            self.assertEqual(sorted(rise), ["creatinine", "creatinine,drug", "drug"], msg=data)
            self.assertGreater(rise["creatinine"], 0.02, msg=data)
            self.assertLess(rise["drug"], rise["creatinine"] / 2, msg=data)
        self.assertRegex(self.succeed("explain", "model.json", "new.csv", "-q"), r"^\d+ sequences; log loss")
        self.fail_with(2, ["--column does not apply to models of sequences"], "explain", "model.json", "new.csv",
                       "--column", "creatinine")

    def test_the_order_of_rows_in_the_file_changes_nothing(self):
        self.succeed(*TRAIN)
        rows = self.read("new.csv").splitlines()
        self.write("sorted.csv", "\n".join([rows[0], *sorted(rows[1:], key=lambda row: int(row.split(",")[1]))]) + "\n")
        probabilities = [{row["patient"]: row["probability"]
                          for row in table(self.succeed("predict", "model.json", name))}
                         for name in ("new.csv", "sorted.csv")]
        self.assertEqual(*probabilities)

    def test_a_long_file_is_predicted_sequence_by_sequence_or_as_a_whole(self):
        """Beyond 65,536 rows sequences are predicted in turn, if their rows stand together."""
        self.succeed(*TRAIN)
        self.succeed(*TRAIN, "--predict-each", "-o", "each.json")
        draw = random.Random(3)
        patients = [(f"P{i}", 60_000 if i == 40 else draw.randint(1, 1_000)) for i in range(300)]
        rows = [[f"{name},{day},{draw.gauss(1, 0.3):.2f},{draw.choice('ABC')},"] for name, days in patients
                for day in range(days)]
        header = "patient,day,creatinine,drug,died\n"
        together = "\n".join(row[0] for row in rows) + "\n"
        self.write("together.csv", header + together)
        self.write("apart.csv", header + together + "P0,100000,1,A,\n")
        for model in ("model.json", "each.json"):
            predict = ("predict", model, "together.csv", "-q")
            in_turn = self.succeed(*predict)
            self.assertEqual(in_turn, self.succeed("predict", model, "-q", stdin=self.read("together.csv")))
            self.assertEqual(in_turn, self.succeed(*predict, "--threads", 1))
            self.assertEqual(self.succeed(*predict, "--strict", "--warn-over", "unseen=1", "-o", "out.csv"), "")
            self.assertEqual(self.read("out.csv"), in_turn)
            apart = self.succeed("predict", model, "apart.csv", "-q")
            self.assertEqual(apart, self.succeed("predict", model, "-q", stdin=self.read("apart.csv")))
            more = 1 if model == "each.json" else 0
            self.assertEqual(len(apart.splitlines()), len(in_turn.splitlines()) + more)
            self.assertEqual(apart.splitlines()[2:300], in_turn.splitlines()[2:300])

    def test_each_row_is_predicted_from_the_rows_so_far(self):
        self.succeed(*TRAIN, "--predict-each")
        whole = {(row["patient"], row["day"]): row["probability"]
                 for row in table(self.succeed("predict", "model.json", "new.csv"))}
        self.assertEqual(len(whole), len(table(self.read("new.csv"))))
        rows = self.read("new.csv").splitlines()
        early = [row for row in rows[1:] if int(row.split(",")[1]) < 30]
        self.write("early.csv", "\n".join([rows[0], *early]) + "\n")
        for row in table(self.succeed("predict", "model.json", "early.csv")):
            self.assertEqual(row["probability"], whole[row["patient"], row["day"]])

    def test_any_number_of_threads_gives_the_same_bytes(self):
        for each in ((), ("--predict-each",)):
            models = []
            for threads in (1, 2, 3, 16):
                self.succeed(*TRAIN, *each, "--threads", threads, "-q")
                models.append(self.read("model.json"))
            self.assertEqual(len(set(models)), 1)
        predictions = {self.succeed("predict", "model.json", "new.csv", "--threads", n) for n in (1, 2, 3, 16)}
        self.assertEqual(len(predictions), 1)

    def test_commands_that_read_models_know_sequences(self):
        summary = self.succeed(*TRAIN)
        self.assertIn("logistic regression on last, mean and slope: log loss ", " ".join(summary.split()))
        self.assertRegex(" ".join(summary.split()), r"difference in log loss, row by row: [+-]\d\.\d{4} ± \d\.\d{4}")
        self.assertIn("20 sequences, ", self.succeed("evaluate", "model.json", "new.csv"))
        self.assertIn("recurrent", self.succeed("inspect", "model.json"))
        self.assertEqual(json.loads(self.succeed("inspect", "model.json", "--json"))["sequences"],
                         {"sequence": "patient", "order": "day"})
        self.assertIn("same bytes", self.succeed("verify", "model.json", "visits.csv"))
        self.assertIn("creatinine", self.succeed("check", "new.csv", "--against", "model.json"))
        self.assertIn("3-fold cross-validation: 80 sequences", self.succeed(
            "cv", "visits.csv", *SEQUENCE, "--layers", "gru:4", "--epochs", "5", "-k", "3", "-q"))
        self.assertRegex(self.succeed("inspect", "model.json"), r"(input|forget|output|candidate) [1-8] ")
        self.assertIn("20 sequences; A is", self.succeed("compare", "model.json", "model.json", "new.csv"))
        self.succeed("threshold", "model.json", "new.csv", "--decide", "youden", "-o", "other.json")
        self.succeed(*TRAIN[:-1], "-q", "--predict-each", "-o", "each.json")
        self.fail_with(2, ["one prediction per sequence of", "one per row"], "compare", "model.json", "each.json",
                       "new.csv")
        self.assertIn("binet_next(", self.succeed("export", "model.json"))
        self.fail_with(2, ["reads sequences"], "train", "--from", "model.json", "visits.csv")

    def test_gates_of_a_sequence_are_drawn_and_written_as_json(self):
        self.succeed(*TRAIN)
        text = self.succeed("trace", "model.json", "new.csv", "--row", "3")
        patient = table(self.read("new.csv"))[2]["patient"]
        self.assertTrue(text.startswith(f"patient {patient}: "), text)
        self.assertTrue(all(f"\n  {gate} " in text for gate in ("input", "forget", "output", "cell", "state")), text)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        traced = json.loads(self.succeed("trace", "model.json", "new.csv", "--row", "3", "--json"))
        rows = table(self.succeed("predict", "model.json", "new.csv"))
        predicted = {row["patient"]: row["probability"] for row in rows}
        self.assertAlmostEqual(traced["probability"][-1], float(predicted[patient]), places=12)
        self.assertEqual(len(traced["gates"]["forget"]), len(traced["order"]))
        self.assertEqual(len(traced["gates"]["forget"][0]), 8)
        self.fail_with(2, ["--row 9999: the file has"], "trace", "model.json", "new.csv", "--row", "9999")
        self.fail_with(2, ["expected one row"], "trace", "model.json", "new.csv", "--row", "all")

    def test_dates_order_rows_as_numbers_do(self):
        header, *rows = visits(60, 4).splitlines()
        for name, date in (("iso.csv", "2024-{:02d}-{:02d}"), ("dmy.csv", "{1:02d}/{0:02d}/2024")):
            dated = []
            for row in rows:
                patient, day, *rest = row.split(",")
                dated.append(",".join([patient, date.format(1 + int(day) // 28, 1 + int(day) % 28), *rest]))
            self.write(name, "\n".join([header, *dated]) + "\n")
        probabilities = []
        for name in ("iso.csv", "dmy.csv"):
            self.succeed("train", name, *TRAIN[2:])
            probabilities.append(self.succeed("predict", "model.json", name))
        self.assertEqual(*probabilities)


class BadSequences(BinetCase):
    HEADER = "patient,day,x,died\n"
    ROWS = "".join(f"{p},{t},{p % 7 + t * 0.1},{'yes' if p % 3 == 0 else 'no'}\n" for p in range(30)
                   for t in range(1 + p % 4))

    def train(self, rows, *more):
        self.write("bad.csv", self.HEADER + rows)
        return ("train", "bad.csv", *SEQUENCE, "--layers", "lstm:4", "--epochs", "3", "--no-progress", *more)

    def test_a_label_that_changes_in_a_sequence_is_an_error_with_both_lines(self):
        self.fail_with(1, ["bad.csv:3: ", "'yes', but 'no' on line 2 of the same 'patient'", "--predict-each"],
                       *self.train("100,1,2,no\n100,2,3,yes\n" + self.ROWS))
        self.succeed(*self.train("100,1,2,no\n100,2,3,yes\n" + self.ROWS, "--predict-each"))

    def test_a_label_on_the_last_row_alone_is_enough(self):
        last = "".join(f"{p},{t},{p % 7},{('yes' if p % 3 == 0 else 'no') if t == p % 4 else ''}\n"
                       for p in range(30) for t in range(1 + p % 4))
        self.assertIn("30 sequences", self.succeed(*self.train(last)))

    def test_a_sequence_without_a_label_is_named(self):
        named = ["bad.csv:3: sequence '100' of 'patient' has no target", "any of its 2 rows",
                 "leaves such sequences out"]
        train = self.train("100,1,2,\n100,2,3,\n101,1,3,\n" + self.ROWS)
        self.fail_with(1, named, *train)
        self.fail_with(1, ["bad.csv:2: sequence '101'", "in its only row"], *self.train("101,1,3,\n" + self.ROWS))
        train = self.train("100,1,2,\n100,2,3,\n" + self.ROWS, "--drop-unlabelled")
        self.assertIn("30 sequences", self.succeed(*train))
        for command in (("evaluate",), ("threshold",), ("compare", "model.json"), ("report",), ("explain",)):
            more = {"threshold": ("--decide", "youden", "-o", "other.json"), "report": ("-o", "page.html")}
            self.fail_with(1, named, command[0], "model.json", *command[1:], "bad.csv", *more.get(command[0], ()))

    def test_check_counts_sequences_and_finds_what_training_would_refuse(self):
        self.train("100,1,2,\n100,2,3,\n" + self.ROWS)
        check = ("check", "bad.csv", *SEQUENCE)
        self.assertIn("31 sequences of 'patient', 1 to 4 rows, median 2: 10 sequences with 'yes', 20 with 'no', "
                      "1 without a label", self.succeed(*check))
        found = json.loads(self.succeed(*check, "--json"))["sequences"]
        self.assertEqual((found["sequences"], found["longest"], found["without_label"]), (31, 4, 1))
        self.train("100,1,2,no\n100,2,3,yes\n" + self.ROWS)
        self.fail_with(1, ["bad.csv:3: ", "'yes', but 'no' on line 2 of the same 'patient'"], *check)
        self.assertNotIn("without", self.succeed(*check, "--predict-each"))
        self.fail_with(2, ["--sequence COLUMN is missing"], "check", "bad.csv", "--order", "day")

    def test_commands_without_sequences_say_so_at_once(self):
        self.train(self.ROWS)
        given = ("bad.csv", "--target", "died", "--sequence", "patient", "--order", "day")
        self.fail_with(2, ["--sequence: tune searches models of one row at a time"], "tune", *given)
        self.fail_with(2, ["--sequence: the playground trains networks on single rows"], "playground", *given)
        self.fail_with(2, ["the trace of sequences is of a trained model"], "trace", *given, "--row", "1")

    def test_a_time_twice_in_a_sequence_is_an_error_with_both_lines(self):
        self.fail_with(1, ["bad.csv:4: ", "the same value as on line 2", "one row per time"],
                       *self.train("100,1,2,no\n100,2,3,no\n100,1,3,no\n" + self.ROWS))

    def test_a_row_without_sequence_or_time_is_an_error_with_its_line(self):
        self.fail_with(1, ["bad.csv:2: ", "sequence 'patient': missing"], *self.train(",1,2,no\n" + self.ROWS))
        self.fail_with(1, ["bad.csv:2: ", "order 'day': missing"], *self.train("100,,2,no\n" + self.ROWS))

    def test_sequences_in_training_and_validation_file_are_remarked_on(self):
        self.write("valid.csv", self.HEADER + self.ROWS)
        text = self.succeed(*self.train(self.ROWS, "--valid", "valid.csv"))
        self.assertIn("30 of 30 sequences of valid.csv have the same 'patient' as sequences of the training data",
                      " ".join(text.split()))

    def test_sequences_of_one_row_and_of_ten_thousand_give_sound_models(self):
        single = "".join(f"{p},1,{p % 7},{'yes' if p % 7 > 3 else 'no'}\n" for p in range(60))
        self.assertIn("60 sequences", self.succeed(*self.train(single)))
        long = "".join(f"long,{t},{math.sin(t)},yes\n" for t in range(10_000))
        self.succeed(*self.train(long + self.ROWS))
        predicted = table(self.succeed("predict", "model.json", "bad.csv"))
        self.assertTrue(0 < float(predicted[0]["probability"]) < 1)

    def test_each_row_of_ten_thousand_is_predicted_in_one_pass(self):
        long = "".join(f"long,{t},{math.sin(t)},{'yes' if math.sin(t) + math.sin(t - 1) > 0 else 'no'}\n"
                       for t in range(10_000))
        self.succeed(*self.train(long + self.ROWS, "--predict-each"))  # a pass per row would take minutes
        predicted = table(self.succeed("predict", "model.json", "bad.csv"))
        self.write("early.csv", "\n".join(self.read("bad.csv").splitlines()[:9_001]) + "\n")
        early = table(self.succeed("predict", "model.json", "early.csv"))
        self.assertEqual([row["probability"] for row in early], [row["probability"] for row in predicted[:9_000]])

    def test_what_is_missing_is_said_with_the_flags(self):
        self.write("bad.csv", self.HEADER + self.ROWS)
        target = ("train", "bad.csv", "--target", "died")
        flags = "--sequence COLUMN and --order COLUMN, as in --sequence patient --order day"
        self.fail_with(2, [flags], *target, "--model", "lstm")
        self.fail_with(2, [flags], *target, "--layers", "gru:8")
        self.fail_with(2, ["--sequence COLUMN is missing"], *target, "--order", "day")
        self.fail_with(2, ["--sequence COLUMN is missing"], *target, "--predict-each")
        self.fail_with(2, ["model.kind auto reads one row at a time", "--model lstm"], *target, "--sequence", "patient")
        self.fail_with(2, ["first layer", "lstm:UNITS"], *target, "--sequence", "patient", "--layers", "8")
        self.fail_with(2, ["lstm is layer 2", "stands first"], *target, "--sequence", "patient", "--layers",
                       "gru:4,lstm:4")
        self.fail_with(2, ["no column", "'patients'", "patient"], *target, "--sequence", "patients", "--model", "lstm")
        self.fail_with(2, ["drop_missing"], *target, "--sequence", "patient", "--model", "lstm", "--drop-missing")


if __name__ == "__main__":
    main()
