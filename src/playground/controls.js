// The controls beside the network: settings of training, sliders of the data.
"use strict";
const playControls = (() => {
  const {element, formatNumber} = binetPage;
  const {activations, losses, initializers, updateRules} = playFunctions;
  const kRates = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

  const names = table => table.map(each => [each.name, each.formula ?? ""]);
  const numbers = list => list.map(value => [value, ""]);

  // Settings that begin training anew are marked `restarts`; the others change it as it goes on.
  const kFields = [
    {key: "activation", label: "Activation", options: names(activations), restarts: true},
    {key: "initializer", label: "Start", options: [["data", "from the data, layer by layer"],
      ...names(initializers)], restarts: true},
    {key: "loss", label: "Loss", options: names(losses)},
    {key: "optimizer", label: "Optimizer", options: names(updateRules)},
    {key: "learningRate", label: "Learning rate", options: numbers(kRates)},
    {key: "batchSize", label: "Batch", options: numbers([1, 4, 8, 16, 32, 64, 128, 256, 1000])},
    {key: "l2", label: "L2 penalty", options: numbers([0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1])},
  ];

  // One select per setting and a field for the seed; change(key, value, restarts).
  class SettingsView {
    constructor(place, change) {
      this.selects = new Map();
      for (const field of kFields) {
        const select = element("select", {id: `setting-${field.key}`, onchange: () =>
          change(field.key, this.valueOf(field, select.value), field.restarts ?? false)},
          field.options.map(([value, title]) => element("option", {value, title},
            typeof value === "number" ? formatNumber(value) : value)));
        this.selects.set(field, select);
        place.append(element("label", {}, field.label, select));
      }
      this.seed = element("input", {type: "number", id: "setting-seed", min: 0, max: 999999, step: 1,
        onchange: () => change("seed", Math.max(0, Math.floor(Number(this.seed.value) || 0)), true)});
      place.append(element("label", {}, "Seed", this.seed));
    }

    valueOf(field, text) {
      return typeof field.options[field.options.length - 1][0] === "number" ? Number(text) : text;
    }

    // Shows settings; a value that is not on the list is added to it. Activation: that of all layers, or "mixed".
    show(settings) {
      const used = [...new Set(settings.hidden.map(layer => layer.activation))];
      for (const [field, select] of this.selects) {
        const value = String(field.key === "activation" ? used.length === 1 ? used[0] : used.length === 0 ? "tanh" :
          "mixed" : settings[field.key]);
        if (![...select.options].some(option => option.value === value)) select.append(element("option", {value},
          value));
        select.value = value;
        if (field.key === "activation") select.disabled = used.length === 0;
      }
      this.seed.value = settings.seed;
    }
  }

  // A slider with its value beside it; change(value) when it is let go of or moved.
  function slider(label, {id, min, max, step, value, shown = String}, change) {
    const output = element("output", {}, shown(value));
    const input = element("input", {type: "range", id, min, max, step, value, "aria-label": label, oninput: () => {
      output.textContent = shown(Number(input.value));
      change(Number(input.value));
    }});
    const node = element("label", {}, label, output, input);
    return {node, set(next) { input.value = next; output.textContent = shown(next); }};
  }

  return {SettingsView, slider};
})();
