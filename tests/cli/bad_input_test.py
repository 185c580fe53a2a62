#!/usr/bin/env python3
"""Every bad input ends with one clear line and status 1 or 2, and leaves an existing output as it was."""

import json
import re
import subprocess

from binet_case import SMALL, BinetCase, main

FAILED, USAGE = 1, 2


class BadTrainingData(BinetCase):
    def refuse(self, status, parts, *arguments, target=("--target", "bought"), stdin=None):
        self.write("model.json", "as it was")
        self.fail_with(status, parts, "train", *arguments, *target, "-q", "-o", "model.json", stdin=stdin)
        self.assertEqual(self.read("model.json"), "as it was")
        self.assertEqual(sorted(p.name for p in self.directory.iterdir() if "model" in p.name), ["model.json"],
                         "nothing is left beside the output")

    def refuse_text(self, status, parts, text, *arguments, **options):
        self.write("bad.csv", text)
        self.refuse(status, ["bad.csv", *parts], "bad.csv", *arguments, **options)

    def test_missing_file(self):
        self.refuse(FAILED, ["nowhere.csv", "No such file"], "nowhere.csv")

    def test_directory(self):
        self.refuse(FAILED, ["irectory"], ".")

    def test_empty_file(self):
        self.refuse_text(FAILED, ["empty"], "")
        self.refuse_text(FAILED, ["empty"], "\n\n")
        self.refuse_text(FAILED, ["empty"], "\ufeff")

    def test_empty_standard_input(self):
        self.refuse(FAILED, ["standard input", "empty"], "-", stdin="")

    def test_header_only(self):
        self.refuse_text(FAILED, ["no data rows"], "age,city,sex,bought\n")
        self.refuse_text(FAILED, ["no data rows"], "age,city,sex,bought")

    def test_ragged_row(self):
        lines = SMALL.splitlines()
        lines[4] += ",more"
        self.refuse_text(FAILED, [":5:", "5 fields", "4"], "\n".join(lines))
        lines[4] = "23,Bern"
        self.refuse_text(FAILED, [":5:", "2 fields", "4"], "\n".join(lines))

    def test_unclosed_quote(self):
        self.refuse_text(FAILED, [":42:", "quote"], SMALL + '33,"Bern,f,yes\n' + SMALL)

    def test_text_after_a_closing_quote(self):
        self.refuse_text(FAILED, [":42:", "quote"], SMALL + '33,"Bern"e,f,yes\n')

    def test_one_class(self):
        self.refuse_text(FAILED, ["bought", "yes"], SMALL.replace(",no", ",yes"))

    def test_three_classes(self):
        self.refuse_text(FAILED, ["bought", "maybe", "no", "yes"], SMALL + "33,Bern,f,maybe\n")

    def test_positive_class_that_is_none(self):
        self.refuse(USAGE, ["ja", "no", "yes"], "small.csv", "--positive", "ja")

    def test_missing_target_column(self):
        self.refuse(USAGE, ["small.csv", "bougth", "bought"], "small.csv", target=("--target", "bougth"))
        self.refuse(USAGE, ["target"], "small.csv", target=())

    def test_missing_target_value(self):
        self.refuse_text(FAILED, [":42:", "bought"], SMALL + "33,Bern,f,\n")
        self.write("bad.csv", SMALL + "33,Bern,f,\n")
        self.train("--drop-unlabelled", data="bad.csv")

    def test_text_in_a_numeric_column(self):
        self.refuse_text(FAILED, [":42:", "age", "old"], SMALL + "old,Bern,f,yes\n", "--numeric", "age")

    def test_infinite_number_in_a_numeric_column(self):
        self.refuse_text(FAILED, [":42:", "age", "1e999"], SMALL + "1e999,Bern,f,yes\n", "--numeric", "age")

    def test_bad_weights(self):
        rows = SMALL.splitlines()
        for weight in ("NaN", "-1", "inf", "heavy", "", "1e39", "1e-50"):
            text = "\n".join([rows[0] + ",w", *(row + ",1" for row in rows[1:]), f"33,Bern,f,yes,{weight}"]) + "\n"
            self.refuse_text(FAILED, [":42:", "w"], text, "--weight", "w")

    def test_weights_that_are_all_zero(self):
        rows = SMALL.splitlines()
        self.refuse_text(FAILED, ["weight"], "\n".join([rows[0] + ",w", *(row + ",0" for row in rows[1:])]), "--weight",
                         "w")

    def test_invalid_utf8(self):
        self.refuse_text(FAILED, [":42:", "UTF-8"], SMALL.encode() + b"33,B\xe9rn,f,yes\n")

    def test_nul_byte(self):
        self.refuse_text(FAILED, [":42:", "NUL"], SMALL.encode() + b"33,B\0rn,f,yes\n")

    def test_damaged_gzip(self):
        self.refuse_text(FAILED, [], b"\x1f\x8b\x08\0\0\0\0\0\0\3garbage")

    def test_duplicate_column(self):
        self.refuse_text(FAILED, ["age"], SMALL.replace("age,city", "age,age"))

    def test_named_column_that_is_not_there(self):
        for flag in ("--ignore", "--numeric", "--categorical", "--weight"):
            self.refuse(USAGE, ["small.csv", "aeg", "age"], "small.csv", flag, "aeg")

    def test_column_with_two_parts_to_play(self):
        for arguments in (["--ignore", "bought"], ["--weight", "bought"], ["--numeric", "age", "--categorical", "age"]):
            self.refuse(USAGE, [arguments[1]], "small.csv", *arguments)

    def test_bad_validation_file(self):
        self.refuse(FAILED, ["nowhere.csv"], "small.csv", "--valid", "nowhere.csv")
        self.write("valid.csv", "age,city,bought\n30,Bern,yes\n31,Bern,no\n")
        self.refuse(FAILED, ["valid.csv", "sex"], "small.csv", "--valid", "valid.csv")


