// The page itself: what is shown, the loop of frames, keys and files.
"use strict";
const playPage = (() => {
  const {element, embedded, formatNumber, formatShare, saveFile, watchTips} = binetPage;
  const {Trainer} = playTrainer;
  const {makeToyTable, toySets} = playToySets;
  const {classesOf, encodeRow, encodeRows, fitEncoder, guessTarget, makeTable, printCsv, readTexts, splitRows, usable} = playTable;
  const {presets, usualSettings} = playPresets;
  const {NetworkView, levelOf, describeUnit, kMostLayers, kMostUnits} = playNetworkView;
  const {colours, drawLoss, drawPoints, forgetColours, paintSurface} = playDrawing;
  const kSide = 52, kFrameMilliseconds = 6, kFramesPerDiagnosis = 8, kTestPoints = 200, kMostDefaultColumns = 2;

  const at = id => document.getElementById(id);
  const state = {
    settings: {...usualSettings}, set: "xor", texts: null, table: null, inputs: [], axes: [], testShare: 0.2,
    playing: false, viewed: null, shown: null, frame: 0, dirty: true,
  };

  // Data

  // Makes rows, encoding and grid anew, then a network. keep: inputs and axes stay as they are.
  function loadTable(table, {inputs, axes} = {}) {
    state.table = table;
    state.inputs = inputs ?? usualInputs(table);
    state.axes = axes ?? [state.inputs[0], state.inputs[1] ?? state.inputs[0]];
    splitTable();
    showDataControls();
    restart();
  }

  function splitTable() {
    const {table, settings} = state, own = !isToy();
    if (own) {
      state.rows = splitRows(table.y.length, state.testShare, settings.seed);
    } else {
      const all = table.y.map((_, i) => i);
      state.rows = {training: all.slice(0, settings.points), test: all.slice(settings.points)};
    }
  }

  const isToy = () => state.table.toy === true;

  function loadToySet(name) {
    const {points, noise, seed} = state.settings;
    state.set = name;
    state.texts = null;
    // Test points follow the training points in the same stream of random numbers.
    loadTable({...makeToyTable(name, {count: points + kTestPoints, noise, seed}), toy: true}, {inputs: ["x1", "x2"], axes: ["x1", "x2"]});
  }

  // The numeric columns that differ most between the classes, then others.
  function usualInputs(table) {
    const strength = column => {
      if (column.type === "category") return 0;
      const pairs = column.values.map((value, r) => [value, table.y[r]]).filter(([value]) => value !== null);
      const mean = index => pairs.reduce((sum, pair) => sum + pair[index], 0) / pairs.length, mx = mean(0), my = mean(1);
      let xy = 0, xx = 0, yy = 0;
      for (const [x, y] of pairs) { xy += (x - mx) * (y - my); xx += (x - mx) ** 2; yy += (y - my) ** 2; }
      return Math.abs(xy) / Math.sqrt(xx * yy || 1);
    };
    const found = table.columns.filter(usable).sort((a, b) => strength(b) - strength(a)).map(column => column.name);
    if (found.length === 0) throw new Error(`${table.name}: no column can be an input; expected numbers or categories of few levels`);
    return found.slice(0, kMostDefaultColumns);
  }

  // Range of an axis: numbers with a margin; a category's levels at 0, 1, 2 …
  function axisRange(column) {
    if (column.type === "category") return [-0.5, column.levels.length - 0.5];
    let low = Infinity, high = -Infinity;
    for (const row of [...state.rows.training, ...state.rows.test]) {
      const value = column.values[row];
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (!(high > low)) return [low - 1, low + 1];
    const margin = 0.06 * (high - low);
    return [low - margin, high + margin];
  }

  const columnOf = name => state.table.columns.find(column => column.name === name);

  // What a column not on an axis holds: its mean, or its most frequent level.
  function heldValue(column) {
    const present = state.rows.training.map(row => column.values[row]).filter(value => value !== null);
    if (column.type === "numeric") return present.reduce((sum, value) => sum + value, 0) / Math.max(1, present.length);
    const counts = column.levels.map((_, level) => present.filter(value => value === level).length);
    return counts.indexOf(Math.max(...counts));
  }

  function makeGrid() {
    const [across, up] = state.axes.map(columnOf), [x0, x1] = axisRange(across), [y0, y1] = axisRange(up);
    state.ranges = [[x0, x1], [y0, y1]];
    const held = new Map(state.inputs.map(name => [name, heldValue(columnOf(name))]));
    const width = state.encoder.inputs.length;
    const valueAt = (column, low, high, share) => {
      const value = low + (high - low) * share;
      return column.type === "numeric" ? value : Math.min(column.levels.length - 1, Math.max(0, Math.round(value)));
    };
    state.grid = new Float64Array(kSide * kSide * width);
    for (let r = 0; r < kSide; ++r) {
      for (let c = 0; c < kSide; ++c) {
        const place = new Map([[up.name, valueAt(up, y0, y1, (r + 0.5) / kSide)], [across.name, valueAt(across, x0, x1, (c + 0.5) / kSide)]]);
        encodeRow(state.encoder, name => place.get(name) ?? held.get(name), state.grid, (r * kSide + c) * width);
      }
    }
    const jitter = (column, row, way) => column.type === "category" ? 0.5 * (((row * 7919 + way * 104729) % 1000) / 1000 - 0.5) : 0;
    state.points = [...state.rows.training.map(row => [row, false]), ...state.rows.test.map(row => [row, true])]
      .filter(([row]) => across.values[row] !== null && up.values[row] !== null)
      .map(([row, test]) => ({x: (across.values[row] + jitter(across, row, 1) - x0) / (x1 - x0), y: (up.values[row] + jitter(up, row, 2) - y0) / (y1 - y0), positive: state.table.y[row] === 1, test}));
  }

  // Training

  function restart() {
    const {table, rows, inputs, settings} = state;
    state.encoder = fitEncoder(table, inputs, rows.training);
    state.trainer = new Trainer(encodeRows(table, state.encoder, rows.training), encodeRows(table, state.encoder, rows.test), settings);
    state.viewed = null;
    makeGrid();
    view.build(state.trainer.network, state.encoder.inputs);
    view.columns.classList.toggle("dense", settings.hidden.length > 4);
    settingsView.show(settings);
    at("add-layer").disabled = settings.hidden.length >= kMostLayers;
    showCommands();
    drawStill();
    diagnoseNow();
    state.dirty = true;
  }

  // Forgets what came after the epoch that is looked at, before training goes on from there.
  function leaveHistory() {
    if (state.viewed === null) return;
    state.trainer.rewind(state.viewed);
    state.viewed = null;
  }

  function pause() {
    state.playing = false;
    at("play").textContent = "Train";
    state.dirty = true;
  }

  function setPlaying(playing) {
    pause();
    if (playing && !state.trainer.diverged) {
      leaveHistory();
      state.playing = true;
      at("play").textContent = "Pause";
    } else {
      diagnoseNow();
    }
  }

  function trainOneFrame() {
    const {trainer} = state, speed = at("speed").value, end = performance.now() + kFrameMilliseconds;
    if (speed === "step") {
      trainer.step();
    } else {
      do {
        if (trainer.step() && speed === "epoch") break;
      } while (performance.now() < end && !trainer.diverged);
    }
    if (trainer.diverged) setPlaying(false);
  }

  function oneStep(whole) {
    setPlaying(false);
    leaveHistory();
    if (whole) state.trainer.runEpoch();
    else state.trainer.step();
    diagnoseNow();
    state.dirty = true;
  }

  function lookAt(epoch) {
    setPlaying(false);
    state.viewed = state.trainer.view(epoch);
    diagnoseNow();
    state.dirty = true;
  }

  function back() {
    const {trainer} = state, now = state.viewed ?? trainer.epoch;
    const earlier = trainer.snapshots.filter(each => each.epoch < now);
    if (earlier.length > 0) lookAt(earlier[earlier.length - 1].epoch);
  }

  const kRestarting = ["hidden", "initializer", "activation", "seed"];

  function changeSettings(changes) {
    const {settings} = state, next = {...settings};
    for (const [key, value] of Object.entries(changes)) {
      if (key === "activation") next.hidden = (next.hidden.length > 0 ? next.hidden : []).map(layer => ({...layer, activation: value}));
      else if (key === "moreUnits") next.hidden = next.hidden.map((layer, l) => l === 0 ? {...layer, units: Math.min(kMostUnits, layer.units + value)} : layer);
      else if (key !== "restart") next[key] = value;
    }
    state.settings = next;
    if (changes.restart || changes.moreUnits || kRestarting.some(key => key in changes)) {
      if ("seed" in changes) splitTable();
      restart();
    } else {
      leaveHistory();
      state.trainer.change(next);
      settingsView.show(next);
      showCommands();
    }
    at("preset").value = "";
    at("preset-text").textContent = "";
    state.dirty = true;
  }

  // The button of an explanation: a diverged run also starts anew.
  function applyFix(changes) {
    changeSettings(state.trainer.diverged ? {...changes, restart: true} : changes);
    setPlaying(true);
  }

  // Drawing

  function diagnoseNow() {
    const layers = playDiagnosis.diagnose(state.trainer);
    layerView.draw(layers);
    playLayerView.showExplanation(at("why"), playDiagnosis.explain(state.trainer, layers), applyFix);
  }

  function drawFrame() {
    const {trainer, shown, grid} = state, {network} = trainer;
    network.forward(grid, kSide * kSide);
    view.draw(network, grid, kSide, shown);
    const last = network.layers.length - 1, inner = shown !== null && shown.layer < last;
    if (inner && shown.layer < 0) {
      paintSurface(at("surface-fill"), kSide, i => grid[i * network.inputs + shown.unit], z => Math.max(-1, Math.min(1, z / 2)));
    } else {
      const layer = network.layers[inner ? shown.layer : last], unit = inner ? shown.unit : 0;
      paintSurface(at("surface-fill"), kSide, i => layer.output[i * layer.units + unit], levelOf(layer, !inner, kSide));
    }
    at("result-title").textContent = !inner ? "Probability" : shown.layer < 0 ? `Input ${state.encoder.inputs[shown.unit]}` : `Layer ${shown.layer + 1}, unit ${shown.unit + 1}`;
    showReadings();
  }

  function showReadings() {
    const {trainer} = state, epoch = state.viewed ?? trainer.epoch;
    const reading = trainer.history.findLast(each => each.epoch <= epoch);
    at("epoch").textContent = formatNumber(epoch);
    at("loss").textContent = Number.isFinite(reading.loss) ? reading.loss.toFixed(4) : "∞";
    at("test-loss").textContent = Number.isFinite(reading.testLoss) ? reading.testLoss.toFixed(4) : "–";
    at("accuracy").textContent = formatShare(reading.accuracy);
    drawLoss(at("loss-chart"), trainer.history, trainer.baseLoss, epoch);
    at("time").max = trainer.epoch;
    if (document.activeElement !== at("time") || state.playing) at("time").value = epoch;
    at("viewed").textContent = formatNumber(epoch);
  }

  // What changes only with the data.
  function drawStill() {
    drawPoints(at("surface-points"), state.points);
    const [[x0, x1], [y0, y1]] = state.ranges, [across, up] = state.axes.map(columnOf);
    const end = (column, value, low) => column.type === "numeric" ? formatNumber(value, 3) : low ? column.levels[0] : column.levels[column.levels.length - 1];
    at("x-low").textContent = end(across, x0, true);
    at("x-high").textContent = end(across, x1, false);
    at("x-name").textContent = across === up ? `across and up: ${across.name}` : `across: ${across.name}, up: ${up.name} (${end(up, y0, true)} to ${end(up, y1, false)})`;
    at("negative-name").textContent = `${state.table.target} = ${state.table.negative}`;
    at("positive-name").textContent = state.table.positive;
    const held = state.inputs.filter(name => !state.axes.includes(name));
    at("surface-note").textContent = held.length === 0 ? "" : `${held.slice(0, 4).join(", ")}${held.length > 4 ? " and others" : ""} held at the mean or the most frequent level.`;
  }

  function frame() {
    if (state.playing) {
      trainOneFrame();
      state.dirty = true;
      if (++state.frame % kFramesPerDiagnosis === 0) diagnoseNow();
    }
    if (state.dirty) drawFrame();
    state.dirty = false;
    requestAnimationFrame(frame);
  }

  // Controls of the data

  function showDataControls() {
    const {table} = state, toy = isToy();
    for (const button of at("toy-sets").children) button.setAttribute("aria-pressed", String(toy && button.dataset.set === state.set));
    at("own-data").hidden = toy;
    at("axes").hidden = toy;
    sliders.noise.node.hidden = sliders.points.node.hidden = !toy;
    sliders.test.node.hidden = toy;
    sliders.noise.set(state.settings.noise);
    sliders.points.set(state.settings.points);
    const names = table.columns.filter(usable).map(column => column.name);
    at("columns").replaceChildren(...names.map(name => element("label", {}, element("input", {type: "checkbox", value: name, checked: state.inputs.includes(name), onchange: changeColumns}), name)));
    for (const [axis, id] of ["axis-x", "axis-y"].entries()) {
      at(id).replaceChildren(...state.inputs.map(name => element("option", {selected: name === state.axes[axis]}, name)));
    }
  }

  function changeColumns() {
    const chosen = [...at("columns").querySelectorAll("input:checked")].map(input => input.value);
    if (chosen.length === 0) return showDataControls();
    const axes = state.axes.filter(name => chosen.includes(name));
    for (const name of chosen) if (axes.length < 2 && !axes.includes(name)) axes.push(name);
    loadTable(state.table, {inputs: chosen, axes: [axes[0], axes[1] ?? axes[0]]});
  }

  function changeAxes() {
    state.axes = [at("axis-x").value, at("axis-y").value];
    makeGrid();
    drawStill();
    state.dirty = true;
  }

  // Own files

  const note = (text, bad = false) => {
    at("file-note").textContent = text;
    at("file-note").style.color = bad ? "var(--bad)" : "";
  };

  async function openFile(file) {
    try {
      const texts = readTexts(await file.text(), file.name), target = guessTarget(texts);
      const targets = texts.names.filter((_, c) => classesOf(texts.cells[c]).length === 2);
      if (target === null) throw new Error(`${file.name}: no column has two classes; the target needs two`);
      state.texts = texts;
      at("target-field").hidden = false;
      at("target").replaceChildren(...targets.map(name => element("option", {selected: name === target}, name)));
      openTarget();
    } catch (error) {
      note(error.message, true);
    }
  }

  function openTarget() {
    try {
      pause();
      const table = makeTable(state.texts, at("target").value);
      loadTable(table);
      note(`${table.name}: ${formatNumber(table.y.length)} rows, ${table.columns.length} columns. It stays in this page.`);
      at("preset").value = "";
      at("preset-text").textContent = "";
    } catch (error) {
      note(error.message, true);
    }
  }

  // What leaves the page

  const fileNames = () => {
    const stem = state.table.name.replace(/(\.csv|\.tsv|\.txt)?(\.gz|\.zst)?$/, "");
    return {model: `${stem}-model.json`, config: `${stem}-config.json`, rows: `${stem}-rows.csv`};
  };
  const configNow = () => playModelFile.makeConfig(state.trainer, state.table, state.inputs,
    {training: fileNames().rows, epochs: state.viewed ?? state.trainer.epoch, output: fileNames().model});
  const modelNow = () => playModelFile.makeModel(state.trainer, state.table, state.encoder, state.rows.training, configNow());
  const rowsNow = () => printCsv(state.table, state.rows.training);

  function showCommands() {
    const {model, config, rows} = fileNames(), quoted = name => /[^\w.-]/.test(name) ? `'${name.replaceAll("'", "'\\''")}'` : name;
    at("commands").textContent = `binet predict ${quoted(model)} ${quoted(rows)}\nbinet train -c ${quoted(config)}`;
  }

  function choosePreset(name) {
    const preset = presets.find(each => each.name === name);
    if (!preset) return;
    pause();
    state.settings = {...preset.settings};
    loadToySet(preset.set);
    at("preset").value = name;
    at("preset-text").textContent = preset.text;
  }

  function handleKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === at("network") && at("network").scrollWidth > at("network").clientWidth) return;  // arrows scroll it
    const inField = event.target.closest("input, select, textarea"), inButton = event.target.closest("button, a, summary");
    const keys = {ArrowRight: () => oneStep(event.shiftKey), ArrowLeft: back, Home: () => { pause(); restart(); },
                  r: () => changeSettings({seed: state.settings.seed + 1})};
    if (event.key === " " && !inField && !inButton) setPlaying(!state.playing);
    else if (!inField && keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
  }

  const view = new NetworkView(at("network"), {
    changeHidden: hidden => changeSettings({hidden}),
    show: chosen => {
      state.shown = chosen;
      if (chosen) at("unit-note").textContent = describeUnit(state.trainer.network, chosen, state.encoder.inputs);
      state.dirty = true;
    },
  });
  const layerView = new playLayerView.LayerView(at("layers"));
  const settingsView = new playControls.SettingsView(at("settings"), (key, value) => changeSettings({[key]: value}));
  const reload = () => { if (isToy()) loadToySet(state.set); };
  const sliders = {
    noise: playControls.slider("Noise", {id: "noise", min: 0, max: 1, step: 0.01, value: 0.1, shown: value => `${Math.round(100 * value)} %`}, value => { state.settings.noise = value; reload(); }),
    points: playControls.slider("Points", {id: "points", min: 50, max: 1000, step: 50, value: 400}, value => { state.settings.points = value; reload(); }),
    test: playControls.slider("Test rows", {id: "test-share", min: 0, max: 0.5, step: 0.1, value: 0.2, shown: value => `${Math.round(100 * value)} %`}, value => {
      state.testShare = value;
      splitTable();
      restart();
    }),
  };

  function begin() {
    at("data-sliders").append(sliders.noise.node, sliders.points.node, sliders.test.node);
    at("preset").append(element("option", {value: ""}, "your own"), ...presets.map(each => element("option", {value: each.name}, each.title)));
    for (const set of toySets) {
      const canvas = element("canvas");
      at("toy-sets").append(element("button", {type: "button", "data-set": set.name, title: set.title, "aria-label": set.title, onclick: () => {
        loadToySet(set.name);
        at("preset").value = "";
        at("preset-text").textContent = "";
      }}, canvas));
    }
    drawThumbnails();
    at("play").addEventListener("click", () => setPlaying(!state.playing));
    at("step").addEventListener("click", () => oneStep(false));
    at("epoch-step").addEventListener("click", () => oneStep(true));
    at("back").addEventListener("click", back);
    at("restart").addEventListener("click", () => { pause(); restart(); });
    at("time").addEventListener("input", () => lookAt(Number(at("time").value)));
    at("add-layer").addEventListener("click", () => changeSettings({hidden: NetworkView.addLayer(state.settings.hidden)}));
    at("preset").addEventListener("change", () => choosePreset(at("preset").value));
    at("axis-x").addEventListener("change", changeAxes);
    at("axis-y").addEventListener("change", changeAxes);
    at("target").addEventListener("change", openTarget);
    at("file").addEventListener("change", () => { if (at("file").files[0]) openFile(at("file").files[0]); });
    at("save-model").addEventListener("click", () => saveFile(fileNames().model, JSON.stringify(modelNow(), null, 1) + "\n", "application/json"));
    at("save-config").addEventListener("click", () => saveFile(fileNames().config, JSON.stringify(configNow(), null, 2) + "\n", "application/json"));
    at("save-rows").addEventListener("click", () => saveFile(fileNames().rows, rowsNow(), "text/csv"));
    document.addEventListener("keydown", handleKey);
    document.addEventListener("dragover", event => { event.preventDefault(); at("drop").classList.add("dropping"); });
    document.addEventListener("dragleave", () => at("drop").classList.remove("dropping"));
    document.addEventListener("drop", event => {
      event.preventDefault();
      at("drop").classList.remove("dropping");
      if (event.dataTransfer.files[0]) openFile(event.dataTransfer.files[0]);
    });
    const redraw = () => { drawThumbnails(); drawStill(); diagnoseNow(); state.dirty = true; };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { forgetColours(); redraw(); });
    window.addEventListener("resize", redraw);
    watchTips();
    const own = embedded("playground-data");
    if (own === null) {
      choosePreset("xor");
    } else {
      at("target-field").hidden = true;
      loadTable(own);
      const thinned = own.rowsInFile > own.y.length ? `, evenly taken from ${formatNumber(own.rowsInFile)}` : "";
      note(`${own.name}: ${formatNumber(own.y.length)} rows${thinned}. It stays in this page.`);
    }
    requestAnimationFrame(frame);
  }

  function drawThumbnails() {
    for (const button of at("toy-sets").children) {
      const table = makeToyTable(button.dataset.set, {count: 120, noise: 0.02, seed: 1}), [x, y] = table.columns;
      const {context, width, height} = playDrawing.prepare(button.firstChild), {positive, negative} = colours();
      table.y.forEach((label, i) => {
        context.fillStyle = playDrawing.css(label ? positive : negative);
        context.fillRect(width * (x.values[i] + 3.4) / 6.8 - 0.9, height * (1 - (y.values[i] + 3.4) / 6.8) - 0.9, 1.8, 1.8);
      });
    }
  }

  // Trains and draws as one frame at one epoch per frame does, for measurements.
  function oneFrame(number) {
    state.trainer.runEpoch();
    drawFrame();
    if (number % kFramesPerDiagnosis === 0) diagnoseNow();
  }

  begin();
  return {state, choosePreset, setPlaying, oneFrame};
})();
