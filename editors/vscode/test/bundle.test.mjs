// The built bundle, loaded with a stand-in for the module of VS Code.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { test } from "node:test";

const bundle = new URL("../dist/extension.js", import.meta.url).pathname;

test("the bundle has what VS Code calls and needs no module but vscode", () => {
  assert.ok(existsSync(bundle), "run `npm run build` first");
  const asked = new Set();
  const load = Module._load;
  // Every member of the stand-in is a class, a function and an object at once.
  const anything = () => new Proxy(class {}, { get: (target, name) => (name in target || typeof name === "symbol" ? target[name] : (target[name] = anything())) });
  Module._load = function (name, ...rest) {
    asked.add(name);
    return name === "vscode" ? anything() : load.call(this, name, ...rest);
  };
  try {
    const extension = createRequire(import.meta.url)(bundle);
    assert.equal(typeof extension.activate, "function");
    assert.equal(typeof extension.deactivate, "function");
  } finally {
    Module._load = load;
  }
  for (const name of asked) {
    assert.ok(name === bundle || name === "vscode" || Module.builtinModules.includes(name.replace(/^node:/, "")), name);
  }
});

test("every setting of the manifest is one that the extension or the server reads", () => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url)));
  const server = readFileSync(new URL("../../../linter/dlinter/server/settings.py", import.meta.url), "utf8");
  for (const name of Object.keys(manifest.contributes.configuration.properties)) {
    const short = name.replace("dlint.", "");
    assert.ok(["path", "interpreter"].includes(short) || server.includes(`"${short}"`), name);
  }
});
