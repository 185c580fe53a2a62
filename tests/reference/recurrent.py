#!/usr/bin/env python3
"""Writes recurrent.json: outputs and gradients of PyTorch's LSTM and GRU, in double precision, on ragged sequences.

Parameters stand in the order of Binet's layers: weights (inputs × gates·units), bias, recurrent (units × gates·units),
and for a GRU recurrent_bias; gates in the order i, f, o, g and r, z, n. The gradient is that of the sum of all outputs.
"""
import json
from pathlib import Path

import torch

INPUTS, UNITS, LENGTHS = 3, 4, [5, 1, 7, 3]
GATES = {"lstm": [0, 1, 3, 2], "gru": [0, 1, 2]}  # place of each of Binet's gates in PyTorch's order i, f, g, o


def in_order(matrix, gates):
    """PyTorch's rows, gates·units × columns, as the columns of Binet's matrix, in one list."""
    parts = matrix.reshape(len(gates), UNITS, -1)[gates].reshape(len(gates) * UNITS, -1)
    return parts.T.reshape(-1).tolist()


def reference(name):
    torch.manual_seed(7)
    layer = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[name](INPUTS, UNITS).double()
    gates = GATES[name]
    if name == "lstm":
        layer.bias_hh_l0.data.zero_()  # Binet has one bias
    else:
        layer.bias_hh_l0.data[: 2 * UNITS] = 0
    sequences = [torch.randn(length, INPUTS, dtype=torch.float64) for length in LENGTHS]
    outputs = [layer(x)[0][-1] for x in sequences]
    sum(output.sum() for output in outputs).backward()

    def flat(weights, bias, recurrent, recurrent_bias):
        values = in_order(weights, gates) + in_order(bias, gates) + in_order(recurrent, gates)
        return values + (recurrent_bias[2 * UNITS:].tolist() if name == "gru" else [])

    tensors = (layer.weight_ih_l0, layer.bias_ih_l0, layer.weight_hh_l0, layer.bias_hh_l0)
    return {
        "units": UNITS,
        "lengths": LENGTHS,
        "steps": torch.cat(sequences).tolist(),
        "parameters": flat(*(t.detach() for t in tensors)),
        "output": [output.tolist() for output in outputs],
        "gradient": flat(*(t.grad for t in tensors)),
    }


path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps({name: reference(name) for name in GATES}) + "\n")
