// The playground in a headless browser: it loads without errors and without requests; presets train to their loss; a
// CSV file is read; what is saved predicts what the page shows; rewinding, keys, light and dark, phone width, frame
// times.
import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {accessibilityFindings, binet, expect, root, withBrowser} from "./browser.mjs";

const number = async (page, id) => Number((await page.textContent(id)).replaceAll(",", ""));
const choose = (page, name) => page.evaluate(preset => playPage.choosePreset(preset), name);

/** Saves by button; returns the text of the file. */
async function save(page, button, file) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
  await download.saveAs(file);
  return readFileSync(file, "utf8");
}

// The page computes in single precision as the program does: most often there is no difference at all.
const kTolerance = 1e-6;

/** Model and rows as saved, predicted by the program, give the page's probabilities. */
async function compareWithPredict(page, folder, name) {
  const model = join(folder, `${name}-model.json`), rows = join(folder, `${name}-rows.csv`);
  await save(page, "#save-model", model);
  await save(page, "#save-rows", rows);
  const expected = binet("predict", model, rows, "--format", "plain", "-q").trim().split("\n").map(Number);
  const found = await page.evaluate(() => playPage.state.trainer.probabilities(playPage.state.trainer.training));
  const worst = Math.max(...found.map((p, i) => Math.abs(p - expected[i])));
  expect(expected.length === found.length && worst <= kTolerance, `${name}: predict differs from the page by ${worst}`);
}

await withBrowser(async ({open, folder, axePath}) => {
  const file = join(folder, "playground.html");
  binet("playground", "-o", file);
  const page = await open(file);
  page.setDefaultTimeout(120_000);

  // The button trains; so do the keys.
  await page.click("#play");
  await page.waitForFunction(() => playPage.state.trainer.epoch >= 3);
  await page.click("#play");
  const paused = await page.evaluate(() => playPage.state.trainer.epoch);
  await page.click("h1");
  await page.keyboard.press("Shift+ArrowRight");
  await page.waitForFunction(epoch => Number(document.getElementById("epoch").textContent) === epoch + 1, paused);
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction(epoch => Number(document.getElementById("epoch").textContent) === epoch, paused);
  await page.keyboard.press("Home");
  await page.waitForFunction(() => document.getElementById("epoch").textContent === "0");

  // A preset that learns, one that is stuck, and the cure it offers.
  await choose(page, "deep_classic");
  await page.evaluate(() => { for (let i = 0; i < 60; ++i) playPage.state.trainer.runEpoch();
    playPage.setPlaying(false); });
  expect(/gradient vanishes/.test(await page.textContent("#why")), "says why the deep network is stuck");
  await page.click("#why .fix");
  await page.waitForFunction(() => playPage.state.trainer.settings.initializer === "data" &&
    playPage.state.trainer.history.at(-1).loss < 0.2);
  await page.click("#play");
  await compareWithPredict(page, folder, "circle");

  // Layers and units by click.
  await choose(page, "xor");
  await page.click("#add-layer");
  await page.click("[data-control=plus-0]");
  expect(await page.locator(".net-column").count() === 4 && await page.locator("button.unit").count() === 2 + 5 + 4 +
    1, "a layer and a unit more");

  // A file of one's own, dropped in or built in.
  await page.setInputFiles("#file", join(root, "data/penguins.csv"));
  await page.waitForFunction(() => playPage.state.table.name === "penguins.csv");
  await page.check("#columns input[value=species]");
  await page.evaluate(() => { for (let i = 0; i < 20; ++i) playPage.state.trainer.runEpoch();
    playPage.setPlaying(false); });
  await compareWithPredict(page, folder, "penguins");
  const config = JSON.parse(await save(page, "#save-config", join(folder, "penguins-config.json")));
  expect(config.data.categorical.includes("species"), "the config names the columns");
  binet("train", "-c", join(folder, "penguins-config.json"), "-q");
  writeFileSync(join(folder, "wrong.csv"), "a,b\n1,2\n3\n");
  await page.setInputFiles("#file", join(folder, "wrong.csv"));
  await page.waitForFunction(() => document.getElementById("file-note").textContent.includes("record 3"));
  expect(page.troubles.length === 0, page.troubles.join("; "));

  const own = join(folder, "own.html");
  binet("playground", join(root, "data/wdbc.csv"), "--target", "diagnosis", "-o", own);
  expect(readFileSync(own).length < 2e6, "less than 2 MB");
  for (const [width, dark] of [[1280, false], [400, true]]) {
    const view = await open(own, {width, dark});
    view.setDefaultTimeout(120_000);
    await view.evaluate(() => { for (let i = 0; i < 20; ++i) playPage.state.trainer.runEpoch();
      playPage.setPlaying(false); });
    expect(await view.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
      `no sideways scrolling at ${width} pixels`);
    const findings = await accessibilityFindings(view, axePath);
    expect(findings.length === 0, `${width} pixels, ${dark ? "dark" : "light"}: ${findings.join("; ")}`);
    expect(view.troubles.length === 0, view.troubles.join("; "));
  }

  // 1,000 points, three layers of eight: processor time of one frame, whatever else runs. Printed, not judged: machines
  // differ.
  await choose(page, "spirals");
  const kFrames = 20, session = await page.context().newCDPSession(page);
  const timed = async () => (await session.send("Performance.getMetrics")).metrics.find(each =>
    each.name === "TaskDuration").value;
  await page.evaluate(count => { for (let i = 0; i < count; ++i) playPage.oneFrame(i); }, kFrames);
  await session.send("Performance.enable", {timeDomain: "threadTicks"});
  const before = await timed();
  await page.evaluate(count => { for (let i = 0; i < count; ++i) playPage.oneFrame(i); }, kFrames);
  console.log(`frame of 1,000 points, three layers of eight: ` +
    `${(1000 * (await timed() - before) / kFrames).toFixed(1)} ms of processor time`);
});