class BadRequest(BinetCase):
    def test_unwritable_output(self):
        for output in ("no/such/directory/model.json", "."):
            self.fail_with(FAILED, [output], "train", "small.csv", "--target", "bought", "-q", "-o", output)
        self.train()
        self.fail_with(FAILED, ["no/such"], "predict", "model.json", "small.csv", "-o", "no/such/directory/out.csv")

    def test_output_that_does_not_fit(self):
        self.train()
        for command in (["predict", "model.json", "small.csv"], ["inspect", "model.json"]):
            with open("/dev/full", "wb") as full:
                result = subprocess.run([self.program, *command], cwd=self.directory, stdout=full,
                                        stderr=subprocess.PIPE, text=True)
            self.assertEqual(result.returncode, FAILED)
            self.assertIn("cannot write standard output", result.stderr)
        self.write("big.csv", SMALL + "33,Bern,f,yes\n" * 5000)
        result = subprocess.run(["bash", "-c", f"ulimit -f 10; '{self.program}' predict model.json big.csv -o out.csv"],
                                cwd=self.directory, capture_output=True, text=True)
        self.assertEqual(result.returncode, FAILED, result.stderr)
        self.assertIn("cannot write out.csv", result.stderr)
        self.assertEqual([path.name for path in self.directory.glob("out.csv*")], [])

    def test_output_that_is_an_input(self):
        self.train()
        model = self.read("model.json")
        for output in ("--output", "--log"):
            self.fail_with(USAGE, ["small.csv"], "train", "small.csv", "--target", "bought", output, "./small.csv")
        self.fail_with(USAGE, ["m.json"], "train", "small.csv", "--target", "bought", "-o", "m.json", "--log", "m.json")
        for name in ("small.csv", "model.json"):
            self.fail_with(USAGE, [name], "predict", "model.json", "small.csv", "-o", name)
            self.fail_with(USAGE, [name], "evaluate", "model.json", "small.csv", "-o", name)
        self.assertEqual((self.read("small.csv"), self.read("model.json")), (SMALL, model))

    def test_settings_that_contradict_each_other(self):
        for key, *arguments in (("loss", "--class-weight", "balanced", "--positive-weight", "5"),
                                ("loss", "--loss", "focal"), ("encoding.bins", "--set", "encoding.bins=8")):
            self.fail_with(USAGE, [key], "train", "small.csv", "--target", "bought", "--model", "logistic", *arguments)

    def test_unknown_flag(self):
        self.fail_with(USAGE, ["--tagret", "--target"], "train", "small.csv", "--tagret", "bought")

    def test_values_no_flag_can_have(self):
        for arguments in (["--threads", "-2"], ["--threads", "two"], ["--seed", "x"], ["--model", "forest"],
                          ["--delimiter", "ab"], ["--delimiter", '"'], ["--delimiter", "\n"],
                          ["--set", "training.epochs=0"], ["--set", "training.epochs=2.7"],
                          ["--set", "training.epoch=2"], ["--set", "nonsense"]):
            self.fail_with(USAGE, [], "train", "small.csv", "--target", "bought", "-q", *arguments)

    def refuse_config(self, parts, text):
        self.write("model.json", "as it was")
        self.write("c.json", text)
        self.fail_with(USAGE, ["c.json", *parts], "train", "-c", "c.json", "-q")
        self.assertEqual(self.read("model.json"), "as it was")

    def test_config_with_a_typo(self):
        data = '"data": {"train": "small.csv", "target": "bought"}'
        self.refuse_config(["trainnig", "training"], "{%s, \"trainnig\": {}}" % data)
        self.refuse_config(["training.epoch", "epochs"], '{%s, "training": {"epoch": 3}}' % data)
        self.refuse_config(["training.epochs", "2.7"], '{%s, "training": {"epochs": 2.7}}' % data)
        self.refuse_config(["training.epochs", "true"], '{%s, "training": {"epochs": true}}' % data)
        self.refuse_config(["training.epochs"], '{%s, "training": {"epochs": 3, "epochs": 4}}' % data)
        self.refuse_config(["training.epochs"], '{%s, "training": {"epochs": 0}}' % data)
        self.refuse_config(["optimizer.name", "adm", "adam"], '{%s, "optimizer": {"name": "adm"}}' % data)
        self.refuse_config([], "{%s" % data)
        self.refuse_config([], "")
        self.refuse_config([], "[]")
        self.refuse_config(["a\\nb"], '{"a\\nb": 1}')
        self.refuse_config(["c.json", r"\u0000"], '{"data": {"train": "a\\u0000b"}}')

    def test_config_that_is_not_there(self):
        self.fail_with(FAILED, ["nowhere.json"], "train", "-c", "nowhere.json")


