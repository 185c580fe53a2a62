// The network: a column of small surfaces per layer, one per unit, and lines for the weights. Layers and units are
// added and removed here.
"use strict";
const playNetworkView = (() => {
  const {element, formatNumber} = binetPage;
  const {activations} = playFunctions;
  const {colours, css, prepare, paintSurface} = playDrawing;
  const kMostUnits = 12, kMostLayers = 10, kShownInputs = 9;

  // actions: changeHidden(hidden), show({layer, unit} or null), tip(layer, unit).
  class NetworkView {
    constructor(place, actions) {
      this.place = place;
      this.actions = actions;
      this.lines = element("canvas", {class: "lines", "aria-hidden": "true"});
      this.columns = element("div", {class: "net-columns"});
      place.append(this.lines, this.columns);
      new ResizeObserver(() => { this.measured = null; }).observe(place);
    }

    // Builds the columns anew for a network and the names of its inputs.
    build(network, inputNames) {
      const shown = inputNames.length > kShownInputs + 1 ? inputNames.slice(0, kShownInputs) : inputNames;
      this.shownInputs = shown.length;
      this.inputs = shown.map(name => this.unit(name, `input ${name}`, {layer: -1, unit: shown.indexOf(name)}));
      const rest = inputNames.length - shown.length;
      const inputColumn = element("div", {class: "net-column inputs"},
        element("div", {class: "net-head"}, element("b", {}, "Inputs")),
        this.inputs.map((node, i) => element("div", {class: "net-input"},
          element("span", {title: shown[i]}, shown[i]), node.button)),
        rest > 0 ? element("small", {}, `and ${rest} more`) : null);
      const hidden = network.hidden;
      this.layers = hidden.map((layer, l) => Array.from({length: layer.units}, (_, u) =>
        this.unit("", `layer ${l + 1}, unit ${u + 1}`, {layer: l, unit: u})));
      this.output = this.unit("", "output", {layer: hidden.length, unit: 0});
      const outputColumn = element("div", {class: "net-column output"},
        element("div", {class: "net-head"}, element("b", {}, "Output"), element("small", {}, "sigmoid")),
          this.output.button);
      const focused = document.activeElement?.dataset?.control;
      this.columns.replaceChildren(inputColumn, ...hidden.map((layer, l) => this.column(hidden, layer, l)),
        outputColumn);
      if (focused) this.columns.querySelector(`[data-control="${focused}"]`)?.focus();
      this.measured = null;
    }

    unit(name, label, at) {
      const canvas = element("canvas", {width: 16, height: 16});
      const show = () => this.actions.show(at), hide = () => this.actions.show(null);
      const button = element("button", {type: "button", class: "unit", "aria-label": label, onpointerenter: show,
        onpointerleave: hide,
                                        onfocus: show, onblur: hide, onclick: show}, canvas);
      return {button, canvas};
    }

    column(hidden, layer, l) {
      const change = edit => {
        const copy = hidden.map(each => ({...each}));
        edit(copy);
        this.actions.changeHidden(copy);
      };
      const small = (text, label, disabled, edit, control) =>
        element("button", {type: "button", class: "small", "aria-label": label, title: label,
        disabled, "data-control": control, onclick: () => change(edit)}, text);
      const choice = element("select", {"aria-label": `activation of layer ${l + 1}`, "data-control": `activation-${l}`,
        onchange: event => change(copy => { copy[l].activation = event.target.value; })},
        activations.map(({name, formula}) => element("option",
          {value: name, title: formula, selected: name === layer.activation}, name)));
      return element("div", {class: "net-column"},
        element("div", {class: "net-head"},
          element("span", {class: "stepper"},
            small("−", `remove a unit from layer ${l + 1}`, layer.units <= 1, copy => { --copy[l].units; },
              `minus-${l}`),
            element("b", {}, String(layer.units)),
            small("+", `add a unit to layer ${l + 1}`, layer.units >= kMostUnits, copy => { ++copy[l].units; },
              `plus-${l}`)),
          choice,
          small("× layer", `remove layer ${l + 1}`, false, copy => { copy.splice(l, 1); }, `remove-${l}`)),
        this.layers[l].map(each => each.button));
    }

    static addLayer(hidden) {
      if (hidden.length >= kMostLayers) return hidden;
      return [...hidden, hidden.length > 0 ? {...hidden[hidden.length - 1]} : {units: 4, activation: "tanh"}];
    }

    // Centres of all units relative to the view.
    places() {
      if (this.measured) return this.measured;
      const origin = this.place.getBoundingClientRect(), scroll = {x: this.place.scrollLeft, y: this.place.scrollTop};
      const centre = ({button}) => {
        const box = button.getBoundingClientRect();
        return {left: box.left - origin.left + scroll.x, right: box.right - origin.left + scroll.x, y: box.top +
          box.height / 2 - origin.top + scroll.y};
      };
      this.lines.style.width = `${this.columns.scrollWidth}px`;
      this.lines.style.height = `${this.columns.offsetHeight}px`;
      return this.measured = [this.inputs, ...this.layers, [this.output]].map(units => units.map(centre));
    }

    // Every unit's surface over the grid the network was last run on (side × side rows), and the lines.
    draw(network, gridX, side, chosen) {
      const every = 2, inputs = network.inputs;
      this.inputs.forEach(({canvas}, i) => paintSurface(canvas, side, at => gridX[at * inputs + i], z =>
        Math.max(-1, Math.min(1, z / 2)), every));
      network.layers.forEach((layer, l) => {
        const isOutput = l === network.layers.length - 1, level = levelOf(layer, isOutput, side);
        (isOutput ? [this.output] : this.layers[l]).forEach(({canvas, button}, u) => {
          paintSurface(canvas, side, at => layer.output[at * layer.units + u], level, every);
          button.classList.toggle("chosen", chosen !== null && chosen.layer === l && chosen.unit === u);
        });
      });
      this.drawLines(network, chosen);
    }

    drawLines(network, chosen) {
      const places = this.places(), {context} = prepare(this.lines), {positive, negative} = colours();
      network.layers.forEach(({inputs, units, weights}, l) => {
        const p = network.parameters, from = places[l], to = places[l + 1];
        let largest = 1;
        for (let i = weights; i < weights + inputs * units; ++i) largest = Math.max(largest, Math.abs(p[i]));
        for (let i = 0; i < Math.min(inputs, from.length); ++i) {
          for (let u = 0; u < units; ++u) {
            const weight = p[weights + i * units + u], share = Math.abs(weight) / largest;
            const marked = chosen !== null && (chosen.layer === l && chosen.unit === u || chosen.layer === l - 1 &&
              chosen.unit === i);
            const a = from[i], b = to[u], middle = (b.left - a.right) / 2;
            context.strokeStyle = css(weight >= 0 ? positive : negative, (marked ? 0.5 : 0.14) +
              (marked ? 0.5 : 0.66) * share);
            context.lineWidth = 0.5 + 4 * share;
            context.beginPath();
            context.moveTo(a.right, a.y);
            context.bezierCurveTo(a.right + middle, a.y, b.left - middle, b.y, b.left, b.y);
            context.stroke();
          }
        }
      });
    }
  }

  // How a unit's value becomes a colour: the middle of its range is paper; unbounded ranges are scaled by their largest
  // value.
  function levelOf(layer, isOutput, side) {
    if (isOutput) return z => 2 * playFunctions.sigmoid(z) - 1;
    const [low, high] = layer.activation.range;
    if (low !== null && high !== null) return value => (2 * value - low - high) / (high - low);
    let largest = 1e-9;
    for (let i = 0; i < side * side * layer.units; i += 7) largest = Math.max(largest, Math.abs(layer.output[i]));
    return value => value / largest;
  }

  // What the tip of a unit says.
  function describeUnit(network, {layer, unit}, inputNames) {
    if (layer < 0) return inputNames[unit];
    const {inputs, units, weights, bias, activation} = network.layers[layer], p = network.parameters;
    const isOutput = layer === network.layers.length - 1, names = layer === 0 ? inputNames : null;
    const parts = Array.from({length: Math.min(inputs, 8)}, (_, i) =>
      `${names ? names[i] : `unit ${i + 1}`}: ${formatNumber(p[weights + i * units + unit], 3)}`);
    return `${isOutput ? "Output" : `Layer ${layer + 1}, unit ${unit + 1}`}: ` +
      `${isOutput ? "sigmoid" : activation.name} of the weighted sum. Weights ` +
        `${parts.join(", ")}${inputs > 8 ? ", …" : ""}; bias ${formatNumber(p[bias + unit], 3)}.`;
  }

  return {NetworkView, levelOf, describeUnit, kMostLayers, kMostUnits};
})();
