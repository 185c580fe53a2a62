// The what-if form: any row, its probability computed here by the model itself, what each column adds to it, what
// would change the label, and the surface over two columns. Of a sequence it holds one row at a time.
"use strict";
if (whatIf) {
  const {element, formatNumber, formatShare} = binetPage;
  const {panel, data, columns, inputs, ordered, typical, starts, assign, isDate, isTimed, dateText, daysOf, digitsOf,
         label, logit, probabilityOf} = whatIf;
  const {intervalOf} = whatIfAnswers, {drawContributions, drawChanges, drawSurface} = whatIfDrawing;
  const at = id => document.getElementById(id), kUnseen = "(never seen)", kMostFields = 200;
  let row = {...typical};

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
        digitsOf(value);
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

  function startFrom(start) {
    if (whatIfSteps) whatIfSteps.move(start.rows, start.rows.length - 1);
    else setRow(start.rows[0]);
  }

  whatIfSteps?.connect(() => row, setRow);
  starts.forEach((start, i) => at("start-row").append(element("option", {value: i}, start.name)));
  at("start-row").addEventListener("change", () => startFrom(starts[Number(at("start-row").value)]));
  at("reset-row").addEventListener("click", () => startFrom(starts[Number(at("start-row").value)]));

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

  // --- all together -------------------------------------------------------------------------------------------------
  const redraw = () => startJobs([drawContributions, drawChanges, drawSurface].map(draw => () => draw(row)));
  function update() {
    const p = probabilityOf(row), badge = at("what-if-label");
    at("what-if-probability").dataset.value = String(p);
    badge.textContent = label(p);
    badge.className = "badge " + (p >= data.threshold ? "positive" : "negative");
    at("what-if-bar").style.width = 100 * p + "%";
    const ends = intervalOf(row), shown = at("what-if-interval");
    // As many decimals as tell both ends and the probability apart.
    const decimals = ends ? Math.max(1, Math.min(4, Math.ceil(-Math.log10(100 * (ends[1] - ends[0]) + 1e-9)) + 1)) : 1;
    const share = value => formatShare(value, decimals);
    at("what-if-probability").textContent = share(p);
    shown.textContent = ends ? `${formatNumber(100 * data.interval.level)}% interval ${share(ends[0])} to ` +
      share(ends[1]) : "";
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
    whatIfSteps?.draw(row);
    at("what-if-note").textContent = `Probability of ${data.positive}` +
      `${whatIfSteps ? " after the last row" : ""}; the line marks the threshold, ` +
      `${formatNumber(data.threshold)}.` +
      (beyond.length === 0 ? ""
        : ` Beyond the training range: ${beyond.slice(0, 5).join(", ")}${beyond.length > 5 ? ", …" : ""}.`);
    redraw();
  }
  for (const id of ["surface-x", "surface-y"]) at(id).addEventListener("change", redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  // The first row shown is the one nearest to the threshold: there a small change changes the label. Of sequences it is
  // the longest.
  const distance = start => whatIfSteps ? -start.rows.length
                                        : Math.abs(logit(probabilityOf(start.rows[0])) - logit(data.threshold));
  const first = starts.length > 1 ? starts.slice(1).reduce((best, start) =>
    distance(start) < distance(best) ? start : best) : starts[0];
  startFrom(first);
  at("start-row").value = String(starts.indexOf(first));
  globalThis.binetForm = {inputs, intervalOf, isDate, dateText, cellsOf: values => {
    const cells = {};
    for (const column of inputs) assign(cells, column, values[column.name] ?? null);
    return cells;
  }, row: () => ({...row}), rows: () => whatIf.steps.rowsWith(row)};
}
