// Inside the layers: histograms of activations, slopes and gradients per layer, and why training is stuck, in words.
"use strict";
const playLayerView = (() => {
  const {element} = binetPage;
  const {colours, drawHistogram} = playDrawing;
  const kSmallestExponent = -9;

  // Two digits: 0.25, −1, 3.1e−5.
  function small(value) {
    const size = Math.abs(value), text = size === 0 || size >= 0.01 &&
      size < 1000 ? String(Number(size.toPrecision(2))) : size.toExponential(1).replace("e-", "e−").replace("e+", "e");
    return value < 0 ? "−" + text : text;
  }
  const percent = share => share === 0 ? "0%" : share < 0.01 ? "<1%" : `${Math.round(100 * share)}%`;

  class LayerView {
    constructor(table) {
      this.body = table.querySelector("tbody");
      this.rows = [];
    }

    build(layers) {
      this.rows = layers.map(layer => {
        const canvas = name => element("canvas", {class: "histogram", role: "img",
          "aria-label": `${name} of ${layer.name}`});
        const row = {activations: canvas("activations"), slopes: canvas("slopes"), gradients: canvas("gradients"),
          bar: element("i", {class: "bar"}),
                     gradient: element("span"), saturated: element("span"), range: element("small", {class: "ends"}),
                       slopeRange: element("small", {class: "ends"})};
        const cell = (label, ...children) => element("td", {"data-label": label}, ...children);
        row.node = element("tr", {},
          element("th", {scope: "row"}, layer.name, element("small", {}, ` ${layer.units} × ${layer.activation}`)),
          cell("activations", row.activations, row.range),
          cell("slopes", layer.slopes ? [row.slopes, row.slopeRange] : element("small", {},
            "the loss is taken on its input")),
          cell("gradients, 10⁻¹² to 10", row.gradients,
            element("small", {class: "ends"}, element("span", {}, "10⁻¹²"), element("span", {}, "10"))),
          cell("root mean square gradient", element("div", {class: "gradient"}, row.gradient,
            element("div", {class: "track"}, row.bar))),
          cell("saturated, dead", row.saturated));
        return row;
      });
      this.body.replaceChildren(...this.rows.map(row => row.node));
    }

    draw(layers) {
      const shape = layers.map(layer => `${layer.units} ${layer.activation}`).join();
      if (shape !== this.shape) this.build(layers);
      this.shape = shape;
      const {accent, green, purple} = colours();
      layers.forEach((layer, l) => {
        const row = this.rows[l];
        drawHistogram(row.activations, layer.activations, accent);
        row.range.replaceChildren(element("span", {}, small(layer.activations.low)),
          element("span", {}, small(layer.activations.high)));
        if (layer.slopes) {
          drawHistogram(row.slopes, layer.slopes, green);
          row.slopeRange.replaceChildren(element("span", {}, "0"), element("span", {}, small(layer.slopes.high)));
        }
        drawHistogram(row.gradients, layer.gradients, purple);
        row.gradient.textContent = small(layer.gradient);
        const length = layer.gradient > 0 ? Math.max(0.01,
          Math.min(1, 1 - Math.log10(layer.gradient) / kSmallestExponent)) : 0;
        row.bar.style.width = `${100 * length}%`;
        row.saturated.textContent = layer.isOutput ? "–" :
          `${percent(layer.saturated)}, ${layer.dead} of ${layer.units}`;
        row.node.classList.toggle("trouble", !layer.isOutput && (layer.dead > 0 || layer.saturated > 0.5));
      });
    }
  }

  const kStates = {
    new: ["Ready", "Press Train."], learning: ["Learning", "The loss is falling."],
      done: ["Learned", "The loss is close to what it can be."],
    stuck: ["Stuck", "The loss no longer falls."], settled: ["Settled", "The loss no longer falls."],
      diverged: ["Diverged", "Training has stopped."],
  };

  // apply(settings): what the button of a finding does. Changes the document only where a text changed.
  function showExplanation(place, {state, findings}, apply) {
    const key = JSON.stringify([state, findings.map(each => [each.title, each.fix])]);
    place.dataset.state = state;
    if (place.dataset.key === key) {
      place.querySelectorAll("li p").forEach((node, i) =>
        { if (node.textContent !== findings[i].text) node.textContent = findings[i].text; });
      return;
    }
    place.dataset.key = key;
    const [title, text] = kStates[state];
    place.replaceChildren(
      element("p", {class: "verdict"}, element("b", {}, title), ` ${text}`),
      element("ul", {}, findings.map(({title: head, text: reason, fix}) =>
        element("li", {}, element("h3", {}, head), element("p", {}, reason),
        fix ? element("button", {type: "button", class: "fix", onclick: () => apply(fix.settings)}, fix.label) :
          null))));
  }

  return {LayerView, showExplanation};
})();
