#!/usr/bin/env python3
"""Writes explanations.json: partial dependence and permutation importance of scikit-learn for a logistic regression
without penalty on age and dose of trial.csv, which tests/cli/explanations_test.py compares `binet explain` with:
  python3 tests/reference/explanations.py > tests/reference/explanations.json
"""

import csv
import json
import pathlib

import numpy
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.linear_model import LogisticRegression

PATH = pathlib.Path(__file__).parent / "statistics/trial.csv"
with PATH.open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
NAMES = ["age", "dose"]
X = numpy.array([[float(row[name]) for name in NAMES] for row in ROWS])
Y = numpy.array([int(row["y"]) for row in ROWS])
SCALE = X.std(axis=0)
MODEL = LogisticRegression(C=1e12, tol=1e-12, max_iter=10000).fit(X / SCALE, Y)
FOUND = {"importance": {}, "partial_dependence": {}}
IMPORTANCE = permutation_importance(MODEL, X / SCALE, Y, scoring="neg_log_loss", n_repeats=400, random_state=1)
for place, name in enumerate(NAMES):
    FOUND["importance"][name] = {
        "mean": IMPORTANCE.importances_mean[place], "error": IMPORTANCE.importances_std[place] / 400 ** 0.5}
    effect = partial_dependence(MODEL, X / SCALE, [place], method="brute", response_method="predict_proba",
                                percentiles=(0, 1), grid_resolution=1000)
    values = effect["grid_values" if "grid_values" in effect else "values"][0] * SCALE[place]
    FOUND["partial_dependence"][name] = {"values": values.tolist(), "mean": effect["average"][0].tolist()}
print(json.dumps(FOUND, indent=1))
