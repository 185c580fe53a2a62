"""Files as people have them: several at a time, JSON lines, other quotes, and drift against a model."""

import gzip
import json
import sqlite3
import unittest

from binet_case import SMALL, BinetCase, main

FAILED, USAGE, GATE = 1, 2, 3


def as_json_lines(text):
    names, *rows = [line.split(",") for line in text.splitlines()]
    lines = []
    for row in rows:
        cells = {n: int(c) if c.isdigit() else c for n, c in zip(names, row)}
        lines.append(json.dumps(cells))
    return "\n".join(lines) + "\n"


class SeveralFiles(BinetCase):
    def setUp(self):
        super().setUp()
        self.header, *rows = SMALL.splitlines(keepends=True)
        self.rows = rows
        self.write("a.csv", self.header + "".join(rows[:15]))
        self.write("b.csv.gz", gzip.compress((self.header + "".join(rows[15:30])).encode()))
        self.write("c.csv", "\ufeff" + self.header + "".join(rows[30:]).rstrip("\n"))

    def parts_of(self, model):
        document = json.loads(self.read(model))
        return document["columns"], document["members"]

    def test_are_read_as_one(self):
        self.train(model="one.json")
        self.succeed("train", "a.csv", "b.csv.gz", "c.csv", "--target", "bought", "--model", "logistic", "-q",
                     "-o", "parts.json")
        self.assertEqual(self.parts_of("one.json"), self.parts_of("parts.json"))
        rows = json.loads(self.succeed("check", "a.csv", "b.csv.gz", "c.csv", "--json"))["rows"]
        self.assertEqual(rows, 40)

    def test_paths_in_a_config_are_relative_to_it(self):
        config = {"data": {"train": "a.csv", "more": ["b.csv.gz", "c.csv"], "target": "bought"},
                  "model": {"kind": "logistic"}, "output": {"model": "m.json"}}
        (self.directory / "deep").mkdir()
        for name in ("a.csv", "b.csv.gz", "c.csv"):
            (self.directory / name).rename(self.directory / "deep" / name)
        self.write("deep/config.json", json.dumps(config))
        self.succeed("train", "-c", "deep/config.json", "-q")

    def test_another_header_names_the_file(self):
        self.write("d.csv", self.header.replace("sex", "gender") + "".join(self.rows[:5]))
        self.fail_with(FAILED, ["d.csv: another header than in a.csv", "'gender'; expected 'sex'"], "train", "a.csv",
                       "d.csv",
                       "--target", "bought")

    def test_errors_name_the_file_and_its_line(self):
        self.write("d.csv", self.header + self.rows[0] + "33,Bern,f\n")
        for command in ("train", "check"):
            self.fail_with(FAILED, ["d.csv:3: 3 fields"], command, "a.csv", "b.csv.gz", "d.csv", "--target", "bought")
        self.write("e.csv", self.header + self.rows[0] + "33,Bern,f,\n")
        self.fail_with(FAILED, ["e.csv:3: "], "train", "a.csv", "b.csv.gz", "e.csv", "--target", "bought")


    def test_titles_above_each_header_are_skipped(self):
        titled = {"d.csv": "Sales 2023\n\n" + self.header + "".join(self.rows[:20]),
                  "e.csv": "# made by hand\nSales 2024\nall regions\n" + self.header + "".join(self.rows[20:])}
        for name, text in titled.items():
            self.write(name, text)
        self.train(model="one.json")
        self.succeed("train", "d.csv", "e.csv", "--target", "bought", "--model", "logistic", "-q", "-o", "parts.json")
        self.assertEqual(self.parts_of("one.json"), self.parts_of("parts.json"))
        self.write("e.csv", titled["e.csv"] + "".join(2 * self.rows[20:]) + "33,Bern,f\n")
        self.fail_with(FAILED, ["e.csv:65: 3 fields"], "train", "d.csv", "e.csv", "--target", "bought")

    def test_an_empty_file_is_named(self):
        self.write("d.csv", "")
        self.fail_with(FAILED, ["d.csv: the file is empty; expected the header of a.csv"], "train", "a.csv", "d.csv",
                       "--target", "bought")


