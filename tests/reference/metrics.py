#!/usr/bin/env python3
"""Writes metrics.json, the fixtures that tests/eval compares metrics with.

Needs python3-sklearn and python3-numpy (made with scikit-learn 1.2.1):  tests/reference/metrics.py > metrics.json
Metrics are scikit-learn's where it has them; the others follow their definitions, written here as plainly as can be:
standard errors over all pairs of rows, calibration lines by Newton's method in extended precision.
"""

import json
import sys
import warnings

import numpy as np
import sklearn.metrics as sk

warnings.filterwarnings("error")
THRESHOLD = 0.4


def ratio(numerator, denominator):
    return numerator / denominator if denominator else None


def mean_error(value, weight):
    """Standard error of a weighted mean of independent rows; deviation/sqrt(n) for equal weights."""
    value, weight = value[weight > 0], weight[weight > 0]
    n = len(value)
    if n < 2:
        return None
    mean = np.average(value, weights=weight)
    return float(np.sqrt(n / (n - 1) * np.sum((weight * (value - mean)) ** 2)) / weight.sum())


def delong_error(y, p, w):
    x, wx, z, wz = p[y == 1], w[y == 1], p[y == 0], w[y == 0]
    if len(x) < 2 or len(z) < 2:
        return None
    wins = (x[:, None] > z[None, :]) + 0.5 * (x[:, None] == z[None, :])
    errors = [mean_error(wins @ wz / wz.sum(), wx), mean_error(wx @ wins / wx.sum(), wz)]
    return float(np.hypot(*errors))


def expected_calibration_error(y, p, w, bins=10):
    bin_of = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], p)  # as sklearn.calibration.calibration_curve
    gaps = [abs(np.sum(w[bin_of == b] * (p - y)[bin_of == b])) for b in range(bins)]
    return float(sum(gaps) / w.sum())


def calibration_line(y, p, w):
    y, p, w = (a.astype(np.longdouble)[w > 0] for a in (y, p, w))
    z = np.log(p) - np.log1p(-p)
    if len(set(y)) < 2 or z[y == 0].max() <= z[y == 1].min() or z[y == 1].max() <= z[y == 0].min():
        return dict.fromkeys(["intercept", "slope", "intercept_error", "slope_error"])
    a, b = np.longdouble(0), np.longdouble(0)

    def inverse(c):
        m00, m01, m11 = c.sum(), (c * z).sum(), (c * z * z).sum()
        return np.array([[m11, -m01], [-m01, m00]]) / (m00 * m11 - m01 * m01)

    for _ in range(60):
        q = 1 / (1 + np.exp(-a - b * z))
        step = inverse(w * q * (1 - q)) @ np.array([(w * (q - y)).sum(), (w * (q - y) * z).sum()])
        a, b = a - step[0], b - step[1]
    q = 1 / (1 + np.exp(-a - b * z))
    c = w * w * q * (1 - q)
    middle = np.array([[c.sum(), (c * z).sum()], [(c * z).sum(), (c * z * z).sum()]])
    covariance = inverse(w * q * (1 - q)) @ middle @ inverse(w * q * (1 - q))
    return {"intercept": float(a), "slope": float(b),
            "intercept_error": float(np.sqrt(covariance[0, 0])), "slope_error": float(np.sqrt(covariance[1, 1]))}


def expected(y, p, w):
    label = (p >= THRESHOLD).astype(int)
    (tn, fp), (fn, tp) = sk.confusion_matrix(y, label, labels=[0, 1], sample_weight=w).tolist()
    both = tp + fn > 0 and tn + fp > 0
    line = calibration_line(y, p, w)
    log_loss_terms = -np.where(y == 1, np.log(p), np.log1p(-p))
    recall_error = mean_error(label[y == 1] == 1, w[y == 1])
    specificity_error = mean_error(label[y == 0] == 0, w[y == 0])
    values = {
        "log_loss": sk.log_loss(y, p, labels=[0, 1], sample_weight=w),
        "brier": sk.brier_score_loss(y, p, pos_label=1, sample_weight=w),
        "accuracy": sk.accuracy_score(y, label, sample_weight=w),
        "balanced_accuracy": sk.balanced_accuracy_score(y, label, sample_weight=w) if both else None,
        "precision": ratio(tp, tp + fp), "recall": ratio(tp, tp + fn), "specificity": ratio(tn, tn + fp),
        "f1": sk.f1_score(y, label, sample_weight=w) if tp + fp + fn > 0 else None,
        "mcc": sk.matthews_corrcoef(y, label, sample_weight=w) if both and tp + fp > 0 and tn + fn > 0 else None,
        "roc_auc": sk.roc_auc_score(y, p, sample_weight=w) if both else None,
        "average_precision": sk.average_precision_score(y, p, sample_weight=w) if tp + fn > 0 else None,
        "ece": expected_calibration_error(y, p, w),
        "calibration_slope": line["slope"], "calibration_intercept": line["intercept"],
    }
    errors = {
        "log_loss": mean_error(log_loss_terms, w), "brier": mean_error((p - y) ** 2, w),
        "accuracy": mean_error(label == y, w),
        "precision": mean_error(y[label == 1] == 1, w[label == 1]),
        "recall": recall_error, "specificity": specificity_error,
        "balanced_accuracy": float(np.hypot(recall_error, specificity_error) / 2) if both else None,
        "roc_auc": delong_error(y, p, w) if both else None,
        "calibration_slope": line["slope_error"], "calibration_intercept": line["intercept_error"],
    }
    return {"confusion": {"true_positive": tp, "false_positive": fp, "true_negative": tn, "false_negative": fn},
            "values": values, "errors": errors}


def cases():
    random = np.random.default_rng(1)

    def labels(p):
        return (random.random(len(p)) < p).astype(int)

    smooth = random.beta(1.2, 1.8, 60)
    yield "continuous", labels(smooth), smooth, None
    ties = random.integers(1, 10, 60) / 10
    yield "ties", labels(ties), ties, None
    yield "weights", labels(smooth), smooth, random.exponential(2, 60)
    yield "ties and weights, some 0", labels(ties), ties, random.integers(0, 4, 60).astype(float)
    extreme = 1 / (1 + np.exp(-random.normal(0, 12, 60)))
    wrong = labels(extreme)
    wrong[:6] = 1 - wrong[:6]
    yield "extreme probabilities", wrong, np.clip(extreme, 1e-15, 1 - 1e-15), None
    overconfident = 1 / (1 + np.exp(-4 * np.log(smooth / (1 - smooth))))
    yield "overconfident", labels(smooth), overconfident, None
    yield "rare positives", np.arange(60) % 20 == 3, 0.05 + smooth / 10, None
    yield "all positive", np.ones(12), smooth[:12], None
    yield "all negative", np.zeros(12), smooth[:12], random.exponential(2, 12)
    yield "one probability", np.arange(10) % 3 == 0, np.full(10, 0.3), None
    yield "separated", np.repeat([0, 1], 6), np.sort(smooth[:12]), None
    yield "ranked backwards", np.repeat([1, 0], 6), np.sort(smooth[:12]), None
    yield "one row", np.ones(1), np.array([0.7]), None


def main():
    fixtures = []
    for name, y, p, w in cases():
        y = np.asarray(y).astype(int)
        fixtures.append({"name": name, "threshold": THRESHOLD, "probability": p.tolist(), "target": y.tolist(),
                         "weight": [] if w is None else w.tolist(),
                         "expected": expected(y, p, np.ones(len(p)) if w is None else w)})
    json.dump(fixtures, sys.stdout, indent=None, separators=(",", ":"), allow_nan=False)
    print()


main()