class ValuesOfFlags(BinetCase):
    """An error names the flag, what was expected and what was found."""

    def test_values_that_no_flag_takes(self):
        self.write("t.csv", "y,age\n1,2\n0,3\n1,4\n0,1\n")
        self.succeed("train", "t.csv", "--target", "y", "--model", "logistic", "--l2", "1", "-q", "-o", "m.json")
        for arguments, expected in (
                ("explain m.json t.csv --format pdf", "--format: expected one of text, csv, json, svg, found pdf"),
                ("completion fsh", "SHELL: expected one of bash, zsh, fish, found fsh"),
                ("activations --at x", "--at: expected a number, found x"),
                ("tune t.csv --target y --budget soon", '--budget: expected a time such as 10s'),
                ("threshold m.json t.csv --decide f2 -o n.json", '--decide: decision rule "f2": expected one of'),
                ("evaluate m.json t.csv --fail-under auc=0.9", '--fail-under: unknown metric "auc"')):
            self.fail_with(2, [expected], *arguments.split())

    def test_what_is_not_a_model_is_said_first(self):
        self.write("t.csv", "y,age\n1,2\n0,3\n1,4\n0,1\n")
        self.fail_with(1, ["binet: t.csv: not a Binet model (t.csv:1:1: not JSON"], "predict", "t.csv", "t.csv")
        self.fail_with(1, ["binet: m.json: cannot open"], "trace", "m.json", "t.csv", "--row", "2")
        self.fail_with(1, ["binet: t.csv: not a Binet model"], "trace", "t.csv", "t.csv")


