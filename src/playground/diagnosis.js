// What goes on inside a network: per layer the activations, their slopes and the gradients, and in words why training
// is stuck. Figures as src/nn/diagnosis: saturated is a share of slopes below 0.01, a unit is dead if all of its are.
"use strict";
const playDiagnosis = (() => {
  const kSmallSlope = 0.01, kBins = 24;

  function rootMeanSquare(numbers, from, to) {
    let squares = 0;
    for (let i = from; i < to; ++i) squares += numbers[i] * numbers[i];
    return Math.sqrt(squares / Math.max(1, to - from));
  }

  // Counts of numbers in kBins equal parts of [low, high]; those outside count in the end parts.
  function histogram(numbers, count, low, high) {
    const counts = new Float64Array(kBins), factor = kBins / Math.max(high - low, 1e-300);
    for (let i = 0; i < count; ++i) counts[Math.min(kBins - 1, Math.max(0, Math.floor((numbers[i] - low) * factor)))]++;
    return {low, high, counts};
  }

  function extent(numbers, count) {
    let low = Infinity, high = -Infinity;
    for (let i = 0; i < count; ++i) {
      if (numbers[i] < low) low = numbers[i];
      if (numbers[i] > high) high = numbers[i];
    }
    return [low, high];
  }

  // log10 of the sizes of gradients, from 1e-12 to 10.
  function sizes(numbers, from, to) {
    const logarithms = new Float64Array(to - from);
    for (let i = from; i < to; ++i) logarithms[i - from] = Math.log10(Math.max(Math.abs(numbers[i]), 1e-12));
    return histogram(logarithms, logarithms.length, -12, 1);
  }

  // One entry per hidden layer and one for the output, from one forward and backward pass over the training rows.
  // Leaves the mean gradient in trainer.gradient.
  function diagnose(trainer) {
    trainer.evaluateAll();
    const {network, gradient, training} = trainer, rows = training.rows;
    return network.layers.map((layer, l) => {
      const {units, activation, before, output} = layer, count = rows * units, slopes = new Float64Array(count);
      const isOutput = l === network.layers.length - 1;
      let saturated = 0, dead = 0, sum = 0, spread = 0;
      for (let u = 0; u < units; ++u) {
        let flat = 0, total = 0, squares = 0;
        for (let i = u; i < count; i += units) {
          slopes[i] = activation.slope(before[i], output[i]);
          flat += Math.abs(slopes[i]) < kSmallSlope;
          total += output[i];
          squares += output[i] * output[i];
        }
        saturated += flat;
        dead += flat === rows;
        sum += total;
        spread += Math.max(0, squares / rows - (total / rows) ** 2);
      }
      const [low, high] = activation.range, found = extent(output, count);
      const activations = isOutput ? Float64Array.from(output.subarray(0, count), playFunctions.sigmoid) : output;
      return {
        name: isOutput ? "output" : `layer ${l + 1}`, activation: isOutput ? "sigmoid" : activation.name, units,
          isOutput,
        saturated: isOutput ? 0 : saturated / count, dead: isOutput ? 0 : dead, mean: sum / count,
        deviation: Math.sqrt(spread / units),                      // of a unit's outputs over the rows
        gradient: rootMeanSquare(gradient, layer.weights, layer.end),
        largestWeight: network.parameters.subarray(layer.weights, layer.bias).reduce((m, w) =>
          Math.max(m, Math.abs(w)), 0),
        alike: !isOutput && units > 1 && unitsAlike(layer, network.parameters),
        activations: histogram(activations, count, isOutput ? 0 : low ?? Math.min(found[0], -1),
          isOutput ? 1 : high ?? Math.max(found[1], 1)),
        slopes: isOutput ? null : histogram(slopes, count, 0, slopeTop(activation.name)),
        gradients: sizes(gradient, layer.weights, layer.end),
      };
    });
  }

  const slopeTop = name => name === "sigmoid" ? 0.25 : name === "gelu" || name === "silu" || name === "selu" ? 1.2 : 1;

  // True if all units of the layer have the same weights and bias.
  function unitsAlike({units, weights, end}, parameters) {
    for (let i = weights; i < end; i += units) {
      for (let u = 1; u < units; ++u) if (Math.abs(parameters[i + u] - parameters[i]) > 1e-7) return false;
    }
    return true;
  }

  const small = value => value === 0 ? "0" : value.toExponential(1).replace("e-", "e−").replace("e+", "e");
  const percent = share => `${Math.round(100 * share)}%`;

  // The share by which the loss fell over the last epochs named; NaN with too short a history.
  function progress(history, epochs) {
    if (history.length <= epochs) return NaN;
    const now = history[history.length - 1].loss, then = history[history.length - 1 - epochs].loss;
    return (then - now) / Math.max(Math.abs(then), 1e-12);
  }

  // How often the loss rose in the last epochs, as a share, and by how much in all compared with the loss.
  function unrest(history, epochs) {
    const last = history.slice(-epochs - 1);
    let rises = 0, risen = 0;
    for (let i = 1; i < last.length; ++i) {
      const change = last[i].loss - last[i - 1].loss;
      rises += change > 0;
      risen += Math.max(0, change);
    }
    return {share: rises / Math.max(1, last.length - 1),
      risen: risen / Math.max(1e-12, last[last.length - 1]?.loss ?? 1)};
  }

  // {state, findings: [{title, text, fix}]}: what is seen, why, and what to try; the weightiest first. state: "new",
  // "learning", "done", "settled", "stuck" or "diverged". A fix is {label, settings} that the page can apply, or null.
  function explain(trainer, layers) {
    const {history, settings, baseLoss} = trainer, last = history[history.length - 1];
    const hidden = layers.filter(layer => !layer.isOutput), findings = [];
    const add = (title, text, label = null, change = null) =>
      findings.push({title, text, fix: label && {label, settings: change}});
    if (trainer.diverged) {
      add("The loss is no longer a finite number.",
        `Steps of ${settings.learningRate} were too large: each overshot the minimum by more than the last.`,
          "Rewind and divide the learning rate by 10", {learningRate: settings.learningRate / 10});
      return {state: "diverged", findings};
    }
    const window = Math.min(30, Math.max(8, Math.floor(history.length / 4))), gain = progress(history, window);
    const atBase = last.loss > 0.97 * baseLoss, done = last.loss < 0.05 * baseLoss || last.accuracy === 1 &&
      last.loss < 0.15 * baseLoss;
    const blocked = hidden.some(layer => layer.dead === layer.units);
    const moves = !blocked && (Number.isNaN(gain) || gain > 0.02);
    const restless = unrest(history, window), first = hidden[0], top = hidden[hidden.length - 1];
    const largest = Math.max(...layers.map(layer => layer.gradient));
    const vanishing = hidden.length > 2 && first.gradient > 0 && first.gradient < 0.01 * largest;

    if (hidden.some(layer => layer.alike)) {
      const layer = hidden.find(each => each.alike);
      add(`All units of ${layer.name} are the same.`,
        "Units with equal weights get equal gradients, so they stay equal: the layer acts as one unit. Random " +
          "weights break the tie.",
          "Start with lecun_normal", {initializer: "lecun_normal"});
    }
    const dying = hidden.filter(layer => layer.dead > 0 && layer.dead >= 0.25 * layer.units);
    if (dying.length > 0 && !done) {
      const fix = settings.initializer === "data" ? ["Use leaky_relu", {activation: "leaky_relu"}] :
        ["Start from the data", {initializer: "data"}];
      add(`${dying.map(({dead, units, name}) => `${dead} of ${units} units of ${name}`).join(", ")}: dead.`,
          "Their slope is below 0.01 at every point, so no gradient reaches their weights. Steps that are too large " +
            "often did it.",
          ...(settings.learningRate > 0.5 ? [`Start again with a learning rate of ${settings.learningRate / 30}`,
            {learningRate: settings.learningRate / 30, restart: true}] : fix));
    }
    if (vanishing && (atBase || !moves)) {
      const factor = layers[layers.length - 1].gradient / first.gradient;
      const sigmoids = hidden.filter(layer => layer.activation === "sigmoid").length;
      add(`The gradient vanishes: ${small(first.gradient)} in layer 1, ${small(layers[layers.length - 1].gradient)} ` +
        `at the output.`,
          `It is ${factor > 1e5 ? small(factor) : Math.round(factor).toLocaleString("en-US")} times smaller in the ` +
            `first layer` +
          (sigmoids > 1 ? ", because each sigmoid layer multiplies it by a slope of at most 0.25" : "") +
          (first.deviation > 4 * top.deviation ?
            `. On the way up the points become alike, too: a unit's outputs vary by ${small(first.deviation)} in ` +
              `layer 1 and by ${small(top.deviation)} in layer ${hidden.length}.` : "."),
          settings.initializer === "data" ? "Use tanh" : "Start from the data",
          settings.initializer === "data" ? {activation: "tanh"} : {initializer: "data"});
    }
    for (const layer of hidden.filter(each => each.saturated > 0.5 && !dying.includes(each) && !done && !moves)) {
      add(`${percent(layer.saturated)} of ${layer.name} is saturated.`,
          `Inputs to its units are so large that ${layer.activation} is flat there (slope below 0.01); its largest ` +
            `weight is ${layer.largestWeight.toFixed(1)}.`,
          ...(settings.initializer === "data" ? ["Add an l2 penalty of 0.001", {l2: 0.001}] : ["Start from the data",
            {initializer: "data"}]));
    }
    if (!done && restless.share > 0.3 && restless.risen > 0.5) {
      add("The loss jumps up and down.", `Steps are too large for the valley they are in, or batches of ` +
        `${settings.batchSize} are too noisy.`,
          "Divide the learning rate by 3", {learningRate: Number((settings.learningRate / 3).toPrecision(1))});
    }
    if (last.testLoss > 1.5 * last.loss && last.testLoss > last.loss + 0.05 && history.length > 20) {
      add("The network learns noise.", `Loss ${last.loss.toFixed(3)} on the training rows, ` +
        `${last.testLoss.toFixed(3)} on rows it has not seen. Fewer units, a penalty or an earlier stop help.`,
          "Add an l2 penalty of 0.003", {l2: 0.003});
    }
    if (done) return {state: "done", findings};
    if (moves) return {state: history.length < 3 ? "new" : "learning", findings};
    if (hidden.length === 0 && findings.length === 0) {
      add("A network without a hidden layer draws one straight line.",
        `It has found the best one; the loss stays at ${last.loss.toFixed(3)}.`,
          "Add a layer of 4 tanh units", {hidden: [{units: 4, activation: "tanh"}]});
    }
    if (hidden.length > 0 && hidden.every(layer => layer.activation === "identity")) {
      add("Layers without a curve are one layer.",
        "A chain of linear layers is linear: it draws one straight line, however many units it has.", "Use tanh",
          {activation: "tanh"});
    }
    if (findings.length === 0 && atBase) {
      add("The network predicts the share of positives everywhere.",
        `The gradient is ${small(first?.gradient ?? 0)} in the first layer: the start is a flat place. Wait, start ` +
          `anew with another seed, or raise the learning rate.`,
          "Multiply the learning rate by 3", {learningRate: Number((settings.learningRate * 3).toPrecision(1))});
    }
    const settled = findings.length === 0 && last.loss < 0.7 * baseLoss;
    if (findings.length === 0) {
      const few = hidden.length > 0 && hidden[0].units < 6;
      const advice = few ? "more units could bend the border further"
                         : "the rest may be noise, or another seed ends lower";
      add("A minimum of this network.",
          `The loss fell by less than 2% in ${window} epochs. The gradient is small and no unit is dead: ${advice}.`,
          few ? "Add 4 units to the first layer" : null, {moreUnits: 4});
    }
    return {state: settled ? "settled" : "stuck", findings};
  }

  return {diagnose, explain};
})();