class JsonLines(BinetCase):
    def test_are_read_as_csv_is(self):
        self.train(model="csv.json")
        self.write("small.jsonl", as_json_lines(SMALL))
        self.train(data="small.jsonl", model="lines.json")
        by_csv = self.succeed("predict", "csv.json", "small.csv")
        self.assertEqual(self.succeed("predict", "lines.json", "small.jsonl"), by_csv)
        self.assertEqual(self.succeed("predict", "csv.json", "-", stdin=as_json_lines(SMALL)), by_csv)

    def test_escapes_absent_keys_and_null(self):
        lines = ['{"age": 30, "city": "B\\u00e9rn", "sex": "f"}', '{"city": null, "sex": "m, \\"x\\"", "age": 31}',
                 '{"age": null}']
        self.train()
        self.write("new.jsonl", "\n".join(lines))
        rows = self.succeed("predict", "model.json", "new.jsonl", "-q", "--keep-all").splitlines()
        self.assertEqual([row.rsplit(",", 2)[0] for row in rows],
                         ["age,city,sex", "30,Bérn,f", '31,,"m, ""x"""', ",,"])

    def test_other_lines_are_refused_with_their_number(self):
        good = '{"age": 30, "city": "Bern", "sex": "f"}\n'
        for bad, parts in {'{"age": {"years": 30}}': ["2:", "nested", "age"], '{"age": 30': ["2:", "comma or }"],
                           '{"age": thirty}': ["2:", "number"], '{"age": 1, "age": 2}': ["2:", "duplicated"],
                           '{"age": "old", "city": "Bern", "sex": "f"}': ["2:", "age", "old"]}.items():
            self.train()
            self.write("bad.jsonl", good + bad + "\n")
            self.fail_with(FAILED, ["bad.jsonl:"] + parts, "predict", "model.json", "bad.jsonl")


class Databases(BinetCase):
    def setUp(self):
        super().setUp()
        names, *rows = [line.split(",") for line in SMALL.splitlines()]
        database = sqlite3.connect(self.directory / "shop.db")
        types = ", ".join(f'"{name}" {"real" if rows[0][k].isdigit() else "text"}' for k, name in enumerate(names))
        database.execute(f"create table people ({types})")
        database.executemany(f"insert into people values ({','.join('?' * len(names))})",
                             [[c or None for c in row] for row in rows])
        database.execute("create table odd (name text, bytes blob)")
        database.execute("insert into odd values ('a', x'00ff')")
        database.commit()
        database.close()

    def test_the_rows_of_a_query_are_the_table(self):
        query = ("--query", "select * from people")
        self.succeed("train", "shop.db", *query, "--target", "bought", "--model", "logistic", "-o", "of_query.json")
        self.succeed("train", "small.csv", "--target", "bought", "--model", "logistic", "-o", "of_file.json")
        from_query = self.succeed("predict", "of_query.json", "shop.db", *query)
        self.assertEqual(from_query, self.succeed("predict", "of_file.json", "small.csv"))
        self.assertIn("trained on this file", self.run_binet("evaluate", "of_query.json", "shop.db", *query).stderr)
        self.succeed("check", "shop.db", *query)

    def test_what_is_no_query_on_a_database_is_refused(self):
        train = ("train", "--target", "bought", "-o", "m.json")
        self.fail_with(FAILED, ["shop.db", "--query 'select * from TABLE' reads it"], *train, "shop.db")
        self.fail_with(FAILED, ["small.csv", "expected an SQLite database"], *train, "small.csv", "--query", "select 1")
        self.fail_with(USAGE, ["no such table: nobody"], *train, "shop.db", "--query", "select * from nobody")
        self.fail_with(USAGE, ["does not only read"], *train, "shop.db", "--query", "delete from people")
        self.fail_with(USAGE, ["expected a single SELECT"], *train, "shop.db", "--query", "select 1; select 2")
        self.fail_with(USAGE, ["standard input"], *train, "-", "--query", "select 1")
        self.fail_with(FAILED, ["row 1, column 'bytes'", "a cell of bytes"], "check", "shop.db", "--query",
                       "select * from odd")
        self.fail_with(FAILED, ["absent.db"], *train, "absent.db", "--query", "select 1")


