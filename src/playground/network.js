// A network of dense layers that ends in one logit, as src/nn: forward and backward pass over many rows, and the ways
// to start. Parameters lie in one Float32Array, layer by layer: weights (inputs × units, row by row), then biases.
"use strict";
const playNetwork = (() => {
  const {activations, initializers, sigmoid, find} = playFunctions;
  const kLeastDeviation = 1e-6, kSampleRows = 1024, kPoints = 5;

  class Network {
    // inputs: width of a row; hidden: [{units, activation}]. The output layer, one unit and identity, is implied.
    // Numbers are kept in single precision, as by the program; a gradient check asks for Float64Array.
    constructor(inputs, hidden, Numbers = Float32Array) {
      this.Numbers = Numbers;
      this.inputs = inputs;
      this.hidden = hidden.map(layer => ({units: layer.units, activation: layer.activation}));
      let size = 0, below = inputs;
      this.layers = [...this.hidden, {units: 1, activation: "identity"}].map(layer => {
        const made = {inputs: below, units: layer.units, activation: find(activations, layer.activation), weights: size,
                      bias: size + below * layer.units, end: size + (below + 1) * layer.units};
        size = made.end;
        below = layer.units;
        return made;
      });
      this.parameters = new Numbers(size);
      this.capacity = 0;
    }

    // Buffers for so many rows: before (z), output (f(z)) and delta (∂loss/∂z) of each layer, rows × units.
    reserve(rows) {
      if (rows <= this.capacity) return;
      this.capacity = rows;
      for (const layer of this.layers) {
        layer.before = new this.Numbers(rows * layer.units);
        layer.output = new this.Numbers(rows * layer.units);
        layer.delta = new Float64Array(rows * layer.units);
      }
    }

    // x: rows × inputs. Returns the logits, which the next call overwrites. exact: activations to the program's last
    // bit, at three times the time; training and drawing do without.
    forward(x, rows, exact = false) {
      this.reserve(rows);
      let input = x;
      for (let l = 0; l < this.layers.length; ++l) {
        this.forwardLayer(l, input, rows, exact);
        input = this.layers[l].output;
      }
      return input;
    }

    // Sums in the order and precision of the program (nn/affine, math/product), so that `predict` gives the page's
    // probabilities, in deep networks too: several units start from the bias; one unit adds rounded products and the
    // bias last.
    forwardLayer(l, input, rows, exact = false) {
      const {inputs, units, weights, bias, before, output, activation} = this.layers[l], p = this.parameters;
      if (units === 1) {
        const rounded = this.Numbers === Float32Array ? Math.fround : x => x;
        for (let r = 0; r < rows; ++r) {
          let sum = 0;
          for (let i = 0; i < inputs; ++i) sum = rounded(sum + rounded(input[r * inputs + i] * p[weights + i]));
          before[r] = p[bias] + sum;
        }
      } else for (let r = 0; r < rows; ++r) {
        const from = r * inputs, to = r * units;
        for (let u = 0; u < units; ++u) before[to + u] = p[bias + u];
        for (let i = 0; i < inputs; ++i) {
          const value = input[from + i], row = weights + i * units;
          if (value === 0) continue;
          for (let u = 0; u < units; ++u) before[to + u] += value * p[row + u];
        }
      }
      const f = exact && this.Numbers === Float32Array && activation.single || activation.value;
      for (let i = 0; i < rows * units; ++i) output[i] = f(before[i]);
    }

    // After forward on the same rows: sets `gradient` to ∂Σ/∂parameters, given ∂Σ/∂logit of each row.
    backward(x, rows, logitSlopes, gradient) {
      gradient.fill(0);
      const p = this.parameters;
      const last = this.layers[this.layers.length - 1];
      for (let r = 0; r < rows; ++r) last.delta[r] = logitSlopes[r];
      for (let l = this.layers.length - 1; l >= 0; --l) {
        const {inputs, units, weights, bias, delta} = this.layers[l];
        const below = l > 0 ? this.layers[l - 1] : null, input = below ? below.output : x;
        for (let r = 0; r < rows; ++r) {
          const from = r * inputs, to = r * units;
          for (let u = 0; u < units; ++u) gradient[bias + u] += delta[to + u];
          for (let i = 0; i < inputs; ++i) {
            const value = input[from + i], row = weights + i * units;
            let sum = 0;
            for (let u = 0; u < units; ++u) {
              const d = delta[to + u];
              gradient[row + u] += value * d;
              sum += d * p[row + u];
            }
            if (below) below.delta[from + i] = sum * below.activation.slope(below.before[from + i],
              below.output[from + i]);
          }
        }
      }
    }

    // Weights of all layers by the initialiser, biases 0.
    initialize(name, random) {
      const {deviation, uniform} = find(initializers, name);
      for (const layer of this.layers) {
        const scale = deviation(layer.inputs, layer.units);
        for (let i = layer.weights; i < layer.bias; ++i) {
          this.parameters[i] = scale * (uniform ? Math.sqrt(3) * (2 * random.uniform() - 1) : random.normal());
        }
        this.parameters.fill(0, layer.bias, layer.end);
      }
    }

    // Holzmüller, Grinsztajn, Steinwart 2024: layer by layer, each unit's z gets deviation 1 over a sample of the rows
    // and is 0 at a random mean of five of them; the output starts at the share of positives.
    initializeFromData(x, rows, prior, random) {
      this.initialize("lecun_normal", random);
      const order = random.shuffle(Array.from({length: rows}, (_, i) => i)).slice(0, kSampleRows), count = order.length;
      let input = new this.Numbers(count * this.inputs);
      order.forEach((row, i) => input.set(x.subarray(row * this.inputs, (row + 1) * this.inputs), i * this.inputs));
      this.reserve(count);
      const p = this.parameters;
      for (let l = 0; l + 1 < this.layers.length; ++l) {
        const {units, weights, bias, before, output} = this.layers[l];
        this.forwardLayer(l, input, count);
        for (let u = 0; u < units; ++u) {
          let sum = 0, squares = 0;
          for (let r = 0; r < count; ++r) sum += before[r * units + u];
          const mean = sum / count;
          for (let r = 0; r < count; ++r) squares += (before[r * units + u] - mean) ** 2;
          const deviation = Math.sqrt(squares / count),
            factor = Math.fround(deviation > kLeastDeviation ? 1 / deviation : 1);
          let total = 0, weighted = 0;
          for (let point = 0; point < kPoints; ++point) {
            const weight = -Math.log(1 - random.uniform());
            total += weight;
            weighted += weight * before[random.below(count) * units + u];
          }
          for (let i = weights + u; i < bias; i += units) p[i] *= factor;
          p[bias + u] = -factor * weighted / total;
        }
        this.forwardLayer(l, input, count);
        input = output;
      }
      const last = this.layers[this.layers.length - 1];
      p.fill(0, last.weights, last.bias);
      p[last.bias] = Math.log(prior / (1 - prior));
    }

    // Any start by name. x: rows × inputs.
    start(name, x, rows, prior, random) {
      if (name === "data") this.initializeFromData(x, rows, prior, random);
      else this.initialize(name, random);
    }

    probabilities(x, rows) {
      return Array.from(this.forward(x, rows, true).subarray(0, rows), sigmoid);
    }
  }

  return {Network};
})();
