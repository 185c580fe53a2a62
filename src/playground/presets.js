// Ready experiments. `loss` is what a preset reaches in `epochs`, or stays above if `stuck`; tests/playground runs them
// all.
"use strict";
const playPresets = (() => {
  const layers = (count, units, activation) => Array.from({length: count}, () => ({units, activation}));
  const usual = {noise: 0.1, points: 400, hidden: layers(1, 4, "tanh"), initializer: "data", loss: "log_loss",
                 optimizer: "adam", learningRate: 0.03, batchSize: 32, l2: 0, seed: 1};

  const presets = [
    {name: "xor", title: "XOR needs a hidden layer", set: "xor", settings: {}, reaches: 0.15, epochs: 60,
     text: "Four tanh units bend two straight lines into the crossed border that no single line can draw."},
    {name: "line", title: "XOR without a hidden layer", set: "xor", settings: {hidden: [], learningRate: 0.01},
      staysAbove: 0.6, epochs: 60,
     text: "Logistic regression draws one straight line. However long it trains, half of the corners stay wrong."},
    {name: "gauss", title: "Logistic regression", set: "gauss", settings: {hidden: []}, reaches: 0.1, epochs: 40,
     text: "No hidden layer: one sigmoid unit. Its weights point from one cloud to the other."},
    {name: "circle", title: "Circle with ReLU", set: "circle", settings: {hidden: layers(1, 5, "relu")},
      reaches: 0.2, epochs: 80,
     text: "Each ReLU unit is a fold along a line. Five folds make a fence around the inner class."},
    {name: "moons", title: "Moons", set: "moons", settings: {hidden: layers(2, 6, "tanh"), noise: 0.3},
      reaches: 0.25, epochs: 60,
     text: "Two layers of six units. Raise the noise, then compare the loss of training and test points."},
    {name: "spirals", title: "Spirals, three layers of eight", set: "spirals",
     settings: {hidden: layers(3, 8, "tanh"), noise: 0.03, points: 1000, learningRate: 0.01}, reaches: 0.1, epochs: 150,
     text: "A hard border for a small network. Watch the first layer's lines turn into the last layer's spirals."},
    {name: "deep_classic", title: "Deep sigmoid, classic start: stuck", set: "circle",
     settings: {hidden: layers(6, 6, "sigmoid"), initializer: "xavier_normal", optimizer: "sgd", learningRate: 0.3},
       staysAbove: 0.65, epochs: 120,
     text: "Six sigmoid layers with Glorot's start. The gradient shrinks from layer to layer until nothing is left " +
       "for the first."},
    {name: "deep_data", title: "Deep sigmoid, start from data: learns", set: "circle",
     settings: {hidden: layers(6, 6, "sigmoid"), initializer: "data", optimizer: "sgd", learningRate: 0.3},
       reaches: 0.1, epochs: 120,
     text: "The same network. Only the start differs: it gives each unit a spread of 1 over the points, centred " +
       "where they are."},
    {name: "zero", title: "All weights start at 0", set: "circle",
     settings: {hidden: layers(2, 6, "tanh"), initializer: "zero"}, staysAbove: 0.65, epochs: 60,
     text: "Equal units get equal gradients and stay equal. Nothing breaks the tie."},
    {name: "dead", title: "Dead ReLU units", set: "moons",
     settings: {hidden: layers(3, 8, "relu"), initializer: "he_normal", optimizer: "sgd", learningRate: 3},
       staysAbove: 0.3, epochs: 60,
     text: "Steps that are far too large push whole units below 0 at every point. Their gradient is 0 from then on."},
  ].map(preset => ({...preset, settings: {...usual, ...preset.settings}}));

  return {presets, usualSettings: usual};
})();
