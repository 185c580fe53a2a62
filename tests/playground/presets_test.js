// Each preset learns, or is stuck, as it says; rewinding, explanations, CSV; and what the page saves is read by the
// program.
"use strict";
const assert = require("node:assert/strict"), test = require("node:test");
const fs = require("node:fs"), os = require("node:os"), path = require("node:path"),
  {execFileSync} = require("node:child_process");
const engine = require("./engine.js");

const binet = (...words) => execFileSync(process.env.BINET, words, {encoding: "utf8"});
const allRows = table => table.y.map((_, row) => row);

function start(set, settings) {
  const table = engine.makeToyTable(set, {count: settings.points, noise: settings.noise, seed: settings.seed});
  const encoder = engine.fitEncoder(table, ["x1", "x2"], allRows(table));
  return {table, encoder, trainer: new engine.Trainer(engine.encodeRows(table, encoder, allRows(table)), null,
    settings)};
}

function run(trainer, epochs) {
  for (let i = 0; i < epochs && !trainer.diverged; ++i) trainer.runEpoch();
  return trainer.history[trainer.history.length - 1].loss;
}

const kCauses = {deep_classic: /gradient vanishes/, zero: /are the same/, dead: /dead/, line: /one straight line/};

for (const preset of engine.presets) {
  test(`preset ${preset.name} ${preset.reaches ? `reaches ${preset.reaches}` : `stays above ${preset.staysAbove}`}`,
    () => {
    const {trainer} = start(preset.set, preset.settings), loss = run(trainer, preset.epochs);
    const {state, findings} = engine.explain(trainer, engine.diagnose(trainer));
    if (preset.reaches) {
      assert.ok(loss < preset.reaches, `loss ${loss}`);
      assert.ok(state === "done" || state === "learning", state);
    } else {
      assert.ok(loss > preset.staysAbove, `loss ${loss}`);
      assert.equal(state, "stuck");
      assert.match(findings[0].title, kCauses[preset.name]);
      assert.ok(findings[0].fix, "says what to try");
    }
  });
}

test("steps that are too large are said to be that", () => {
  const {trainer} = start("xor", {...engine.usualSettings, hidden: [], optimizer: "sgd", learningRate: 1e39});
  run(trainer, 5);
  const {state, findings} = engine.explain(trainer, engine.diagnose(trainer));
  assert.equal(state, "diverged");
  assert.match(findings[0].title, /no longer a finite number/);
});

test("what follows a rewind is what followed before", () => {
  const {trainer} = start("moons", engine.usualSettings), losses = () => trainer.history.map(each => each.loss);
  run(trainer, 12);
  const before = losses();
  trainer.rewind(5);
  assert.equal(trainer.epoch, 5);
  run(trainer, 7);
  assert.deepEqual(losses(), before);
});

// Trains in the page's engine, saves model, config and rows, and compares with what the program makes of them.
function assertProgramAgrees(table, columns, settings, epochs) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "playground-")), file = name => path.join(folder, name);
  try {
    const rows = allRows(table), encoder = engine.fitEncoder(table, columns, rows);
    const trainer = new engine.Trainer(engine.encodeRows(table, encoder, rows), null, settings);
    run(trainer, epochs);
    const config = engine.makeConfig(trainer, table, columns, {training: "rows.csv", epochs});
    fs.writeFileSync(file("rows.csv"), engine.printCsv(table, rows));
    fs.writeFileSync(file("config.json"), JSON.stringify(config));
    fs.writeFileSync(file("saved.json"), JSON.stringify(engine.makeModel(trainer, table, encoder, rows, config)));
    binet("train", "-c", file("config.json"), "-q", "-o", file("trained.json"));
    const found = trainer.probabilities(trainer.training);
    for (const [model, tolerance] of [["saved.json", 1e-6], ["trained.json", 1e-3]]) {
      const expected = binet("predict", file(model), file("rows.csv"), "--format",
        "plain").trim().split("\n").map(Number);
      assert.equal(expected.length, found.length);
      const worst = Math.max(...found.map((p, i) => Math.abs(p - expected[i])));
      assert.ok(worst <= tolerance, `${model}: probabilities differ by ${worst}`);
    }
  } finally {
    fs.rmSync(folder, {recursive: true});
  }
}

test("the program predicts with the saved model as the page does, and trains the same network from the saved config",
  () => {
  for (const name of ["xor", "gauss", "spirals", "deep_data"]) {  // tanh in three layers, sigmoid in five
    const {set, settings} = engine.find(engine.presets, name);
    const table = engine.makeToyTable(set, {count: 200, noise: settings.noise, seed: 1});
    assertProgramAgrees(table, ["x1", "x2"], settings, 15);
  }
});

test("so with columns of numbers and categories, missing cells among them", () => {
  const lines = ["age;city;sold;id"];
  for (let i = 0; i < 90; ++i) {
    const age = i % 7 === 0 ? "" : (20 + 7 * i % 41) / 2,
      city = i % 11 === 0 ? "" : ["Ulm", "\"Bonn; Rhein\"", "Kiel"][i % 3];
    lines.push(`${age};${city};${(i * i) % 5 < 2 ? "yes" : "no"};${i}`);
  }
  const texts = engine.readTexts(lines.join("\r\n"), "sales.csv");
  assert.equal(engine.guessTarget(texts), "sold");
  const table = engine.makeTable(texts, "sold");
  assert.equal(table.positive, "yes");
  assert.deepEqual(table.columns.map(column => column.type), ["numeric", "category", "numeric"]);
  assertProgramAgrees(table, ["age", "city"], {...engine.usualSettings, hidden: [{units: 4, activation: "gelu"}]}, 10);
});

test("CSV files that cannot be read are refused with a reason", () => {
  assert.throws(() => engine.readTexts("a,b\n1,2\n3\n", "short.csv"), /record 3: found 1 fields, expected 2/);
  assert.throws(() => engine.readTexts("a,b\n", "empty.csv"), /found 0 rows/);
  assert.throws(() => engine.readTexts("a,b\n\"1,2\n3,4\n", "open.csv"), /quote/);
  assert.throws(() => engine.makeTable(engine.readTexts("a,b\n1,2\n3,4\n5,6\n", "x.csv"), "b"),
    /found 3 classes, expected 2/);
});
