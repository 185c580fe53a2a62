// What the what-if form computes from the model: intervals, contributions, and what would change the label. Long work
// is a generator that yields now and then.
"use strict";
const whatIfAnswers = whatIf && (() => {
  const {data, columns, ordered, typical, starts, assign, isDate, isTimed, logit, sigmoid, probabilityOf} = whatIf;

  // Milliseconds per row, found once.
  const cost = (() => {
    const begin = performance.now();
    let runs = 0;
    do { probabilityOf(typical); ++runs; } while (runs < 20 && performance.now() - begin < 8);
    return (performance.now() - begin) / runs;
  })();

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
      if (how.spread) {  // as model/logit_spread has it
        const size = Math.abs(z), inner = Math.min(size, 3);
        const growth = 2 * Math.cosh(inner / 2) + Math.sinh(1.5) * (size - inner);
        variance += how.spread.response * growth + how.spread.remainder;
      }
    }
    const half = how.quantile * Math.sqrt(Math.max(0, variance));
    const ends = [center - half, center + half];
    if (how.line) return [sigmoid(Math.min(ends[0], found.logit)), sigmoid(Math.max(ends[1], found.logit))];
    return ends.map(sigmoid);
  }

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

  function* contributions(row) {
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

  // --- what would change the label ----------------------------------------------------------------------------------
  const decimalsOf = new Map();  // of each number column, as a person would type its numbers
  for (const column of columns.filter(column => column.numeric)) {
    const decimals = value => {
      let count = 0;
      while (count < 12 && Number(value.toFixed(count)) !== value) ++count;
      return count;
    };
    const numbers = [column.minimum, column.maximum, ...starts.slice(1).flatMap(start =>
      start.rows.map(row => row[column.name]))];
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
  function* changes(row) {
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

  return {cost, intervalOf, contributions, changes};
})();
