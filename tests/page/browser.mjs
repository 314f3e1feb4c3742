// A browser without a window, spoken to through a pipe: what a person does, and what comes of it.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const KEYS = {
  Enter: ["Enter", 13, "\r"], Escape: ["Escape", 27], Tab: ["Tab", 9], Space: ["Space", 32, " "],
  ArrowDown: ["ArrowDown", 40], ArrowUp: ["ArrowUp", 38],
};

const found = () => {
  const name = process.env.BROWSER ?? NAMES.find((name) => spawnSync("which", [name]).status === 0);
  if (!name) throw new Error(`none of ${NAMES.join(", ")} is installed; or name one in BROWSER`);
  return name;
};

// Starts the browser; its `page` opens a file, and `close` ends it.
export const start = () => {
  const profile = mkdtempSync(join(tmpdir(), "page-"));
  const flags = ["--headless", "--remote-debugging-pipe", `--user-data-dir=${profile}`, "--no-first-run", "--hide-scrollbars"];
  // Its sandbox does not start for root, and the page is our own.
  if (process.getuid?.() === 0) flags.push("--no-sandbox");
  const child = spawn(found(), flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const waiting = new Map(), listeners = [];
  let last = 0, rest = "";
  const ended = new Promise((_, fail) => child.once("exit", (code) => fail(new Error(`the browser ended: ${code}`))));
  ended.catch(() => {});
  child.stdio[4].setEncoding("utf8").on("data", (text) => {
    const parts = (rest + text).split("\0");
    rest = parts.pop();
    for (const message of parts.map((part) => JSON.parse(part))) {
      const { resolve, reject } = waiting.get(message.id) ?? {};
      waiting.delete(message.id);
      if (message.error) reject?.(new Error(message.error.message));
      else if (resolve) resolve(message.result);
      else for (const listener of listeners) listener(message);
    }
  });
  const ask = (method, params = {}, sessionId = undefined) => Promise.race([ended, new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject });
    child.stdio[3].write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
  })]);
  const close = async () => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    await ask("Browser.close").catch(() => {});
    await gone;
    rmSync(profile, { recursive: true, force: true });
  };
  return { page: (url, how) => page(ask, listeners, url, how), close };
};

const page = async (ask, listeners, url, { width = 1200, height = 900, scheme = "light", script = true } = {}) => {
  const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
  const say = (method, params) => ask(method, params, sessionId);
  const events = [];
  const once = (method) => new Promise((resolve) => {
    listeners.push((message) => message.sessionId === sessionId && message.method === method && resolve());
  });
  listeners.push((message) => message.sessionId === sessionId && events.push(message));
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await say(`${domain}.enable`);
  await say("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 500 });
  await say("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  if (!script) await say("Emulation.setScriptExecutionDisabled", { value: true });
  await ask("Browser.grantPermissions", { permissions: ["clipboardReadWrite", "clipboardSanitizedWrite"] });
  const loaded = once("Page.loadEventFired");
  await say("Page.navigate", { url });
  await loaded;
  await say("Page.bringToFront");
  const value = async (expression) => {
    const { result, exceptionDetails } = await say("Runtime.evaluate", {
      expression, awaitPromise: true, returnByValue: true, userGesture: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const press = async (key) => {
    const [code, number, text] = KEYS[key] ?? ["", 0, key];
    const event = { key: key === "Space" ? " " : key, code, windowsVirtualKeyCode: number, text };
    await say("Input.dispatchKeyEvent", { ...event, type: text ? "keyDown" : "rawKeyDown" });
    await say("Input.dispatchKeyEvent", { ...event, type: "keyUp" });
  };
  const type = async (text) => { for (const key of text) await press(key === " " ? "Space" : key); };
  // What a page does behind a key or a click may take a moment: asked again until it is so.
  const becomes = async (expression, tries = 100) => {
    for (let n = 0; n < tries; n++) {
      if (await value(expression)) return true;
      await value("new Promise(requestAnimationFrame)");
    }
    return false;
  };
  const picture = async (file, clip) => {
    const { data } = await say("Page.captureScreenshot", { format: "png", ...(clip ? { clip: { ...clip, scale: 1 } } : {}) });
    writeFileSync(file, Buffer.from(data, "base64"));
  };
  const of = (method) => events.filter((event) => event.method === method).map((event) => event.params);
  return { value, press, type, becomes, picture, of };
};
