// Holds the playground's engine to the program, which engine_reference asks.
"use strict";
const assert = require("node:assert/strict"), test = require("node:test"),
  {execFileSync} = require("node:child_process");
const engine = require("./engine.js");

const reference = JSON.parse(execFileSync(process.env.ENGINE_REFERENCE, {encoding: "utf8", maxBuffer: 1 << 26}));

function assertClose(found, expected, tolerance, what) {
  assert.equal(found.length, expected.length, what);
  for (let i = 0; i < expected.length; ++i) {
    const allowed = tolerance * Math.max(1, Math.abs(expected[i]));
    assert.ok(Math.abs(found[i] - expected[i]) <= allowed,
      `${what}, number ${i}: found ${found[i]}, expected ${expected[i]}`);
  }
}

test("every activation and loss of the program gives the same logits, losses and gradients", () => {
  assert.deepEqual([...new Set(reference.passes.map(pass => pass.activation))],
    engine.activations.map(each => each.name));
  assert.deepEqual([...new Set(reference.passes.map(pass => pass.loss))], engine.losses.map(each => each.name));
  for (const pass of reference.passes) {
    const what = `${pass.activation}, ${pass.loss}`, rows = pass.y.length, loss = engine.find(engine.losses, pass.loss);
    const network = new engine.Network(3, [{units: 4, activation: pass.activation},
      {units: 3, activation: pass.activation}]);
    network.parameters.set(pass.parameters);
    const x = Float64Array.from(pass.x), logits = network.forward(x, rows).slice(0, rows);
    assertClose(logits, pass.logits, 5e-6, `${what}: logits`);
    if (engine.find(engine.activations, pass.activation).single) {
      assertClose(network.forward(x, rows, true).slice(0, rows), pass.logits, 5e-7, `${what}: exactly`);
      network.forward(x, rows);
    }
    assertClose(Array.from(logits, (z, r) => loss.value(z, pass.y[r])), pass.values, 5e-6, `${what}: loss`);
    const gradient = new Float64Array(network.parameters.length);
    network.backward(x, rows, Array.from(logits, (z, r) => loss.slope(z, pass.y[r])), gradient);
    assertClose(gradient, pass.gradient, 2e-5, `${what}: gradient`);
  }
});

test("every update rule of the program takes the same steps", () => {
  assert.deepEqual(reference.steps.map(each => each.rule), engine.updateRules.map(each => each.name));
  for (const {rule, start, gradients, end} of reference.steps) {
    const row = engine.find(engine.updateRules, rule), parameters = Float32Array.from(start);
    const memory = Array.from({length: row.memories}, () => new Float32Array(start.length));
    gradients.forEach((gradient, i) => row.step(parameters, gradient, 0.05, memory, i + 1));
    assertClose(parameters, end, 1e-6, rule);
  }
});

test("every initialiser of the program, and the start from data, gives the same parameters for the same seed", () => {
  const {x, prior, seed, stream, networks} = reference.starts;
  assert.deepEqual(networks.map(each => each.initializer), [...engine.initializers.map(each => each.name), "data"]);
  for (const {initializer, parameters} of networks) {
    const network = new engine.Network(3, [{units: 4, activation: "sigmoid"}, {units: 3, activation: "sigmoid"}]);
    network.start(initializer, Float64Array.from(x), x.length / 3, prior, new engine.Random(seed).split(stream));
    assertClose(network.parameters, parameters, 1e-5, initializer);
  }
});

test("random numbers are the program's", () => {
  const random = new engine.Random(2024).split(7);
  const found = [...Array.from({length: 5}, () => random.uniform()),
    ...Array.from({length: 5}, () => random.below(1000))];
  assert.deepEqual(found, reference.draws);
});

test("the gradient is that of the loss", () => {
  for (const activation of engine.activations) {
    const random = new engine.Random(3), network = new engine.Network(2, [{units: 3, activation: activation.name}],
      Float64Array);
    const x = Float64Array.from({length: 2}, () => random.normal());
    network.parameters.set(network.parameters.map(() => random.normal()));
    const loss = engine.losses[0], gradient = new Float64Array(network.parameters.length);
    network.backward(x, 1, [loss.slope(network.forward(x, 1)[0], 1)], gradient);
    network.parameters.forEach((value, i) => {
      const at = shift => { network.parameters[i] = value + shift; return loss.value(network.forward(x, 1)[0], 1); };
      const numeric = (at(1e-5) - at(-1e-5)) / 2e-5;
      network.parameters[i] = value;
      assert.ok(Math.abs(numeric - gradient[i]) < 1e-7,
        `${activation.name}, parameter ${i}: ${numeric} and ${gradient[i]}`);
    });
  }
});
