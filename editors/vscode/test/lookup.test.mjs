// The look-up of dlint, without VS Code.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { buildSync } from "esbuild";

const folder = mkdtempSync(join(tmpdir(), "dlint-"));
buildSync({ entryPoints: [new URL("../src/lookup.ts", import.meta.url).pathname], bundle: true, platform: "node", format: "cjs", outfile: join(folder, "lookup.cjs") });
const { find, onPath, hasServer } = createRequire(import.meta.url)(join(folder, "lookup.cjs"));

function program(path, script) {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const good = 'case "$*" in *server*--help) echo "usage: dlint server";; *) exit 2;; esac';
const python = program(join(folder, "env/bin/python"), good);
const inside = program(join(folder, "env/bin/dlint"), good);
const foreign = program(join(folder, "foreign/dlint"), "echo 'usage: flake8'");
const onSearch = program(join(folder, "path/dlint"), good);
const uvx = program(join(folder, "uv/uvx"), good);
const search = [foreign, onSearch, uvx].map((file) => join(file, "..")).join(delimiter);

test("the setting comes first and is not replaced", async () => {
  assert.deepEqual(await find({ path: "/no/dlint", interpreter: python, search }), { command: "/no/dlint", args: ["server"], from: "setting" });
});

test("the Python environment comes before PATH", async () => {
  assert.deepEqual(await find({ path: "", interpreter: python, search }), { command: inside, args: ["server"], from: "environment" });
});

test("no module of the folder it is started in runs in place of dlint", async () => {
  const place = mkdtempSync(join(tmpdir(), "dlint-workspace-"));
  const bare = program(join(place, "bin/python"), 'pwd > "$(dirname "$0")/cwd"; case "$*" in "-P -m dlinter server --help") echo "usage: dlint server";; *) exit 2;; esac');
  const found = await find({ path: "", interpreter: bare, search: "/no" });
  assert.deepEqual(found, { command: bare, args: ["-P", "-m", "dlinter", "server"], from: "environment" });
  assert.equal(realpathSync(readFileSync(join(place, "bin/cwd"), "utf8").trim()), realpathSync(homedir()));
});

test("on PATH another tool of that name is passed over", async () => {
  assert.deepEqual(await find({ path: "", interpreter: "", search }), { command: onSearch, args: ["server"], from: "path" });
  assert.equal(await hasServer(foreign, ["server"]), false);
});

test("uvx is last", async () => {
  const found = await find({ path: "", interpreter: "", search: join(uvx, "..") });
  assert.deepEqual(found, { command: uvx, args: ["--from", "dlinter", "dlint", "server"], from: "uvx" });
});

test("nothing is found where nothing is", async () => {
  assert.equal(await find({ path: "", interpreter: "/no/python", search: "/no" }), undefined);
});

test("folders of the workspace on PATH are not searched", () => {
  assert.deepEqual(onPath("dlint", ["", ".", "path"].join(delimiter)), []);
});
