"""Are the fixes right? Original and fixed files are really built, and the files of both images compared.

    python bench/fixes.py BASE [--only NAME…] [--field FOLDER] [--keep]

Small applications, one for each package manager, are built with Buildah (`--storage-driver vfs`, `--isolation
chroot`: no daemon, no privileges beyond root), each twice: as written, and as `dlint cache --plan --write`
leaves it. The real package managers fetch from where this machine is set up to fetch. BASE is the image that
all are built on, with Python, Node.js and apt; make it of a folder with `--rootfs FOLDER`.

Equal means: the same paths with the same kind, mode, owner, link target and content, but for what never is
the same twice (times, logs, compiled Python, caches, the locks of package managers). What a cache mount takes
out of the image on purpose, the folders of caches, is left out and counted. By hand, never in tests: it needs
a network, root and minutes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

STORE = ("--storage-driver", "vfs")
NEVER_EQUAL = re.compile(
    r"(?:^|/)(?:__pycache__|\.pnpm-debug\.log|\.DS_Store)(?:/|$)|\.pyc$|^var/log/|^var/cache/|^var/lib/apt/|"
    r"^var/lib/dpkg/(?:status|.*-old|triggers/|lock)|^tmp/|^(?:root|home/[^/]+)/\.(?:cache|npm|"
    r"local/share/pnpm/store)"
    r"|^root/\.(?:bun/install/cache|yarn|config|composer|local(?:$|/share(?:$|/composer)))|"
    r"^usr/local/share/\.cache|^etc/(?:resolv\.conf|hosts|hostname)|^run/|^proc/|^sys/|^dev/|"
    r"\.yarn-state\.yml$|\.yarn-integrity$|\.modules\.yaml$"
    r"|\.package-lock\.json$|/RECORD$|/INSTALLER$|/direct_url\.json$|/uv_cache\.json$|"
    r"^etc/apt/apt\.conf\.d/docker-clean$|^etc/ld\.so\.cache$|^var/lib/systemd|"
    r"\.pnpm-workspace-state.*\.json$"
)
"""Paths that differ between two builds of one file, too, or that a mount keeps out of the image."""
PY = "flask==3.0.3\n"
JS = '{"name": "app", "version": "1.0.0", "private": true, "dependencies": {"is-odd": "3.0.1"}}\n'
PYPROJECT = (
    '[project]\nname = "app"\nversion = "1.0.0"\nrequires-python = ">=3.9"\ndependencies = ["flask==3.0.3"]\n'
)
BUILT = '{"name": "app", "version": "1.0.0", "private": true, "scripts": {"build": "node index.js > made"}}\n'
HELLO_PHP = '{"name": "acme/hello", "version": "1.0.0", "autoload": {"psr-4": {"Hello\\\\": "src/"}}}'
APP_PHP = (
    '{"name": "acme/app", "repositories": [{"type": "path", "url": "/opt/hello", "options": {"symlink": '
    'false}}, {"packagist.org": false}], "require": {"acme/hello": "1.0.0"}, "config": {"autoloader-suffix": '
    '"App"},'
    ' "autoload": {"psr-4": {"App\\\\": "src/"}}}\n'
)


def _apt(names: str) -> str:
    """The tools of the distribution. Their registries are out of reach where this is run: packages lie in the
    image."""
    return f"RUN apt-get update && apt-get install -y --no-install-recommends {names}\n"


APPS: dict[str, tuple[str, dict[str, str]]] = {
    "pip": (
        ("WORKDIR /app\nCOPY . .\nRUN pip install --break-system-packages --no-cache-dir -r "
        "requirements.txt\nRUN python3 -c 'import flask'\n"),
        {"requirements.txt": PY, "app.py": "import flask\n"}),
    "pip-chain": (
        "WORKDIR /app\nCOPY . /app\nRUN pip install --break-system-packages -r requirements.txt\n",
        {"requirements.txt": "-r base.txt\nclick==8.1.7\n", "base.txt": "itsdangerous==2.2.0\n",
            "app.py": ""},
    ),
    "uv": (
        ("RUN pip install --break-system-packages uv\nWORKDIR /app\nCOPY . .\nRUN uv sync "
        "--no-install-project\nRUN .venv/bin/python -c 'import flask'\n"),
        {"pyproject.toml": PYPROJECT, "app.py": ""}),
    "poetry": (
        ("RUN pip install --break-system-packages poetry\nWORKDIR /app\nCOPY . .\nRUN poetry config "
        "virtualenvs.in-project true && poetry install --no-root --no-interaction\n"),
        {"pyproject.toml": '[tool.poetry]\nname = "app"\nversion = "1.0.0"\ndescription = ""\n'
            'authors = []\npackage-mode = false\n[tool.poetry.dependencies]\npython = '
            '">=3.11,<4"\nclick = "8.1.7"\n', "app.py": ""},
    ),
    "pipenv": (
        ("RUN pip install --break-system-packages pipenv\nENV PIPENV_VENV_IN_PROJECT=1\nWORKDIR /app\nCOPY . "
        ".\nRUN pipenv install --skip-lock\n"),
        {"Pipfile": '[packages]\nclick = "==8.1.7"\n', "app.py": ""},
    ),
    "npm": ("WORKDIR /app\nCOPY . .\nRUN npm install\nRUN node -e \"require('is-odd')\"\n",
        {"package.json": JS, "index.js": ""}),
    "npm-workspaces": (
        "WORKDIR /app\nCOPY . .\nRUN npm install\nRUN node packages/a/index.js\n",
        {
            "package.json": '{"name": "root", "private": true, "workspaces": ["packages/*"]}\n',
            "packages/a/package.json": '{"name": "a", "version": "1.0.0", "dependencies": {"is-odd": '
                '"3.0.1"}}\n',
            "packages/a/index.js": "require('is-odd')\n",
        },
    ),
    "yarn1": (
        ("RUN npm install -g yarn@1.22.22\nWORKDIR /app\nCOPY . .\nRUN yarn install\nRUN node -e "
        "\"require('is-odd')\"\n"), {"package.json": JS, "index.js": ""}),
    "yarn4": (
        ("RUN npm install -g @yarnpkg/cli-dist@4.5.0\nWORKDIR /app\nCOPY . .\nRUN yarn install "
        "--no-immutable\n"),
        {"package.json": json.dumps(json.loads(JS) | {"packageManager": "yarn@4.5.0"}, indent=2) + "\n",
            ".yarnrc.yml": "nodeLinker: node-modules\nenableTelemetry: false\n", "index.js": ""},
    ),
    "pnpm": (
        ("RUN npm install -g pnpm@9.12.0\nWORKDIR /app\nCOPY . .\nRUN pnpm install "
        "--no-frozen-lockfile\nRUN node -e \"require('is-odd')\"\n"), {"package.json": JS, "index.js": ""}),
    "bun": ("RUN npm install -g bun@1.1.34\nWORKDIR /app\nCOPY . .\nRUN bun install\n",
        {"package.json": JS, "index.js": ""}),
    "npm-two-in-one": (
        "WORKDIR /app\nCOPY . .\nRUN npm install && node -e \"require('is-odd')\" && cp index.js out.js\n",
        {"package.json": JS, "index.js": "x = 1\n"}),
    "npm-below-cd": ("WORKDIR /app\nCOPY . .\nRUN cd ui && npm install && node index.js\n",
        {"ui/package.json": JS, "ui/index.js": "require('is-odd')\n", "a.txt": ""}),
    "env-of-a-commit": (
        ("ARG GIT_SHA=1\nENV GIT_SHA=$GIT_SHA\nWORKDIR /app\nCOPY package.json ./\nRUN npm "
        "install\nCOPY . .\nRUN echo $GIT_SHA > sha.txt\n"), {"package.json": JS, "index.js": ""}),
    "add-folder": ("WORKDIR /app\nADD . /app\nRUN npm install\nRUN node index.js\n",
        {"package.json": JS, "index.js": "require('is-odd')\n"}),
    "modes-between": (
        ("WORKDIR /app\nCOPY . .\nRUN chmod +x start.sh && sed -i 's/\\r$//' start.sh\nRUN npm "
        "install\nRUN ./start.sh\n"), {"package.json": JS, "start.sh": "#!/bin/sh\r\n"
            "node -e \"require('is-odd')\"\r\n"}),
    "files-between": (
        ("WORKDIR /app\nCOPY package.json ./\nCOPY server server\nRUN mkdir -p /opt/x && cp "
        "/etc/debian_version /opt/x/version && chmod 600 /opt/x/version\nRUN npm install\nRUN node "
        "server/index.js\n"),
        {"package.json": JS, "server/index.js": "require('is-odd')\n"},
    ),
    "several-sources": ("WORKDIR /app\nCOPY server package.json ./\nRUN npm install\nRUN node index.js\n",
        {"package.json": JS, "server/index.js": "require('is-odd')\n", "server/a.js": ""}),
    "base-stage": (
        (" AS base\nCOPY . /app\nWORKDIR /app\nFROM base AS deps\nRUN npm install --omit=dev\nFROM base AS "
            "build\nRUN npm install && node index.js > /app/made\n"
         "FROM base\nCOPY --from=deps /app/node_modules /app/node_modules\nCOPY --from=build /app/made "
         "/app/made\n"),
        {"package.json": JS, "index.js": "require('is-odd'); console.log('made')\n"},
    ),
    "npm-user": (
        ("WORKDIR /app\nRUN useradd -m app && chown app /app\nUSER app\nCOPY --chown=app . .\nRUN npm "
        "install && node index.js > made\nRUN ls -l made\n"),
        {"package.json": JS, "index.js": "require('is-odd'); console.log('made')\n"},
    ),
    "npm-set-e": (
        "WORKDIR /app\nCOPY . .\nRUN set -ex; \\\n    npm install; \\\n    node index.js > made\n",
        {"package.json": JS, "index.js": "require('is-odd'); console.log('made')\n"},
    ),
    "npm-folders": (
        "WORKDIR /app\nCOPY . .\nRUN cd a && npm install && cd ../b && npm install && node index.js > made\n",
        {"a/package.json": JS, "b/package.json": JS,
            "b/index.js": "require('is-odd'); console.log('made')\n"},
    ),
    "apt-comment": (
        ("COPY . /app\nRUN apt-get update && \\\n    apt-get install -y --no-install-recommends hello && \\\n"
        "    # tidy up\n    apt-get clean && rm -rf /var/lib/apt/lists/* /tmp/x\nRUN hello\n"),
        {"app.txt": "x"},
    ),
    "apt": (
        ("COPY . /app\nRUN apt-get update && apt-get install -y --no-install-recommends hello && "
        "rm -rf /var/lib/apt/lists/*\nRUN hello\n"), {"app.txt": "x"}),
    "caches-at-the-end": (
        ("WORKDIR /app\nCOPY . .\nRUN apt-get update && apt-get install -y --no-install-recommends "
        "hello \\\n    && npm install \\\n    && node index.js > made \\\n    "
        "&& npm cache clean --force \\\n    && rm -rf /var/lib/apt/lists/*\nRUN hello\n"),
        {"package.json": JS, "index.js": "require('is-odd'); console.log('made')\n"},
    ),
    "prune-in-a-builder": (
        (" AS build\nWORKDIR /app\nCOPY . .\nRUN touch x.log && cp index.js y.js\nRUN npm install && node "
        "index.js > made && rm -rf node_modules && npm install --omit=dev\nFROM {BASE}\n"
        "COPY --from=build /app /app\n"),
        {"package.json": JS, "index.js": "require('is-odd'); console.log('made')\n"},
    ),
    "npm-heredoc": (
        "WORKDIR /app\nCOPY . .\nRUN <<EOF\nnpm install\nnode index.js > made\nEOF\n",
        {"package.json": JS, "index.js": "require('is-odd'); console.log('made')\n"},
    ),
    "npm-global-below": (
        "WORKDIR /app\nCOPY . .\nRUN npm run build\nARG FEATURES=1\nRUN npm install -g is-odd@3.0.1\n",
        {"package.json": BUILT, "index.js": "console.log('made')\n"}),
    "composer": (
        (f"{_apt('composer php-cli unzip')}RUN mkdir -p /opt/hello/src && printf '%s' '{HELLO_PHP}' > "
            f"/opt/hello/composer.json && echo '<?php namespace Hello; class A {{}}' > /opt/hello/src/A.php\n"
        "ENV COMPOSER_ALLOW_SUPERUSER=1 COMPOSER_MIRROR_PATH_REPOS=1\nWORKDIR /app\nCOPY . .\nRUN composer "
        "install --no-interaction\nRUN php index.php > made\n"),
        {"composer.json": APP_PHP,
            "index.php": "<?php require 'vendor/autoload.php'; echo get_class(new Hello\\A());\n",
            "src/B.php": "<?php namespace App; class B {}\n"},
    ),
    "composer-npm": (
        (f"{_apt('composer php-cli unzip')}RUN mkdir -p /opt/hello/src && printf '%s' '{HELLO_PHP}' > "
            f"/opt/hello/composer.json && echo '<?php namespace Hello; class A {{}}' > /opt/hello/src/A.php\n"
        "ENV COMPOSER_ALLOW_SUPERUSER=1 COMPOSER_MIRROR_PATH_REPOS=1\nWORKDIR /app\nCOPY . .\nRUN composer "
        "install --no-interaction && composer clear-cache\nRUN npm install && npm cache clean --force\n"),
        {"composer.json": json.dumps(json.loads(APP_PHP) | {"scripts": {"post-install-cmd":
            "@php index.php > made"}}), "package.json": JS,
            "index.php": "<?php require 'vendor/autoload.php'; echo get_class(new Hello\\A());\n",
            "src/B.php": "<?php namespace App; class B {}\n"},
    ),
    "apt-whole": (
        ("COPY req /srv/app/req\nWORKDIR /srv/app\nRUN apt-get update && apt-get install -y "
        "--no-install-recommends hello && ldconfig && rm -rf /var/lib/apt/lists/* && mkdir -p /srv/conf && "
        "cp -a /etc/ld.so.conf.d /srv/conf/\nRUN cat req/a.txt > made\n"),
        {"req/a.txt": "a\n", "req/b.txt": "b\n"},
    ),
    "bundler": (
        (f"{_apt('ruby bundler')}WORKDIR /app\nCOPY . .\nRUN bundle install --local\nRUN bundle exec ruby "
        "app.rb > made\n"),
        {"Gemfile": 'source "https://gems.example"\ngem "rake"\n',
            "app.rb": "require 'rake'; puts Rake::VERSION\n"},
    ),
    "go": (
        (f"{_apt('golang-go ca-certificates zip')}RUN mkdir -p /tmp/m/example.com/hello@v1.0.0 "
            "/opt/proxy/example.com/hello/@v && cd /tmp/m && echo 'module example.com/hello' > "
            "example.com/hello@v1.0.0/go.mod"
        " && printf 'package hello\\n\\nfunc Word() string { return \"hello\" }\\n' > "
        "example.com/hello@v1.0.0/a.go && zip -qr /opt/proxy/example.com/hello/@v/v1.0.0.zip example.com"
        " && cp example.com/hello@v1.0.0/go.mod /opt/proxy/example.com/hello/@v/v1.0.0.mod && echo "
        "'{\"Version\":\"v1.0.0\"}' > /opt/proxy/example.com/hello/@v/v1.0.0.info && echo v1.0.0 > "
        "/opt/proxy/example.com/hello/@v/list\n"
        "ENV GOPROXY=file:///opt/proxy GOSUMDB=off GOFLAGS=-mod=mod\nWORKDIR /app\nCOPY . .\nRUN go mod "
        "download\nRUN go build -trimpath -o /app/made . && /app/made\n"),
        {"go.mod": "module app\n\ngo 1.19\n\nrequire example.com/hello v1.0.0\n",
            "main.go": 'package main\n\nimport "example.com/hello"\n\nfunc main() { println(hello.Word()) '
                '}\n'},
    ),
    "cargo": (
        (f"{_apt('cargo')}RUN mkdir -p /opt/vendor/hello/src /root/.cargo && printf '[package]\\nname = "
            "\"hello\"\\nversion = \"1.0.0\"\\nedition = \"2021\"\\n' > /opt/vendor/hello/Cargo.toml"
        " && echo 'pub fn word() -> &'\"'\"'static str { \"hello\" }' > /opt/vendor/hello/src/lib.rs && echo "
        "'{\"files\":{},\"package\":null}' > /opt/vendor/hello/.cargo-checksum.json"
        " && printf '[source.crates-io]\\nreplace-with = \"here\"\\n[source.here]\\ndirectory = "
        "\"/opt/vendor\"\\n' > /root/.cargo/config.toml\n"
        "WORKDIR /app\nCOPY . .\nRUN cargo fetch\nRUN cargo build --release --offline && cp "
        "target/release/app made && rm -rf target && ./made\n"),
        {"Cargo.toml": '[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"\n\n'
            '[dependencies]\nhello = "1.0.0"\n', "src/main.rs": 'fn main() { println!("{}", '
                'hello::word()); }\n'},
    ),
    "apt-two-steps": ("RUN apt-get update\nRUN apt-get install -y --no-install-recommends hello\n",
        {"app.txt": "x"}),
}  # fmt: skip


def run(argv: list[str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(argv, cwd=cwd, capture_output=True, text=True, check=False, timeout=1200)


def build(folder: Path, tag: str, dockerfile: str = "Dockerfile") -> tuple[bool, str, float]:
    """Whether it builds, the end of what it said, and seconds."""
    passed = [f"--build-arg={n}" for n in ("http_proxy", "https_proxy", "no_proxy") if n in os.environ]
    began = time.monotonic()
    done = run(["buildah", *STORE, "bud", "--isolation", "chroot", "--layers=false", "--pull-never", *passed,
        "-f", str(folder / dockerfile), "-t", tag, str(folder)])
    return done.returncode == 0, (done.stdout + done.stderr)[-1500:], time.monotonic() - began


def files_of(tag: str) -> tuple[dict[str, tuple[object, ...]], int]:
    """Every path of an image that two builds have alike, with what tells it apart, and how many were left
    out."""
    name = run(["buildah", *STORE, "from", "--pull-never", tag]).stdout.strip()
    try:
        root = Path(run(["buildah", *STORE, "mount", name]).stdout.strip())
        found = dict(_walk(root))
        return {p: t for p, t in found.items() if not NEVER_EQUAL.search(p)}, sum(
            1 for p in found if NEVER_EQUAL.search(p)
        )
    finally:
        run(["buildah", *STORE, "rm", name])


def _walk(root: Path) -> Iterator[tuple[str, tuple[object, ...]]]:
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder, name)
            status = path.lstat()
            what = (
                os.readlink(path)  # noqa: PTH115
                if path.is_symlink()
                else hashlib.blake2b(path.read_bytes()).hexdigest()
                if path.is_file()
                else ""
            )
            yield path.relative_to(root).as_posix(), (status.st_mode, status.st_uid, status.st_gid, what)


def compare(name: str, folder: Path) -> str:
    """One line on an application: original and planned file built and compared."""
    built, said, first = build(folder, f"fixes-{name}-before")
    if not built:
        return f"original does not build: {said.splitlines()[-1] if said else ''}\n{said}"
    planned = run([sys.executable, "-m", "dlinter", "cache", "--plan", "--write", "--history", "0",
        "--format", "json", "Dockerfile"], folder)
    if planned.returncode:
        return f"no plan: {planned.stderr}"
    applied = re.findall(r'"title": "([^"]*)"', planned.stdout)
    if not applied:
        return "no fix is offered"
    dockerfile = folder / "Dockerfile"
    # Buildah 1.28 does not have it, and it changes no file
    dockerfile.write_text(dockerfile.read_text().replace("COPY --link ", "COPY "))
    built, said, second = build(folder, f"fixes-{name}-after")
    if not built:
        return (
            f"WRONG: the fixed file does not build ({'; '.join(applied)}):\n"
            f"{(folder / 'Dockerfile').read_text()}\n{said}"
        )
    (old, left), (new, now) = files_of(f"fixes-{name}-before"), files_of(f"fixes-{name}-after")
    differing = sorted(p for p in old.keys() | new.keys() if old.get(p) != new.get(p))
    differing = [p for p in differing if p != "app/Dockerfile" and p != "app/.dockerignore"]
    verdict = (
        "equal" if not differing else f"WRONG: {len(differing)} paths differ: {' '.join(differing[:12])}"
    )
    return (
        f"{verdict}: {len(old)} paths, cached or never equal {left} → {now}, {first:.0f} s → {second:.0f} s "
        f"({'; '.join(applied)})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base")
    parser.add_argument("--rootfs", type=Path, help="make BASE of this folder first")
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument(
        "--field",
        type=Path,
        help="also the cases of this folder that have a Dockerfile and build on BASE's distribution",
    )
    options = parser.parse_args()
    if options.rootfs is not None:
        name = run(["buildah", *STORE, "from", "scratch"]).stdout.strip()
        run(["buildah", *STORE, "copy", name, str(options.rootfs), "/"])
        # of a machine whose network has an authority of its own
        for variable in ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE"):
            if variable in os.environ:
                run(["buildah", *STORE, "config", "--env", f"{variable}={os.environ[variable]}", name])
        run(["buildah", *STORE, "commit", name, options.base])
        run(["buildah", *STORE, "rm", name])
    wrong = 0
    with tempfile.TemporaryDirectory() as root:
        for name, folder in _applications(options, Path(root)):
            told = compare(name, folder)
            wrong += told.startswith(("WRONG", "no plan"))
            print(f"{name:16} {told}", flush=True)
            for tag in ("before", "after"):
                run(["buildah", *STORE, "rmi", f"fixes-{name}-{tag}"])
    raise SystemExit(1 if wrong else 0)


def _applications(options: argparse.Namespace, root: Path) -> Iterator[tuple[str, Path]]:
    for name, (steps, files) in APPS.items():
        if options.only and name not in options.only:
            continue
        folder, steps = root / name, steps.replace("{BASE}", options.base)
        for path, text in {
            **files,
            "Dockerfile": f"FROM {options.base}{'' if steps.startswith(' AS ') else chr(10)}{steps}",
        }.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        yield name, folder
    for case in sorted(options.field.iterdir()) if options.field is not None else ():
        if not (case / "Dockerfile").is_file() or (options.only and case.name not in options.only):
            continue
        folder = root / f"field-{case.name}"
        shutil.copytree(case, folder)
        text = (folder / "Dockerfile").read_text()
        if len(re.findall(r"(?mi)^FROM ", text)) == 1 and re.search(
            r"(?mi)^FROM (?:debian|ubuntu|python|node)\b\S*$", text
        ):
            (folder / "Dockerfile").write_text(re.sub(r"(?mi)^FROM \S+$", f"FROM {options.base}", text))
            yield f"field-{case.name}", folder


if __name__ == "__main__":
    main()
