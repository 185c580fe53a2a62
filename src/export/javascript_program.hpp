#pragma once

#include "binet/base/types.hpp"

#include <string_view>

namespace binet::detail {

// The parts of an exported script that are the same for every model, before and after its tables.

inline constexpr std::string_view kJavaScriptFunctions =
    R"(  const {exp, expm1, log, log1p, tanh, sqrt, abs: fabs} = Math;
  const binet_sigmoid = x => x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
)";

/// Decodes base64 of little-endian numbers.
inline constexpr std::string_view kJavaScriptUnpacking =
    sizeof(Scalar) == 4
        ? R"(  const weightsOf = text => new Float32Array(Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer);
)"
        : R"(  const weightsOf = text => new Float64Array(Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer);
)";

/// Decodes RoundedWeights.
inline constexpr std::string_view kJavaScriptRounded = R"(  const valueOfDigit = new Int32Array(128);
  [...digits].forEach((digit, value) => { valueOfDigit[digit.charCodeAt(0)] = value; });
  function roundedWeights(count, lowBits, step, text) {
    const weights = new Float64Array(count), powers = Array.from({length: 53}, (_, power) => 2 ** power);
    let held = 0, available = 0, at = 0;
    function take(bits) {
      while (available < bits) {
        held += powers[available] *
          (valueOfDigit[text.charCodeAt(at)] * digits.length + valueOfDigit[text.charCodeAt(at + 1)]);
        available += 13;
        at += 2;
      }
      const taken = held % powers[bits];
      held = (held - taken) / powers[bits];
      available -= bits;
      return taken;
    }
    for (let i = 0; i < count; ++i) {
      const sign = take(1) === 1 ? -step : step;
      let magnitude = take(lowBits);
      while (take(1) === 1) magnitude += powers[lowBits];
      weights[i] = sign * magnitude;
    }
    return weights;
  }
)";

/// Then withTerms(numbers, texts), which computes the terms after the numbers; null where a term is not defined.
inline constexpr std::string_view kJavaScriptTerms = R"(
  const {log2, log10, pow} = Math;

  // A polynomial of x - origin per piece; the piece is the number of knots at or below x.
  function piecewise(x, knots, origins, coefficients) {
    let piece = 0, value = 0;
    while (piece < knots.length && x >= knots[piece]) ++piece;
    for (let k = coefficients[piece].length - 1; k >= 0; --k) value = value * (x - origins[piece]) + coefficients[piece][k];
    return value;
  }

)";

