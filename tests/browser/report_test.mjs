// The report in a headless browser: it loads without errors and without requests, its slider says what `evaluate
// --threshold` says, its form says what `predict` says, and axe-core finds nothing serious.
//   node report_test.mjs [DATA_SET]...    default: all
import {writeFileSync} from "node:fs";
import {join} from "node:path";
import {accessibilityFindings, binet, expect, root, withBrowser} from "./browser.mjs";

const kFewNetworks = ["--set", "ensemble.scaled_networks=2", "--set", "ensemble.binned_networks=2", "--set",
  "ensemble.epochs=6"];
const kKinds = {
  logistic: ["--model", "logistic"], unpenalised: ["--model", "logistic", "--l2", "0"],
  mlp: ["--model", "mlp", "--set", "training.epochs=10"],
  auto: ["--model", "auto", ...kFewNetworks],
  terms: ["--model", "logistic", "--terms", "body_mass_g*species + ns(bill_length_mm, 3) + log(flipper_length_mm)"],
  distilled: ["--model", "auto", ...kFewNetworks, "--distill", "8"],
};
const kDataSets = {
  wdbc: ["wdbc.csv", "diagnosis"], penguins: ["penguins.csv", "sex"], anes96: ["anes96.csv", "vote"],
  birdstrikes: ["birdstrikes.csv.gz", "Effect Amount of damage"], digits: ["digits.csv", "digit"],
};
const kRuns = [["wdbc", "logistic"], ["wdbc", "mlp"], ["penguins", "logistic"], ["penguins", "unpenalised"],
  ["penguins", "mlp"], ["penguins", "auto"],
               ["penguins", "distilled"], ["penguins", "terms"], ["anes96", "logistic"], ["anes96", "auto"],
                 ["birdstrikes", "logistic"], ["digits", "logistic"]];
const kRows = 100, kTolerance = 1e-6;

let state = 1;
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;

/** Within the training range and beyond it unless the model has terms, missing, and never seen. */
function randomCell(column, within) {
  if (random() < 0.1) return null;
  if (column.date) return Math.round(column.minimum + random() * (column.maximum - column.minimum));
  if (column.numeric && within) return column.minimum + random() * (column.maximum - column.minimum);
  if (column.numeric) return column.minimum + (1.2 * random() - 0.1) * (column.maximum - column.minimum);
  return random() < 0.1 ? "(never seen)" : column.levels[Math.floor(random() * column.levels.length)];
}

const csvCell = value => value === null ? "" : `"${String(value).replaceAll('"', '""')}"`;

/** A cell as a file has it: a date is written as one. */
const cellInFile = (column, value) => csvCell(value !== null &&
  column.date ? new Date((value + column.date.origin) * 86400000).toISOString().slice(0, 10) : value);

function predicted(model, folder, columns, rows) {
  const file = join(folder, "rows.csv");
  writeFileSync(file, [columns.map(c => csvCell(c.name)).join(","),
    ...rows.map(row => columns.map(c => cellInFile(c, row[c.name])).join(","))].join("\n") + "\n");
  return binet("predict", model, file, "--format", "plain", "-q").trim().split("\n").map(Number);
}

/** Intervals of the form are those of `predict --interval`; empty cells there are null here. */
async function compareIntervals(page, model, folder, columns, rows) {
  const file = join(folder, "rows.csv"), lines = binet("predict", model, file, "--interval", "0.95",
    "-q").trim().split("\n");
  const expected = lines.slice(1).map(line => line.split(",").slice(-2));
  const found = await page.evaluate(all => all.map(row => binetForm.intervalOf(binetForm.cellsOf(row))), rows);
  let largest = 0;
  expected.forEach((ends, i) => {
    expect((ends[0] === "") === (found[i] === null),
      `row ${i}: predict has the interval ${ends}, the form ${found[i]}`);
    if (found[i] !== null) found[i].forEach((end, side) =>
      { largest = Math.max(largest, Math.abs(end - Number(ends[side]))); });
  });
  expect(largest <= kTolerance, `the form's intervals differ from those of predict by ${largest}`);
}

async function compareWithPredict(page, model, folder, within) {
  const columns = await page.evaluate(() => binetForm.inputs);
  const rows = Array.from({length: kRows}, () =>
    Object.fromEntries(columns.map(column => [column.name, randomCell(column, within)])));
  const expected = predicted(model, folder, columns, rows);
  const found = await page.evaluate(all => all.map(row => binetModel.predict(binetForm.cellsOf(row))), rows);
  const differences = found.map((p, i) => Math.abs(p - expected[i]));
  const largest = Math.max(...differences);
  expect(largest <= kTolerance, `what-if differs from predict by ${largest}`);
  await compareIntervals(page, model, folder, columns, rows);
  for (const row of rows.slice(0, 2)) await compareForm(page, columns, row);
  await compareChanges(page, model, folder, columns);
  return largest;
}

