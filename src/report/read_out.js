// Reads the values of lines under the pointer off the charts. What is drawn is all it needs: an axis says in a data
// attribute which values lie at which pixels.
"use strict";
const binetCharts = (() => {
  const {svg: svgElement, formatNumber, formatShare, showTooltip, watchTips} = binetPage;

  function axis(chart, name) {
    const [low, high, from, to, kind] = chart.dataset[name].split(" ").map((text, i) => i < 4 ? Number(text) : text);
    const isLog = kind === "log", of = isLog ? Math.log : x => x;
    return {
      toPixel: value => from + (of(value) - of(low)) / (of(high) - of(low)) * (to - from),
      toValue: pixel => {
        const inner = of(low) + (pixel - from) / (to - from) * (of(high) - of(low));
        return isLog ? Math.exp(inner) : inner;
      },
      shows: value => value >= low && value <= high,
      from, to,
    };
  }

  const vertices = path => [...path.getAttribute("d").matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map(m =>
    [Number(m[1]), Number(m[2])]);

  function watch(chart) {
    const x = axis(chart, "x"), y = axis(chart, "y");
    const lines = [...chart.querySelectorAll("path[data-name]")].map(path =>
      ({name: path.dataset.name, points: vertices(path)}));
    if (lines.length === 0) return;
    const hair = svgElement("line", {class: "mark", y1: y.from, y2: y.to, visibility: "hidden"});
    chart.append(hair);
    const text = (axisName, value) => chart.dataset[axisName + "Year"] !== undefined ? value.toFixed(2) :
      chart.dataset[axisName + "Share"] !== undefined ? formatShare(value) : formatNumber(value);
    chart.addEventListener("pointermove", event => {
      const box = chart.getBoundingClientRect(), scale = chart.viewBox.baseVal.width / box.width;
      const at = (event.clientX - box.left) * scale;
      const inside = at >= x.from && at <= x.to;
      hair.setAttribute("visibility", inside ? "visible" : "hidden");
      if (!inside) return showTooltip(null);
      hair.setAttribute("x1", at);
      hair.setAttribute("x2", at);
      const found = [`${chart.dataset.xTitle} ${text("x", x.toValue(at))}`];
      for (const line of lines) {
        const after = line.points.findIndex(point => point[0] >= at);
        if (after < 0) continue;
        const [b, a] = [line.points[after], line.points[Math.max(after - 1, 0)]];
        const share = b[0] > a[0] ? (at - a[0]) / (b[0] - a[0]) : 1;
        found.push(`${line.name}: ${text("y", y.toValue(a[1] + share * (b[1] - a[1])))}`);
      }
      showTooltip(found.join("\n"), event.clientX, event.clientY);
      event.stopPropagation();
    });
    chart.addEventListener("pointerleave", () => {
      hair.setAttribute("visibility", "hidden");
      showTooltip(null);
    });
  }

  // A point on a chart that moves; values beyond the axes hide it.
  function movingPoint(id) {
    const chart = document.getElementById(id);
    if (!chart) return () => {};
    const x = axis(chart, "x"), y = axis(chart, "y");
    const point = svgElement("circle", {class: "operating", r: 5.5});
    chart.append(point);
    return (valueX, valueY) => {
      const inside = Number.isFinite(valueY) && x.shows(valueX);
      point.setAttribute("visibility", inside ? "visible" : "hidden");
      if (!inside) return;
      point.setAttribute("cx", x.toPixel(valueX));
      point.setAttribute("cy", Math.min(Math.max(y.toPixel(valueY), y.to), y.from));
    };
  }

  // A vertical line on a chart that moves.
  function movingLine(id) {
    const chart = document.getElementById(id);
    if (!chart) return () => {};
    const x = axis(chart, "x"), marked = chart.querySelector("g.marked");
    const line = marked.querySelector("line"), label = marked.querySelector("text");
    return (value, text) => {
      marked.setAttribute("visibility", x.shows(value) ? "visible" : "hidden");
      const at = x.toPixel(value), right = at > (x.from + x.to) / 2;
      line.setAttribute("x1", at);
      line.setAttribute("x2", at);
      label.setAttribute("x", at + (right ? -4 : 4));
      label.setAttribute("text-anchor", right ? "end" : "start");
      label.textContent = text;
    };
  }

  watchTips();
  document.querySelectorAll("svg.chart[data-x]").forEach(watch);
  return {movingPoint, movingLine};
})();
