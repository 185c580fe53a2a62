// Tables of one's own: CSV text to typed columns, and columns to the inputs of a network. A table is
//   {name, target, positive, negative, numericTarget, columns: [{name, type, values, levels}], y}
// where a numeric column's values are numbers (null: missing), a category column's are indices of `levels` (null:
// missing), and y is 1 for the positive class.
"use strict";
const playTable = (() => {
  const {Random} = playRandom;
  const kMissing = new Set(["", "na", "n/a", "nan", "null", "?"]);
  const kMostLevels = 30, kMostRows = 5000;
  const isMissing = text => kMissing.has(text.trim().toLowerCase());
  const isNumber = text => /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(text);

  // RFC 4180: the records of the text, each a list of fields.
  function parseCsv(text, delimiter) {
    const records = [];
    let record = [], field = "", quoted = false, any = false;
    const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    for (let i = 0; i < source.length; ++i) {
      const c = source[i];
      if (quoted) {
        if (c !== "\"") field += c;
        else if (source[i + 1] === "\"") { field += "\""; ++i; }
        else quoted = false;
      } else if (c === "\"" && field === "") {
        quoted = any = true;
      } else if (c === delimiter) {
        record.push(field);
        field = "";
        any = true;
      } else if (c === "\n" || c === "\r") {
        if (c === "\r" && source[i + 1] === "\n") ++i;
        if (any || field !== "") records.push([...record, field]);
        record = [];
        field = "";
        any = false;
      } else {
        field += c;
      }
    }
    if (quoted) throw new Error("a quote opens and is not closed; expected \" at the end of the field");
    if (any || field !== "") records.push([...record, field]);
    return records;
  }

  // The delimiter that cuts the first line into the most fields.
  function findDelimiter(text) {
    const line = text.slice(0, 100000).split(/\r?\n/, 1)[0];
    return [",", ";", "\t", "|"].map(c => [line.split(c).length, c]).sort((a, b) => b[0] - a[0])[0][1];
  }

  // {name, names, cells}: cells[c][r] are texts.
  function readTexts(text, name) {
    const records = parseCsv(text, findDelimiter(text));
    if (records.length < 3) throw new Error(`${name}: found ${Math.max(records.length - 1, 0)} rows, expected a ` +
      `header and at least 2`);
    const [names, ...rows] = records;
    rows.forEach((row, i) => {
      if (row.length !== names.length) throw new Error(`${name}, record ${i + 2}: found ${row.length} fields, ` +
        `expected ${names.length} as in the header`);
    });
    return {name, names: names.map(each => each.trim()), cells: names.map((_, c) => rows.map(row => row[c]))};
  }

  // The classes of a column in order of their first row, without missing ones.
  const classesOf = cells => [...new Set(cells.filter(text => !isMissing(text)).map(text => text.trim()))];

  // The column most like a target: of two classes, the last one.
  function guessTarget(texts) {
    const two = texts.names.filter((_, c) => classesOf(texts.cells[c]).length === 2);
    return two.length > 0 ? two[two.length - 1] : null;
  }

  // The class predicted unless one is named: 1, yes, true and the like; else the greater number or later text.
  function usualPositive(classes) {
    const known = ["1", "yes", "true", "positive", "y", "t"];
    const found = classes.find(each => known.includes(each.toLowerCase()));
    if (found) return found;
    const sorted = [...classes].sort((a, b) => isNumber(a) && isNumber(b) ? a - b : a < b ? -1 : 1);
    return sorted[1];
  }

  function typedColumn(name, cells) {
    const present = cells.filter(text => !isMissing(text));
    if (present.length > 0 && present.every(isNumber)) {
      return {name, type: "numeric", values: cells.map(text => isMissing(text) ? null : Number(text))};
    }
    const levels = [...new Set(present)].sort(), index = new Map(levels.map((level, i) => [level, i]));
    return {name, type: "category", levels, values: cells.map(text => isMissing(text) ? null : index.get(text))};
  }

  // Texts and the name of the target to a table. Rows without a target are left out; of many rows, evenly spaced ones.
  function makeTable(texts, target, positive) {
    const at = texts.names.indexOf(target);
    if (at < 0) throw new Error(`${texts.name}: no column "${target}"; expected one of ${texts.names.join(", ")}`);
    const classes = classesOf(texts.cells[at]);
    if (classes.length !== 2) throw new Error(`column "${target}": found ${classes.length} classes, expected 2`);
    const chosen = positive ?? usualPositive(classes);
    let rows = texts.cells[at].map((text, r) => [text, r]).filter(([text]) => !isMissing(text)).map(([, r]) => r);
    const all = rows.length;
    if (all > kMostRows) rows = Array.from({length: kMostRows}, (_, i) => rows[Math.floor(i * all / kMostRows)]);
    const columns = texts.names.map((name, c) => [name, c]).filter(([, c]) => c !== at)
      .map(([name, c]) => typedColumn(name, rows.map(r => texts.cells[c][r])));
    return {
      name: texts.name, target, positive: chosen, negative: classes.find(each => each !== chosen), classes,
      numericTarget: classes.every(isNumber), columns, y: rows.map(r => texts.cells[at][r].trim() === chosen ? 1 : 0),
    };
  }

  // A column can be an input if it tells rows apart and has not too many levels.
  function usable(column) {
    const present = column.values.filter(value => value !== null);
    if (present.length === 0 || present.every(value => value === present[0])) return false;
    return column.type === "numeric" || column.levels.length <= kMostLevels;
  }

  // The rows for training and for testing, in random order where rows are held out.
  function splitRows(count, testShare, seed) {
    const order = Array.from({length: count}, (_, i) => i), held = Math.round(count * testShare);
    if (held === 0) return {training: order, test: []};
    new Random(seed).split(98).shuffle(order);
    return {training: order.slice(held).sort((a, b) => a - b), test: order.slice(0, held).sort((a, b) => a - b)};
  }

  // How columns become inputs, fitted on the rows named: as the program's "standard" encoding. Plain numbers, each
  // followed by its missing flag, then the codes of each category.
  function fitEncoder(table, names, rows) {
    const chosen = names.map(name => table.columns.find(column => column.name === name));
    const encoder = {numeric: [], categories: [], inputs: [], dense: 0};
    for (const column of chosen.filter(each => each.type === "numeric")) {
      const present = rows.map(r => column.values[r]).filter(value => value !== null);
      const mean = present.reduce((sum, value) => sum + value, 0) / Math.max(present.length, 1);
      const variance = present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(present.length, 1);
      const flag = present.length < rows.length;
      encoder.numeric.push({column: column.name, center: mean, scale: Math.sqrt(variance) || 1,
        missing_indicator: flag});
      encoder.inputs.push(column.name);
      if (flag) encoder.inputs.push(column.name + " missing");
    }
    encoder.dense = encoder.inputs.length;
    for (const column of chosen.filter(each => each.type === "category")) {
      const missing = rows.some(r => column.values[r] === null);
      encoder.categories.push({column: column.name, levels: column.levels, missing});
      encoder.inputs.push(...column.levels.map(level => `${column.name}=${level}`),
        ...(missing ? [column.name + " missing"] : []));
    }
    return encoder;
  }

  // Writes the inputs of one row to x from `at` on; cell(name) is the value of a column.
  function encodeRow(encoder, cell, x, at) {
    for (const {column, center, scale, missing_indicator} of encoder.numeric) {
      const value = cell(column);
      x[at++] = value === null ? 0 : Math.fround((value - center) / scale);
      if (missing_indicator) x[at++] = value === null ? 1 : 0;
    }
    for (const {column, levels, missing} of encoder.categories) {
      const value = cell(column), width = levels.length + (missing ? 1 : 0);
      for (let i = 0; i < width; ++i) x[at + i] = 0;
      if (value !== null) x[at + value] = 1;
      else if (missing) x[at + levels.length] = 1;
      at += width;
    }
  }

  // {x, y, rows, inputs} of the rows named.
  function encodeRows(table, encoder, rows) {
    const inputs = encoder.inputs.length, x = new Float64Array(rows.length * inputs);
    const columns = new Map(table.columns.map(column => [column.name, column]));
    rows.forEach((row, i) => encodeRow(encoder, name => columns.get(name).values[row], x, i * inputs));
    return {x, y: Float64Array.from(rows, row => table.y[row]), rows: rows.length, inputs};
  }

  // The rows as CSV, target last.
  function printCsv(table, rows) {
    const quote = text => /[",\n\r]/.test(text) || text === "" ? `"${String(text).replaceAll("\"",
      "\"\"")}"` : String(text);
    const lines = [[...table.columns.map(column => column.name), table.target].map(quote).join(",")];
    for (const row of rows) {
      const cells = table.columns.map(({type, values, levels}) =>
        values[row] === null ? "" : type === "numeric" ? String(values[row]) : quote(levels[values[row]]));
      lines.push([...cells, quote(table.y[row] ? table.positive : table.negative)].join(","));
    }
    return lines.join("\n") + "\n";
  }

  return {parseCsv, readTexts, classesOf, guessTarget, usualPositive, makeTable, usable, splitRows, fitEncoder,
    encodeRow,
          encodeRows, printCsv};
})();
