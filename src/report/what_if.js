// The what-if form: any row, its probability computed here by the model itself, what each column adds to it, what
// would change the label, and the surface over two columns.
"use strict";
(() => {
  const {element, svg, formatNumber, formatShare, scale, probabilityColours, paintGrid, embedded} = binetPage;
  const panel = document.getElementById("what-if-panel");
  if (!panel || typeof binetModel === "undefined") return;
  const data = embedded("report-data"), at = id => document.getElementById(id);
  const columns = data.columns, byName = new Map(columns.map(column => [column.name, column]));

  // --- dates --------------------------------------------------------------------------------------------------------
  // A date is one field of the form and several columns of the model: days since an origin, and parts such as the
  // weekday.
  const kDay = 86400000, kWeekdays = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
  const kTurns = {year_sine: [365.2425, 0], year_cosine: [365.2425, 0.25], day_sine: [1, 0], day_cosine: [1, 0.25]};
  function datePart(part, days) {
    if (part === "weekday") return kWeekdays[((Math.floor(days) % 7) + 7) % 7];
    const turns = days / kTurns[part][0] + kTurns[part][1];
    return Math.sin(2 * Math.PI * (turns - Math.floor(turns)));
  }
  const partsOf = new Map();  // of a column of days, the columns computed from it
  for (const column of columns) {
    const days = column.date && column.date.part ? byName.get(column.date.field) : null;
    if (days?.date && (column.date.part === "weekday" || column.date.part in kTurns)) partsOf.set(days,
      [...(partsOf.get(days) ?? []), column]);
  }
  const computed = new Set([...partsOf.values()].flat());
  const isDate = column => Boolean(column.date) && !column.date.part;
  const isTimed = column => column.minimum % 1 !== 0 || column.maximum % 1 !== 0;
  const dateText = (column, value) => {
    const text = new Date(Math.round((value + column.date.origin) * 86400) * 1000).toISOString();
    return isTimed(column) ? text.slice(0, 16) : text.slice(0, 10);
  };
  const daysOf = (column, text) => Date.parse(text.length > 10 ? text + "Z" : text) / kDay - column.date.origin;
  /** Sets a cell, and those computed from it. */
  function assign(cells, column, value) {
    cells[column.name] = value;
    for (const part of partsOf.get(column) ?? []) cells[part.name] = value === null ? null : datePart(part.date.part,
      value + column.date.origin);
  }

  const inputs = columns.filter(column => !computed.has(column));  // the fields of the form
  const ordered = [...data.order.map(name => byName.get(name)).filter(column => inputs.includes(column)),
    ...inputs.filter(column => !data.order.includes(column.name))];
  const kUnseen = "(never seen)", kMostFields = 200, kMostContributions = 10;

  const read = (column, cell) => cell === "" ? null : column.numeric ? Number(cell) : cell;
  // As explain/typical_row has it: each column by itself, the parts of a date too.
  const typical = Object.fromEntries(columns.map(column => [column.name, read(column, column.typical)]));
  let row = {...typical};
  const probabilityOf = cells => binetModel.predict(cells);
  const logit = p => Math.max(-40, Math.min(40, Math.log(p) - Math.log1p(-p)));  // of 0 and 1 finite, too
  const sigmoid = z => 1 / (1 + Math.exp(-z));

  /** The ends of the interval of a row's probability, as `predict --interval` has them; null where there is none. */
  function intervalOf(cells) {
    const how = data.interval, found = how && binetModel.inspect(cells);
    if (!found) return null;
    let center = found.logit, variance = 0;
    if (how.covariance) {  // of intercept and weights, the lower triangle row by row
      if (!found.known) return null;
      const direction = [1, ...found.inputs];
      let next = 0;
      for (let i = 0; i < direction.length; ++i) {
        for (let j = 0; j <= i; ++j) {
          variance += (i === j ? 1 : 2) * direction[i] * direction[j] * how.covariance[next++];
        }
      }
    } else {
      const {line} = how, z = found.logit;
      center = line.intercept + line.slope * z;
      variance = line.intercept_variance + 2 * z * line.covariance + z * z * line.slope_variance;
    }
    const half = how.quantile * Math.sqrt(Math.max(0, variance));
    const ends = [center - half, center + half];
    if (how.line) return [sigmoid(Math.min(ends[0], found.logit)), sigmoid(Math.max(ends[1], found.logit))];
    return ends.map(sigmoid);
  }

  const label = p => p >= data.threshold ? data.positive : data.negative;
  const numberText = value => {  // all digits of a number that a person typed, six of one that was computed
    const exact = String(Number(value.toPrecision(12)));
    return (exact.length <= 10 ? exact : String(Number(value.toPrecision(6)))).replace("-", "−");
  };
  const cellText = (column, value) => {
    if (value === null) return "missing";
    if (isDate(column)) return dateText(column, value).replace("T", " ");
    return column.numeric ? numberText(value) : value;
  };

  // --- the form -----------------------------------------------------------------------------------------------------
  const fields = new Map();

  function numberField(column, id) {
    const step = (column.high - column.low) / 200 || 1;
    const range = element("input", {type: "range", min: column.low, max: column.high, step: "any",
      "aria-label": `${column.name}, slider`});
    const number = isDate(column) ? element("input", {type: isTimed(column) ? "datetime-local" : "date", id})
                                  : element("input", {type: "number", step: "any", id});
    const absent = element("input", {type: "checkbox", "aria-label": `${column.name} is missing`});
    const set = (value, from) => {
      assign(row, column, value);
      if (from !== range) range.value = String(value ?? typical[column.name] ?? column.low);
      if (from !== number) number.value = value === null ? "" : isDate(column) ? dateText(column, value) :
        String(value);
      absent.checked = value === null;
    };
    range.addEventListener("input", () => {
      const raw = Number(range.value), digits = Math.max(0, Math.min(12, -Math.floor(Math.log10(Math.abs(step))) + 1));
      set(isDate(column) && !isTimed(column) ? Math.round(raw) : Number(raw.toFixed(digits)), range);
      update();
    });
    number.addEventListener("input", () =>
      { set(number.value === "" ? null : isDate(column) ? daysOf(column, number.value) : Number(number.value),
        number); update(); });
    absent.addEventListener("change", () => { set(absent.checked ? null : typical[column.name] ?? column.low,
      absent); update(); });
    fields.set(column.name, set);
    return [range, number, element("label", {class: "absent"}, absent, "missing")];
  }

  function categoryField(column, id) {
    const select = element("select", {id});
    const choices = [...column.levels.map(level => [level, level]), ["missing", null], [kUnseen, kUnseen]];
    choices.forEach(([text, value], i) => select.append(element("option", {value: i}, value === null ||
      value === kUnseen ? text : text || "(empty)")));
    select.addEventListener("change", () => { row[column.name] = choices[Number(select.value)][1]; update(); });
    fields.set(column.name, value => {
      row[column.name] = value;
      const known = choices.findIndex(choice => choice[1] === value);
      select.value = String(known >= 0 ? known : choices.length - 1);
    });
    return [select];
  }

  ordered.slice(0, kMostFields).forEach((column, i) => {
    const id = `cell-${i}`;
    at("what-if-fields").append(element("div", {class: "field"},
      element("label", {for: id, title: column.name}, column.name),
                                        ...(column.numeric ? numberField : categoryField)(column, id)));
  });

  function setRow(cells) {
    row = {...cells};
    for (const column of inputs) assign(row, column, cells[column.name] ?? null);
    for (const [name, set] of fields) set(cells[name] ?? null);
    update();
  }

  const starts = [{name: "a typical row", cells: typical},
                  ...data.rows.map(start => ({name: start.name,
                    cells: Object.fromEntries(columns.map((column, i) =>
                      [column.name, read(column, start.cells[i])]))}))];
  starts.forEach((start, i) => at("start-row").append(element("option", {value: i}, start.name)));
  at("start-row").addEventListener("change", () => setRow(starts[Number(at("start-row").value)].cells));
  at("reset-row").addEventListener("click", () => setRow(starts[Number(at("start-row").value)].cells));

  // --- work in slices -----------------------------------------------------------------------------------------------
  // A mixture takes milliseconds per row: long work is done in slices between which the page answers, and is dropped
  // where the row has changed meanwhile. Each job is a generator that yields now and then.
  const kSlice = 12;
  let round = 0;
  function startJobs(jobs) {
    const mine = ++round, left = [...jobs];
    let running = null;
    const step = () => {
      if (mine !== round) return;
      const end = performance.now() + kSlice;
      while (performance.now() < end) {
        running ??= left.shift()?.();
        if (running === undefined) { panel.dataset.ready = "true"; return; }
        if (running.next().done) running = null;
      }
      setTimeout(step);
    };
    panel.dataset.ready = "false";
    setTimeout(step, 20);
  }

  // Milliseconds per row, found once.
  const cost = (() => {
    const begin = performance.now();
    let runs = 0;
    do { probabilityOf(typical); ++runs; } while (runs < 20 && performance.now() - begin < 8);
    return (performance.now() - begin) / runs;
  })();

  // --- contributions ------------------------------------------------------------------------------------------------
  // Shapley values of the logit against the typical row, by the orders of `predict --explain` (explain/contributions).
  const orders = (() => {
    const pairs = Math.max(1, Math.min(4, Math.floor(30 / Math.max(1, columns.length)))), found = [];
    let state = 12345;
    const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
    for (let pair = 0; pair < pairs; ++pair) {
      const order = columns.map(column => column.name);
      for (let i = order.length - 1; i > 0; --i) {
        const j = Math.floor(random() * (i + 1));
        [order[i], order[j]] = [order[j], order[i]];
      }
      found.push(order, [...order].reverse());
    }
    return found;
  })();

  function* contributions() {
    const differs = name => row[name] !== typical[name], names = columns.map(column => column.name).filter(differs);
    const sums = new Map(names.map(name => [name, 0]));
    const walk = function* (order) {
      const cells = {...typical};
      let before = logit(probabilityOf(cells));
      for (const name of order) {
        cells[name] = row[name];
        const after = logit(probabilityOf(cells));
        sums.set(name, sums.get(name) + after - before);
        before = after;
        yield;
      }
    };
    for (const order of orders) yield* walk(order.filter(differs));
    return names.map(name => ({name, value: sums.get(name) / orders.length})).sort((a, b) =>
      Math.abs(b.value) - Math.abs(a.value));
  }

  // The name, shortened so that it and the value fit into so many pixels of the chart's text.
  const ruler = document.createElement("canvas").getContext("2d");
  function fitting(name, value, pixels) {
    ruler.font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const fits = text => ruler.measureText(text).width <= pixels;
    if (fits(name + value)) return name + value;
    let length = [...name].length;
    while (length > 1 && !fits([...name].slice(0, length).join("") + "…" + value)) --length;
    return [...name].slice(0, length).join("") + "…" + value;
  }

  function* drawContributions() {
    const all = yield* contributions(), shown = all.slice(0, kMostContributions), rest = all.slice(kMostContributions);
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
        value = column ? ` = ${cellText(column, row[item.name])}` : "";
      const text = item.name + value, drawn = fitting(item.name, value.length > 16 ? value.slice(0, 15) +
        "…" : value, left - 12), from = Math.min(x(0), x(item.value));
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

  // --- what would change the label ----------------------------------------------------------------------------------
  const decimalsOf = new Map();  // of each number column, as a person would type its numbers
  for (const column of columns.filter(column => column.numeric)) {
    const decimals = value => {
      let count = 0;
      while (count < 12 && Number(value.toFixed(count)) !== value) ++count;
      return count;
    };
    const numbers = [column.minimum, column.maximum, ...starts.slice(1).map(start => start.cells[column.name])];
    const most = Math.max(...numbers.filter(value => typeof value === "number").map(decimals));
    const fine = Math.ceil(4 - Math.log10(Math.max(column.high - column.low, 1e-8)));  // a ten-thousandth of the range
    decimalsOf.set(column, Math.max(0, Math.min(most, fine, 12)));
  }

  /** A value beyond `outside`, seen from `start`, with as few digits as the column's numbers have; more if it must. */
  function roundedOutward(column, start, outside, crosses) {
    const round = outside > start ? Math.ceil : Math.floor;
    if (isDate(column)) {
      const perDay = isTimed(column) ? 1440 : 1, value = round(outside * perDay) / perDay;
      return value <= column.maximum && value >= column.minimum && crosses(value) ? value : outside;
    }
    for (let digits = decimalsOf.get(column); digits <= 12; ++digits) {
      const value = Number((round(outside * 10 ** digits) / 10 ** digits).toFixed(digits));
      if (value <= column.maximum && value >= column.minimum && crosses(value)) return value;
    }
    return outside;
  }

  // For each column the nearest value, others unchanged, that crosses the threshold; the shortest ways first.
  function* changes() {
    const before = probabilityOf(row) >= data.threshold, found = [];
    for (const column of ordered.slice(0, cost > 1 ? 12 : 60)) {
      yield;
      const cells = {...row}, crosses = value => {
        assign(cells, column, value);
        const p = probabilityOf(cells);
        return !Number.isNaN(p) && (p >= data.threshold) !== before;
      };
      if (!column.numeric) {
        let level;
        for (const text of column.levels.slice(0, 40)) {
          yield;
          if (text !== row[column.name] && crosses(text)) { level = text; break; }
        }
        if (level !== undefined) found.push({column, value: level, distance: 0.5});
        continue;
      }
      const span = column.high - column.low, start = row[column.name] ?? typical[column.name];
      if (!(span > 0) || start === null) continue;
      let best = null;
      for (let step = 1; step <= 40 && best === null; ++step) {
        for (const value of [start - span * step / 40, start + span * step / 40]) {
          yield;
          if (value >= column.minimum && value <= column.maximum && crosses(value)) { best = value; break; }
        }
      }
      if (best === null) continue;
      let inside = start, outside = best;
      for (let i = 0; i < 20; ++i) {
        const middle = (inside + outside) / 2;
        yield;
        if (crosses(middle)) outside = middle; else inside = middle;
      }
      const value = roundedOutward(column, start, outside, crosses);
      found.push({column, value, distance: Math.abs(value - start) / span});
    }
    return found.sort((a, b) => a.distance - b.distance).slice(0, 3);
  }

  function* drawChanges() {
    const found = yield* changes(), other = probabilityOf(row) >= data.threshold ? data.negative : data.positive;
    at("what-if-changes").replaceChildren(found.length === 0
      ? `No single column, changed within the training range, makes the label ${other}.`
      : element("ul", {}, ...found.map(change => element("li",
        {"data-column": change.column.name, "data-value": change.value},
          `${change.column.name}: ${cellText(change.column, row[change.column.name])} → ` +
            `${cellText(change.column, change.value)} makes it ${other}`))));
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
                                            : column.numeric ? [formatNumber(column.low), column.name,
                                              formatNumber(column.high)]
                                            : [column.levels[0], column.name, column.levels[column.levels.length - 1]];

  function* drawSurface() {
    const across = usable[Number(surfaceX.value)], up = usable[Number(surfaceY.value)];
    if (usable.length < 2) return;
    const fine = cost < 0.4 ? 1 : cost < 2 ? 2 : 3;  // points less, where each takes long
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
    paintGrid(surface, columnsCount, rowsCount, (c, r) => values[r * columnsCount + c],
      probabilityColours(data.threshold));
    surface.style.imageRendering = across.numeric && up.numeric ? "auto" : "pixelated";
    at("surface-x-axis").replaceChildren(...endTexts(across).map(text => element("span", {}, text)));
    at("surface-y-axis").replaceChildren(...endTexts(up).reverse().map(text => element("span", {}, text)));
    const x = shareOf(across, row[across.name]), y = shareOf(up, row[up.name]), here = at("surface-here");
    here.hidden = row[across.name] === null || row[up.name] === null || !(x >= 0 && x <= 1 && y >= 0 && y <= 1);
    here.style.left = 100 * x + "%";
    here.style.top = 100 * (1 - y) + "%";
    const colours = probabilityColours(data.threshold);
    const shown = [0, data.threshold * 0.6, data.threshold + (1 - data.threshold) * 0.4, 1];
    at("surface-key").replaceChildren(
      ...shown.flatMap(p => [element("i", {style: `background: rgb(${colours(p).join(" ")})`}),
        `${Math.round(100 * p)}%`]),
      ` probability of ${data.positive}; the ring is the row`);
  }

  // --- all together -------------------------------------------------------------------------------------------------
  const redraw = () => startJobs([drawContributions, drawChanges, drawSurface]);
  function update() {
    const p = probabilityOf(row), badge = at("what-if-label");
    at("what-if-probability").textContent = formatShare(p);
    at("what-if-probability").dataset.value = String(p);
    badge.textContent = label(p);
    badge.className = "badge " + (p >= data.threshold ? "positive" : "negative");
    at("what-if-bar").style.width = 100 * p + "%";
    const ends = intervalOf(row), shown = at("what-if-interval");
    shown.textContent = ends ? `${formatNumber(100 * data.interval.level)}% interval ${formatShare(ends[0])} to ` +
      `${formatShare(ends[1])}` : "";
    shown.title = !ends ? "" : data.interval.covariance ? "From the covariance of the coefficients." :
      "Of the share of positives among rows predicted alike, from held-out predictions.";
    at("what-if-range").hidden = !ends;
    if (ends) {
      at("what-if-range").style.left = 100 * ends[0] + "%";
      at("what-if-range").style.width = 100 * (ends[1] - ends[0]) + "%";
    }
    at("what-if-mark").style.left = `calc(${100 * data.threshold}% - 1px)`;
    if (Number.isNaN(p)) {
      ++round;  // drops the work in progress
      at("what-if-probability").textContent = "undefined";
      badge.textContent = "";
      at("what-if-bar").style.width = "0";
      at("what-if-range").hidden = true;
      at("what-if-interval").textContent = "";
      for (const id of ["what-if-contributions", "what-if-changes"]) at(id).replaceChildren();
      at("what-if-note").textContent = "A term of the model has no value for this row, such as the logarithm of a " +
        "number below 0. predict refuses such a row.";
      panel.dataset.ready = "true";
      return;
    }
    const beyond = inputs.filter(column => column.numeric && row[column.name] !== null &&
      (row[column.name] < column.minimum || row[column.name] > column.maximum)).map(column => column.name);
    at("what-if-note").textContent = `Probability of ${data.positive}; the line marks the threshold, ` +
      `${formatNumber(data.threshold)}.` +
      (beyond.length === 0 ? ""
        : ` Beyond the training range: ${beyond.slice(0, 5).join(", ")}${beyond.length > 5 ? ", …" : ""}.`);
    redraw();
  }
  surfaceX.addEventListener("change", redraw);
  surfaceY.addEventListener("change", redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  // The first row shown is the one nearest to the threshold: there a small change changes the label.
  const distance = start => Math.abs(logit(probabilityOf(start.cells)) - logit(data.threshold));
  const first = starts.length > 1 ? starts.slice(1).reduce((best, start) =>
    distance(start) < distance(best) ? start : best) : starts[0];
  setRow(first.cells);
  at("start-row").value = String(starts.indexOf(first));
  globalThis.binetForm = {inputs, intervalOf, isDate, dateText, cellsOf: values => {
    const cells = {};
    for (const column of inputs) assign(cells, column, values[column.name] ?? null);
    return cells;
  }, row: () => ({...row})};
})();