/** Each change that the page says would change the label does so in predict. */
async function compareChanges(page, model, folder, columns) {
  for (const start of await page.evaluate(() => [...document.querySelectorAll("#start-row option")].slice(0,
    4).map(option => option.value))) {
    await page.selectOption("#start-row", start);
    await page.waitForFunction(() => document.getElementById("what-if-panel").dataset.ready === "true");
    const [row, changes, threshold] = await page.evaluate(() => [binetForm.row(),
      [...document.querySelectorAll("#what-if-changes li")].map(item => ({...item.dataset, text: item.textContent,
        apart: item.querySelectorAll("bdi").length})),
      JSON.parse(document.getElementById("report-data").textContent).threshold]);
    const changed = changes.map(({column, value}) =>
      ({...row, [column]: columns.find(c => c.name === column).numeric ? Number(value) : value}));
    const dates = await page.evaluate(
      names => names.filter(name => binetForm.isDate(binetForm.inputs.find(c => c.name === name))),
      changes.map(change => change.column));
    for (const {apart, text} of changes) expect(apart === 4, `"${text}" may be reordered by names from right to left`);
    for (const {column, value, text} of changes) {  // what is shown is what was judged, in digits a person would type
      const plain = !columns.find(c => c.name === column).numeric || dates.includes(column) || value.length > 10;
      expect(plain || text.includes(`→ ${value.replace("-", "−")} makes`), `"${text}" was judged at ${value}`);
    }
    const [before, ...after] = predicted(model, folder, columns, [row, ...changed]);
    after.forEach((p, i) => expect((p >= threshold) !== (before >= threshold) || Math.abs(p - threshold) < 1e-5,
      `${changes[i].column} = ${changes[i].value} does not change the label: ${before} to ${p}`));
  }
}

/** The form, filled in cell by cell, shows what the model in the page makes of the row. */
async function compareForm(page, columns, row) {
  const shown = await page.evaluate(([all, cells]) => {
    for (const field of document.querySelectorAll("#what-if-fields .field")) {
      const label = field.querySelector("label"), column = all.find(c => c.name === label.textContent);
      const value = cells[column.name];
      if (column.numeric) {
        const input = field.querySelector("input[type=number], input[type=date], input[type=datetime-local]");
        input.value = value === null ? "" : binetForm.isDate(column) ? binetForm.dateText(column, value) :
          String(value);
        input.dispatchEvent(new Event("input"));
      } else {
        const select = field.querySelector("select");
        const text = value === null ? "missing" : value;
        select.value = [...select.options].findLast(option => option.textContent === text).value;
        select.dispatchEvent(new Event("change"));
      }
    }
    return [Number(document.getElementById("what-if-probability").dataset.value),
      binetModel.predict(binetForm.cellsOf(cells))];
  }, [columns, row]);
  expect(Math.abs(shown[0] - shown[1]) < 1e-12, `the form shows ${shown[0]}, the model says ${shown[1]}`);
}

async function compareWithEvaluate(page, model, data) {
  const sliders = await page.evaluate(() => JSON.parse(document.getElementById("report-data").textContent).thresholds);
  for (const place of [0, 0.1, 0.25, 0.5, 0.77, 0.95].map(share => Math.floor(share * (sliders.length - 1)))) {
    const shown = await page.evaluate(at => {
      const slider = document.getElementById("threshold-slider");
      slider.value = String(at);
      slider.dispatchEvent(new Event("input"));
      return ["true-positive", "false-positive", "true-negative", "false-negative"].map(id =>
        Number(document.getElementById(id).textContent.replaceAll(",", "")));
    }, place);
    const counts = JSON.parse(binet("evaluate", model, data, "--json", "-q", "--threshold",
      String(sliders[place]))).confusion_matrix;
    const expected = [counts.true_positive, counts.false_positive, counts.true_negative, counts.false_negative];
    expect(String(shown) === String(expected),
      `at threshold ${sliders[place]} the page shows ${shown}, evaluate ${expected}`);
  }
}

/** Visits of patients: the last one decides with the mean of all. */
function writeVisits(file) {
  const lines = ["patient,day,level,place,died"];
  for (let patient = 0; patient < 80; ++patient) {
    const levels = Array.from({length: 1 + patient % 7}, () => Math.round(200 * random() - 100) / 10);
    const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
    levels.forEach((level, day) => lines.push([patient, `2024-03-0${day + 1}`, random() < 0.1 ? "" : level,
      random() < 0.5 ? "ward" : "home", mean + levels.at(-1) > 0 ? "yes" : "no"].join(",")));
  }
  writeFileSync(file, lines.join("\n") + "\n");
}

