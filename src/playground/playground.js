// The page itself: what is shown, the loop of frames, keys and files.
"use strict";
const playPage = (() => {
  const {element, embedded, formatNumber, watchTips} = binetPage;
  const {Trainer} = playTrainer;
  const {makeToyTable, toySets} = playToySets;
  const {encodeRows, fitEncoder, makeTable, splitRows} = playTable;
  const {makePlane, usualInputs} = playPlane;
  const {DataControls, chosenColumns, note, noteTable, readFile} = playDataControls;
  const {presets, usualSettings} = playPresets;
  const {NetworkView, levelOf, describeUnit, kMostLayers, kMostUnits} = playNetworkView;
  const {forgetColours, paintSurface} = playDrawing;
  const {drawThumbnails, showData, showReadings} = playReadings;
  const {commandsFor, saveConfig, saveModel, saveRows} = playSavedFiles;
  const kSide = 52, kFrameMilliseconds = 6, kFramesPerDiagnosis = 8, kTestPoints = 200;

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
    dataControls.show(state);
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
    loadTable(
      {...makeToyTable(name, {count: points + kTestPoints, noise, seed}), toy: true},
      {inputs: ["x1", "x2"], axes: ["x1", "x2"]},
    );
  }

  // Training

  function restart() {
    const {table, rows, inputs, settings} = state;
    state.encoder = fitEncoder(table, inputs, rows.training);
    state.trainer = new Trainer(
      encodeRows(table, state.encoder, rows.training),
      encodeRows(table, state.encoder, rows.test),
      settings,
    );
    state.viewed = null;
    Object.assign(state, makePlane(state, kSide));
    view.build(state.trainer.network, state.encoder.inputs);
    view.columns.classList.toggle("dense", settings.hidden.length > 4);
    settingsView.show(settings);
    at("add-layer").disabled = settings.hidden.length >= kMostLayers;
    at("commands").textContent = commandsFor(table);
    showData(state);
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
      if (key === "activation")
        next.hidden = (next.hidden.length > 0 ? next.hidden : []).map(layer => ({...layer, activation: value}));
      else if (key === "moreUnits")
        next.hidden = next.hidden.map((layer, l) =>
          l === 0 ? {...layer, units: Math.min(kMostUnits, layer.units + value)} : layer,
        );
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
      at("commands").textContent = commandsFor(state.table);
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
      paintSurface(
        at("surface-fill"),
        kSide,
        i => grid[i * network.inputs + shown.unit],
        z => Math.max(-1, Math.min(1, z / 2)),
      );
    } else {
      const layer = network.layers[inner ? shown.layer : last], unit = inner ? shown.unit : 0;
      paintSurface(at("surface-fill"), kSide, i => layer.output[i * layer.units + unit], levelOf(layer, !inner, kSide));
    }
    at("result-title").textContent = !inner
      ? "Probability"
      : shown.layer < 0
        ? `Input ${state.encoder.inputs[shown.unit]}`
        : `Layer ${shown.layer + 1}, unit ${shown.unit + 1}`;
    showReadings(state);
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

  // Other data

  function changeColumns() {
    const chosen = chosenColumns(state.axes);
    if (chosen === null) dataControls.show(state);
    else loadTable(state.table, chosen);
  }

  function changeAxes() {
    state.axes = [at("axis-x").value, at("axis-y").value];
    Object.assign(state, makePlane(state, kSide));
    showData(state);
    state.dirty = true;
  }

  async function openFile(file) {
    try {
      state.texts = await readFile(file);
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
      noteTable(table, `, ${table.columns.length} columns`);
      at("preset").value = "";
      at("preset-text").textContent = "";
    } catch (error) {
      note(error.message, true);
    }
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
    const shown = at("network");
    if (event.target === shown && shown.scrollWidth > shown.clientWidth) return; // arrows scroll it
    const inField = event.target.closest("input, select, textarea"),
      inButton = event.target.closest("button, a, summary");
    const keys = {
      ArrowRight: () => oneStep(event.shiftKey),
      ArrowLeft: back,
      Home: () => {
        pause();
        restart();
      },
      r: () => changeSettings({seed: state.settings.seed + 1}),
    };
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
  const dataControls = new DataControls({
    noise: value => {
      state.settings.noise = value;
      reload();
    },
    points: value => {
      state.settings.points = value;
      reload();
    },
    testShare: value => {
      state.testShare = value;
      splitTable();
      restart();
    },
    columns: changeColumns,
  });

  function begin() {
    at("data-sliders").append(...dataControls.sliders());
    at("preset").append(
      element("option", {value: ""}, "your own"),
      ...presets.map(each => element("option", {value: each.name}, each.title)),
    );
    for (const set of toySets) {
      const canvas = element("canvas");
      at("toy-sets").append(
        element(
          "button",
          {
            type: "button",
            "data-set": set.name,
            title: set.title,
            "aria-label": set.title,
            onclick: () => {
              loadToySet(set.name);
              at("preset").value = "";
              at("preset-text").textContent = "";
            },
          },
          canvas,
        ),
      );
    }
    drawThumbnails();
    at("play").addEventListener("click", () => setPlaying(!state.playing));
    at("step").addEventListener("click", () => oneStep(false));
    at("epoch-step").addEventListener("click", () => oneStep(true));
    at("back").addEventListener("click", back);
    at("restart").addEventListener("click", () => { pause(); restart(); });
    at("time").addEventListener("input", () => lookAt(Number(at("time").value)));
    at("add-layer").addEventListener("click", () =>
      changeSettings({hidden: NetworkView.addLayer(state.settings.hidden)}),
    );
    at("preset").addEventListener("change", () => choosePreset(at("preset").value));
    at("axis-x").addEventListener("change", changeAxes);
    at("axis-y").addEventListener("change", changeAxes);
    at("target").addEventListener("change", openTarget);
    at("file").addEventListener("change", () => { if (at("file").files[0]) openFile(at("file").files[0]); });
    at("save-model").addEventListener("click", () => saveModel(state));
    at("save-config").addEventListener("click", () => saveConfig(state));
    at("save-rows").addEventListener("click", () => saveRows(state));
    document.addEventListener("keydown", handleKey);
    document.addEventListener("dragover", event => { event.preventDefault(); at("drop").classList.add("dropping"); });
    document.addEventListener("dragleave", () => at("drop").classList.remove("dropping"));
    document.addEventListener("drop", event => {
      event.preventDefault();
      at("drop").classList.remove("dropping");
      if (event.dataTransfer.files[0]) openFile(event.dataTransfer.files[0]);
    });
    const redraw = () => { drawThumbnails(); showData(state); diagnoseNow(); state.dirty = true; };
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
      noteTable(own, thinned);
    }
    requestAnimationFrame(frame);
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
