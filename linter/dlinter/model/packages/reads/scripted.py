"""Composer, Bundler and Mix, and tools of which only the names of the files are known.

Sources: Composer docs "Repositories" (path), "Scripts", "Autoloader optimization"; Bundler docs "Gemfile"
(`path`, `gemspec`, `eval_gemfile`, `ruby file:`); Mix docs "mix deps" (path), "Umbrella projects".
"""

from __future__ import annotations

import fnmatch
import posixpath
import re
from typing import Any

from dlinter.model.packages.project import Needs, Project
from dlinter.model.packages.reads.common import read_json, strings, table, within
from dlinter.model.packages.tool import Install

_PLUGINS = frozenset(
    ["composer/installers", "composer/package-versions-deprecated", "ocramius/package-versions",
        "symfony/flex", "symfony/runtime", "php-http/discovery", "phpstan/extension-installer",
     "dealerdirect/phpcodesniffer-composer-installer", "pestphp/pest-plugin",
     "infection/extension-installer", "cweagans/composer-patches", "wikimedia/composer-merge-plugin",
     "ergebnis/composer-normalize",
     "bamarni/composer-bin-plugin", "kylekatarnls/update-helper", "yiisoft/yii2-composer",
     "drupal/core-composer-scaffold", "drupal/core-project-message", "oomphinc/composer-installers-extender",
     "johnpbloch/wordpress-core-installer", "roots/wordpress-core-installer", "tbachert/spi",
     "typo3/cms-composer-installers", "simplesamlphp/composer-module-installer", "cakephp/plugin-installer",
     "roundcube/plugin-installer", "hirak/prestissimo"]
)  # fmt: skip
"""Plugins of Composer that read the manifest, the lock file and installed packages alone, or files that
`extra` names."""


def composer(install: Install, project: Project) -> Needs | None:
    if install.nested("global") or install.packages:
        return Needs(certain=True) if install.nested("global") else None
    manifest = read_json(project, "composer.json")
    if manifest is None:
        return None
    files, why = [*project.at("composer.json", "composer.lock", "symfony.lock", "auth.json")], ""
    repositories = manifest.get("repositories")
    for repository in (
        repositories.values()
        if isinstance(repositories, dict)
        else repositories
        if isinstance(repositories, list)
        else ()
    ):
        url = within(repository, "url")
        if isinstance(url, str) and (
            within(repository, "type") in ("path", "artifact") or url.startswith(("./", "../"))
        ):
            for folder in project.folders(url.removeprefix("./").rstrip("/")) or (url,):
                files += project.below(folder)
    scripts = table(manifest, "scripts")
    ran = next((n for n in ("pre-install-cmd", "post-install-cmd", "pre-autoload-dump", "post-autoload-dump",
        "pre-package-install", "post-package-install", "pre-command-run", "pre-operations-exec",
        "pre-pool-create", "init", "command") if scripts.get(n)), "")
    if ran and not install.has("--no-scripts"):
        why = f"`composer.json` runs scripts at `{ran}`: `--no-scripts` leaves them out"
    if not install.has("--no-autoloader"):
        optimized = install.has("-o", "--optimize-autoloader", "-a", "--classmap-authoritative") or any(
            within(manifest, "config", k) is True for k in ("optimize-autoloader", "classmap-authoritative")
        )
        if (
            strings(within(manifest, "autoload", "classmap"))
            or (not install.has("--no-dev") and strings(within(manifest, "autoload-dev", "classmap")))
            or (optimized and table(manifest, "autoload"))
        ):
            why = (
                why
                or "the autoloader lists the classes of the sources: `--no-autoloader` leaves it for later"
            )
    if within(manifest, "extra", "merge-plugin") is not None:
        why = why or "`merge-plugin` reads the manifests of other packages"
    unknown = _plugin(manifest, install, project)
    why = why or (
        f"the plugin `{unknown}` of Composer may read further files: `--no-plugins` leaves it out"
        if unknown
        else ""
    )
    for named in [
        *_texts(manifest.get("extra")),
        *(
            t
            for f in _texts(within(manifest, "extra", "patches-file"))
            for t in _texts(read_json(project, f))
        ),
    ][:500]:
        # patches, files that a plugin puts in place
        files += project.at(named) if project.has(named) and not project.is_folder(named) else ()
    files += project.below(".") if why else ()
    return Needs(tuple(dict.fromkeys(files)), project.at("composer.lock"), True, bool(why), why)