/** The form of a model of sequences: cells changed in any row, rows added and removed, as predict has it. */
async function compareSequences(open, folder, axePath) {
  const data = join(folder, "visits.csv"), model = join(folder, "visits.json"), report = join(folder, "visits.html");
  writeVisits(data);
  binet("train", data, "--target", "died", "--sequence", "patient", "--order", "day", "--layers", "lstm:4", "--epochs",
    "6", "-q", "-o", model);
  binet("report", model, data, "-o", report);
  const page = await open(report), columns = await page.evaluate(() => binetForm.inputs);
  const agrees = async what => {
    const [rows, shown] = await page.evaluate(() => [binetForm.rows(),
      Number(document.getElementById("what-if-probability").dataset.value)]);
    const file = join(folder, "rows.csv"), names = columns.map(column => column.name);
    const lines = rows.map((row, i) => ["p", `2024-03-${10 + i}`, ...names.map(name => csvCell(row[name]))]);
    writeFileSync(file, [["patient", "day", ...names], ...lines].map(cells => cells.join(",") + "\n").join(""));
    const expected = Number(binet("predict", model, file, "--format", "plain", "-q"));
    expect(Math.abs(shown - expected) <= kTolerance, `${what}: the form shows ${shown}, predict ${expected}`);
  };
  for (const start of ["0", "3", "7", "12"]) {
    await page.selectOption("#start-row", start);
    await agrees(`start ${start}`);
    const steps = await page.locator("#step option").count();
    await page.selectOption("#step", String(Math.floor(steps / 2)));
    await page.fill("#what-if-fields input[type=number]", "4.25");
    await page.selectOption("#what-if-fields select", {label: "home"});
    await agrees(`start ${start}, a cell changed`);
    await page.click("#add-step");
    await page.fill("#what-if-fields input[type=number]", "");
    await agrees(`start ${start}, a row added`);
    await page.selectOption("#step", "0");
    await page.click("#remove-step");
    await agrees(`start ${start}, the first row removed`);
  }
  const findings = await accessibilityFindings(page, axePath);
  expect(findings.length === 0, `axe-core: ${findings.slice(0, 8).join("; ")}`);
  expect(page.troubles.length === 0, `troubles: ${page.troubles.slice(0, 5).join("; ")}`);
  await page.context().close();
  console.log("visits lstm: what-if as predict");
}

/** Long names without blanks are broken rather than wider than the page. */
async function fitLongNames(open, folder) {
  const data = join(folder, "long.csv"), model = join(folder, "long.json"), report = join(folder, "long.html");
  const lines = Array.from({length: 60}, (_, i) => `${i * 37 % 61},${i * 7 % 13 < 5 ? "yes" : "no"}`);
  writeFileSync(data, ["concentration_of_".repeat(6) + "haemoglobin,died", ...lines].join("\n") + "\n");
  binet("train", data, "--target", "died", "--model", "logistic", "-q", "-o", model);
  binet("report", model, data, "-o", report);
  for (const width of [400, 1280]) {
    const page = await open(report, {width}), wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide <= width, `long names: at ${width} pixels the page is ${wide} wide`);
    await page.context().close();
  }
  console.log("long names: no sideways scrolling");
}

await withBrowser(async ({open, folder, axePath}) => {
  const wanted = process.argv.slice(2);
  for (const [name, kind] of kRuns.filter(run => wanted.length === 0 || wanted.includes(run[0]))) {
    const [file, target, ...more] = kDataSets[name], data = join(root, "data", file);
    const model = join(folder, `${name}-${kind}.json`), report = join(folder, `${name}-${kind}.html`);
    binet("train", data, "--target", target, ...more, ...kKinds[kind], "-q", "-o", model);
    // Other bytes than the training file's, so that the report shows the figures on these rows.
    const copy = join(folder, "copy.csv");
    writeFileSync(copy, binet("predict", model, data, "--keep-all", "-q"));
    binet("report", model, copy, "-o", report);
    const page = await open(report);
    const difference = await compareWithPredict(page, model, folder, kind === "terms");
    await compareWithEvaluate(page, model, copy);
    await page.waitForTimeout(200);
    const findings = await accessibilityFindings(page, axePath);
    expect(findings.length === 0, `axe-core: ${findings.slice(0, 8).join("; ")}`);
    expect(page.troubles.length === 0, `troubles: ${page.troubles.slice(0, 5).join("; ")}`);
    await page.context().close();
    const alone = join(folder, "alone.html");
    binet("report", model, "-o", alone);
    for (const dark of [false, true]) {
      const small = await open(alone, {width: 400, dark});
      await small.waitForTimeout(100);
      const wide = await small.evaluate(() => document.documentElement.scrollWidth);
      expect(wide <= 400, `at 400 pixels the page is ${wide} wide`);
      expect(small.troubles.length === 0, `troubles: ${small.troubles.join("; ")}`);
      if (dark) {
        const found = await accessibilityFindings(small, axePath);
        expect(found.length === 0, `axe-core, dark: ${found.slice(0, 8).join("; ")}`);
      }
      await small.context().close();
    }
    console.log(`${name} ${kind}: what-if within ${difference.toExponential(1)} of predict`);
  }
  if (wanted.length === 0 || wanted.includes("visits")) await compareSequences(open, folder, axePath);
  if (wanted.length === 0 || wanted.includes("long")) await fitLongNames(open, folder);
  console.log("passed");
});
