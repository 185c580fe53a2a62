#!/usr/bin/env python3
"""Malicious models, checkpoints and numbers end in one line that says what is wrong, never in a signal or a NaN."""

import gzip
import json
import re

from binet_case import PROJECT, SMALL, BinetCase, main

DEEP = 100_000


def reversed_keys(value):
    """The same JSON with the keys of every object in the opposite order of the alphabet."""
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in sorted(value, reverse=True)}
    return [reversed_keys(item) for item in value] if isinstance(value, list) else value


class HostileModel(BinetCase):
    def setUp(self):
        super().setUp()
        self.train(kind="mlp", model="model.json")
        self.model = json.loads(self.read("model.json"))

    def refuse(self, parts, change):
        model = json.loads(self.read("model.json"))
        change(model)
        self.write("bad.json", json.dumps(model))
        for command in (("inspect", "bad.json"), ("predict", "bad.json", "small.csv"), ("export", "bad.json")):
            self.fail_with(1, ["bad.json", *parts], *command)

    def test_order_of_keys_does_not_matter(self):
        before = self.succeed("predict", "model.json", "small.csv")
        for other in (json.dumps(self.model, sort_keys=True), json.dumps(reversed_keys(self.model))):
            self.write("other.json", other)
            self.assertEqual(self.succeed("predict", "other.json", "small.csv"), before)

    def test_keys_nobody_reads(self):
        for path in ([], ["target"], ["threshold"], ["calibration"], ["training"], ["columns", 0], ["encoders", 0],
                     ["encoders", 0, "numeric", 0], ["encoders", 0, "categories", 0], ["members", 0],
                     ["members", 0, "input"], ["members", 0, "layers", 0], ["members", 0, "layers", 0, "tensors", 0]):
            def add(model, path=path):
                for step in path:
                    model = model[step]
                model["thresold"] = 1
            self.refuse(["unknown key", "thresold"], add)

    def test_duplicate_keys(self):
        text = self.read("model.json").replace('"threshold":', '"threshold": {"value": 0.9, "rule": "x"}, "threshold":',
                                               1)
        self.write("bad.json", text)
        self.fail_with(1, ["bad.json", "threshold", "duplicate"], "predict", "bad.json", "small.csv")

    def test_fields_out_of_range(self):
        def numeric(model):
            return model["encoders"][0]["numeric"][0]

        def categories(model):
            return model["encoders"][0]["categories"]

        self.refuse(["scale"], lambda model: numeric(model).update(scale=-1))
        self.refuse(["clip"], lambda model: numeric(model).update(clip=-3))
        self.refuse(["column"], lambda model: numeric(model).update(column="nobody"))
        self.refuse(["column", "twice"], lambda model: categories(model).append(dict(categories(model)[0])))
        self.refuse(["levels", "once"], lambda model: model["columns"][1].update(levels=["Bern", "Bern", "Oslo"]))
        self.refuse(["negative"], lambda model: model["target"].update(negative=model["target"]["positive"]))
        for share in (0, 1, 7, -1):
            self.refuse(["positive_share"], lambda model, share=share: model["training"].update(positive_share=share))
        self.refuse(["rows"], lambda model: model["training"].update(rows=-1))
        self.refuse(["members", "1"], lambda model: model["members"][0].update(weight=0.5))

    def test_layers_of_terabytes(self):
        for units in (10**12, 10**15, -1):
            self.refuse(["units"], lambda model, units=units: model["members"][0]["layers"][0].update(units=units))

    def test_weights_that_overflow(self):
        text = self.read("model.json")
        at = text.index('"values":')
        numbers = iter(("3e38", "-3e38"))
        text = text[:at] + re.sub(r"-?\d[\d.e+-]*", lambda found: next(numbers, found.group()), text[at:], count=2)
        self.write("bad.json", re.sub(r"(?<=\[\[)[^\]]*(?=\])",
                                      lambda row: re.sub(r"-?\d[\d.e+-]*", "3e38", row.group()), text))
        result = self.run_binet("predict", "bad.json", "small.csv", "--format", "plain")
        self.assertIn(result.returncode, (0, 1))
        self.assertNotIn("nan", result.stdout)
        self.assertIn(self.run_binet("evaluate", "bad.json", "small.csv").returncode, (0, 1))

    def test_text_after_a_nul_byte(self):
        self.write("bad.json", self.read("model.json") + "\0{}")
        self.fail_with(1, ["bad.json", "NUL"], "predict", "bad.json", "small.csv")

    def test_nesting(self):
        for start in ("[", '{"a":', '{"format": "binet-model", "x": ' + "["):
            self.write("deep.json", start * DEEP)
            self.fail_with(1, ["deep.json"], "predict", "deep.json", "small.csv")
            self.fail_with(2, ["deep.json"], "train", "small.csv", "--target", "bought", "-c", "deep.json")
            self.fail_with(1, ["deep.json"], "train", "--resume", "deep.json")

    def test_files_of_another_kind(self):
        self.write("c.json", json.dumps({"data": {"target": "y"}}))
        self.fail_with(1, ["c.json", "a config"], "predict", "c.json", "small.csv")
        self.write("c.json", json.dumps({"format": "binet-checkpoint"}))
        self.fail_with(1, ["c.json", "binet-checkpoint"], "predict", "c.json", "small.csv")
        self.write("lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
        self.fail_with(1, ["lfs", "Git LFS pointer"], "predict", "lfs", "small.csv")
        self.fail_with(1, ["small.csv:1:1", "not JSON"], "predict", "small.csv", "small.csv")
        self.write("p.json", '{"format": "binet-model", "x": NaN}')
        self.fail_with(1, ["p.json:1:", "Python"], "predict", "p.json", "small.csv")
        self.write("p.json", '{"format": "binet-model", "x": True}')
        self.fail_with(1, ["p.json:1:", "Python"], "predict", "p.json", "small.csv")


class HostileCheckpoint(BinetCase):
    def refuse(self, parts, change, seed="validation"):
        checkpoint = json.loads((PROJECT / "tests/fuzz/corpus/checkpoint" / f"{seed}.json").read_text())
        change(checkpoint, checkpoint["networks"][0])
        self.write("c.json", json.dumps(checkpoint))
        self.fail_with(1, ["c.json", *parts], "train", "--resume", "c.json")

    def test_states_that_training_cannot_have_left(self):
        self.refuse(["best"], lambda _, network: network.update(best=network["best"][8:]))
        self.refuse(["parameters", "finite"], lambda _,
                    network: network.update(parameters="7fc00000" + network["parameters"][8:]))
        self.refuse(["parameters", "hexadecimal"], lambda _, network: network.update(parameters="xyz" * 8))
        self.refuse(["epochs"], lambda _, network: network.update(epochs="7ff8000000000000" * 6))
        self.refuse(["epochs"], lambda _, network: network.update(epochs=network["epochs"][16:]))
        self.refuse(["epochs"], lambda _, network: network.update(epochs=""))
        self.refuse(["best_epoch"], lambda _, network: network.update(best_epoch=2_000_000_000))
        self.refuse(["networks[1].network"], lambda checkpoint, network: checkpoint["networks"].append(network))
        self.refuse(["unknown key"], lambda checkpoint, _: checkpoint.update(extra=1))

    def test_a_network_of_another_size(self):
        (self.directory / "rows.csv").write_bytes((PROJECT / "tests/compat/rows.csv").read_bytes())
        def shorten(_, network):
            network.update(best="")
        checkpoint = json.loads((PROJECT / "tests/fuzz/corpus/checkpoint/validation.json").read_text())
        shorten(checkpoint, checkpoint["networks"][0])
        self.write("c.json", json.dumps(checkpoint))
        self.fail_with(1, ["best epoch"], "train", "--resume", "c.json", "-q", "-o", "m.json")

    def test_files_that_a_checkpoint_names_are_not_overwritten(self):
        (self.directory / "rows.csv").write_bytes((PROJECT / "tests/compat/rows.csv").read_bytes())
        self.write("notes.txt", "precious\n")
        self.train(model="finished.json")
        finished = self.read("finished.json")
        checkpoint = json.loads((PROJECT / "tests/fuzz/corpus/checkpoint/validation.json").read_text())

        def name(**outputs):
            checkpoint["config"]["output"].update(outputs)
            self.write("c.json", json.dumps(checkpoint))

        for victim in ("notes.txt", "finished.json", "small.csv"):
            name(model=victim)
            self.fail_with(1, ["c.json", victim, "-o"], "train", "--resume", "c.json", "-q")
        name(model="new.json", log="notes.txt")
        self.fail_with(1, ["c.json", "notes.txt", "--log"], "train", "--resume", "c.json", "-q")
        name(model="new.json", log="", checkpoint="notes.txt")
        self.succeed("train", "--resume", "c.json", "-q")
        self.assertEqual(self.read("notes.txt"), "precious\n")
        self.assertEqual(self.read("finished.json"), finished)
        self.write("c.json", json.dumps(checkpoint))
        self.succeed("train", "--resume", "c.json", "-q", "-o", "notes.txt")
        self.assertIn("binet-model", self.read("notes.txt"))
        self.write("c.json", json.dumps(checkpoint))
        self.fail_with(2, ["--resume", "-o"], "train", "--resume", "c.json", "--epochs", "3")

    def test_states_of_other_lengths(self):
        (self.directory / "rows.csv").write_bytes((PROJECT / "tests/compat/rows.csv").read_bytes())

        def refuse(parts, seed, **changes):
            checkpoint = json.loads((PROJECT / "tests/fuzz/corpus/checkpoint" / f"{seed}.json").read_text())
            network = checkpoint["networks"][0]
            network.update({key: change(network[key]) for key, change in changes.items()})
            self.write("c.json", json.dumps(checkpoint))
            self.fail_with(1, parts, "train", "--resume", "c.json", "-q", "-o", "m.json")

        refuse(["held-out logits"], "folds", validation_logits=lambda logits: [text[8:] for text in logits])
        refuse(["held-out logits"], "folds", validation_logits=lambda logits: [])
        refuse(["validation_logits", "per epoch"], "folds", validation_logits=lambda logits: logits * 2)
        refuse(["best epoch"], "folds", best_validation_logits=lambda text: text[8:])
        refuse(["logits"], "validation", validation_logits=lambda logits: ["00000000"] * 2)
        refuse(["network 77"], "folds", network=lambda number: 77)
        refuse(["update rule"], "folds", update_rule=lambda text: text[16:])
        refuse(["finished"], "folds", finished=lambda finished: not finished)


class HostileNumbers(BinetCase):
    def test_weights_beyond_single_precision(self):
        self.fail_with(1, ["loss.positive_weight", "1e+39"], "train", "small.csv", "--target", "bought",
                       "--positive-weight", "1e39")
        rows = SMALL.splitlines()
        self.write("w.csv", "\n".join([rows[0] + ",w", *(row + ",1e29" for row in rows[1:])]) + "\n")
        for kind in ("logistic", "mlp", "auto"):
            self.fail_with(1, ["w.csv:", "loss.positive_weight"], "train", "w.csv", "--target", "bought", "--weight",
                           "w",
                           "--positive-weight", "1e10", "--model", kind)


class HostileTables(BinetCase):
    def test_records_beyond_the_limit(self):
        self.train()
        rows = SMALL.splitlines()
        self.write("long.csv", "\n".join([*rows[:5], "7," + "x" * 5000 + ",m,no", *rows[5:]]) + "\n")
        self.write("open.csv", "\n".join([*rows[:5], '7,"Bern,m,no', *rows[5:] * 400]) + "\n")
        self.write("head.csv", '"' + "x" * 5000 + '\n' * 5000)
        for command in (("predict", "model.json"), ("evaluate", "model.json"), ("train",), ("check",), ("cv",)):
            target = ("--target", "bought") if command[-1] != "model.json" else ()
            if command[0] in ("predict", "train"):
                target += ("-o", "out")
            for name, line in (("long.csv", 6), ("open.csv", 6), ("head.csv", 1)):
                parts = [f":{line}: ", "quote"] + (["more than 1024 bytes", "--max-record"]
                                                   if name != "open.csv" else [])
                self.fail_with(1, parts, *command, name, *target, "--max-record", "1k")
                self.fail_with(1, parts, *command, "-", *target, "--max-record", "1k", stdin=self.read(name))
        self.succeed("predict", "model.json", "long.csv")
        self.fail_with(2, ["--max-record"], "predict", "model.json", "long.csv", "--max-record", "0")

    def test_more_input_than_the_limit(self):
        self.train()
        for name, data in (("small.csv", SMALL.encode()), ("s.csv.gz", gzip.compress(SMALL.encode()))):
            self.write(name, data)
            for piped in (False, True):
                for command in (("predict", "model.json"), ("train",), ("check",)):
                    target = ("--target", "bought") if command == ("train",) else ()
                    self.fail_with(1, ["more than 100 bytes", "--max-input"], *command, "-" if piped else name, *target,
                                   "--max-input", "100", stdin=data if piped else None)
            self.succeed("predict", "model.json", name, "--max-input", "1M")

    def test_decompression_bombs(self):
        with gzip.open(self.directory / "bomb.csv.gz", "wb", compresslevel=9) as file:
            file.write(b"a,y\n\"")
            for _ in range(100):
                file.write(b"x" * (1 << 20))
        self.assertLess((self.directory / "bomb.csv.gz").stat().st_size, 200_000)
        self.fail_with(1, ["bomb.csv.gz:2: ", "--max-record"], "check", "bomb.csv.gz")
        self.fail_with(1, ["--max-input"], "check", "bomb.csv.gz", "--max-input", "10M")

    def test_numbers_at_the_ends_of_their_range(self):
        rows = SMALL.splitlines()
        ends = ("1.7e308", "-1.7e308")
        self.write("ends.csv", "\n".join([rows[0] + ",wide",
                                          *(f"{row},{ends[i % 2]}" for i, row in enumerate(rows[1:]))]) + "\n")
        self.succeed("check", "ends.csv", "--target", "bought")
        for kind in ("logistic", "mlp", "auto"):
            self.train(data="ends.csv", kind=kind)
            probabilities = self.succeed("predict", "model.json", "ends.csv", "--format", "plain").split()
            self.assertTrue(all(0 <= float(p) <= 1 for p in probabilities))
            self.succeed("evaluate", "model.json", "ends.csv")
            self.succeed("inspect", "model.json", "--weights")
            for language in ("c", "javascript"):
                self.succeed("export", "model.json", "--format", language)


class HostileText(BinetCase):
    NASTY = "a\x1b]0;owned\x07\u202eb\u009bc"

    def test_no_file_plays_with_a_terminal(self):
        data = SMALL.replace("age", self.NASTY).replace("Bern", self.NASTY)
        self.write("nasty.csv", data)
        shown = [self.run_binet(*arguments) for arguments in (
            ("train", "nasty.csv", "--target", "bought", "--model", "logistic", "-o", "nasty.json"),
            ("inspect", "nasty.json"), ("inspect", "nasty.json", "--weights"), ("check", "nasty.csv"),
            ("predict", "nasty.json", "small.csv"), ("train", "nasty.csv", "--target", self.NASTY + "x"))]
        for result in shown:
            for mark in "\x1b\x07\u202e\u009b":
                self.assertNotIn(mark, result.stdout + result.stderr, result.args)

    def test_messages_are_not_cut_at_nul(self):
        self.write("nul.csv", SMALL.replace("Bern", "Be\0rn", 1))
        self.fail_with(1, ["nul.csv:2:", "NUL"], "train", "nul.csv", "--target", "bought")
        self.write("c.json", '{"model": {"ki\\u0000nd": "mlp"}}')
        self.fail_with(2, ["c.json", "u0000", "nd"], "train", "small.csv", "--target", "bought", "-c", "c.json")
        self.write("c.json", '{"model": {"kind": "ml\\u0000p"}}')
        self.fail_with(2, ["c.json", "u0000"], "train", "small.csv", "--target", "bought", "-c", "c.json")

    def test_long_lines_are_cut(self):
        self.write("long.csv", "a,y\n" + "x" * 1_000_000 + ",1,2\n")
        result = self.run_binet("check", "long.csv")
        self.assertLess(len(result.stderr), 5000)


if __name__ == "__main__":
    main()
