// Holds the page of `cargo xtask report` against a browser: what the keys do, what it asks the network
// for, whether it fits a phone, and the rules of accessibility in both colour schemes.
//
//     node check.mjs PAGE AXE [PICTURES]
//
// PAGE is a report of Procore's API, AXE the file axe.min.js; PICTURES a folder for screenshots.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { start } from "./browser.mjs";

const [file, axe, pictures] = process.argv.slice(2);
const url = pathToFileURL(resolve(file)).href;
let passed = 0, failed = 0;
const check = (what, holds, seen) => {
  if (holds) passed += 1;
  else { failed += 1; console.log(`FAILED: ${what}: ${JSON.stringify(seen)}`); }
};
const is = (what, seen, wanted) => check(what, seen === wanted, seen);

const ACTIVE = "document.activeElement.id || document.activeElement.dataset.rust || document.activeElement.className";
const FOUND = "document.getElementById('found').textContent";
const FIRST = "document.querySelector('#hits samp')?.textContent";

const keys = async (browser) => {
  const page = await browser.page(url);
  await page.press("Tab");
  is("the skip link comes first", await page.value(ACTIVE), "skip");
  await page.press("Enter");
  check("it leads to the content", await page.becomes("location.hash === '#main'"));
  await page.press("/");
  is("a slash focuses the search", await page.value(ACTIVE), "query");
  is("and is not typed", await page.value("document.getElementById('query').value"), "");
  await page.type("list rfis");
  const list = "procore::rfi::v1_0::ListRfis";
  is("the likeliest comes first", await page.value(FIRST), list);
  check("how many is said", /^\d+ operations found\.$/.test(await page.value(FOUND)), await page.value(FOUND));
  await page.press("Enter");
  check("Enter copies the first", await page.becomes(`${FOUND} === 'Copied ${list}'`), await page.value(FOUND));
  is("to the clipboard", await page.value("navigator.clipboard.readText()"), list);
  await page.press("ArrowDown");
  await page.press("ArrowDown");
  const second = await page.value(ACTIVE);
  is("the arrow moves", second, await page.value("document.querySelectorAll('#hits samp')[1].textContent"));
  await page.press("Enter");
  check("Enter copies that one", await page.becomes(`${FOUND} === 'Copied ${second}'`), await page.value(FOUND));
  await page.press("ArrowUp");
  await page.press("ArrowUp");
  is("and back to the field", await page.value(ACTIVE), "query");
  await page.press("Escape");
  is("Escape clears", await page.value("document.querySelectorAll('#hits li').length"), 0);
  for (const [query, wanted] of [
    ["https://api.procore.com/rest/v1.0/projects/42/rfis/7?view=full", "procore::rfi::v1_0::ShowRfi"],
    ["PATCH /rest/v1.0/projects/42/rfis/7", "procore::rfi::v1_0::UpdateRfi"],
    ["ListRfis", list],
    ["no such thing", undefined],
  ]) {
    await page.type(query);
    is(query, await page.value(FIRST), wanted);
    await page.press("Escape");
  }
  await calendar(page);
  await sorting(page);
  is("nothing but the file is asked for", page.of("Network.requestWillBeSent").map((one) => one.request.url.split("#")[0])
    .filter((one) => one !== url).join(), "");
  const problems = ["Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"].flatMap(page.of);
  is("the browser has nothing to report", problems.length, 0);
};

const calendar = async (page) => {
  const target = await page.value("document.querySelector('.past .entry samp').textContent");
  await page.type(target);
  await page.value("document.querySelector('#hits a').click()");
  const open = "document.querySelector('.entry:target')?.closest('details').open === true";
  check("what is deprecated leads to the calendar, opened", await page.becomes(open), target);
};

const sorting = async (page) => {
  const numbers = async () => (await page.value("[...document.querySelectorAll('#tools tbody td:nth-child(2)')].map((cell) => cell.textContent)"))
    .map((text) => Number(text.replace(",", "")));
  await page.value("document.querySelectorAll('#tools th button')[1].focus()");
  await page.press("Enter");
  const down = await numbers();
  check("the table sorts, the largest first", down.every((n, at) => at === 0 || down[at - 1] >= n), down);
  await page.press("Enter");
  is("and the other way", (await numbers()).join(), (await numbers()).sort((a, b) => a - b).join());
  is("and says so", await page.value("document.querySelectorAll('#tools thead th')[1].ariaSort"), "ascending");
};

const looks = async (browser) => {
  for (const scheme of ["light", "dark"]) for (const [name, width] of [["desktop", 1200], ["phone", 375]]) {
    const page = await browser.page(url, { width, height: 900, scheme });
    check(`it fits a ${name}`, await page.value("document.documentElement.scrollWidth <= innerWidth"), width);
    if (pictures) await page.picture(`${pictures}/${name}-${scheme}.png`);
    await page.value("document.getElementById('query').focus()");
    await page.type("bim geometry");
    await page.value(`document.querySelectorAll('#operations .tool')[5].open = true;
      document.querySelector('.ahead .guide').open = true; document.querySelector('.past details').open = true;`);
    if (pictures) await page.picture(`${pictures}/${name}-${scheme}-search.png`);
    // Contrast is one of the scheme, and what a finger hits one of the width: two of the four have both.
    if ((scheme === "light") !== (name === "desktop")) continue;
    await page.value(readFileSync(axe, "utf8"));
    const violations = await page.value(`axe.run(document, { resultTypes: ["violations"] })
      .then((result) => result.violations.map((one) => one.id + ": " + one.nodes[0].html))`);
    is(`accessible, ${name}, ${scheme}`, violations.join(" "), "");
  }
};

const plain = async (browser) => {
  const page = await browser.page(url, { script: false });
  is("without a script there is no search", await page.value("getComputedStyle(document.getElementById('search')).display"), "none");
  const listed = await page.value("document.querySelectorAll('#operations li').length");
  is("but the whole list", listed.toLocaleString("en"), await page.value("document.querySelector('.figures dd').textContent"));
};

const browser = start();
try {
  await keys(browser);
  await looks(browser);
  await plain(browser);
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
