import { homedir } from "node:os";
import * as vscode from "vscode";
import { LanguageClient, State, TransportKind } from "vscode-languageclient/node";
import { find } from "./lookup";

let client: LanguageClient | undefined;
let log: vscode.LogOutputChannel;

const BUILD_FILES = [
  "**/{.github,.gitea,.forgejo}/workflows/*.{yml,yaml}", "**/action.{yml,yaml}", "**/*.gitlab-ci.{yml,yaml}",
  "**/{docker-,}compose*.{yml,yaml}", "**/docker-bake*.{hcl,json}",
];

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  log = vscode.window.createOutputChannel("dlint", { log: true });
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand("dlint.restart", restart),
    vscode.commands.registerCommand("dlint.showLog", () => log.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void restart()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("dlint.path") || event.affectsConfiguration("dlint.interpreter")) {
        void restart();
      }
    }),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function restart(): Promise<void> {
  await client?.stop();
  client = undefined;
  const settings = vscode.workspace.getConfiguration("dlint");
  const found = await find({
    path: program(settings, "path"),
    // A workspace that is not trusted may bring an interpreter of its own, which the Python extension selects.
    interpreter: program(settings, "interpreter") || (vscode.workspace.isTrusted ? await selectedInterpreter() : ""),
    search: process.env.PATH ?? "",
  });
  if (!found) {
    const choice = await vscode.window.showErrorMessage("dlint is not installed: run `pipx install dlinter`, or set `dlint.path`", "Open settings");
    if (choice) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "dlint.path");
    }
    return;
  }
  log.info(`${found.command} ${found.args.join(" ")} (${found.from})`);
  const files = (scheme: string) => [
    { scheme, language: "dockerfile" }, { scheme, language: "dockercompose" }, { scheme, language: "dockerbake" },
    ...BUILD_FILES.map((pattern) => ({ scheme, pattern })),
    { scheme, pattern: "**/*[Cc]ontainerfile*" },
    // Nothing is found in these, but what they leave out counts while they are edited.
    { scheme, pattern: "**/*{docker,container}ignore" },
  ];
  // Not the workspace: Python and uv take modules and settings from the folder that they are started in. The server goes to the workspace by itself.
  const options = found.from === "setting" ? {} : { cwd: homedir() };
  client = new LanguageClient("dlint", "dlint", { command: found.command, args: found.args, transport: TransportKind.stdio, options }, {
    documentSelector: [...files("file"), { scheme: "untitled", language: "dockerfile" }],
    outputChannel: log,
    initializationOptions: settings,
  });
  client.onDidChangeState((event) => {
    if (event.newState === State.Stopped) {
      log.info("the server has stopped");
    }
  });
  await client.start();
}

/** A program that the user has set; of a workspace that is not trusted nothing is taken. */
function program(settings: vscode.WorkspaceConfiguration, name: string): string {
  const set = settings.inspect<string>(name);
  return vscode.workspace.isTrusted ? settings.get(name, "") : (set?.globalValue ?? set?.defaultValue ?? "");
}

/** The interpreter that the Python extension has selected, "" without that extension. */
async function selectedInterpreter(): Promise<string> {
  const python = vscode.extensions.getExtension("ms-python.python");
  if (!python) {
    return "";
  }
  try {
    const api = python.isActive ? python.exports : await python.activate();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const environment = await api.environments.resolveEnvironment(api.environments.getActiveEnvironmentPath(folder));
    return environment?.executable.uri?.fsPath ?? "";
  } catch {
    return "";
  }
}
