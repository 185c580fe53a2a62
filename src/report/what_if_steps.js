// The rows of a sequence in the what-if form: which of them the form holds, and the probability after each. null for a
// model that reads single rows.
"use strict";
const whatIfSteps = whatIf && whatIf.steps && (() => {
  const {element, svg, formatShare, scale} = binetPage, {steps, data} = whatIf;
  const at = id => document.getElementById(id);
  let cellsOfForm = null, show = null;

  /** Shows another row of these, and leaves the form's cells in the one before. */
  function move(rows, place) {
    steps.choose(rows, place);
    at("step").replaceChildren(...rows.map((_, i) => element("option", {value: i}, `${i + 1} of ${rows.length}`)));
    at("step").value = String(place);
    at("remove-step").disabled = rows.length === 1;
    show(rows[place]);
  }

  /** The probability after each row; a press on a point shows its row. */
  function draw(cells) {
    const rows = steps.rowsWith(cells), course = steps.course(rows), last = rows.length - 1;
    const width = 400, height = 96, left = 44, right = width - 10, top = 10, bottom = height - 20;
    const x = scale(0, Math.max(last, 1), left, right), y = scale(0, 1, bottom, top);
    const chart = svg("svg", {class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img",
      "aria-label": "Probability after each row: " + course.map(p => formatShare(p)).join(", ")});
    for (const share of [0, 0.5, 1]) {
      chart.append(svg("line", {class: "grid-line", x1: left, x2: right, y1: y(share), y2: y(share)}),
        svg("text", {x: left - 6, y: y(share) + 4, "text-anchor": "end"}, `${100 * share}%`));
    }
    const line = course.map((p, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(p).toFixed(1)}`).join("");
    chart.append(svg("line", {class: "line dashed c6", x1: left, x2: right, y1: y(data.threshold),
      y2: y(data.threshold)}), svg("path", {class: "line c1", d: line}));
    course.forEach((p, i) => {
      const here = i === steps.place();
      chart.append(svg("circle", {class: here ? "operating" : "point c1", cx: x(i), cy: y(p), r: here ? 6 : 4,
        "data-tip": `after row ${i + 1}: ${formatShare(p)}`, onclick: () => move(steps.rowsWith(cellsOfForm()), i)}));
    });
    chart.append(svg("text", {class: "title", x: (left + right) / 2, y: height - 4, "text-anchor": "middle"},
      "probability after each row; the large point is the row below"));
    at("what-if-course").replaceChildren(chart);
  }

  /** `cells` gives those of the form, `showRow` fills it. */
  function connect(cells, showRow) {
    [cellsOfForm, show] = [cells, showRow];
    at("what-if-steps").hidden = false;
    at("what-if-source").textContent = "What the cells of this row add";
    at("step").addEventListener("change", () => move(steps.rowsWith(cellsOfForm()), Number(at("step").value)));
    at("add-step").addEventListener("click", () => {
      const rows = steps.rowsWith(cellsOfForm()), place = steps.place();
      move(rows.toSpliced(place + 1, 0, {...rows[place]}), place + 1);
    });
    at("remove-step").addEventListener("click", () => {
      const place = steps.place(), rows = steps.rowsWith(cellsOfForm()).toSpliced(place, 1);
      move(rows, Math.min(place, rows.length - 1));
    });
  }

  return {move, connect, draw};
})();
