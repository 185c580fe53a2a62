// Opens pages in a headless browser, as the tests of this folder do. scripts/bootstrap --browser installs what they
// need into build/browser; without it a test prints "skipped: ..." and passes.
import {execFileSync} from "node:child_process";
import {existsSync, mkdtempSync, rmSync} from "node:fs";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const modules = process.env.BINET_BROWSER_MODULES ?? join(root, "build", "browser");
const chromium = process.env.BINET_CHROMIUM ?? "/usr/bin/chromium";

function required() {
  if (!existsSync(chromium)) return null;
  try {
    const require = createRequire(join(modules, "package.json"));
    return {playwright: require("playwright-core"), axePath: require.resolve("axe-core/axe.min.js")};
  } catch {
    return null;
  }
}

/** Runs the program under test; returns its standard output. */
export function binet(...words) {
  return execFileSync(process.env.BINET ?? join(root, "build/release/binet"), words,
    {encoding: "utf8", maxBuffer: 1 << 28});
}

/** Calls test({open, folder}) with a browser and a folder of its own. open(file, {width, dark}) gives a page whose
    `troubles` lists errors, warnings and requests to anywhere but the file itself. Exits with 1 if the test throws. */
export async function withBrowser(test) {
  const found = required();
  if (found === null) {
    console.log("skipped: no browser; scripts/bootstrap --browser installs what the tests of the pages need");
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "binet-browser-"));
  const browser = await found.playwright.chromium.launch({executablePath: chromium,
    args: ["--no-sandbox", "--disable-gpu"]});
  try {
    const open = async (file, {width = 1280, height = 900, dark = false} = {}) => {
      const context = await browser.newContext({viewport: {width, height}, colorScheme: dark ? "dark" : "light"});
      const page = await context.newPage();
      page.setDefaultTimeout(120_000);
      const troubles = [], address = pathToFileURL(file).href;
      page.on("console", message =>
        { if (["error", "warning"].includes(message.type())) troubles.push(message.text()); });
      page.on("pageerror", error => troubles.push(String(error)));
      page.on("request", request => { if (request.url() !== address && !request.url().startsWith("data:") &&
        !request.url().startsWith("blob:")) troubles.push("request to " + request.url()); });
      await page.goto(address, {timeout: 120_000});
      page.troubles = troubles;
      return page;
    };
    await test({open, folder, axePath: found.axePath});
  } finally {
    await browser.close();
    rmSync(folder, {recursive: true, force: true});
  }
}

/** Serious and critical findings of axe-core, as "rule: element". Its script is injected past the page's own policy. */
export async function accessibilityFindings(page, axePath) {
  const {readFileSync} = await import("node:fs");
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setBypassCSP", {enabled: true});
  await session.send("Runtime.evaluate", {expression: readFileSync(axePath, "utf8") + ";0"});
  const result = await page.evaluate(async () => globalThis.axe.run(document, {resultTypes: ["violations"]}));
  return result.violations.filter(v => ["serious", "critical"].includes(v.impact))
      .flatMap(v => v.nodes.map(node => `${v.id}: ${node.target.join(" ")}`));
}

export function expect(condition, message) {
  if (!condition) throw new Error(message);
}
