"""Composer, Bundler and Mix, and tools of which only the names of the files are known.

Sources: Composer docs "Repositories" (path), "Scripts", "Autoloader optimization"; Bundler docs "Gemfile" (`path`, `gemspec`, `eval_gemfile`, `ruby file:`);
Mix docs "mix deps" (path), "Umbrella projects".
"""

from __future__ import annotations

import re

from dlinter.model.packages.project import Needs, Project
from dlinter.model.packages.reads.common import read_json, strings, table, within
from dlinter.model.packages.tool import Install


def composer(install: Install, project: Project) -> Needs | None:
    if install.nested("global") or install.packages:
        return Needs(certain=True) if install.nested("global") else None
    manifest = read_json(project, "composer.json")
    if manifest is None:
        return None
    files, why = [*project.at("composer.json", "composer.lock", "symfony.lock", "auth.json")], ""
    repositories = manifest.get("repositories")
    for repository in repositories.values() if isinstance(repositories, dict) else repositories if isinstance(repositories, list) else ():
        url = within(repository, "url")
        if isinstance(url, str) and (within(repository, "type") in ("path", "artifact") or url.startswith(("./", "../"))):
            for folder in project.folders(url.removeprefix("./").rstrip("/")) or (url,):
                files += project.below(folder)
    scripts = table(manifest, "scripts")
    ran = next((n for n in ("pre-install-cmd", "post-install-cmd", "pre-autoload-dump", "post-autoload-dump", "pre-package-install", "post-package-install", "pre-command-run", "pre-operations-exec", "pre-pool-create", "init", "command") if scripts.get(n)), "")
    if ran and not install.has("--no-scripts"):
        why = f"`composer.json` runs scripts at `{ran}`: `--no-scripts` leaves them out"
    if not install.has("--no-autoloader"):
        optimized = install.has("-o", "--optimize-autoloader", "-a", "--classmap-authoritative") or any(within(manifest, "config", k) is True for k in ("optimize-autoloader", "classmap-authoritative"))
        if strings(within(manifest, "autoload", "classmap")) or (not install.has("--no-dev") and strings(within(manifest, "autoload-dev", "classmap"))) or (optimized and table(manifest, "autoload")):
            why = why or "the autoloader lists the classes of the sources: `--no-autoloader` leaves it for later"
    if within(manifest, "extra", "merge-plugin") is not None:
        why = why or "`merge-plugin` reads the manifests of other packages"
    for named in [*_texts(manifest.get("extra")), *(t for f in _texts(within(manifest, "extra", "patches-file")) for t in _texts(read_json(project, f)))][:500]:
        files += project.at(named) if project.has(named) and not project.is_folder(named) else ()  # patches, files that a plugin puts in place
    files += project.below(".") if why else ()
    return Needs(tuple(dict.fromkeys(files)), project.at("composer.lock"), True, bool(why), why)


def _texts(found: object) -> list[str]:
    """All texts in nested tables and lists, 20 deep at most."""
    waiting, texts = [(found, 0)], list[str]()
    while waiting and len(texts) < 1000:
        item, depth = waiting.pop()
        if isinstance(item, str):
            texts.append(item)
        elif isinstance(item, (dict, list)) and depth < 20:
            waiting += [(v, depth + 1) for v in (item.values() if isinstance(item, dict) else item)]
    return texts


def bundler(install: Install, project: Project) -> Needs | None:
    given = install.value_of("--gemfile") or "Gemfile"
    text = project.read(given)
    if text is None:
        return None
    files, why = [*project.at(given, f"{given}.lock", ".ruby-version", ".tool-versions")], ""
    files += project.below(".bundle") if project.is_folder(".bundle") else ()
    files += project.below("vendor/cache") if project.is_folder("vendor/cache") else ()
    for path in re.findall(r"^[^#\n]*(?:\bpath:|:path\s*=>|[\"']path[\"']\s*=>|^\s*path\b[\s(]*(?=[\"'][^\"'\n]*[\"']\)?\s+do\b))\s*[\"']([^\"']+)", text, re.M)[:100]:
        if "#{" in path:
            return None
        files += project.below(path)
    for path in re.findall(r"^PATH\n  remote: (\S+)$", project.read(f"{given}.lock") or "", re.M)[:100]:
        files += project.below(path) if path != "." else ()
    for path in re.findall(r"^\s*ruby[\s(]+file:\s*[\"']([^\"']+)", text, re.M)[:5]:
        files += project.at(path)
    for path in re.findall(r"^\s*eval_gemfile[\s(]+[\"']([^\"']+)", text, re.M)[:20]:
        files += project.at(path)
    if re.search(r"(?:^|;)\s*gemspec\b", text, re.M):
        files, why = [*files, *project.below(".")], "the Gemfile takes the `gemspec`, which reads the sources"
    elif re.search(r"^\s*(?:require_relative|require[\s(]+[\"']\.|source[\s(]+[\"']file:|load|instance_eval|Dir\b|eval\b)|File\.(?:read|join|expand_path)", text, re.M):
        return None
    return Needs(tuple(dict.fromkeys(files)), project.at(f"{given}.lock"), True, bool(why), why)


def mix(install: Install, project: Project) -> Needs | None:
    if install.verb != "deps.get":
        return Needs(certain=True) if install.verb in ("local.hex", "local.rebar", "archive.install") else None
    text = project.read("mix.exs")
    if text is None:
        return None
    files = [*project.at("mix.exs", "mix.lock")]
    files += project.below("config") if project.is_folder("config") else ()
    apps = re.search(r"apps_path:\s*\"([^\"]+)\"", text)
    if apps:
        base = project.below(apps[1])
        files += [f"{b.removesuffix('/**')}/*/mix.exs" for b in base]
    for path in re.findall(r"\bpath:\s*\"([^\"]+)\"", text)[:100]:
        files += project.below(path)
    if re.search(r"File\.|Code\.", text):
        files += project.at(*re.findall(r"File\.\w+!?\(\s*\"([^\"]+)\"", text)[:20])
    return Needs(tuple(dict.fromkeys(files)), project.at("mix.lock"), True)


def by_name(install: Install, project: Project) -> Needs | None:
    """The files that the record names, in the folder of the install; None where its first one is not there, or packages are named."""
    manifests = install.tool.manifests
    if manifests is None or any(not p.value.startswith((".", "/")) for p in install.packages):
        return Needs(certain=True) if manifests is None else None
    below = project.below(".")
    if not below:
        return None
    base = below[0].removesuffix("**")
    needs = Needs(tuple(f"{base}{f}" for f in manifests.files), tuple(f"{base}{f}" for f in manifests.lockfiles), True)
    return needs if needs.present(project.context) else None
