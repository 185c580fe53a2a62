// The families of functions a network is made of, one row each, as in the program's tables: activations, losses,
// initialisers, update rules. Value and slope stand together. tests/playground holds every row to the program.
"use strict";
const playFunctions = (() => {
  const {abs, exp, expm1, log1p, max, min, pow, sqrt, tanh} = Math;

  // Both branches exponentiate a negative number: nothing overflows.
  const sigmoid = x => x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
  const softplus = x => max(x, 0) + log1p(exp(-abs(x)));

  // Klambauer et al. 2017.
  const kSeluScale = 1.0507009873554805, kSeluNegative = kSeluScale * 1.6732632423543772;
  // Hendrycks, Gimpel 2016.
  const kGeluLinear = 1.5957691216057308, kGeluCubic = kGeluLinear * 0.044715;
  const geluInner = x => x * (kGeluLinear + kGeluCubic * x * x);
  // x·σ(inner(x)) has the slope σ + x·σ·(1 − σ)·inner′(x); beyond ±100 the second part is 0 in effect, and must not
  // become ∞·0.
  function selfGatedSlope(x, inner, innerSlope) {
    const s = sigmoid(inner(x)), near = min(max(x, -100), 100);
    return s + near * s * (1 - s) * innerSlope(near);
  }

  // y = value(x); slope(x, y) is dy/dx; range is that of y, null where unbounded. single(x), where it is given, is the
  // value in single precision to the program's last bit.
  const activations = [
    {name: "identity", formula: "x", range: [null, null], value: x => x, slope: () => 1},
    {name: "sigmoid", formula: "1/(1 + exp(−x))", range: [0, 1], value: sigmoid, single: playSingle.sigmoid,
     slope: (x, y) => y * (1 - y)},
    {name: "tanh", formula: "tanh(x)", range: [-1, 1], value: tanh, single: playSingle.tanh,
     slope: (x, y) => (1 - y) * (1 + y)},
    {name: "relu", formula: "max(x, 0)", range: [0, null], value: x => x > 0 ? x : 0, slope: (x, y) => y > 0 ? 1 : 0},
    {name: "leaky_relu", formula: "x > 0 ? x : 0.01 x", range: [null, null], value: x => x > 0 ? x : 0.01 * x,
     slope: (x, y) => y > 0 ? 1 : 0.01},
    {name: "elu", formula: "x > 0 ? x : exp(x) − 1", range: [-1, null], value: x => x > 0 ? x : expm1(x),
     slope: (x, y) => y > 0 ? 1 : y + 1},
    {name: "selu", formula: "1.0507 (x > 0 ? x : 1.6733 (exp(x) − 1))", range: [-kSeluNegative, null],
     value: x => x > 0 ? kSeluScale * x : kSeluNegative * expm1(x), slope: (x, y) => y > 0 ? kSeluScale : y +
       kSeluNegative},
    {name: "gelu", formula: "x σ(1.5958 (x + 0.044715 x³))", range: [-0.17, null], value: x =>
      x * sigmoid(geluInner(x)),
     slope: x => selfGatedSlope(x, geluInner, v => kGeluLinear + 3 * kGeluCubic * v * v)},
    {name: "silu", formula: "x σ(x)", range: [-0.279, null], value: x => x * sigmoid(x),
     slope: x => selfGatedSlope(x, v => v, () => 1)},
    {name: "softplus", formula: "ln(1 + exp(x))", range: [0, null], value: softplus, slope: x => sigmoid(x)},
  ];

  // Of a logit z and a target y, 0 or 1. Nothing here takes a logarithm of a probability.
  const tail = z => sigmoid(-abs(z));                          // of the less likely class
  const residual = (z, y, t) => z > 0 ? (1 - y) - t : t - y;   // σ(z) − y without cancellation
  const kGamma = 2;
  function focalParts(z) {
    const p = sigmoid(z), q = sigmoid(-z), loss = softplus(z), power = exp(-kGamma * softplus(-z));
    return {p, q, loss, power};
  }
  const losses = [
    {name: "log_loss", formula: "−y ln p − (1 − y) ln(1 − p)",
     value: (z, y) => softplus(-abs(z)) + abs(z) * (z > 0 ? 1 - y : y), slope: (z, y) => residual(z, y, tail(z))},
    {name: "squared_error", formula: "(p − y)² / 2", value: (z, y) => 0.5 * pow(residual(z, y, tail(z)), 2),
     slope: (z, y) => { const t = tail(z); return residual(z, y, t) * t * (1 - t); }},
    {name: "focal", formula: "−y (1 − p)² ln p − (1 − y) p² ln(1 − p)",
     value: (z, y) => {
       const a = focalParts(z), b = focalParts(-z);
       return (1 - y) * a.power * a.loss + y * b.power * b.loss;
     },
     slope: (z, y) => {
       const a = focalParts(z), b = focalParts(-z);
       return (1 - y) * a.power * (kGamma * a.q * a.loss + a.p) - y * b.power * (kGamma * b.q * b.loss + b.p);
     }},
  ];

  // deviation(inputs, units) of the weights; "data" is in network.js, because it needs rows.
  const glorot = (inputs, units) => sqrt(2 / (inputs + units)), he = inputs => sqrt(2 / inputs), lecun = inputs =>
    sqrt(1 / inputs);
  const initializers = [
    {name: "zero", deviation: () => 0, uniform: false},
    {name: "xavier_normal", deviation: glorot, uniform: false},
    {name: "xavier_uniform", deviation: glorot, uniform: true},
    {name: "he_normal", deviation: he, uniform: false},
    {name: "he_uniform", deviation: he, uniform: true},
    {name: "lecun_normal", deviation: lecun, uniform: false},
    {name: "lecun_uniform", deviation: lecun, uniform: true},
  ];

  // step(p, g, rate, memory, t) moves the parameters p along the gradient g; t counts steps from 1; `memories` is the
  // number of arrays of their size that the rule keeps.
  const kMomentum = 0.9, kDecay = 0.9, kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8, kWeightDecay = 0.01;
  function adam(p, g, rate, [mean, square], t) {
    const scale1 = 1 / (1 - pow(kBeta1, t)), scale2 = 1 / (1 - pow(kBeta2, t));
    for (let i = 0; i < p.length; ++i) {
      mean[i] = kBeta1 * mean[i] + (1 - kBeta1) * g[i];
      square[i] = kBeta2 * square[i] + (1 - kBeta2) * g[i] * g[i];
      p[i] -= rate * scale1 * mean[i] / (sqrt(scale2 * square[i]) + kEpsilon);
    }
  }
  const updateRules = [
    {name: "sgd", memories: 0, step(p, g, rate) { for (let i = 0; i < p.length; ++i) p[i] -= rate * g[i]; }},
    {name: "momentum", memories: 1, step(p, g, rate, [velocity]) {
      for (let i = 0; i < p.length; ++i) p[i] -= rate * (velocity[i] = kMomentum * velocity[i] + g[i]);
    }},
    {name: "nesterov", memories: 1, step(p, g, rate, [velocity]) {
      for (let i = 0; i < p.length; ++i) {
        velocity[i] = kMomentum * velocity[i] + g[i];
        p[i] -= rate * (g[i] + kMomentum * velocity[i]);
      }
    }},
    {name: "adagrad", memories: 1, step(p, g, rate, [squares]) {
      for (let i = 0; i < p.length; ++i) {
        squares[i] += g[i] * g[i];
        p[i] -= rate * g[i] / (sqrt(squares[i]) + kEpsilon);
      }
    }},
    {name: "rmsprop", memories: 1, step(p, g, rate, [squares]) {
      for (let i = 0; i < p.length; ++i) {
        squares[i] = kDecay * squares[i] + (1 - kDecay) * g[i] * g[i];
        p[i] -= rate * g[i] / (sqrt(squares[i]) + kEpsilon);
      }
    }},
    {name: "adam", memories: 2, step: adam},
    {name: "adamw", memories: 2, step(p, g, rate, memory, t) {
      for (let i = 0; i < p.length; ++i) p[i] -= rate * kWeightDecay * p[i];
      adam(p, g, rate, memory, t);
    }},
  ];

  function find(table, name) {
    const row = table.find(each => each.name === name);
    if (!row) throw new Error(`unknown name ${name}; expected one of ${table.map(each => each.name).join(", ")}`);
    return row;
  }

  return {sigmoid, activations, losses, initializers, updateRules, find};
})();
