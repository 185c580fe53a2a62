#!/usr/bin/env python3
"""docs/architecture.md is true: the tests, folders and files that it names exist."""

import re

from binet_case import PROJECT, BinetCase, main


def rows_of(section):
    """The cells of each row of the table in a section of the page, without its header."""
    page = (PROJECT / "docs/architecture.md").read_text(encoding="utf-8")
    text = page.split(f"\n## {section}\n")[1].split("\n## ")[0].split("\n### ")[0]
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            for line in text.splitlines() if line.startswith("| ")]
    return rows[2:]


class ArchitecturePage(BinetCase):
    def test_every_row_of_what_can_be_added_names_a_test(self):
        tests = "\n".join(path.read_text(encoding="utf-8") for pattern in ("*.cpp", "*.py")
                          for path in (PROJECT / "tests").rglob(pattern))
        for what, *_, cell in rows_of("To add one thing"):
            names = re.findall(r"`([^`]+)`", cell)
            self.assertTrue(names, what)
            for name in names:
                if "/" in name:
                    self.assertTrue((PROJECT / name).exists(), f"{what}: {name}")
                    continue
                suite, _, test = name.partition(".")
                found = rf"TEST(_[FP])?\({suite}, *{test}\b" if test else rf"TEST(_[FP])?\({suite},|class {suite}\("
                self.assertRegex(tests, found, f"{what}: {name}")

    def test_every_folder_of_the_source_has_a_row(self):
        folders = {folder.name for folder in (PROJECT / "src").iterdir() if folder.is_dir()}
        self.assertEqual({row[0].strip("`") for row in rows_of("Folders")}, folders)

    def test_every_room_is_a_file_of_the_source(self):
        for room, _ in rows_of("Rooms"):
            for name in re.findall(r"`([^`]+)`", room):
                files = [*(PROJECT / "src").glob(f"{name}*"), *(PROJECT / "include/binet").glob(f"{name}*")]
                self.assertTrue(files, name)


if __name__ == "__main__":
    main()
