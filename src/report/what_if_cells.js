// The cells of the what-if form: the columns of the model, dates and what is computed from them, rows to start from,
// and how a cell is written. `whatIf` is null if the page holds no model.
"use strict";
const whatIf = (() => {
  const panel = document.getElementById("what-if-panel");
  if (!panel || typeof binetModel === "undefined") return null;
  const data = binetPage.embedded("report-data");
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

  const read = (column, cell) => cell === "" ? null : column.numeric ? Number(cell) : cell;
  // As explain/typical_row has it: each column by itself, the parts of a date too.
  const typical = Object.fromEntries(columns.map(column => [column.name, read(column, column.typical)]));

  // --- sequences ----------------------------------------------------------------------------------------------------
  // The form holds one row of a sequence; the model reads those before it and behind it, too.
  const steps = !data.sequences ? null : (() => {
    let rows = [typical], place = 0, before = binetModel.start();
    const readTo = (state, cells) => cells.map(row => binetModel.next(state, row));
    return {
      /** Makes `rows` the sequence, and the one at `place` that of the form. */
      choose(newRows, newPlace) {
        [rows, place, before] = [newRows, newPlace, binetModel.start()];
        readTo(before, rows.slice(0, place));
      },
      place: () => place,
      /** The sequence with these cells in the row of the form. */
      rowsWith: cells => rows.map((row, i) => i === place ? {...cells} : row),
      /** The probability after the last row, with these cells in the row of the form. */
      predict: cells => readTo(before.slice(), [cells, ...rows.slice(place + 1)]).at(-1),
      /** After each row. */
      course: all => readTo(binetModel.start(), all),
    };
  })();
  const probabilityOf = steps ? steps.predict : cells => binetModel.predict(cells);
  const logit = p => Math.max(-40, Math.min(40, Math.log(p) - Math.log1p(-p)));  // of 0 and 1 finite, too
  const sigmoid = z => 1 / (1 + Math.exp(-z));

  const starts = [{name: "a typical row", rows: [typical]},
                  ...data.starts.map(start => ({name: start.name, rows: start.rows.map(cells =>
                    Object.fromEntries(columns.map((column, i) => [column.name, read(column, cells[i])])))}))];

  const label = p => p >= data.threshold ? data.positive : data.negative;
  // All digits of a number that a person typed; of one that was computed six, or its whole part.
  const digitsOf = value => {
    const exact = String(Number(value.toPrecision(12)));
    if (exact.length <= 10) return exact;
    return Math.abs(value) >= 1e5 && Math.abs(value) < 1e15 ? String(Math.round(value))
                                                            : String(Number(value.toPrecision(6)));
  };
  const cellText = (column, value) => {
    if (value === null) return "missing";
    if (isDate(column)) return dateText(column, value).replace("T", " ");
    return column.numeric ? digitsOf(value).replace("-", "−") : value;
  };

  return {panel, data, columns, byName, inputs, ordered, typical, starts, assign, isDate, isTimed, dateText, daysOf,
          digitsOf, cellText, label, logit, sigmoid, probabilityOf, steps};
})();