/// From a row of cells to a vector, and from vector to vector.
inline constexpr std::string_view kJavaScriptSteps = R"(
  for (const encoder of encoders) {
    for (const category of encoder.categories) {
      category.codes = new Map(category.levels.map((level, code) => [level, code]));
    }
  }
  const places = Array.from({length: placeCount}, () => new Float64Array(widest));

  // Writes 1, ..., 1, position, 0, ..., 0 for the bin in which x lies.
  function encodeBins(edges, x, inputs, at) {
    const bins = edges.length - 1;
    let bin = 0;
    while (bin < bins - 1 && x >= edges[bin + 1]) ++bin;
    for (let i = 0; i < bins; ++i) inputs[at + i] = i < bin ? 1 : 0;
    const position = (x - edges[bin]) / (edges[bin + 1] - edges[bin]);
    inputs[at + bin] = Math.min(Math.max(position, -1), 2);
  }

  // The input of a category's one-hot block that is 1; -1: none.
  function codeOf(category, text) {
    const other = category.pooled ? category.levels.length : -1;
    if (text === null || text === undefined) {
      return category.missing ? category.levels.length + (category.pooled ? 1 : 0) : other;
    }
    if (category.reference !== null && text === category.reference) return -1;
    const code = category.codes.get(text);
    return code === undefined ? other : code;
  }

  function encode(encoder, numbers, texts, inputs) {
    let dense = 0, codes = encoder.denseCount, bins = codes + encoder.codeCount;
    for (const number of encoder.numbers) {
      const value = numbers[number.column];
      const missing = value === null || value === undefined || Number.isNaN(value);
      let x = missing ? number.absent : Math.min(Math.max((value - number.center) / number.scale, -1e15), 1e15);
      if (number.clip > 0) x /= sqrt(1 + (x / number.clip) * (x / number.clip));
      if (number.edges.length === 0) {
        inputs[dense++] = x;
      } else {
        encodeBins(number.edges, x, inputs, bins);
        bins += number.edges.length - 1;
      }
      if (number.missingIndicator) inputs[dense++] = missing ? 1 : 0;
    }
    for (const category of encoder.categories) {
      const count = category.levels.length + (category.pooled ? 1 : 0) + (category.missing ? 1 : 0);
      const code = codeOf(category, texts[category.column]);
      for (let i = 0; i < count; ++i) inputs[codes + i] = i === code ? 1 : 0;
      codes += count;
    }
  }

  // Each reads the vectors at one or two places and writes the one at another.
  const stepKinds = {
    affine(step, x, other, z) {
      for (let u = 0; u < step.units; ++u) z[u] = step.bias[u];
      for (let i = 0; i < step.inputs; ++i) {
        const value = step.scale.length === 0 ? x[i] : x[i] * step.scale[i];
        if (value === 0) continue;
        for (let u = 0; u < step.units; ++u) z[u] += value * step.weights[i * step.units + u];
      }
    },
    activation(step, x, other, y) {
      for (let u = 0; u < step.units; ++u) y[u] = step.activation(x[u]);
    },
    product(step, a, b, y) {
      for (let u = 0; u < step.units; ++u) y[u] = a[u] * b[u];
    },
    normalise(step, x, other, y) {
      let mean = 0, variance = 0;
      for (let u = 0; u < step.units; ++u) mean += x[u] / step.units;
      for (let u = 0; u < step.units; ++u) variance += (x[u] - mean) * (x[u] - mean) / step.units;
      const deviation = sqrt(variance + step.epsilon);
      for (let u = 0; u < step.units; ++u) y[u] = step.weights[u] * (x[u] - mean) / deviation + step.bias[u];
    },
  };
)";

/// For a model that reads one row at a time; withTerms comes before it.
inline constexpr std::string_view kJavaScriptProgram = R"(
  // numbers: with the values of terms, if the model has any.
  function logitOf(numbers, texts) {
    let positiveSum = 0, negativeSum = 0, logit = 0;
    for (const member of members) {
      encode(encoders[member.encoder], numbers, texts, places[0]);
      for (const step of member.steps) stepKinds[step.kind](step, places[step.from], places[step.other], places[step.to]);
      logit = places[0][0];
      positiveSum += member.weight * binet_sigmoid(logit);
      negativeSum += member.weight * binet_sigmoid(-logit);
    }
    if (members.length > 1) logit = log(positiveSum) - log(negativeSum);
    return intercept + slope * logit;
  }

  // The probability of the positive class; NaN where a term is not defined or the offset is missing. numbers: null or
  // NaN where missing; texts: null where missing; in the order of numberColumns and categoryColumns.
  function probability(numbers, texts) {
    const all = withTerms(numbers, texts);
    return all === null ? NaN : binet_sigmoid(logitOf(all, texts));
  }

  // row: {column: value}; a column that is absent, null or NaN is missing.
  const cellOf = row => name => Object.prototype.hasOwnProperty.call(row, name) ? row[name] : null;
  const predict = row => probability(numberColumns.map(cellOf(row)), categoryColumns.map(cellOf(row)));

  // Compares itself with the predictions of the program that wrote it.
  function selfTest() {
    let largestDifference = 0;
    for (const [numbers, texts, expected] of testRows) {
      const difference = fabs(probability(numbers, texts) - expected);
      if (!(difference <= largestDifference)) largestDifference = difference;
    }
    return {rows: testRows.length, largestDifference, passed: largestDifference <= tolerance};
  }
)";

