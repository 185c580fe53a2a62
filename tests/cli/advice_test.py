#!/usr/bin/env python3
"""Flags that errors about a file advise: the command must have them, and they must work."""

import re

from binet_case import SMALL, BinetCase, main

LINES = SMALL.splitlines()


def with_line(line):
    return "\n".join([*LINES[:20], line, *LINES[20:]]) + "\n"


# What is wrong with a file, the file, and the flag that the error advises.
FILES = {
    "short": (with_line("44,Bern"), "--fill-short-rows"),
    "one": (with_line("44"), "--fill-short-rows"),
    "backslash": (with_line('44,"Be\\"rn",f,no'), "--escape"),
    "apostrophes": (with_line("44,'Bern,Oslo',f,no"), "--quote"),
    "quoted": ("\n".join(",".join(f"'{cell}'" for cell in line.split(",")) for line in LINES) + "\n", "--quote"),
    "duplicate": ("\n".join([LINES[0] + ",age", *(line + ",1" for line in LINES[1:])]) + "\n", "--rename-duplicates"),
    "latin1": (with_line("44,Zürich,f,no").encode("latin1"), "--encoding"),
}
VALUES = {"--fill-short-rows": [], "--rename-duplicates": [], "--escape": ["\\"], "--quote": ["'"],
          "--encoding": ["latin1"]}


class Advice(BinetCase):
    def setUp(self):
        super().setUp()
        self.train("--l2", "0")

    def commands(self, data):
        model = "model.json"
        yield "predict", model, data, "-o", "out.csv"
        yield "evaluate", model, data
        yield "explain", model, data
        yield "explain", model, data, "--folds", "3"
        yield "compare", model, model, data
        yield "report", model, data, "-o", "out.html"
        yield "threshold", model, data, "--decide", "f1", "-o", "out.json"
        yield "check", data, "--against", model
        yield "trace", model, data, "--row", "1"
        yield "train", data, "--target", "bought", "--model", "logistic", "-o", "out.json"

    def test_names_a_flag_that_the_command_has_and_that_works(self):
        for name, (text, flag) in FILES.items():
            self.write(name + ".csv", text)
            for command in self.commands(name + ".csv"):
                with self.subTest(name=name, command=command[0]):
                    found = self.run_binet(*command)
                    if found.returncode == 0:  # a short row may be one of missing cells
                        self.assertNotIn(flag, found.stderr)
                    else:
                        self.assertIn(flag, found.stderr)
                    if name == "short" or (name == "one" and command[0] == "train"):
                        continue  # it lacks the target
                    self.succeed(*command, *([] if found.returncode == 0 else [flag, *VALUES[flag]]),
                                 *(["--drop-unlabelled"] if "--drop-unlabelled" in self.flags_of(command[0]) else []))

    def flags_of(self, command):
        return re.findall(r"--[a-z-]+", self.succeed(command, "--help"))

    def test_commands_that_read_the_training_data_again_name_no_flag(self):
        self.write("missing.csv", with_line("44,Bern,f,"))
        for name, (text, _) in FILES.items():
            self.write(name + ".csv", text)
            for command in (["inspect", "model.json", "--data"], ["verify", "model.json"]):
                found = self.run_binet(*command, name + ".csv")
                self.assertNotEqual(found.returncode, 0, (command, name))
                self.assertIn("expected the data that the model was trained on", found.stderr)
                self.assertNotIn("--", found.stderr)
        self.fail_with(1, ["missing", "expected the data that the model was trained on"], "verify", "model.json",
                       "missing.csv")

    def test_importance_by_folds_drops_unlabelled_rows_and_reads_as_asked(self):
        self.write("missing.csv", with_line("44,Bern,f,"))
        self.fail_with(1, ["--drop-unlabelled"], "explain", "model.json", "missing.csv", "--folds", "3", "-q")
        self.succeed("explain", "model.json", "missing.csv", "--folds", "3", "--drop-unlabelled")

    def test_a_flag_of_one_character_says_so(self):
        self.fail_with(2, ["--quote: expected one character, found ab"], "predict", "model.json", "small.csv",
                       "--quote", "ab", "-o", "out.csv")


if __name__ == "__main__":
    main()