class Encodings(BinetCase):
    def test_a_training_file_in_utf16_is_known_again(self):
        self.write("wide.csv", SMALL.encode("utf-16"))
        self.succeed("train", "wide.csv", "--target", "bought", "--model", "logistic", "-o", "m.json")
        self.assertIn("trained on this file", self.run_binet("evaluate", "m.json", "wide.csv").stderr)
        self.assertNotIn("trained on this file", self.run_binet("evaluate", "m.json", "small.csv").stderr)


class Dialects(BinetCase):
    def same(self, text, *flags):
        self.train(model="csv.json")
        self.write("other.csv", text)
        self.train(*flags, data="other.csv", model="other.json")
        self.assertEqual(self.succeed("predict", "other.json", "other.csv"),
                         self.succeed("predict", "csv.json", "small.csv"))

    def test_quotes(self):
        self.same("\n".join(",".join(f"'{cell}'" for cell in line.split(",")) for line in SMALL.splitlines()),
                  "--quote", "'")

    def test_escapes(self):
        self.train()
        self.write("new.csv", 'age,city,sex\n30,"a \\"b\\"",f\n31,x\\,y,m\n')
        self.train("--escape", "\\", model="escaped.json")
        rows = self.succeed("predict", "escaped.json", "new.csv", "-q", "--keep", "city").splitlines()
        self.assertEqual([row.rsplit(",", 2)[0] for row in rows], ["city", '"a ""b"""', '"x,y"'])

    def test_comments_keep_the_numbers_of_lines(self):
        header, *rows = SMALL.splitlines(keepends=True)
        self.same(header + "// one\n" + "".join(rows[:9]) + "// two, with a comma\n" + "".join(rows[9:]), "--comment",
                  "//")
        self.write("bad.csv", header + "// one\n" + rows[0] + "33\n")
        self.fail_with(FAILED, ["bad.csv:4:"], "predict", "other.json", "bad.csv")


class UnlabelledRows(BinetCase):
    def test_do_not_decide_on_types(self):
        rows = SMALL + "pending,Bern,f,\npending,Oslo,m,\n"
        self.train("--drop-unlabelled", data=self.write("unlabelled.csv", rows).name, model="unlabelled.json")
        self.train()
        columns = [json.loads(self.read(m))["columns"] for m in ("model.json", "unlabelled.json")]
        self.assertEqual([c["type"] for c in columns[1]], [c["type"] for c in columns[0]])
        self.assertIn("'pending'", self.succeed("inspect", "unlabelled.json"))


class Dates(BinetCase):
    def setUp(self):
        super().setUp()
        rows = [f"2022-{1 + i % 12:02}-{1 + i % 28:02},{'yes' if i * 7 % 13 < 5 else 'no'}\n" for i in range(60)]
        self.write("dates.csv", "when,y\n" + "".join(rows))
        self.train(data="dates.csv", target=("--target", "y"))

    def test_outside_the_range_are_shown_as_days(self):
        self.write("new.csv", "when,y\n" + "2024-05-31,yes\n" * 9)
        errors = self.run_binet("predict", "model.json", "new.csv").stderr
        self.assertIn("2022-01-01 to 2022-12-24, as 2024-05-31", errors)

    def test_a_validation_file_counts_from_the_same_day(self):
        self.write("valid.csv", "when,y\n" + "2022-12-01,yes\n2022-12-02,no\n" * 9)
        self.train("--valid", "valid.csv", data="dates.csv", target=("--target", "y"), model="valid.json")
        report = json.loads(self.read("valid.json"))["training"]
        measured = json.loads(self.succeed("evaluate", "valid.json", "valid.csv", "--json"))["metrics"]
        self.assertAlmostEqual(report["validation_metrics"]["log_loss"], measured["log_loss"], places=6)

    def test_written_otherwise_are_an_error_with_the_line(self):
        self.write("new.csv", "when,y\n2022-05-31,yes\n31.05.2022,no\n")
        self.fail_with(FAILED, ["new.csv:3:", "when", "31.05.2022", "year first"], "predict", "model.json", "new.csv")


