// What the page says in words and numbers about the training run and its data.
"use strict";
const playReadings = (() => {
  const {formatNumber, formatShare} = binetPage;
  const {makeToyTable} = playToySets;
  const {columnOf} = playPlane;
  const {colours, drawLoss, drawPoints} = playDrawing;
  const at = id => document.getElementById(id);

  function showReadings({trainer, viewed, playing}) {
    const epoch = viewed ?? trainer.epoch;
    const reading = trainer.history.findLast(each => each.epoch <= epoch);
    at("epoch").textContent = formatNumber(epoch);
    at("loss").textContent = Number.isFinite(reading.loss) ? reading.loss.toFixed(4) : "∞";
    at("test-loss").textContent = Number.isFinite(reading.testLoss) ? reading.testLoss.toFixed(4) : "–";
    at("accuracy").textContent = formatShare(reading.accuracy);
    drawLoss(at("loss-chart"), trainer.history, trainer.baseLoss, epoch);
    at("time").max = trainer.epoch;
    if (document.activeElement !== at("time") || playing) at("time").value = epoch;
    at("viewed").textContent = formatNumber(epoch);
  }

  // What changes only with the data: points, axes, names of the classes.
  function showData({table, inputs, axes, ranges, points}) {
    drawPoints(at("surface-points"), points);
    const [[x0, x1], [y0, y1]] = ranges, [across, up] = axes.map(name => columnOf(table, name));
    const end = (column, value, low) =>
      column.type === "numeric" ? formatNumber(value, 3) : low ? column.levels[0] :
        column.levels[column.levels.length - 1];
    at("x-low").textContent = end(across, x0, true);
    at("x-high").textContent = end(across, x1, false);
    at("x-name").textContent = across === up
      ? `across and up: ${across.name}`
      : `across: ${across.name}, up: ${up.name} (${end(up, y0, true)} to ${end(up, y1, false)})`;
    at("negative-name").textContent = `${table.target} = ${table.negative}`;
    at("positive-name").textContent = table.positive;
    const held = inputs.filter(name => !axes.includes(name));
    const names = held.slice(0, 4).join(", ") + (held.length > 4 ? " and others" : "");
    at("surface-note").textContent = held.length === 0 ? "" : `${names} held at the mean or the most frequent level.`;
  }

  function drawThumbnails() {
    for (const button of at("toy-sets").children) {
      const table = makeToyTable(button.dataset.set, {count: 120, noise: 0.02, seed: 1}), [x, y] = table.columns;
      const {context, width, height} = playDrawing.prepare(button.firstChild), {positive, negative} = colours();
      table.y.forEach((label, i) => {
        context.fillStyle = playDrawing.css(label ? positive : negative);
        const across = width * (x.values[i] + 3.4) / 6.8, down = height * (1 - (y.values[i] + 3.4) / 6.8);
        context.fillRect(across - 0.9, down - 0.9, 1.8, 1.8);
      });
    }
  }

  return {drawThumbnails, showData, showReadings};
})();
