// Mini-batch training as src/sgd: shuffled rows cut into batches that differ by one row at most, one step per batch.
// A snapshot per epoch lets the person rewind; what follows a rewind is what followed before.
"use strict";
const playTrainer = (() => {
  const {losses, updateRules, sigmoid, find} = playFunctions;
  const {Random} = playRandom;
  const {Network} = playNetwork;
  const kInitialization = 3, kEpochs = 0;    // names of random streams, as in src/train/training_data.hpp
  const kMostSnapshots = 240;

  // Rows ready for a network: x, rows × inputs, and y, 0 or 1.
  const emptyRows = inputs => ({x: new Float64Array(0), y: new Float64Array(0), rows: 0, inputs});

  class Trainer {
    // settings: {hidden: [{units, activation}], initializer, loss, optimizer, learningRate, batchSize, l2, seed}.
    constructor(training, test, settings) {
      this.training = training;
      this.test = test ?? emptyRows(training.inputs);
      this.settings = settings;
      this.network = new Network(training.inputs, settings.hidden);
      this.positives = training.y.reduce((sum, y) => sum + y, 0);
      const prior = Math.min(Math.max(this.positives / training.rows, 1e-6), 1 - 1e-6);
      this.prior = prior;
      this.network.start(settings.initializer, training.x, training.rows, prior,
        new Random(settings.seed).split(kInitialization));
      this.random = new Random(settings.seed).split(kEpochs);
      this.order = Int32Array.from({length: training.rows}, (_, i) => i);
      this.gradient = new Float64Array(this.network.parameters.length);
      this.memory = this.newMemory();
      this.steps = 0;
      this.epoch = 0;
      this.batch = 0;
      this.diverged = false;
      this.history = [];                     // {epoch, loss, testLoss, accuracy, testAccuracy}
      this.snapshots = [];
      this.record();
    }

    newMemory() {
      const count = find(updateRules, this.settings.optimizer).memories;
      return Array.from({length: count}, () => new Float32Array(this.network.parameters.length));
    }

    // Applies a change of loss, optimizer, learning rate, batch size or penalty while training goes on.
    change(settings) {
      const rule = this.settings.optimizer;
      this.settings = {...this.settings, ...settings};
      if (this.settings.optimizer !== rule) {
        this.memory = this.newMemory();
        this.steps = 0;
      }
      this.batch = 0;
    }

    get batches() {
      return Math.ceil(this.training.rows / Math.max(1, this.settings.batchSize));
    }

    // The mean loss over the rows named, and its gradient in this.gradient, penalty included.
    evaluate(rows) {
      const {x, y, inputs} = this.training, count = rows.length, loss = find(losses, this.settings.loss);
      if (!this.batchX || this.batchX.length < count * inputs) {
        this.batchX = new Float64Array(count * inputs);
        this.slopes = new Float64Array(count);
      }
      for (let r = 0; r < count; ++r) {
        for (let i = 0; i < inputs; ++i) this.batchX[r * inputs + i] = x[rows[r] * inputs + i];
      }
      const logits = this.network.forward(this.batchX, count);
      let total = 0;
      for (let r = 0; r < count; ++r) {
        total += loss.value(logits[r], y[rows[r]]);
        this.slopes[r] = loss.slope(logits[r], y[rows[r]]) / count;
      }
      this.network.backward(this.batchX, count, this.slopes, this.gradient);
      if (this.settings.l2 > 0) {
        for (const layer of this.network.layers) {
          for (let i = layer.weights; i < layer.bias;
            ++i) this.gradient[i] += this.settings.l2 * this.network.parameters[i];
        }
      }
      return total / count;
    }

    // One step on one batch. Returns true at the end of an epoch.
    step() {
      if (this.batch === 0) this.random.shuffle(this.order);
      const rows = this.training.rows, batches = this.batches;
      const from = Math.floor(rows * this.batch / batches), to = Math.floor(rows * (this.batch + 1) / batches);
      const loss = this.evaluate(this.order.subarray(from, to));
      const rule = find(updateRules, this.settings.optimizer);
      rule.step(this.network.parameters, this.gradient, this.settings.learningRate, this.memory, ++this.steps);
      if (!Number.isFinite(loss)) this.diverged = true;
      this.batch = (this.batch + 1) % batches;
      if (this.batch > 0) return false;
      ++this.epoch;
      this.record();
      return true;
    }

    runEpoch() {
      while (!this.step() && !this.diverged);
    }

    // {loss, accuracy} over rows, in inference.
    measure(data) {
      if (data.rows === 0) return {loss: NaN, accuracy: NaN};
      const loss = find(losses, this.settings.loss), logits = this.network.forward(data.x, data.rows);
      let total = 0, right = 0;
      for (let r = 0; r < data.rows; ++r) {
        total += loss.value(logits[r], data.y[r]);
        right += (logits[r] >= 0) === (data.y[r] > 0.5);
      }
      return {loss: total / data.rows, accuracy: right / data.rows};
    }

    // The loss of always predicting the share of positives.
    get baseLoss() {
      const loss = find(losses, this.settings.loss), z = Math.log(this.prior / (1 - this.prior));
      return this.prior * loss.value(z, 1) + (1 - this.prior) * loss.value(z, 0);
    }

    record() {
      const training = this.measure(this.training), test = this.measure(this.test);
      if (!Number.isFinite(training.loss)) this.diverged = true;
      this.history.push({epoch: this.epoch, loss: training.loss, testLoss: test.loss, accuracy: training.accuracy,
                         testAccuracy: test.accuracy});
      this.snapshots.push({epoch: this.epoch, steps: this.steps, parameters: this.network.parameters.slice(),
                           memory: this.memory.map(each => each.slice()), order: this.order.slice(),
                             random: this.random.save()});
      if (this.snapshots.length > kMostSnapshots) this.thin();
    }

    // Keeps the first, the last and every second one between.
    thin() {
      const last = this.snapshots.length - 1;
      this.snapshots = this.snapshots.filter((_, i) => i % 2 === 0 || i === last);
    }

    // The index of the last snapshot at or before the epoch.
    snapshotAt(epoch) {
      let at = this.snapshots.length - 1;
      while (at > 0 && this.snapshots[at].epoch > epoch) --at;
      return at;
    }

    // Shows the parameters of an earlier epoch without forgetting the later ones; returns the epoch shown. Call rewind
    // before training goes on.
    view(epoch) {
      const saved = this.snapshots[this.snapshotAt(epoch)];
      this.network.parameters.set(saved.parameters);
      return saved.epoch;
    }

    // Goes back to the last snapshot at or before the epoch, and forgets what came later.
    rewind(epoch) {
      const at = this.snapshotAt(epoch), saved = this.snapshots[at];
      this.snapshots.length = at + 1;
      this.history = this.history.filter(each => each.epoch <= saved.epoch);
      this.network.parameters.set(saved.parameters);
      const fits = this.memory.length === saved.memory.length;
      this.memory.forEach((each, i) => fits ? each.set(saved.memory[i]) : each.fill(0));
      this.order.set(saved.order);
      this.random.restore(saved.random);
      this.steps = fits ? saved.steps : 0;
      this.epoch = saved.epoch;
      this.batch = 0;
      this.diverged = !Number.isFinite(this.history[this.history.length - 1].loss);
    }

    // Σ-free view for diagnosis: forward and backward over all training rows, as the program's --diagnose.
    evaluateAll() {
      this.allRows ??= Int32Array.from({length: this.training.rows}, (_, i) => i);
      return this.evaluate(this.allRows);
    }

    probabilities(data) {
      return this.network.probabilities(data.x, data.rows);
    }
  }

  return {Trainer, sigmoid};
})();
