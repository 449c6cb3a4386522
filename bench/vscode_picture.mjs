// The extension in a real VS Code without a screen: a picture of an open Dockerfile, with its findings, hints and lenses (docs/editor.png).
//
//     node bench/vscode_picture.mjs http://127.0.0.1:8765 FOLDER PICTURE
//
// It needs Chromium, `npm install puppeteer-core`, and a code-server that runs. What was done for that, with Node 20 and no network but npm's and Debian's packages:
//
// 1. `npm pack code-server@4.100.3`, unpack it, and in its folder `npm install --omit=dev --ignore-scripts`, also in `lib/vscode` and `lib/vscode/extensions`;
// 2. `npm_config_nodedir=/usr npm rebuild argon2`, and in `lib/vscode` the same for `node-pty`, `@vscode/spdlog`, `@parcel/watcher`, `native-watchdog`,
//    `@vscode/deviceid` (`kerberos` is not needed); `ln -s node_modules node_modules.asar` there; Debian's `rg` as `node_modules/@vscode/ripgrep/bin/rg`;
// 3. `python bench/vscode.py .`, then `node out/node/entry.js --user-data-dir DATA --extensions-dir EXTENSIONS --install-extension dlint-0.1.0.vsix`;
// 4. `DATA/User/settings.json`: `"dlint.path"`, `"dlint.codeLens": true`, `"security.workspace.trust.enabled": false`, `"workbench.startupEditor": "none"`;
// 5. `node out/node/entry.js --user-data-dir DATA --extensions-dir EXTENSIONS --auth none --bind-addr 127.0.0.1:8765`.
//
// The exit code is 1 where no finding, no lens or no hint is shown within a minute and a half.

import puppeteer from "puppeteer-core";

const [address, folder, picture] = process.argv.slice(2);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"], headless: true });
const page = await browser.newPage();
await page.setViewport({ width: 1180, height: 640, deviceScaleFactor: 1.5 });

async function press(...keys) {
  const last = keys.pop();
  for (const key of keys) await page.keyboard.down(key);
  await page.keyboard.press(last);
  for (const key of keys.reverse()) await page.keyboard.up(key);
  await sleep(1500);
}

try {
  await page.goto(`${address}/?folder=${folder}`, { waitUntil: "domcontentloaded", timeout: 90_000 });
  await page.waitForSelector(".monaco-workbench .part.editor", { timeout: 90_000 });
  await sleep(5000);
  await page.waitForFunction(() => !document.body.innerText.includes("Activating"), { timeout: 60_000 });
  await press("Control", "b"); // the side bar
  await press("Control", "p");
  await page.keyboard.type("Dockerfile", { delay: 30 });
  await page.waitForFunction(() => [...document.querySelectorAll(".quick-input-list .monaco-list-row")].some((row) => row.innerText.startsWith("Dockerfile")), { timeout: 60_000 });
  await page.keyboard.press("Enter");
  await page.waitForSelector(".squiggly-warning, .squiggly-info", { timeout: 60_000 });
  await page.waitForSelector(".codelens-decoration", { timeout: 90_000 });
  await page.waitForFunction(() => /rebuilt by \d+ of \d+/.test(document.body.innerText.replaceAll("\u00a0", " ")), { timeout: 90_000 });
  await press("Control", "Shift", "m"); // the problems
  await press("Control", "1");
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
await page.screenshot({ path: picture });
await browser.close();