def _plugin(manifest: dict[str, Any], install: Install, project: Project) -> str:
    """The first plugin that runs with an install and of which dlint does not know what it reads; "" for none.
    Only those that `allow-plugins` allows run (Composer docs, "Config")."""
    if install.has("--no-plugins"):
        return ""
    allowed = within(manifest, "config", "allow-plugins")
    names = [n for n, ok in allowed.items() if ok is True] if isinstance(allowed, dict) else []
    lock = read_json(project, "composer.lock") or {}
    listed = [
        p
        for key in ("packages", *(() if install.has("--no-dev") else ("packages-dev",)))
        if isinstance(found := lock.get(key), list)
        for p in found
    ]
    there = [str(within(p, "name")) for p in listed if within(p, "type") == "composer-plugin"]
    if listed:  # what is allowed and not installed runs nothing
        names = [
            n for n in there if allowed is True or any(fnmatch.fnmatchcase(n, pattern) for pattern in names)
        ]
    return next((n for n in names if n not in _PLUGINS and "*" not in n), "")


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
    for path in re.findall(
        r"^[^#\n]*(?:\bpath:|:path\s*=>|[\"']path[\"']\s*=>|^\s*path\b[\s(]*(?=[\"'][^\"'\n"
        r"]*[\"']\)?\s+do\b))\s*[\"']([^\"']+)",
        text,
        re.M,
    )[:100]:
        if "#{" in path:
            return None
        files += project.below(path)
    if re.search(r"^[^#\n]*(?:\bpath:|:path\s*=>|[\"']path[\"']\s*=>)\s*[^\s\"']", text, re.M):
        return None  # `path: library("core")`
    for path in re.findall(r"^PATH\n  remote: (\S+)$", project.read(f"{given}.lock") or "", re.M)[:100]:
        files += project.below(path) if path != "." else ()
    for path in re.findall(r"^\s*ruby[\s(]+file:\s*[\"']([^\"']+)", text, re.M)[:5]:
        files += project.at(path)
    for path in re.findall(r"^\s*eval_gemfile[\s(]+[\"']([^\"']+)", text, re.M)[:20]:
        files += project.at(path)
    named, text = _named_files(text, project)
    files += project.at(*named) if named else ()
    if re.search(r"(?:^|;)\s*gemspec\b", text, re.M):
        files, why = [*files, *project.below(".")], "the Gemfile takes the `gemspec`, which reads the sources"
    elif re.search(
        r"^\s*(?:require_relative|require[\s(]+[\"']\.|source[\s(]+[\"']file:|load|instance_eval|Dir\b|"
        r"eval\b)|\b(?:File|IO)\.\w+",
        text,
        re.M,
    ):
        return None
    return Needs(tuple(dict.fromkeys(files)), project.at(f"{given}.lock"), True, bool(why), why)


_TEXT = r"[\"']([^\"'#\n]+)[\"']"
_PLACES = tuple(
    re.compile(p)
    for p in (
        rf"File\.join\(\s*__dir__\s*,\s*{_TEXT}\s*\)",
        rf"File\.expand_path\(\s*{_TEXT}\s*,\s*__dir__\s*\)",
        r"File\.expand_path\(\s*[\"']\.\./([^\"'#\n]+)[\"']\s*,\s*__FILE__\s*\)",
        rf"File\.(?:expand_path|join)\(\s*{_TEXT}\s*\)",
    )
)
"""How a Gemfile names a file beside it."""
_READS = re.compile(
    rf"\b(?:File|IO)\.(?:read|readlines|exists?\?|file\?)\s*\(?\s*{_TEXT}(?:\s*\))?"
)


def _named_files(text: str, project: Project) -> tuple[list[str], str]:
    """The files that a Gemfile reads by name (`ruby File.read(".ruby-version")`), and the text without these
    words; with those that it requires beside it, which read no more."""
    for place in _PLACES:
        text = place.sub(lambda m: f"'{m[1]}'", text)
    named = [m[1] for m in _READS.finditer(text)]
    text = _READS.sub("", text)
    for name in re.findall(rf"^\s*require_relative[\s(]+{_TEXT}", text, re.M)[:10]:
        path = name if name.endswith(".rb") else f"{name}.rb"
        other = project.read(path)
        if other is not None and not re.search(
            r"\b(?:File|IO|Dir|Pathname|Kernel|YAML|JSON)\b|\brequire|\bload\b|\beval|`|\bsystem\b|%x", other
        ):
            named.append(path)
            text = re.sub(rf"^\s*require_relative[\s(]+[\"']{re.escape(name)}[\"']", "", text, flags=re.M)
    return named, text


