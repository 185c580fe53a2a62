// What the pages of the program share: elements, number formats, axes, colours, read-outs on charts.
// Defines `binetPage`; needs nothing else, and makes no network requests.
"use strict";
const binetPage = (() => {
  const kSvg = "http://www.w3.org/2000/svg";

  // An HTML element; `attributes` may hold on… listeners; children are nodes or texts.
  function element(name, attributes = {}, ...children) {
    return fill(document.createElement(name), attributes, children);
  }

  function svg(name, attributes = {}, ...children) {
    return fill(document.createElementNS(kSvg, name), attributes, children);
  }

  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : String(value));
    }
    node.append(...children.flat().filter(child => child !== null && child !== undefined));
    return node;
  }

  // Four significant digits, without needless zeros: 0.0123, 1.5, 1234, 12,340, 1.2e-7; a dash for what is undefined.
  function formatNumber(value, digits = 4) {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
    if (value === 0) return "0";
    const size = Math.abs(value);
    let text;
    if (size >= 1e15 || size < 1e-5) text = value.toExponential(2).replace(/\.?0+e/, "e").replace("e+", "e");
    else if (size >= 1000) text = size >= 9999.5 ? Math.round(value).toLocaleString("en-US") :
      String(Math.round(value));
    else text = String(Number(value.toPrecision(digits)));
    return text.replace("-", "−");
  }

  // "37.4%"; never "100%" or "0%" for a share that is neither.
  function formatShare(share, decimals = 1) {
    if (share === null || Number.isNaN(share)) return "–";
    const percent = 100 * share;
    if (share > 0 && percent < 0.1) return percent < 0.001 ? "<0.001%" : formatNumber(percent, 2) + "%";
    if (share < 1 && percent >= 99.95) {
      return percent > 99.999 ? ">99.999%" : percent.toFixed(Math.max(3, decimals)) + "%";
    }
    return percent.toFixed(decimals) + "%";
  }

  // Round numbers from low to high, about `count` of them (Heckbert 1990, "Nice numbers for graph labels").
  function ticks(low, high, count = 5) {
    if (!(high > low)) return [low];
    const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough));
    const step = power * ([1, 2, 5, 10].find(factor => factor * power >= rough * 0.999) ?? 10);
    const found = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9;
      ++i) found.push(Number((i * step).toPrecision(12)));
    return found;
  }

  // Maps [low, high] to [from, to].
  function scale(low, high, from, to) {
    const factor = high > low ? (to - from) / (high - low) : 0;
    const map = value => from + (value - low) * factor;
    map.invert = place => factor === 0 ? low : low + (place - from) / factor;
    return map;
  }

  // The value of a colour variable of the style sheet as [red, green, blue].
  function colour(name) {
    const text = getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
    const digits = text.replace("#", "");
    const wide = digits.length === 3 ? [...digits].map(d => d + d).join("") : digits;
    return [0, 2, 4].map(at => parseInt(wide.slice(at, at + 2), 16));
  }

  // A function from a probability to the colour of a surface: negative's, paper at the threshold, positive's.
  function probabilityColours(threshold = 0.5) {
    const negative = colour("negative"), middle = colour("paper"), positive = colour("positive");
    return p => {
      const share = p >= threshold ? (p - threshold) / Math.max(1 - threshold, 1e-12) :
        (threshold - p) / Math.max(threshold, 1e-12);
      const end = p >= threshold ? positive : negative, strength = 0.12 + 0.78 * Math.sqrt(Math.min(share, 1));
      return middle.map((m, i) => Math.round(m + (end[i] - m) * strength));
    };
  }

  // Draws value(column, row) of a grid into a canvas, one pixel per cell, row 0 at the bottom.
  function paintGrid(canvas, columns, rows, value, colourOf) {
    canvas.width = columns;
    canvas.height = rows;
    const context = canvas.getContext("2d"), image = context.createImageData(columns, rows);
    for (let r = 0; r < rows; ++r) {
      for (let c = 0; c < columns; ++c) {
        const [red, green, blue] = colourOf(value(c, r)), at = 4 * ((rows - 1 - r) * columns + c);
        image.data.set([red, green, blue, 255], at);
      }
    }
    context.putImageData(image, 0, 0);
  }

  // A line that follows the pointer or the focused element; text null: hidden.
  let tooltip = null;
  function showTooltip(text, x, y) {
    tooltip ??= document.body.appendChild(element("div", {class: "tooltip", "aria-hidden": "true"}));
    tooltip.hidden = text === null;
    if (text === null) return;
    tooltip.textContent = text;
    const box = tooltip.getBoundingClientRect();
    tooltip.style.left = Math.max(4, Math.min(x + 12, innerWidth - box.width - 4)) + "px";
    tooltip.style.top = (y - box.height - 10 < 4 ? y + 16 : y - box.height - 10) + "px";
  }

  // Elements with data-tip show it under the pointer and on focus.
  function watchTips(root = document) {
    const tipOf = event => event.target instanceof Element ? event.target.closest("[data-tip]") : null;
    root.addEventListener("pointermove", event => {
      const found = tipOf(event);
      showTooltip(found ? found.dataset.tip : null, event.clientX, event.clientY);
    });
    root.addEventListener("pointerleave", () => showTooltip(null));
    root.addEventListener("focusin", event => {
      const found = tipOf(event);
      if (!found) return showTooltip(null);
      const box = found.getBoundingClientRect();
      showTooltip(found.dataset.tip, box.left + box.width / 2, box.top);
    });
    root.addEventListener("focusout", () => showTooltip(null));
  }

  // Hands a text to the person as a file of their own.
  function saveFile(name, text, type = "text/plain") {
    const link = element("a", {href: URL.createObjectURL(new Blob([text], {type})), download: name});
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // The JSON of a <script type="application/json" id=…>.
  const embedded = id => JSON.parse(document.getElementById(id).textContent);

  return {element, svg, formatNumber, formatShare, ticks, scale, colour, probabilityColours, paintGrid, showTooltip,
          watchTips, saveFile, embedded};
})();
if (typeof module !== "undefined") module.exports = binetPage;