class DriftAgainstAModel(BinetCase):
    def figures(self, text):
        self.write("new.csv", text)
        return json.loads(self.succeed("check", "new.csv", "--against", "model.json", "--json"))

    def test_the_training_rows_have_none(self):
        self.train()
        found = self.figures(SMALL)
        self.assertEqual(found["rows"], 40)
        for column in found["columns"]:
            self.assertLess(column["psi"], 1e-9)
        self.assertLess(found["predictions"]["psi"], 3)  # few rows, and the model learned from them

    def test_another_unit_is_ranked_first_and_fails_a_gate(self):
        self.train()
        header, *rows = SMALL.splitlines(keepends=True)
        cents = header + "".join(str(100 * int(row.split(",")[0])) + row[row.index(","):] for row in rows)
        found = self.figures(cents)
        self.assertEqual(found["columns"][0]["name"], "age")
        self.assertGreater(found["columns"][0]["psi"], 1)
        self.assertEqual(found["columns"][0]["outside"], 1)
        run = self.run_binet("check", "new.csv", "--against", "model.json", "--fail-over", "psi=0.25")
        self.assertEqual(run.returncode, GATE)
        self.assertIn("psi of column 'age'", run.stderr)
        self.assertLessEqual(max(map(len, run.stdout.splitlines())), 90)
        self.succeed("check", "small.csv", "--against", "model.json", "--fail-over", "psi=5", "--fail-over", "range=0")
        self.fail_with(USAGE, ["--fail-over age=1", "psi"], "check", "new.csv", "--against", "model.json",
                       "--fail-over", "age=1")

    def test_unseen_levels_and_missing_cells(self):
        self.train()
        found = self.figures(SMALL.replace("Bern", "Ulm").replace(",f,", ",,"))
        by_name = {column["name"]: column for column in found["columns"]}
        self.assertEqual(by_name["city"]["commonest_unseen"], "Ulm")
        self.assertAlmostEqual(by_name["sex"]["missing"], 0.5)

    def test_rows_count_by_their_weight(self):
        header, *rows = SMALL.splitlines()
        weights = [i % 3 for i in range(len(rows))]
        weighted = f"{header},w\n" + "".join(f"{row},{w}\n" for row, w in zip(rows, weights))
        self.write("weighted.csv", weighted)
        self.train("--weight", "w", data="weighted.csv")
        found = self.figures(weighted)
        for column in found["columns"]:
            self.assertLess(column["psi"], 1e-9)
            self.assertAlmostEqual(column["missing"], column["missing_in_training"])
        repeated = self.figures(header + "\n" + "".join(f"{row}\n" * w for row, w in zip(rows, weights)))
        self.assertEqual(repeated["columns"], found["columns"])
        self.assertAlmostEqual(repeated["predictions"]["mean"], found["predictions"]["mean"])
        self.write("new.csv", f"{header},w\n{rows[0]},0\n")
        self.fail_with(FAILED, ["new.csv", '"w"', "is 0"], "check", "new.csv", "--against", "model.json")

    def test_a_model_without_histograms_says_so(self):
        self.train()
        document = json.loads(self.read("model.json"))
        for column in document["columns"]:
            for key in ("bin_edges", "bin_levels", "bin_shares"):
                column.pop(key, None)
        self.write("old.json", json.dumps(document))
        self.assertIn("No PSI", self.succeed("check", "small.csv", "--against", "old.json"))
        run = self.run_binet("check", "small.csv", "--against", "old.json", "--fail-over", "psi=0.25")
        self.assertEqual(run.returncode, GATE)

    def test_limits_are_settings(self):
        self.train("--set", "drift.unseen=0.9")
        self.write("new.csv", SMALL.replace("Bern", "Ulm"))
        self.assertEqual(self.run_binet("predict", "model.json", "new.csv").stderr, "")
        self.assertIn("Ulm", self.run_binet("predict", "model.json", "new.csv", "--warn-over", "unseen=0.1").stderr)


if __name__ == "__main__":
    main()
