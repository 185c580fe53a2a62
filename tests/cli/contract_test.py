#!/usr/bin/env python3
"""The promises of the command line: what it prints where, and that what it writes reads back the same."""

import csv
import gzip
import io
import json
import os
import re
import signal
import subprocess
import time

from binet_case import DATA, SMALL, WDBC, BinetCase, main

METRICS = ("log_loss brier accuracy balanced_accuracy precision recall specificity f1 mcc roc_auc average_precision "
           "ece calibration_slope calibration_intercept").split()


class Train(BinetCase):
    def test_needs_no_config(self):
        result = self.run_binet("train", "small.csv", "--target", "bought", "-o", "model.json")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("yes", result.stdout + result.stderr, "the positive class is stated")
        model = json.loads(self.read("model.json"))
        self.assertEqual((model["format"], model["version"]), ("binet-model", 1))
        self.assertEqual(model["target"]["positive"], "yes")

    def test_needs_no_flags_with_a_config_whose_paths_are_relative_to_it(self):
        (self.directory / "sub").mkdir()
        self.write("sub/c.json", json.dumps({"data": {"train": "../small.csv", "target": "bought"},
                                             "model": {"kind": "logistic"}, "output": {"model": "m.json"}}))
        self.succeed("train", "-c", "sub/c.json", "-q")
        self.assertTrue((self.directory / "sub/m.json").exists())

    def test_flags_override_the_config(self):
        self.write("c.json", json.dumps({"data": {"train": "small.csv", "target": "sex"}, "model": {"kind": "logistic"},
                                         "training": {"seed": 5}}))
        self.succeed("train", "-c", "c.json", "--target", "bought", "--set", "training.seed=7", "-q", "-o", "m.json")
        model = json.loads(self.read("m.json"))
        self.assertEqual((model["target"]["name"], model["config"]["training"]["seed"]), ("bought", 7))

    def test_flags_and_files_stand_in_any_order(self):
        expected = self.train(model="expected.json")
        self.succeed("train", "-q", "--model", "logistic", "-o", "model.json", "--target", "bought", "small.csv")
        self.assertEqual(self.read("model.json"), self.read(expected).replace("expected.json", "model.json"))
        self.succeed("train", "-q", "--ignore", "city", "--ignore", "sex", "small.csv", "--target", "bought")
        self.succeed("predict", "--keep", "age,city", "model.json", "small.csv")
        self.succeed("evaluate", "--fail-under", "accuracy=0", "--fail-over", "brier=1", "model.json", "small.csv")

    def test_quiet_is_quiet(self):
        for words in (("train", "small.csv", "--target", "bought", "-o", "model.json"),
                      ("train", "small.csv", "--target", "bought", "--tiny", "-o", "model.json"),  # an old name
                      ("playground", "small.csv", "--target", "bought", "-o", "page.html")):
            self.assertNotEqual(self.run_binet(*words).stderr, "")
            result = self.run_binet(*words, "-q")
            self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_model_on_standard_output(self):
        text = self.succeed("train", "-", "--target", "bought", "--model", "logistic", "-q", "-o", "-", stdin=SMALL)
        self.assertEqual(json.loads(text)["format"], "binet-model")

    def test_gzip_semicolons_and_no_header(self):
        self.write("small.csv.gz", gzip.compress(SMALL.encode()))
        self.train(data="small.csv.gz", model="gzip.json")
        self.write("semicolons.csv", SMALL.replace(",", ";").replace("\n", "\r\n"))
        self.train(data="semicolons.csv", model="semicolons.json")
        self.write("bare.csv", SMALL.split("\n", 1)[1])
        self.train("--no-header", data="bare.csv", target=("--target", "c4"), model="bare.json")
        self.train(model="plain.json")
        plain = self.succeed("predict", "plain.json", "small.csv", "--format", "plain")
        self.assertEqual(plain, self.succeed("predict", "gzip.json", "small.csv", "--format", "plain"))
        self.assertEqual(plain, self.succeed("predict", "semicolons.json", "semicolons.csv", "--format", "plain"))
        self.assertEqual(plain, self.succeed("predict", "bare.json", "bare.csv", "--no-header", "--format", "plain"))

    def test_memory_limit_changes_nothing_and_leaves_nothing(self):
        (self.directory / "temporary").mkdir()
        os.environ["TMPDIR"] = str(self.directory / "temporary")
        self.addCleanup(os.environ.pop, "TMPDIR")
        unlimited = self.read(self.train())
        self.assertEqual(self.read(self.train("--memory", "1K")), unlimited)
        self.assertEqual(list((self.directory / "temporary").iterdir()), [])

    def test_memory_limit_changes_no_output(self):
        model, second = self.train(), self.train(kind="mlp", model="second.json")
        target = ("--target", "bought")
        for command in (("cv", "small.csv", *target, "--model", "logistic", "-k", "3", "--json", "-q"),
                        ("cv", "small.csv", *target, "--model", "logistic", "-k", "3", "--learning-curve", "-q"),
                        ("train", "small.csv", *target, "--from", model, "-o", "-", "-q"),
                        ("explain", model, "small.csv"), ("explain", model, "small.csv", "--column", "age"),
                        ("explain", model, "small.csv", "--folds", "3"),
                        ("threshold", model, "small.csv", "--decide", "f1", "-o", "-"),
                        ("compare", model, second, "small.csv"), ("report", model, "small.csv", "-o", "-"),
                        ("check", "small.csv", *target)):
            with self.subTest(command=command):
                limited = self.succeed(*command, "--memory", "1K")
                self.assertEqual(limited.replace('"memory": "1K"', '"memory": ""'), self.succeed(*command))

    def test_memory_limit_without_room_or_sense_is_an_error(self):
        self.fail_with(2, ["--memory", "12X"], "train", "small.csv", "--target", "bought", "--memory", "12X")
        os.environ["TMPDIR"] = str(self.directory / "not_there")
        self.addCleanup(os.environ.pop, "TMPDIR")
        self.fail_with(1, ["temporary directory", "not_there"], "train", "small.csv", "--target", "bought", "--memory",
                       "1K")

    def test_log_has_one_object_an_epoch(self):
        self.train("--log", "log.jsonl", "--set", "training.epochs=3", "--set", "training.early_stopping=false",
                   kind="mlp")
        records = [json.loads(line) for line in self.read("log.jsonl").splitlines()]
        self.assertEqual([record["epoch"] for record in records], [1, 2, 3])

    def test_weights_count_as_repeated_rows(self):
        rows = SMALL.splitlines()
        self.write("weighted.csv", "\n".join([rows[0] + ",w",
                                              *(f"{row},{1 + i % 2}" for i, row in enumerate(rows[1:]))]))
        self.write("repeated.csv", "\n".join([rows[0], *(row for i, row in enumerate(rows[1:])
                                                         for _ in range(1 + i % 2))]))
        plain = ["--set", "penalty.l2=0.1", "--set", "encoding.numeric=none"]
        self.train("--weight", "w", *plain, data="weighted.csv", model="weighted.json")
        self.train(*plain, data="repeated.csv", model="repeated.json")
        for left, right in zip(self.succeed("predict", "weighted.json", "small.csv", "--format", "plain").split(),
                               self.succeed("predict", "repeated.json", "small.csv", "--format", "plain").split()):
            self.assertAlmostEqual(float(left), float(right), 5)

    def test_interrupted_run_saves_the_best_model_so_far(self):
        process = subprocess.Popen(
            [self.program, "train", DATA / "digits.csv", "--target", "digit", "--model", "mlp", "-q", "-o", "m.json",
             "--log", "log.jsonl", "--set", "training.epochs=1000000", "--set", "training.early_stopping=false"],
            cwd=self.directory, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 60
        log = self.directory / "log.jsonl"
        while time.monotonic() < deadline and (not log.exists() or log.read_text().count("\n") < 2):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        errors = process.communicate(timeout=60)[1]
        self.assertEqual(process.returncode, 130, errors)
        self.succeed("predict", "m.json", DATA / "digits.csv", "-o", "out.csv")


class Predict(BinetCase):
    def setUp(self):
        super().setUp()
        self.train("--set", "decision.rule=f1")
        self.model = json.loads(self.read("model.json"))

    def predictions(self, *arguments, **options):
        return list(csv.DictReader(io.StringIO(self.succeed("predict", "model.json", *arguments, **options))))

    def test_header_rows_and_labels(self):
        rows = self.predictions("small.csv")
        self.assertEqual(list(rows[0]), ["probability", "label"])
        self.assertEqual(len(rows), 40)
        for row in rows:
            positive = float(row["probability"]) >= self.model["threshold"]["value"]
            self.assertEqual(row["label"], "yes" if positive else "no")

    def test_threshold_given(self):
        self.assertEqual({row["label"] for row in self.predictions("small.csv", "--threshold", "0")}, {"yes"})
        self.assertEqual({row["label"] for row in self.predictions("small.csv", "--threshold", "1")}, {"no"})

    def test_kept_columns(self):
        rows = self.predictions("small.csv", "--keep", "city,age")
        self.assertEqual(list(rows[0]), ["city", "age", "probability", "label"])
        self.assertEqual([(row["age"], row["city"]) for row in rows],
                         [tuple(line.split(",")[:2]) for line in SMALL.splitlines()[1:]])
        rows = self.predictions("small.csv", "--keep-all")
        self.assertEqual(list(rows[0]), ["age", "city", "sex", "bought", "probability", "label"])

    def test_kept_text_is_quoted_where_it_must_be(self):
        self.write("odd.csv", 'id,age,city,sex\n"a,""b""\nc",30,Bern,f\n" d ",31,Oslo,m\n')
        rows = self.predictions("odd.csv", "--keep", "id")
        self.assertEqual([row["id"] for row in rows], ['a,"b"\nc', " d "])

    def test_formats_agree(self):
        rows = self.predictions("small.csv")
        tsv = self.succeed("predict", "model.json", "small.csv", "--format", "tsv")
        self.assertEqual(list(csv.DictReader(io.StringIO(tsv), delimiter="\t")), rows)
        jsonl = [json.loads(line) for line in
                 self.succeed("predict", "model.json", "small.csv", "--format", "jsonl").splitlines()]
        self.assertEqual([(row["probability"], row["label"]) for row in jsonl],
                         [(float(row["probability"]), row["label"]) for row in rows])
        plain = self.succeed("predict", "model.json", "small.csv", "--format", "plain").splitlines()
        self.assertEqual([float(line) for line in plain], [float(row["probability"]) for row in rows])

    def test_standard_input_and_output(self):
        expected = self.succeed("predict", "model.json", "small.csv")
        self.assertEqual(self.succeed("predict", "model.json", "-", "-o", "-", stdin=SMALL), expected)
        self.assertEqual(self.succeed("predict", "model.json", stdin=SMALL), expected)
        self.assertEqual(self.succeed("predict", "model.json", "-", stdin=gzip.compress(SMALL.encode())), expected)
        self.assertEqual(self.succeed("predict", "model.json", "small.csv", "-o", "out.csv"), "")
        self.assertEqual(self.read("out.csv"), expected)

    def test_a_pipe_is_answered_before_it_ends(self):
        model = self.train()
        with subprocess.Popen([self.program, "predict", model, "-"], cwd=self.directory, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as process:
            process.stdin.write("".join(SMALL.splitlines(True)[:3]).encode())
            process.stdin.flush()
            lines = [process.stdout.readline() for _ in range(3)]
            process.stdin.close()
        self.assertEqual(lines[0], b"probability,label\n")
        self.assertTrue(lines[2].endswith(b"\n"))

    def test_a_reader_who_leaves_is_no_error(self):
        model = self.train()
        self.write("long.csv", SMALL + SMALL.split("\n", 1)[1] * 5000)
        with subprocess.Popen([self.program, "predict", model, "long.csv"], cwd=self.directory, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            process.stdout.readline()
            process.stdout.close()
            errors = process.stderr.read()
        self.assertEqual(errors, b"")

    def test_columns_match_by_name(self):
        expected = self.succeed("predict", "model.json", "small.csv")
        rows = [line.split(",") for line in SMALL.splitlines()]
        self.write("moved.csv", "\n".join(",".join([row[2], "extra", row[0], row[1]]) for row in rows) + "\n")
        self.assertEqual(self.succeed("predict", "model.json", "moved.csv"), expected)

    def test_unseen_levels_and_missing_cells_are_no_error(self):
        rows = self.predictions("-", stdin="age,city,sex\n,Paris,\nNA,?,x\n")
        for row in rows:
            self.assertTrue(0 < float(row["probability"]) < 1)

    def test_no_rows(self):
        result = self.run_binet("predict", "model.json", "-", stdin="age,city,sex\n")
        self.assertIn((result.returncode, result.stdout), [(0, "probability,label\n"), (1, "")])

    def test_probabilities_do_not_depend_on_the_rows_beside_them(self):
        lines = SMALL.splitlines()
        alone = [self.succeed("predict", "model.json", "-", "--format", "plain", stdin=f"{lines[0]}\n{line}\n")
                 for line in lines[1:8]]
        together = self.succeed("predict", "model.json", "small.csv", "--format", "plain").splitlines(keepends=True)
        self.assertEqual(alone, together[:7])


class Evaluate(BinetCase):
    def setUp(self):
        super().setUp()
        self.train()

    def test_json_has_every_metric(self):
        report = json.loads(self.succeed("evaluate", "model.json", "small.csv", "--json"))
        self.assertEqual(report["rows"], 40)
        for name in METRICS:
            self.assertIn(name, report["metrics"])

    def test_undefined_metrics_are_null(self):
        self.write("one.csv", "".join(line for line in SMALL.splitlines(keepends=True) if not line.endswith(",yes\n")))
        metrics = json.loads(self.succeed("evaluate", "model.json", "one.csv", "--json"))["metrics"]
        self.assertIsNone(metrics["roc_auc"])
        self.assertIsNotNone(metrics["log_loss"])

    def test_gates(self):
        for gate, status in ((["--fail-under", "roc_auc=0"], 0), (["--fail-under", "roc_auc=1.1"], 3),
                             (["--fail-over", "log_loss=10"], 0), (["--fail-over", "log_loss=0"], 3),
                             (["--fail-under", "accuracy=0", "--fail-over", "brier=0"], 3)):
            result = self.run_binet("evaluate", "model.json", "small.csv", *gate)
            self.assertEqual(result.returncode, status, f"{gate}\n{result.stderr}")
            self.assertIn("log_loss", result.stdout.lower().replace(" ", "_"))
        self.assertIn("log_loss", result.stderr + result.stdout)

    def test_undefined_metric_meets_no_gate(self):
        self.write("one.csv", "".join(line for line in SMALL.splitlines(keepends=True) if not line.endswith(",yes\n")))
        for gate in (["--fail-under", "roc_auc=0"], ["--fail-over", "calibration_slope=9"]):
            self.assertEqual(self.run_binet("evaluate", "model.json", "one.csv", *gate).returncode, 3)


class OtherCommands(BinetCase):
    def test_inspect(self):
        self.train()
        self.assertIn("age", self.succeed("inspect", "model.json"))
        self.assertIsInstance(json.loads(self.succeed("inspect", "model.json", "--json")), dict)
        self.assertGreater(len(self.succeed("inspect", "model.json", "--weights")), 0)

    def test_inspect_of_a_network(self):
        self.train("--set", "training.epochs=3", kind="mlp")
        self.assertIn("64", self.succeed("inspect", "model.json"))
        json.loads(self.succeed("inspect", "model.json", "--json", "--weights"))

    def test_check(self):
        self.assertIn("city", self.succeed("check", "small.csv", "--target", "bought"))
        self.assertIn("city", self.succeed("check", "small.csv"))

    def test_check_of_a_stream_and_in_little_memory(self):
        """Of more levels than are kept, the commonest is found by reading again."""
        rows = [f"u{i:06}" for i in range(90000)] + ["u081234", "u070000", "u070000", "u081234"]
        text = "\n".join(["user", *rows, ""])
        self.directory.joinpath("users.csv").write_text(text)
        self.directory.joinpath("users.csv.gz").write_bytes(gzip.compress(text.encode(), 1))
        for options in (["users.csv"], ["users.csv.gz"], ["users.csv", "--memory", "1M"]):
            column = json.loads(self.succeed("check", *options, "--json"))["columns"][0]
            self.assertEqual(column["commonest"], {"level": "u070000", "rows": 3})
            self.assertEqual(column["distinct"], 90000)

    def test_cv(self):
        output = self.succeed("cv", "small.csv", "--target", "bought", "--model", "logistic", "-k", "3", "-q")
        self.assertIn("log_loss", output.lower().replace(" ", "_"))

    def test_config(self):
        schema = json.loads(self.succeed("config", "schema"))
        self.assertEqual(schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        self.assertIn("epochs", self.succeed("config", "explain", "training.epochs"))
        shown = json.loads(self.succeed("config", "show", "--set", "training.epochs=5"))
        self.assertEqual(shown["training"]["epochs"], 5)
        self.fail_with(2, ["training.epochs"], "config", "explain", "training.epoch")

    def test_help_of_every_command(self):
        commands = re.findall(r"^  (\w+)", self.succeed("--help"), re.MULTILINE)
        for command in ("train", "predict", "evaluate", "inspect", "cv", "check", "config"):
            self.assertIn(command, commands)
            self.assertIn("--", self.succeed(command, "--help"))


class Reproducibility(BinetCase):
    def assert_same_on_any_threads(self, kind, data, target, *arguments):
        models = []
        for threads in (1, 2, 3, 16):
            self.train("--threads", threads, *arguments, data=data, target=target, kind=kind)
            models.append(self.read("model.json"))
        self.assertEqual(len(set(models)), 1, kind)

    def test_same_model_on_any_number_of_threads(self):
        fast = ("--set", "training.epochs=3")
        self.assert_same_on_any_threads("logistic", DATA / "wdbc.csv", WDBC)
        self.assert_same_on_any_threads("mlp", DATA / "wdbc.csv", WDBC, *fast)
        self.assert_same_on_any_threads("mlp", DATA / "digits.csv", ("--target", "digit"), *fast)
        self.assert_same_on_any_threads("auto", DATA / "penguins.csv", ("--target", "sex"), "--set",
                                        "ensemble.epochs=3")

    def test_predictions_are_the_same_on_any_number_of_threads(self):
        self.train("--set", "training.epochs=3", data=DATA / "digits.csv", target=("--target", "digit"), kind="mlp")
        outputs = {self.succeed("predict", "model.json", DATA / "digits.csv", "--threads", threads)
                   for threads in (1, 2, 3, 16)}
        self.assertEqual(len(outputs), 1)

    def test_another_seed_is_another_model(self):
        texts = []
        for seed in (1, 1, 2):
            self.train("--seed", seed, "--set", "training.epochs=3", kind="mlp")
            texts.append(re.sub(r'"seed":\s*\d+', "", self.read("model.json")))
        self.assertEqual(texts[0], texts[1])
        self.assertNotEqual(texts[1], texts[2])


if __name__ == "__main__":
    main()
