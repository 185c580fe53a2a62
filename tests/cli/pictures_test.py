#!/usr/bin/env python3
"""The pictures of docs/sigmoid.md are those that scripts/pictures makes with this program."""

import os
import re
import subprocess

from binet_case import PROJECT, BinetCase, main

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class Pictures(BinetCase):
    def test_committed_pictures_are_up_to_date(self):
        subprocess.run([PROJECT / "scripts" / "pictures", self.directory / "pictures"], check=True, timeout=100,
                       env={**os.environ, "BINET": os.path.abspath(self.program)})
        committed = sorted((PROJECT / "docs" / "pictures").glob("*.svg"))
        self.assertEqual([p.name for p in committed], sorted(p.name for p in (self.directory / "pictures").iterdir()))
        for path in committed:
            made, kept = self.read(f"pictures/{path.name}"), path.read_text(encoding="utf-8")
            self.assertEqual(NUMBER.sub("#", made), NUMBER.sub("#", kept), f"{path.name}: run scripts/pictures")
            for left, right in zip(NUMBER.findall(made), NUMBER.findall(kept)):
                self.assertLessEqual(abs(float(left) - float(right)), 0.21, path.name)


if __name__ == "__main__":
    main()