/// For a page: the values from which the interval of a probability is computed.
inline constexpr std::string_view kJavaScriptInputs = R"(
  // The logit of a row, and the inputs of its first network: numbers, then a 1 for the level of each category, and
  // whether every category has such a level. null where there is no probability.
  function inspect(row) {
    const texts = categoryColumns.map(cellOf(row)), all = withTerms(numberColumns.map(cellOf(row)), texts);
    if (all === null) return null;
    const logit = logitOf(all, texts), encoder = encoders[members[0].encoder];
    if (Number.isNaN(logit)) return null;
    encode(encoder, all, texts, places[0]);
    return {logit, inputs: Array.from(places[0].subarray(0, encoder.denseCount + encoder.codeCount)),
            known: encoder.categories.every(category => codeOf(category, texts[category.column]) >= 0)};
  }
)";

/// For a model that reads the rows of a sequence one after another; it has one network.
inline constexpr std::string_view kJavaScriptSequenceProgram = R"(
  // The sum of a gate: the part of the row, and that of the state.
  function gate(step, z, h, k) {
    let sum = z[k];
    for (let i = 0; i < step.units; ++i) sum += h[i] * step.weights[i * step.inputs + k];
    return sum;
  }

  const recurrentKinds = {
    // Keeps the memory c, then the state h.
    lstm(step, z, kept, to) {
      const n = step.units, c = kept.subarray(0, n), h = kept.subarray(n);
      for (let u = 0; u < n; ++u) {
        const input = binet_sigmoid(gate(step, z, h, u)), forget = binet_sigmoid(gate(step, z, h, n + u));
        const output = binet_sigmoid(gate(step, z, h, 2 * n + u));
        c[u] = forget * c[u] + input * tanh(gate(step, z, h, 3 * n + u));
        to[u] = output * tanh(c[u]);
      }
      for (let u = 0; u < n; ++u) h[u] = to[u];
    },
    // Keeps the state h.
    gru(step, z, h, to) {
      const n = step.units;
      for (let u = 0; u < n; ++u) {
        const reset = binet_sigmoid(gate(step, z, h, u)), update = binet_sigmoid(gate(step, z, h, n + u));
        const fromState = gate(step, z, h, 2 * n + u) - z[2 * n + u] + step.bias[u];
        to[u] = (1 - update) * tanh(z[2 * n + u] + reset * fromState) + update * h[u];
      }
      for (let u = 0; u < n; ++u) h[u] = to[u];
    },
  };

  // Begins a sequence: what is kept of its rows so far.
  const start = () => new Float64Array(kept);

  // Reads the next row of a sequence and changes its state. The probability of the positive class after the rows so
  // far. numbers: null or NaN where missing; texts: null where missing; in the order of numberColumns and
  // categoryColumns.
  function probability(state, numbers, texts) {
    encode(encoders[members[0].encoder], numbers, texts, places[0]);
    for (const step of members[0].steps) {
      if (step.kind in recurrentKinds) recurrentKinds[step.kind](step, places[step.from], state, places[step.to]);
      else stepKinds[step.kind](step, places[step.from], places[step.other], places[step.to]);
    }
    return binet_sigmoid(intercept + slope * places[0][0]);
  }

  // The same for a row {column: value}; a column that is absent, null or NaN is missing.
  function next(state, row) {
    const cell = name => Object.prototype.hasOwnProperty.call(row, name) ? row[name] : null;
    return probability(state, numberColumns.map(cell), categoryColumns.map(cell));
  }

  // After all rows of a sequence, in their order; NaN without rows.
  function predict(rows) {
    const state = start();
    return rows.reduce((before, row) => next(state, row), NaN);
  }

  // Compares itself with the predictions of the program that wrote it.
  function selfTest() {
    let largestDifference = 0, state = start();
    for (const [numbers, texts, expected, begins] of testRows) {
      if (begins) state = start();
      const difference = fabs(probability(state, numbers, texts) - expected);
      if (!(difference <= largestDifference)) largestDifference = difference;
    }
    return {rows: testRows.length, largestDifference, passed: largestDifference <= tolerance};
  }
)";

}  // namespace binet::detail
