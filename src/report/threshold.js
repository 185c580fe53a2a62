// The threshold slider: confusion matrix, rates and costs at every threshold whose counts are exact.
"use strict";
(() => {
  const {element, svg, formatNumber, formatShare, scale, ticks, embedded} = binetPage;
  const panel = document.getElementById("threshold-panel");
  const data = embedded("report-data");
  if (!panel || data.thresholds.length === 0) return;
  const {lower, positive, negative} = data.bins, [begin, end] = data.shown;
  const shows = threshold => threshold >= begin && threshold <= end;
  const at = id => document.getElementById(id);
  const count = value => Math.abs(value - Math.round(value)) < 1e-6 ? Math.round(value).toLocaleString("en-US") :
    formatNumber(value);

  // What lies at or above each bin's lower edge.
  const above = [{positive: 0, negative: 0}];
  for (let i = lower.length - 1; i >= 0; --i) {
    above.unshift({positive: above[0].positive + positive[i], negative: above[0].negative + negative[i]});
  }
  const total = above[0], rows = total.positive + total.negative;

  // Counts at each threshold, in the order of the slider.
  const cases = data.thresholds.map(threshold => {
    let low = 0, high = lower.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lower[middle] >= threshold) high = middle; else low = middle + 1;
    }
    const {positive: tp, negative: fp} = above[low];
    return {threshold, tp, fp, fn: total.positive - tp, tn: total.negative - fp};
  });
  const own = cases.findIndex(c => c.threshold >= data.threshold);

  at("says-positive").textContent = `labelled ${data.positive}`;
  at("says-negative").textContent = `labelled ${data.negative}`;
  at("is-positive").textContent = `is ${data.positive}`;
  at("is-negative").textContent = `is ${data.negative}`;

  const movers = {
    roc: binetCharts.movingPoint("roc"), precision: binetCharts.movingPoint("precision-recall"),
    gain: binetCharts.movingPoint("gain"), decision: binetCharts.movingPoint("decision"),
    distribution: binetCharts.movingLine("distribution"),
  };

  // Where the rows of each class lie, above the slider's matrix.
  function drawDensity() {
    // Beside the rates there is room for a taller drawing.
    const beside = panel.clientWidth > 800, width = 400, height = beside ? 170 : 84, top = 14, bars = 40;
    const x = scale(begin, end, 0, width);
    const counts = [new Float64Array(bars), new Float64Array(bars)];
    lower.forEach((edge, i) => {
      const place = Math.floor((edge - begin) / (end - begin) * bars + 1e-9);
      const bar = Math.max(0, Math.min(bars - 1, place));
      counts[0][bar] += negative[i] / total.negative;
      counts[1][bar] += positive[i] / total.positive;
    });
    const most = Math.max(...counts[0], ...counts[1]) ** 0.5;
    const chart = svg("svg", {class: "chart", viewBox: `0 0 ${width} ${height + 2 * top}`, "aria-hidden": "true"});
    counts.forEach((values, kind) => values.forEach((share, bar) => {
      if (share === 0) return;
      const tall = share ** 0.5 / most * (height / 2);
      chart.append(svg("rect", {class: `bar c${kind}`, x: width * bar / bars + 0.5, width: width / bars - 1,
                                height: tall, y: top + height / 2 - (kind === 1 ? tall : 0)}));
    }));
    chart.append(svg("text", {x: 0, y: top - 3, class: "c1"}, data.positive),
      svg("text", {x: 0, y: height + 2 * top - 2, class: "c0"}, data.negative));
    if (end - begin < 1) {
      chart.append(svg("text", {x: width, y: height + 2 * top - 2, "text-anchor": "end"},
        `probabilities from ${formatShare(begin)} to ${formatShare(end)}`));
    }
    const line = svg("line", {class: "mark", y1: top, y2: top + height});
    chart.append(line);
    at("threshold-density").append(chart);
    return threshold => {
      line.setAttribute("visibility", shows(threshold) ? "visible" : "hidden");
      line.setAttribute("x1", x(threshold));
      line.setAttribute("x2", x(threshold));
    };
  }

  const costs = () => [at("cost-positive"), at("cost-negative")].map(input => Math.max(0, Number(input.value) || 0));
  const costOf = c => {
    const [fp, fn] = costs();
    return (fp * c.fp + fn * c.fn) / rows;
  };

  function drawCosts(now) {
    const width = 400, height = 150, left = 50, bottom = 34, drawn = cases.filter(c => shows(c.threshold));
    const most = Math.max(...drawn.map(costOf)) || 1, x = scale(begin, end, left, width - 8),
      y = scale(0, most * 1.05, height - bottom, 6);
    const chart = svg("svg", {class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img",
      "aria-label": `Mean cost per ${data.example} against the threshold`});
    for (const tick of ticks(0, most, 3)) {
      chart.append(svg("line", {class: "grid-line", x1: left, x2: width - 8, y1: y(tick), y2: y(tick)}),
                   svg("text", {x: left - 6, y: y(tick) + 4, "text-anchor": "end"}, formatNumber(tick, 3)));
    }
    for (const tick of ticks(begin, end, 5)) {
      chart.append(svg("text", {x: x(tick), y: height - bottom + 15, "text-anchor": "middle"}, formatNumber(tick, 2)));
    }
    chart.append(svg("text", {class: "title", transform: `translate(12 ${(height - bottom) / 2 + 6}) rotate(-90)`,
      "text-anchor": "middle"}, `cost per ${data.example}`));
    const path = drawn.map((c, i) => `${i ? "L" : "M"}${x(c.threshold).toFixed(1)} ` +
      `${y(costOf(c)).toFixed(1)}`).join("");
    chart.append(svg("path", {class: "line c0", d: path}),
      shows(now.threshold) ? svg("circle", {class: "operating", r: 5.5, cx: x(now.threshold), cy: y(costOf(now))}) : "",
                 svg("text", {class: "title", x: (left + width) / 2, y: height - 3, "text-anchor": "middle"},
                   "threshold"));
    at("cost-chart").replaceChildren(chart);
  }

  const moveDensity = drawDensity();
  const slider = at("threshold-slider");
  slider.max = String(cases.length - 1);

  function show() {
    const c = cases[Number(slider.value)], flagged = c.tp + c.fp, text = formatNumber(c.threshold);
    at("threshold-value").textContent = text;
    slider.setAttribute("aria-valuetext", text);
    for (const [id, value] of [["true-positive", c.tp], ["false-positive", c.fp], ["true-negative", c.tn],
      ["false-negative", c.fn]]) {
      at(id).textContent = count(value);
    }
    const precision = c.tp / flagged, recall = c.tp / total.positive, specificity = c.tn / total.negative;
    const mcc = (c.tp * c.tn - c.fp * c.fn) / Math.sqrt(flagged * total.positive * total.negative * (c.tn + c.fn));
    const rates = [["Recall", formatShare(recall)], ["Precision", formatShare(precision)],
      ["Specificity", formatShare(specificity)],
                   ["False positive rate", formatShare(1 - specificity)],
                     ["Accuracy", formatShare((c.tp + c.tn) / rows)],
                   ["F1", formatNumber(2 * c.tp / (2 * c.tp + c.fp + c.fn), 3)], ["MCC", formatNumber(mcc, 3)],
                   ["Labelled positive", formatShare(flagged / rows)]];
    at("threshold-rates").replaceChildren(...rates.map(([name, value]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, value))));
    moveDensity(c.threshold);
    movers.roc(1 - specificity, recall);
    movers.precision(recall, precision);
    movers.gain(flagged / rows, recall);
    movers.decision(c.threshold, c.threshold < 1 ? (c.tp - c.fp * c.threshold / (1 - c.threshold)) / rows : NaN);
    movers.distribution(c.threshold, `threshold ${text}`);
    showCosts(c);
  }

  function showCosts(c) {
    const best = cases.reduce((least, other) => costOf(other) < costOf(least) ? other : least, cases[0]);
    at("cost-text").textContent = `Cost per 1,000 ${data.example}s: ${formatNumber(1000 * costOf(c))}. The least, ` +
      `${formatNumber(1000 * costOf(best))}, is at threshold ${formatNumber(best.threshold)}.`;
    drawCosts(c);
    return best;
  }

  const current = () => cases[Number(slider.value)];
  slider.addEventListener("input", show);
  for (const id of ["cost-positive", "cost-negative"]) at(id).addEventListener("input", () => showCosts(current()));
  at("threshold-reset").addEventListener("click", () => { slider.value = String(own); show(); });
  at("cost-best").addEventListener("click", () => {
    const best = showCosts(current());
    slider.value = String(cases.indexOf(best));
    show();
  });
  slider.value = String(own);
  show();
})();