class WhereASettingWasGiven(BinetCase):
    """Errors name the flag, --set or the config file that gave the setting."""

    def setUp(self):
        super().setUp()
        self.write("t.csv", "y,age\n1,2\n0,3\n1,4\n0,1\n")

    def test_a_config_set_or_a_flag(self):
        self.write("run.json", '{"data": {"train": "t.csv", "target": "y", "ignore": ["ID"]}}')
        self.fail_with(2, ["run.json: data.ignore: t.csv has no column 'ID'"], "train", "-c", "run.json")
        train = ("train", "t.csv", "--target", "y")
        self.fail_with(2, ["--ignore: t.csv has no column 'ID'"], *train, "--ignore", "ID")
        self.fail_with(2, ["--set data.ignore: t.csv has no column 'ID'"], *train, "--set", "data.ignore=ID")

    def test_a_value_that_does_not_suit_the_data(self):
        self.write("run.json", '{"data": {"train": "t.csv", "target": "y"}, "model": {"kind": "mlp"},'
                               ' "training": {"folds": 3}}')
        self.fail_with(2, ["run.json: training.folds 3: expected at most 2, the number of rows of the rarer class"],
                       "train", "-c", "run.json")
        self.fail_with(2, ["--set training.folds 4: expected at most 2"], "train", "t.csv", "--target", "y", "--model",
                       "mlp", "--set", "training.folds=4")

    def test_an_untrained_network_is_traced_by_its_config(self):
        self.write("net.json", '{"data": {"train": "t.csv", "target": "y", "numeric": ["w"]}}')
        self.fail_with(2, ["net.json: data.numeric: t.csv has no column 'w'"], "trace", "net.json")

    def test_a_layer_is_counted_from_1(self):
        self.fail_with(2, ['--layers: layer 2: activation: expected one of',
                           'found "sigmod"; did you mean \'sigmoid\'?'],
                       "train", "t.csv", "--target", "y", "--layers", "8:relu,4:sigmod")

    def test_a_key_at_the_beginning_is_named_by_its_flag(self):
        self.fail_with(2, ["--terms, character 1: found 'w'"], "train", "t.csv", "--target", "y", "--terms", "w")

    def test_a_number_out_of_the_range_of_a_flag(self):
        self.fail_with(2, ["--folds: expected a number from 2 to 1000, found 1"], "cv", "t.csv", "--target", "y", "-k",
                       "1")

    def test_a_column_of_groups_that_is_not_there(self):
        self.succeed("train", "t.csv", "--target", "y", "--model", "logistic", "--l2", "1", "-q", "-o", "m.json")
        self.fail_with(2, ["--by: t.csv has no column 'ward'"], "evaluate", "m.json", "t.csv", "--by", "ward")


