// Drawing on canvases: surfaces, points, the course of the loss, histograms. Colours are those of the style sheet.
"use strict";
const playDrawing = (() => {
  const {colour, ticks, formatNumber} = binetPage;
  let palette = null;

  const css = ([red, green, blue], alpha = 1) => `rgba(${red}, ${green}, ${blue}, ${alpha})`;

  // Colours as numbers, and a table of 256 colours from negative over paper to positive; read again after a change of
  // light and dark.
  function colours() {
    if (palette) return palette;
    const read = name => colour(name);
    palette = {positive: read("positive"), negative: read("negative"), paper: read("paper"), ink: read("ink"),
      soft: read("soft"),
               grid: read("grid"), accent: read("accent"), purple: read("purple"), green: read("green"),
                 table: new Uint8Array(256 * 3)};
    for (let i = 0; i < 256; ++i) {
      const t = i / 127.5 - 1, end = t > 0 ? palette.positive : palette.negative,
        strength = 0.85 * Math.pow(Math.abs(t), 0.8);
      for (let c = 0; c < 3; ++c) palette.table[3 * i + c] = palette.paper[c] + (end[c] - palette.paper[c]) * strength;
    }
    return palette;
  }
  const forgetColours = () => { palette = null; };

  // Sets the size of a canvas to its box in device pixels; returns its context in CSS pixels, cleared.
  function prepare(canvas) {
    const ratio = window.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    return {context, width, height};
  }

  // One pixel per cell of a grid of side × side values, row 0 at the bottom; level(value) is from −1 to 1. every: takes
  // each second, third … cell.
  function paintSurface(canvas, side, value, level, every = 1) {
    const size = Math.ceil(side / every), {table} = colours();
    if (canvas.width !== size) canvas.width = canvas.height = size;
    const context = canvas.getContext("2d");
    canvas.image ??= context.createImageData(size, size);
    if (canvas.image.width !== size) canvas.image = context.createImageData(size, size);
    const pixels = canvas.image.data;
    for (let r = 0; r < size; ++r) {
      for (let c = 0; c < size; ++c) {
        const t = level(value(r * every * side + c * every)), at = 4 * ((size - 1 - r) * size + c);
        const from = 3 * Math.max(0, Math.min(255, Math.round(127.5 * (t + 1))));
        pixels[at] = table[from];
        pixels[at + 1] = table[from + 1];
        pixels[at + 2] = table[from + 2];
        pixels[at + 3] = 255;
      }
    }
    context.putImageData(canvas.image, 0, 0);
  }

  // points: {x, y, positive, test}, x and y from 0 to 1.
  function drawPoints(canvas, points) {
    const {context, width, height} = prepare(canvas), {positive, negative, paper, ink} = colours();
    const radius = points.length > 700 ? 2.4 : points.length > 250 ? 3 : 3.8;
    for (const point of points) {
      context.beginPath();
      context.arc(point.x * width, (1 - point.y) * height, radius, 0, 2 * Math.PI);
      const own = point.positive ? positive : negative;
      context.fillStyle = point.test ? css(paper, 0.9) : css(own);
      context.strokeStyle = point.test ? css(own) : css(paper);
      context.lineWidth = point.test ? 1.6 : 1.1;
      context.fill();
      context.stroke();
      if (!point.test) {
        context.strokeStyle = css(ink, 0.35);
        context.lineWidth = 0.5;
        context.stroke();
      }
    }
  }

  // The loss of training and test rows by epoch; base: the loss of always predicting the share of positives; viewed:
  // the epoch shown.
  function drawLoss(canvas, history, base, viewed) {
    const {context, width, height} = prepare(canvas), {accent, purple, soft, grid, ink} = colours();
    const left = 38, bottom = height - 20, top = 8, right = width - 8;
    const finite = history.flatMap(each => [each.loss, each.testLoss]).filter(Number.isFinite);
    const high = Math.min(Math.max(base * 1.15, ...finite.slice(0, 4000)), base * 3),
      last = Math.max(10, history[history.length - 1].epoch);
    const x = epoch => left + (right - left) * epoch / last, y = loss =>
      bottom - (bottom - top) * Math.min(loss, high) / high;
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    context.lineWidth = 1;
    for (const tick of ticks(0, high, 4)) {
      context.strokeStyle = css(grid);
      context.beginPath();
      context.moveTo(left, y(tick));
      context.lineTo(right, y(tick));
      context.stroke();
      context.fillStyle = css(soft);
      context.textAlign = "right";
      context.fillText(formatNumber(tick), left - 6, y(tick));
    }
    context.textBaseline = "top";
    for (const tick of ticks(0, last, 4).filter(Number.isInteger)) {
      if (tick > 0 && x(tick) < left + 60) continue;  // there stands "epoch 0"
      context.textAlign = tick === 0 ? "left" : tick > 0.9 * last ? "right" : "center";
      context.fillText(tick === 0 ? "epoch 0" : formatNumber(tick), x(tick), bottom + 5);
    }
    context.setLineDash([4, 4]);
    context.strokeStyle = css(soft);
    context.beginPath();
    context.moveTo(left, y(base));
    context.lineTo(right, y(base));
    context.stroke();
    context.setLineDash([]);
    const line = (key, rgb) => {
      context.strokeStyle = css(rgb);
      context.lineWidth = 2;
      context.lineJoin = "round";
      context.beginPath();
      let drawing = false;
      const every = Math.max(1, Math.floor(history.length / 1500));
      history.forEach((each, i) => {
        if (i % every > 0 && i < history.length - 1 || !Number.isFinite(each[key])) return;
        if (drawing) context.lineTo(x(each.epoch), y(each[key]));
        else context.moveTo(x(each.epoch), y(each[key]));
        drawing = true;
      });
      context.stroke();
    };
    line("testLoss", purple);
    line("loss", accent);
    context.strokeStyle = css(ink);
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x(viewed), top);
    context.lineTo(x(viewed), bottom);
    context.stroke();
  }

  // Bars of {counts}; the square root of a share is its height, so that rare values are seen.
  function drawHistogram(canvas, histogram, rgb) {
    const {context, width, height} = prepare(canvas), {grid} = colours(), {counts} = histogram;
    let total = 0;
    for (const count of counts) total += count;
    const wide = width / counts.length;
    context.fillStyle = css(rgb, 0.85);
    counts.forEach((count, i) => {
      if (count === 0) return;
      const tall = Math.max(1.5, (height - 2) * Math.sqrt(count / total));
      context.fillRect(i * wide + 0.5, height - 1 - tall, wide - 1, tall);
    });
    context.fillStyle = css(grid);
    context.fillRect(0, height - 1, width, 1);
  }

  return {colours, forgetColours, css, prepare, paintSurface, drawPoints, drawLoss, drawHistogram};
})();
