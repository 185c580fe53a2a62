#!/usr/bin/env python3
"""What the program's file says of how it was linked and compiled; docs/security.md promises it."""

import os
import shutil
import subprocess
import sys
import unittest

from binet_case import BinetCase, main


@unittest.skipUnless(sys.platform.startswith("linux") and shutil.which("readelf"), "needs readelf, on Linux")
class Hardening(BinetCase):
    def readelf(self, *flags):
        return subprocess.run(["readelf", "--wide", *flags, self.program], capture_output=True, text=True,
                              check=True).stdout

    def test_addresses_are_random_and_their_tables_read_only(self):
        self.assertRegex(self.readelf("--file-header"), r"Type:\s+DYN")
        segments = self.readelf("--program-headers")
        self.assertIn("GNU_RELRO", segments)
        self.assertRegex(segments, r"GNU_STACK.* RW ", "the stack is not executable")
        self.assertIn("BIND_NOW", self.readelf("--dynamic"))

    def test_what_reads_files_checks_its_stack_and_buffers(self):
        symbols = self.readelf("--symbols", "--dyn-syms")
        if "__asan_init" in symbols or "__tsan_init" in symbols:
            self.skipTest("sanitizers check more")
        self.assertIn("__stack_chk_fail", symbols)
        if os.environ.get("FORTIFIED"):  # library calls can be fortified only where they are optimised
            self.assertRegex(symbols, r"__v?snprintf_chk|__memcpy_chk|__read_chk")


if __name__ == "__main__":
    main()