class BadModel(BinetCase):
    def setUp(self):
        super().setUp()
        self.train()

    def refuse(self, parts, text):
        self.write("bad.json", text)
        self.write("out.csv", "as it was")
        for command in (["predict", "bad.json", "small.csv", "-o", "out.csv"], ["evaluate", "bad.json", "small.csv"],
                        ["inspect", "bad.json"]):
            self.fail_with(FAILED, ["bad.json", *parts], *command)
        self.assertEqual(self.read("out.csv"), "as it was")

    def change(self, edit):
        """The model's text with `edit` done to the parsed JSON."""
        model = json.loads(self.read("model.json"))
        edit(model)
        return json.dumps(model)

    def test_no_model(self):
        self.fail_with(FAILED, ["nowhere.json"], "predict", "nowhere.json", "small.csv")
        self.refuse([], "")
        self.refuse([], "[]")
        self.refuse(["binet-model"], "{}")
        self.refuse([], SMALL)

    def test_truncated(self):
        text = self.read("model.json").rstrip()
        for tenth in range(1, 10):
            self.refuse([], text[:len(text) * tenth // 10])
        self.refuse([], text[:-1])

    def test_newer_version(self):
        self.refuse(["version", "99"], self.change(lambda model: model.update(version=99)))

    def test_wrong_shape(self):
        def tensors(model):
            return model["members"][0]["layers"][0]["tensors"]

        self.refuse(["shape"], self.change(lambda model: tensors(model)[0]["shape"].reverse()))
        self.refuse(["expected"], self.change(lambda model: tensors(model)[0]["values"][0].pop()))
        self.refuse(["expected"], self.change(lambda model: tensors(model)[0]["values"].append([0.5])))

    def test_weight_that_is_not_finite(self):
        text = self.read("model.json")
        at = re.search(r'"values":\s*\[+\s*', text).end()
        end = re.compile(r"[\],]").search(text, at).start()
        for number in ("1e999", "NaN", "null", '"1"'):
            self.refuse([], text[:at] + number + text[end:])

    def test_metrics_outside_their_range(self):
        for part, name, value in (("validation_metrics", "roc_auc", 1.5), ("validation_metrics", "log_loss", -0.1),
                                  ("validation_metrics", "recall", -1), ("validation_metrics", "mcc", -1.01),
                                  ("validation_metrics", "brier", 2), ("validation_metrics", "accuracy", 7)):
            self.refuse([f"training.{part}.{name}", f"found {value}"],
                        self.change(lambda model: model["training"][part].update({name: value})))
        self.write("model.json", self.change(lambda model: model["training"]["validation_metrics"].update(mcc=None)))
        self.succeed("inspect", "model.json")

    def test_calibration_or_threshold_that_makes_no_probability_or_label(self):
        for part, key in (("calibration", "slope"), ("calibration", "intercept"), ("threshold", "value")):
            self.refuse([f"{part}.{key}", "null"], self.change(lambda model: model[part].update({key: None})))
        self.refuse(["threshold.value"], self.change(lambda model: model["threshold"].update(value=7)))

    def test_duplicate_column_name(self):
        self.refuse(["columns[3].name", "age"], self.change(lambda model: model["columns"].append(model["columns"][0])))

    def test_part_that_is_gone(self):
        for part in json.loads(self.read("model.json")):
            if part not in ("written_by",):
                self.refuse([], self.change(lambda model, part=part: model.pop(part)))


class BadPredictionData(BinetCase):
    def setUp(self):
        super().setUp()
        self.train()

    def refuse(self, status, parts, text, *arguments):
        self.write("out.csv", "as it was")
        self.write("bad.csv", text)
        self.fail_with(status, parts, "predict", "model.json", "bad.csv", "-o", "out.csv", *arguments)
        self.assertEqual(self.read("out.csv"), "as it was")

    def test_missing_column(self):
        self.refuse(FAILED, ["bad.csv", "city", "town"], SMALL.replace("city", "town"))

    def test_text_where_the_model_has_a_number(self):
        self.refuse(FAILED, ["bad.csv:42:", "age", "old"], SMALL + "old,Bern,f,yes\n")

    def test_error_far_down_the_file(self):
        self.refuse(FAILED, ["bad.csv:30001:"], "age,city,sex\n" + "33,Bern,f\n" * 29999 + "33,Bern\n")

    def test_kept_column_that_is_not_there(self):
        self.refuse(USAGE, ["id"], SMALL, "--keep", "id")

    def test_threshold_that_is_no_probability(self):
        for flag in ("--threshold", "--target-prior"):
            for share in ("2", "-1", "x", "nan", "1e400", ""):
                self.refuse(USAGE, [flag, share], SMALL, flag, share)
        self.refuse(USAGE, ["--target-prior"], SMALL, "--target-prior", "0")

    def test_number_of_threads_that_is_none(self):
        for threads in ("-1", "9999999999999", "two"):
            self.refuse(USAGE, ["--threads"], SMALL, "--threads", threads)

    def test_lines_that_end_in_a_lone_carriage_return(self):
        self.write("returns.csv", SMALL.replace("\n", "\r"))
        self.assertEqual(self.succeed("predict", "model.json", "returns.csv"),
                         self.succeed("predict", "model.json", "small.csv"))

    def test_evaluate_without_target(self):
        self.write("bad.csv", "age,city,sex\n33,Bern,f\n")
        self.fail_with(FAILED, ["bad.csv", "bought"], "evaluate", "model.json", "bad.csv")

    def test_evaluate_with_a_class_never_seen(self):
        self.write("bad.csv", SMALL + "33,Bern,f,maybe\n")
        self.fail_with(FAILED, ["bad.csv:42:", "maybe"], "evaluate", "model.json", "bad.csv")

    def test_unknown_metric_in_a_gate(self):
        self.fail_with(USAGE, ["auc", "roc_auc"], "evaluate", "model.json", "small.csv", "--fail-under", "auc=0.5")
        self.fail_with(USAGE, ["roc_auc"], "evaluate", "model.json", "small.csv", "--fail-under", "roc_auc")


if __name__ == "__main__":
    main()
