// The plane of two columns over which the page draws: its axes, the grid of the surface, and the points on it.
"use strict";
const playPlane = (() => {
  const {encodeRow, usable} = playTable;
  const kMostDefaultColumns = 2;

  const columnOf = (table, name) => table.columns.find(column => column.name === name);

  // The numeric columns that differ most between the classes, then others.
  function usualInputs(table) {
    const strength = column => {
      if (column.type === "category") return 0;
      const pairs = column.values.map((value, r) => [value, table.y[r]]).filter(([value]) => value !== null);
      const mean = index => pairs.reduce((sum, pair) => sum + pair[index], 0) / pairs.length, mx = mean(0),
        my = mean(1);
      let xy = 0, xx = 0, yy = 0;
      for (const [x, y] of pairs) { xy += (x - mx) * (y - my); xx += (x - mx) ** 2; yy += (y - my) ** 2; }
      return Math.abs(xy) / Math.sqrt(xx * yy || 1);
    };
    const found = table.columns.filter(usable).sort((a, b) => strength(b) - strength(a)).map(column => column.name);
    if (found.length === 0) throw new Error(`${table.name}: no column can be an input; expected numbers or ` +
      `categories of few levels`);
    return found.slice(0, kMostDefaultColumns);
  }

  // Range of an axis: numbers with a margin; a category's levels at 0, 1, 2 …
  function axisRange(column, rows) {
    if (column.type === "category") return [-0.5, column.levels.length - 0.5];
    let low = Infinity, high = -Infinity;
    for (const row of [...rows.training, ...rows.test]) {
      const value = column.values[row];
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (!(high > low)) return [low - 1, low + 1];
    const margin = 0.06 * (high - low);
    return [low - margin, high + margin];
  }

  // What a column not on an axis holds: its mean, or its most frequent level.
  function heldValue(column, rows) {
    const present = rows.training.map(row => column.values[row]).filter(value => value !== null);
    if (column.type === "numeric") return present.reduce((sum, value) => sum + value, 0) / Math.max(1, present.length);
    const counts = column.levels.map((_, level) => present.filter(value => value === level).length);
    return counts.indexOf(Math.max(...counts));
  }

  // side × side rows of encoded inputs, the other inputs held; the range of both axes; and where the rows lie, from 0
  // to 1.
  function makePlane({table, rows, inputs, axes, encoder}, side) {
    const [across, up] = axes.map(name => columnOf(table, name));
    const [x0, x1] = axisRange(across, rows), [y0, y1] = axisRange(up, rows);
    const held = new Map(inputs.map(name => [name, heldValue(columnOf(table, name), rows)]));
    const width = encoder.inputs.length;
    const valueAt = (column, low, high, share) => {
      const value = low + (high - low) * share;
      return column.type === "numeric" ? value : Math.min(column.levels.length - 1, Math.max(0, Math.round(value)));
    };
    const grid = new Float64Array(side * side * width);
    for (let r = 0; r < side; ++r) {
      for (let c = 0; c < side; ++c) {
        const place = new Map([
          [up.name, valueAt(up, y0, y1, (r + 0.5) / side)],
          [across.name, valueAt(across, x0, x1, (c + 0.5) / side)],
        ]);
        encodeRow(encoder, name => place.get(name) ?? held.get(name), grid, (r * side + c) * width);
      }
    }
    const jitter = (column, row, way) =>
      column.type === "category" ? 0.5 * (((row * 7919 + way * 104729) % 1000) / 1000 - 0.5) : 0;
    const points = [...rows.training.map(row => [row, false]), ...rows.test.map(row => [row, true])]
      .filter(([row]) => across.values[row] !== null && up.values[row] !== null)
      .map(([row, test]) => ({
        x: (across.values[row] + jitter(across, row, 1) - x0) / (x1 - x0),
        y: (up.values[row] + jitter(up, row, 2) - y0) / (y1 - y0),
        positive: table.y[row] === 1,
        test,
      }));
    return {grid, ranges: [[x0, x1], [y0, y1]], points};
  }

  return {columnOf, makePlane, usualInputs};
})();
