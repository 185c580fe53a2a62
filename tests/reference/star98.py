#!/usr/bin/python3
"""Writes tests/reference/statistics/star98.csv: statsmodels' data of 303 Californian school districts, with the numbers
of pupils above (NABOVE) and below (NBELOW) the median, as two rows per district of weight `pupils`. By hand:

    python3 tests/reference/star98.py > tests/reference/statistics/star98.csv
"""

import csv
import sys

import statsmodels.api as sm

data = sm.datasets.star98.load_pandas().data
columns = [name for name in data.columns if name not in ("NABOVE", "NBELOW")]
writer = csv.writer(sys.stdout, lineterminator="\n")
writer.writerow([*columns, "above", "pupils"])
for _, row in data.iterrows():
    for above, counts in ((1, "NABOVE"), (0, "NBELOW")):
        writer.writerow([*(repr(float(row[name])).removesuffix(".0") for name in columns), above, int(row[counts])])
