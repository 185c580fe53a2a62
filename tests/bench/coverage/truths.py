"""Truths of the simulation: functions that draw rows (numbers, a category or None) and their true logits."""

import numpy

CATEGORY = "uvw"


def linear(random, rows):
    x = random.normal(size=(rows, 4))
    return x, None, -0.4 + x @ numpy.array([0.9, -0.6, 0.4, 0])


def additive(random, rows):
    x, c = random.normal(size=(rows, 3)), random.integers(0, 3, rows)
    curves = 1.2 * numpy.sin(1.5 * x[:, 0]) + 0.6 * (x[:, 1] ** 2 - 1)
    return x, c, -0.3 + curves + numpy.array([-0.5, 0, 0.6])[c]


def interaction(random, rows):
    x, c = random.normal(size=(rows, 2)), random.integers(0, 3, rows)
    return x, c, -0.6 + 0.8 * x[:, 0] - 0.5 * x[:, 1] + 0.5 * x[:, 0] * x[:, 1] + numpy.array([-0.4, 0, 0.5])[c]


def jump(random, rows):
    x = random.uniform(-1.7, 1.7, size=(rows, 3))
    return x, None, 1.5 * numpy.sign(x[:, 0] * x[:, 1]) + 0.8 * x[:, 2]


def noise(random, rows):
    return random.normal(size=(rows, 5)), None, numpy.full(rows, -1.0)


def many(random, rows):
    x, slopes = random.normal(size=(rows, 20)), numpy.zeros(20)
    slopes[:6] = 0.6, -0.5, 0.4, 0.3, -0.3, 0.2
    return x, None, -0.5 + x @ slopes + 0.4 * x[:, 0] * x[:, 1]


def product(random, rows):
    """Four columns that matter only together, two by two, with an uneven distribution."""
    x = random.exponential(size=(rows, 4)) - 1
    return x, None, 0.3 + 0.7 * x[:, 0] * x[:, 1] - 0.7 * x[:, 2] * x[:, 3]


def rare(random, rows):
    x = random.normal(size=(rows, 6))
    return x, None, -2.8 + x @ numpy.array([0.8, 0.6, -0.5, 0.3, 0, 0])


TRUTHS = {each.__name__: each for each in (linear, additive, interaction, jump, noise, many, product, rare)}
