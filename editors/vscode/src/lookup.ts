// Where dlint is: the setting, the Python environment, PATH, uvx. Nothing here knows VS Code, so that it is tested without it.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join } from "node:path";

export interface Command {
  command: string;
  args: string[];
  from: "setting" | "environment" | "path" | "uvx";
}

export interface Places {
  /** The setting `dlint.path`, "" when it is not set. */
  path: string;
  /** The Python interpreter whose environment counts, "" for none. */
  interpreter: string;
  /** The environment variable PATH. */
  search: string;
  windows?: boolean;
}

/** Whether a program is dlint and has a language server. */
export type Works = (command: string, args: string[]) => Promise<boolean>;

/** The first dlint that works. A path that the user has set is taken or refused: no other takes its place. */
export async function find(places: Places, works: Works = hasServer): Promise<Command | undefined> {
  const windows = places.windows ?? process.platform === "win32";
  const program = (name: string) => (windows ? `${name}.exe` : name);
  if (places.path) {
    return { command: places.path, args: ["server"], from: "setting" };
  }
  const candidates: Command[] = [];
  if (places.interpreter) {
    const beside = join(dirname(places.interpreter), program("dlint"));
    if (existsSync(beside)) {
      candidates.push({ command: beside, args: ["server"], from: "environment" });
    }
    // -P: `-m` puts the current folder first on the module path, and a module there would run in place of dlint's own.
    candidates.push({ command: places.interpreter, args: ["-P", "-m", "dlinter", "server"], from: "environment" });
  }
  const named = (name: string) => onPath(program(name), places.search);
  candidates.push(...named("dlint").map((command) => ({ command, args: ["server"], from: "path" as const })));
  candidates.push(...named("uvx").slice(0, 1).map((command) => ({ command, args: ["--from", "dlinter", "dlint", "server"], from: "uvx" as const })));
  for (const candidate of candidates) {
    if (await works(candidate.command, candidate.args)) {
      return candidate;
    }
  }
  return undefined;
}

/** The programs of a name on PATH, in order. Entries that are not absolute are left out: they would be files of the workspace. */
export function onPath(name: string, search: string): string[] {
  return search.split(delimiter).filter((folder) => isAbsolute(folder)).map((folder) => join(folder, name)).filter((file) => existsSync(file));
}

/** Asks a program for the help of its command `server`. */
export function hasServer(command: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(command, [...args, "--help"], { timeout: 60_000, cwd: homedir() }, (error, stdout) => resolve(!error && stdout.includes("dlint server")));
  });
}
