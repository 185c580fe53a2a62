// The controls of the data: toy sets, their sliders, and a file of one's own with its target, columns and axes.
"use strict";
const playDataControls = (() => {
  const {element, formatNumber} = binetPage;
  const {classesOf, guessTarget, readTexts, usable} = playTable;
  const at = id => document.getElementById(id);
  const percent = value => `${Math.round(100 * value)}%`;

  class DataControls {
    // change: functions that take a new value of noise, points and testShare, and columns() for other inputs.
    constructor(change) {
      const {slider} = playControls;
      this.change = change;
      this.noise = slider(
        "Noise", {id: "noise", min: 0, max: 1, step: 0.01, value: 0.1, shown: percent}, change.noise);
      this.points = slider("Points", {id: "points", min: 50, max: 1000, step: 50, value: 400}, change.points);
      this.test = slider(
        "Test rows", {id: "test-share", min: 0, max: 0.5, step: 0.1, value: 0.2, shown: percent}, change.testShare);
    }

    sliders() {
      return [this.noise.node, this.points.node, this.test.node];
    }

    show({table, settings, set, inputs, axes}) {
      const toy = table.toy === true;
      for (const button of at("toy-sets").children) {
        button.setAttribute("aria-pressed", String(toy && button.dataset.set === set));
      }
      at("own-data").hidden = toy;
      at("axes").hidden = toy;
      this.noise.node.hidden = this.points.node.hidden = !toy;
      this.test.node.hidden = toy;
      this.noise.set(settings.noise);
      this.points.set(settings.points);
      const {columns: onchange} = this.change;
      const box = name => ({type: "checkbox", value: name, checked: inputs.includes(name), onchange});
      const names = table.columns.filter(usable).map(column => column.name);
      at("columns").replaceChildren(...names.map(name => element("label", {}, element("input", box(name)), name)));
      for (const [axis, id] of ["axis-x", "axis-y"].entries()) {
        at(id).replaceChildren(...inputs.map(name => element("option", {selected: name === axes[axis]}, name)));
      }
    }
  }

  // The inputs that are ticked, and two axes among them, the present ones if possible; null if none is ticked.
  function chosenColumns(axesNow) {
    const inputs = [...at("columns").querySelectorAll("input:checked")].map(input => input.value);
    if (inputs.length === 0) return null;
    const axes = axesNow.filter(name => inputs.includes(name));
    for (const name of inputs) if (axes.length < 2 && !axes.includes(name)) axes.push(name);
    return {inputs, axes: [axes[0], axes[1] ?? axes[0]]};
  }

  function note(text, bad = false) {
    at("file-note").textContent = text;
    at("file-note").style.color = bad ? "var(--bad)" : "";
  }

  function noteTable(table, more = "") {
    const {length} = table.y;
    note(`${table.name}: ${formatNumber(length)} rows${more}. It stays in this page.`);
  }

  // Reads a file and offers the columns of two classes as its target. Throws an Error if there is none.
  async function readFile(file) {
    const texts = readTexts(await file.text(), file.name), target = guessTarget(texts);
    if (target === null) throw new Error(`${file.name}: no column has two classes; the target needs two`);
    const targets = texts.names.filter((_, c) => classesOf(texts.cells[c]).length === 2);
    at("target-field").hidden = false;
    at("target").replaceChildren(...targets.map(name => element("option", {selected: name === target}, name)));
    return texts;
  }

  return {DataControls, chosenColumns, note, noteTable, readFile};
})();