MIX_DEPENDENCIES = frozenset(["deps.get", "deps.compile", "local.hex", "local.rebar"])
"""Tasks of mix that work on dependencies alone."""
_PLACE_OF_MIX = re.compile(r"\b(path|lockfile|config_path):\s*(?:\"([^\"#]*)\"(?!\s*<>)|)")
"""A place, or without its text where it is put together (`path: lib("x")`, `"../#{name}"`)."""
_OF_THE_UMBRELLA = re.compile(r"\{\s*:(\w+),[^{}]*\bin_umbrella:\s*true")
_UNTOLD = re.compile(r"\bFile\.(?:read|stream|exists|ls)\w*[!?]?\(?\s*(?!\")[^\s(\"]")
"""A file that is named by more than a text."""
_RUN_LATER = ("runtime.exs", "releases.exs")
"""Settings that a release reads when it starts (Config docs, "config/runtime.exs")."""
_READS_A_FILE = re.compile(
    r"\bFile\.(?!cwd)\w+|\bCode\.\w+|\bSystem\.(?:cmd|shell)\b|\bDotenv\w*\.|import_config\s+[^\"\s]"
)


def mix(install: Install, project: Project) -> Needs | None:
    """`mix deps.get` and `deps.compile` read the project's file, the lockfile and the settings, no code of
    the project (Mix docs, "mix deps.compile", "mix deps")."""
    tasks = mix_tasks(install)
    if not tasks or not MIX_DEPENDENCIES.issuperset(tasks):
        return Needs(certain=True) if tasks == ["archive.install"] else None
    if not any(t.startswith("deps.") for t in tasks):
        return Needs(certain=True)
    text = project.read("mix.exs")
    if text is None:
        return None
    files = [*project.at("mix.exs", "mix.lock")]
    files += project.below("config") if project.is_folder("config") else ()
    apps = re.search(r"apps_path:\s*\"([^\"]+)\"", text)
    if apps:
        base = project.below(apps[1])
        files += [f"{b.removesuffix('/**')}/*/mix.exs" for b in base]
    named = _named_by_mix(".", text, project, set())
    if named is None:
        return None
    files += named
    if re.search(r"File\.|Code\.", text):
        files += project.at(*re.findall(r"File\.\w+!?\(\s*\"([^\"]+)\"", text)[:20])
    if _UNTOLD.search(text):
        return None
    if "deps.compile" in tasks and not _settings_stand_alone(text, project):
        return None
    return Needs(tuple(dict.fromkeys(files)), project.at("mix.lock"), True)


def _named_by_mix(folder: str, text: str, project: Project, seen: set[str]) -> list[str] | None:
    """Where a project of Mix, and those that it takes by their path, say that more of them lies: folders of
    dependencies, the settings and the lockfile of an umbrella; None where that is more than a text (Mix docs,
    "mix deps", "Umbrella projects")."""
    files: list[str] = []
    seen.add(folder)
    plain = re.sub(r"(?m)^\s*#.*$", "", text)
    places = [m.groups() for m in _PLACE_OF_MIX.finditer(plain)]
    places += [("path", f"../{name}") for name in _OF_THE_UMBRELLA.findall(plain)]
    for key, value in places[:100]:
        if value is None:
            return None
        path = posixpath.normpath(posixpath.join(folder, value))
        if key == "path":
            found = project.below(path)
        elif key == "config_path":
            found = project.below(posixpath.dirname(path) or ".")
        else:
            found = project.at(path)
        if not found:
            return None
        files += found
        if key == "path" and path not in seen and (other := project.read(f"{path}/mix.exs")) is not None:
            more = _named_by_mix(path, other, project, seen)
            if more is None:
                return None
            files += more
    return files


def mix_tasks(install: Install) -> list[str]:
    """The tasks of one `mix`, those that `mix do` joins by `,` or `+` one by one."""
    if install.verb != "do":
        return [install.verb]
    words = [w.value for w in install.command.argv[2:]]
    parts = re.split(r"(?:,\s|\s\+\s)", " ".join(words) + " ")
    return [part.split()[0] for part in parts if part.split()]


def _settings_stand_alone(text: str, project: Project) -> bool:
    """Whether neither the project's file nor its settings read a file that only the code shows."""
    if re.search(r"\b(?:Code|System)\.(?:cmd|shell|require_file|eval_file)", text):
        return False
    folder = "".join(project.below("config")).removesuffix("**")
    if not folder:
        return True
    settings = [f for f in project.context.files if f.startswith(folder) and f.endswith(".exs")]
    texts = [project.context.text(f) or "" for f in settings[:50] if not f.endswith(_RUN_LATER)]
    return not any(_READS_A_FILE.search(t) or re.search(r'import_config\s+"\.\./', t) for t in texts)


def by_name(install: Install, project: Project) -> Needs | None:
    """The files that the record names, in the folder of the install; None where its first one is not there,
    or packages are named."""
    manifests = install.tool.manifests
    if manifests is None or any(not p.value.startswith((".", "/")) for p in install.packages):
        return Needs(certain=True) if manifests is None else None
    below = project.below(".")
    if not below:
        return None
    base = below[0].removesuffix("**")
    needs = Needs(
        tuple(f"{base}{f}" for f in manifests.files), tuple(f"{base}{f}" for f in manifests.lockfiles), True
    )
    return needs if needs.present(project.context) else None
