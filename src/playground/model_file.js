// What leaves the page: the trained network as a Binet model file, which `binet predict` reads with the page's
// probabilities, and the config with which `binet train` trains the same network from the same rows.
"use strict";
const playModelFile = (() => {
  const {losses, find, sigmoid} = playFunctions;

  // The shortest decimal digits that read back as the same single-precision number.
  function shortest(value) {
    for (let digits = 6; digits < 9; ++digits) {
      const short = Number(value.toPrecision(digits));
      if (Math.fround(short) === value) return short;
    }
    return Number(value.toPrecision(9));
  }

  // training: the file of training rows; epochs: as many as have been run.
  function makeConfig(trainer, table, columns, {training, epochs, output = "model.json"}) {
    const {hidden, initializer, loss, optimizer, learningRate, batchSize, l2, seed} = trainer.settings;
    return {
      data: {
        train: training, target: table.target, positive: table.positive,
        ignore: table.columns.map(column => column.name).filter(name => !columns.includes(name)),
        numeric: table.columns.filter(column => columns.includes(column.name) &&
          column.type === "numeric").map(column => column.name),
        categorical: table.columns.filter(column => columns.includes(column.name) &&
          column.type === "category").map(column => column.name),
      },
      encoding: {numeric: "standard"},
      model: {kind: "mlp", layers: hidden.map(({units, activation}) => ({type: "dense", units, activation})),
        initializer},
      loss: {name: loss},
      penalty: {l2},
      optimizer: {name: optimizer, learning_rate: learningRate},
      training: {epochs: Math.max(1, epochs), batch_size: batchSize, folds: 0, validation_fraction: 0,
        early_stopping: false, seed},
      output: {model: output},
    };
  }

  function columnEntry(column, rows) {
    const present = rows.map(r => column.values[r]).filter(value => value !== null);
    const entry = {type: column.type, name: column.name, missing: rows.length - present.length};
    if (column.type === "category") return {...entry, levels: column.levels};
    return {...entry, minimum: present.reduce((a, b) => Math.min(a, b)),
      maximum: present.reduce((a, b) => Math.max(a, b)),
            mean: present.reduce((a, b) => a + b, 0) / present.length};
  }

  function layerEntry(layer, parameters) {
    const weights = Array.from({length: layer.inputs}, (_, i) =>
      Array.from(parameters.subarray(layer.weights + i * layer.units, layer.weights + (i + 1) * layer.units),
        shortest));
    return {
      type: "dense", units: layer.units, activation: layer.activation.name,
      tensors: [
        {name: "weights", shape: [layer.inputs, layer.units], values: weights},
        {name: "bias", shape: [1, layer.units], values: [Array.from(parameters.subarray(layer.bias, layer.end),
          shortest)]},
      ],
    };
  }

  function makeModel(trainer, table, encoder, rows, config) {
    const {network, settings, training, test} = trainer;
    const measured = trainer.test.rows > 0 ? test : training, logLoss = logLossOf(network, measured);
    const widths = encoder.categories.map(each => each.levels.length + (each.missing ? 1 : 0));
    const columns = table.columns.filter(column => config.data.ignore.indexOf(column.name) < 0);
    return {
      format: "binet-model", version: 1, written_by: "binet playground",
      target: {name: table.target, positive: table.positive, negative: table.negative, numeric: table.numericTarget},
      threshold: {value: 0.5, rule: "0.5"},
      calibration: {intercept: 0, slope: 1},
      training: {
        recipe: "mlp", rows: training.rows, validation_rows: test.rows,
        validated_on: test.rows > 0 ? "the test rows of the playground" : "",
        base_log_loss: -trainer.prior * Math.log(trainer.prior) - (1 - trainer.prior) * Math.log(1 - trainer.prior),
        positive_share: trainer.prior, seed: settings.seed, data_hash: "", epochs: trainer.epoch,
          best_epoch: trainer.epoch,
        l1: 0, l2: settings.l2, verdict: `Trained in the playground for ${trainer.epoch} epochs`,
        validation_metrics: test.rows > 0 ? {log_loss: logLoss} : {},
      },
      config,
      columns: columns.map(column => columnEntry(column, rows)),
      schema_rows: rows.length,
      encoders: [{
        numeric: encoder.numeric,
        categories: encoder.categories.map(({column, levels, missing}) => ({column, missing, levels})),
      }],
      members: [{encoder: 0, weight: 1, input: {dense: encoder.dense, levels: widths, bins: []},
                 layers: network.layers.map(layer => layerEntry(layer, network.parameters))}],
    };
  }

  function logLossOf(network, data) {
    const {value} = find(losses, "log_loss"), logits = network.forward(data.x, data.rows, true);
    let total = 0;
    for (let r = 0; r < data.rows; ++r) total += value(logits[r], data.y[r]);
    return total / data.rows;
  }

  return {makeModel, makeConfig, shortest, sigmoid};
})();
