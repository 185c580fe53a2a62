// The parts of the what-if form that are drawn from a row: contributions, changes, and the surface over two columns.
"use strict";
const whatIfDrawing = whatIf && (() => {
  const {element, svg, formatNumber, formatShare, scale, probabilityColours, paintGrid} = binetPage;
  const {data, byName, ordered, assign, isDate, dateText, cellText, probabilityOf} = whatIf;
  const {cost, contributions, changes} = whatIfAnswers;
  const at = id => document.getElementById(id), kMostContributions = 10;

  // Texts written from right to left keep their place among the others: in HTML, and in the text of a chart.
  const apart = text => element("bdi", {}, text), isolated = text => `\u2068${text}\u2069`;

  // The name, shortened so that it and the value fit into so many pixels of the chart's text.
  const ruler = document.createElement("canvas").getContext("2d");
  function fitting(name, value, pixels) {
    ruler.font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const fits = text => ruler.measureText(text).width <= pixels;
    if (fits(name + value)) return isolated(name) + value;
    let length = [...name].length;
    while (length > 1 && !fits([...name].slice(0, length).join("") + "…" + value)) --length;
    return isolated([...name].slice(0, length).join("") + "…") + value;
  }

  function* drawContributions(row) {
    const all = yield* contributions(row);
    const shown = all.slice(0, kMostContributions), rest = all.slice(kMostContributions);
    if (rest.length > 0) shown.push({name: rest.length === 1 ? "1 other" : `${rest.length} others`,
      value: rest.reduce((sum, item) => sum + item.value, 0)});
    if (shown.length === 0) {
      at("what-if-contributions").replaceChildren(element("p", {class: "note"},
        "Every column has its typical value: change one."));
      return;
    }
    const width = 400, line = 24, left = 210, most = Math.max(...shown.map(item => Math.abs(item.value)), 1e-9);
    const x = scale(-most, most, left, width - 8), height = line * shown.length + 20;
    const chart = svg("svg", {class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img",
      "aria-label": "Contribution of each column to the logit: " +
        shown.map(item => `${item.name} ${formatNumber(item.value, 3)}`).join(", ")});
    shown.forEach((item, i) => {
      const y = line * (i + 0.5), column = byName.get(item.name),
        value = column ? cellText(column, row[item.name]) : null;
      const after = cell => cell === null ? "" : " = " + isolated(cell);
      const short = value !== null && value.length > 13 ? value.slice(0, 12) + "…" : value;
      const text = isolated(item.name) + after(value), drawn = fitting(item.name, after(short), left - 12),
        from = Math.min(x(0), x(item.value));
      chart.append(svg("g", {"data-tip": `${text}: ${item.value > 0 ? "+" : ""}${formatNumber(item.value, 3)} to the ` +
        `logit`},
        svg("text", {x: left - 8, y: y + 4, "text-anchor": "end", class: "title"}, drawn),
        svg("rect", {class: `bar c${item.value > 0 ? 1 : 0}`, x: from, y: y - 8, height: 16, rx: 2,
          width: Math.max(0.5, Math.abs(x(item.value) - x(0)))})));
    });
    chart.append(svg("line", {class: "axis-line", x1: x(0), x2: x(0), y1: 0, y2: line * shown.length}),
                 svg("text", {x: left - 20, y: height - 4, class: "c0"},
                   fitting(data.negative, "", (width - left) / 2)),
                 svg("text", {x: width - 8, y: height - 4, "text-anchor": "end", class: "c1"},
                   fitting(data.positive, "", (width - left) / 2)));
    at("what-if-contributions").replaceChildren(chart);
  }

  function* drawChanges(row) {
    const found = yield* changes(row), other = probabilityOf(row) >= data.threshold ? data.negative : data.positive;
    at("what-if-changes").replaceChildren(found.length === 0
      ? `No single column, changed within the training range, makes the label ${other}.`
      : element("ul", {}, ...found.map(change => element("li",
        {"data-column": change.column.name, "data-value": change.value},
        apart(change.column.name), ": ", apart(cellText(change.column, row[change.column.name])), " → ",
        apart(cellText(change.column, change.value)), " makes the label ", apart(other)))));
  }

  // --- the surface --------------------------------------------------------------------------------------------------
  const usable = ordered.filter(column => column.numeric ? column.high > column.low : column.levels.length > 1);
  const surfaceX = at("surface-x"), surfaceY = at("surface-y");
  usable.forEach((column, i) => [surfaceX, surfaceY].forEach(select =>
    select.append(element("option", {value: i}, column.name))));
  surfaceY.value = String(Math.min(1, usable.length - 1));
  at("surface").closest(".card").hidden = usable.length < 2;

  const valueAt = (column, share) => column.numeric ? column.low + share * (column.high - column.low)
                                                    : column.levels[Math.min(column.levels.length - 1,
                                                      Math.floor(share * column.levels.length))];
  const shareOf = (column, value) => column.numeric ? (value - column.low) / (column.high - column.low)
                                                    : (column.levels.indexOf(value) + 0.5) / column.levels.length;
  const endTexts = column => isDate(column) ? [dateText(column, column.low).slice(0, 10), column.name,
    dateText(column, column.high).slice(0, 10)]
                                            : column.numeric ? [formatNumber(column.low, 3), column.name,
                                              formatNumber(column.high, 3)]
                                            : [column.levels[0], column.name, column.levels[column.levels.length - 1]];

  // Where no label changes on the surface, colours begin at its value nearest to the threshold.
  function middleOf(values) {
    const low = Math.min(...values), high = Math.max(...values), tiny = 1e-6;
    return high < data.threshold ? high * (1 + tiny) : low >= data.threshold ? low * (1 - tiny) : data.threshold;
  }

  function drawKey(middle, colours) {
    const ends = middle < data.threshold ? [0, middle] : middle > data.threshold ? [middle, 1] : null;
    const shown = ends ? [0, 1, 2, 3].map(i => ends[0] + (ends[1] - ends[0]) * i / 3)
                       : [0, middle * 0.6, middle + (1 - middle) * 0.4, 1];
    const decimals = ends && ends[1] - ends[0] < 0.1 ? 1 : 0;
    at("surface-key").replaceChildren(
      ...shown.map(p => element("span", {}, element("i", {style: `background: rgb(${colours(p).join(" ")})`}),
        formatShare(p, decimals))),
      element("span", {class: "words"}, "Colours show the probability of ", apart(data.positive),
        ". The ring marks the row."));
  }

  // Where each point takes long, first a coarse one.
  function* drawSurface(row) {
    if (usable.length < 2) return;
    if (cost >= 0.4) yield* drawSurfaceWith(row, cost < 2 ? 2 : 3);
    yield* drawSurfaceWith(row, 1);
  }

  function* drawSurfaceWith(row, fine) {
    const across = usable[Number(surfaceX.value)], up = usable[Number(surfaceY.value)];
    const columnsCount = across.numeric ? 48 / fine : Math.min(48, across.levels.length),
      rowsCount = up.numeric ? 36 / fine : Math.min(36, up.levels.length);
    const cells = {...row}, values = [];
    for (let r = 0; r < rowsCount; ++r) {
      for (let c = 0; c < columnsCount; ++c) {
        assign(cells, across, valueAt(across, (c + 0.5) / columnsCount));
        assign(cells, up, valueAt(up, (r + 0.5) / rowsCount));
        values.push(probabilityOf(cells));
        yield;
      }
    }
    const surface = at("surface-canvas");
    const middle = middleOf(values), colours = probabilityColours(middle);
    paintGrid(surface, columnsCount, rowsCount, (c, r) => values[r * columnsCount + c], colours);
    surface.style.imageRendering = across.numeric && up.numeric ? "auto" : "pixelated";
    at("surface-x-axis").replaceChildren(...endTexts(across).map(text => element("span", {}, text)));
    at("surface-y-axis").replaceChildren(...endTexts(up).reverse().map(text => element("span", {}, text)));
    const x = shareOf(across, row[across.name]), y = shareOf(up, row[up.name]), here = at("surface-here");
    here.hidden = row[across.name] === null || row[up.name] === null || !(x >= 0 && x <= 1 && y >= 0 && y <= 1);
    here.style.left = 100 * x + "%";
    here.style.top = 100 * (1 - y) + "%";
    drawKey(middle, colours);
  }

  return {drawContributions, drawChanges, drawSurface};
})();
