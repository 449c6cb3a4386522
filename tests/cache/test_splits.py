"""A RUN that installs and does more is cut in two only where the second part begins as the first ended."""

from __future__ import annotations

import pytest

from dlinter.model.cache.demand import demands
from dlinter.model.cache.splits import Split, split_of
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text

JS = {"package.json": "{}", "package-lock.json": "{}", "index.js": ""}


PROJECTS = {
    **JS, "hook.js": "", "ci.conf": "", ".npmrc.ci": "", "scripts/a.sh": "", "ui/package.json": "{}",
    "ui/package-lock.json": "{}", "ui/index.js": "", "constraints": "",
    "requirements.txt": "flask==3.0.3\n", "pyproject.toml": "[project]\nname = 'a'\nversion = '1'\n",
    "Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\n', "Cargo.lock": "version = 3\n",
    "src/main.rs": "", "go.mod": "module x.example/a\n", "main.go": "",
}  # fmt: skip


def split(run: str, before: str = "", base: str = "node:22", files: dict[str, str] = JS) -> Split:
    """The parts of the RUN of a stage: `before` comes before the COPY."""
    context = BuildContext.of({**files, "x/readme": ""})
    facts = Facts(
        read(Text(f"FROM {base}\nWORKDIR /app\n{before}COPY . .\n{run}\n".encode(), "Dockerfile")),
        load_context=lambda: context,
    )
    demand = list(facts.once(demands).values())[-1]
    return split_of(demand, facts)


@pytest.mark.parametrize(
    ("run", "first", "rest"),
    [
        ("RUN npm ci && npm run build", "RUN npm ci", "RUN npm run build"),
        ("RUN npm ci \\\n && npm run build \\\n && ls", "RUN npm ci", "RUN npm run build \\\n && ls"),
        ("RUN set -ex && cd /app && npm ci && npm run build", "RUN set -ex && cd /app && npm ci",
            "RUN set -ex && cd /app && npm run build"),
        ("RUN export A=b && npm ci && npm cache clean --force && npm run build",
            "RUN export A=b && npm ci && npm cache clean --force", "RUN export A=b && npm run build"),
        ("RUN --mount=type=cache,target=/root/.npm npm ci && npm run build",
            "RUN --mount=type=cache,target=/root/.npm npm ci",
            "RUN --mount=type=cache,target=/root/.npm npm run build"),
        ("RUN apt-get update && apt-get install -y git && make",
            "RUN apt-get update && apt-get install -y git", "RUN make"),
    ],
)
def test_both_parts(run: str, first: str, rest: str) -> None:
    assert split(run) == Split(first, rest)


@pytest.mark.parametrize(
    "run",
    [
        "RUN npm ci && npm run build || true",
        "RUN npm ci; npm run build || true",
        "RUN npm ci && if ! true; then npm run build; fi",
        "RUN npm ci && (cd ui && npm run build)",
        "RUN npm ci && npm run build &",
        "RUN npm ci && echo $? && npm run build",
        "RUN npm ci > log && npm run build",
        "RUN echo //a/:_authToken=$T > .npmrc && npm ci && npm run build && rm .npmrc",
        "RUN npm ci && npm run build && rm -rf node_modules",
        "RUN npm ci && npm run build && rm -rf /root/.cache",
        "RUN npm ci && npm run build && npm cache verify",
        "RUN apt-get update && apt-get install -y git && make && rm -rf /var/lib/apt/lists/*",
        "RUN apt-get update && apt-get install -y git && make && apt-get install -y jq",
        "RUN --mount=type=cache,target=/app/node_modules npm ci && npm run build",
        "RUN --mount=type=tmpfs,target=/tmp npm ci && npm run build",
        "RUN --mount=type=bind,target=/app,rw npm ci && npm run build",
        "RUN --mount=type=cache,target=/root/.npm npm ci && npm run build && npm ci --offline",
        "RUN A=$(date) && npm ci && echo $A",
        "RUN mkdir x && cd x && npm ci && npm run build",
        "RUN npm ci && \\\n# a comment\n npm run build",
    ],
)
def test_what_cannot_be_cut_says_why(run: str) -> None:
    found = split(run)
    assert found.why
    assert found.first == found.rest == ""


@pytest.mark.parametrize(
    ("run", "before", "base"),
    [
        ("RUN cd ui && npm ci && npm run build", "", "node:22"),
        ("RUN cd /app/ui && npm ci && npm run build", "", "node:22"),
        ("RUN cd /srv/made/x && cd .. && cd /app && npm ci && npm run build", "RUN mkdir -p /srv/made/x\n",
            "node:22"),
        ("RUN set -euxo pipefail && npm ci --omit=dev --loglevel=error && npm run build", "", "node:22"),
        ("RUN npm ci --registry=https://npm.example/a.b/ && npm run build", "", "node:22"),
        ("RUN NODE_ENV=production npm ci && npm run build", "", "node:22"),
        ("RUN npm ci && npm run build",
            ("ENV NODE_OPTIONS=--max-old-space-size=4096 PNPM_HOME=/pnpm NODE_VERSION=22.1.0\nENV "
            "PATH=/app/node_modules/.bin:$PATH\n"), "node:22"),
        ("RUN npm ci && npm run build && chown -R node /srv/data", "", "node:22"),
        ("RUN pip install --no-cache-dir -r requirements.txt && make", "", "python:3.13"),
        ("RUN pip install -r requirements.txt && make", "ENV PIP_NO_CACHE_DIR=1 PIP_CACHE_DIR=/cache/pip\n",
            "python:3.13"),
        (("RUN --mount=type=cache,target=/usr/local/cargo/registry cargo fetch --locked && cargo "
            "build --locked"), "", "rust:1"),
        ("RUN --mount=type=cache,target=/go/pkg/mod go mod download && go build -o /bin/a .", "",
            "golang:1.25"),
        ("RUN apt-get update && apt-get install -y --no-install-recommends libfoo-2.0-0 python3.11 && make",
            "", "debian:13"),
    ],
)
def test_what_names_no_file_is_cut(run: str, before: str, base: str) -> None:
    found = split(run, before, base, PROJECTS)
    assert not found.why
    assert found.first and found.rest and found.rest != found.first


@pytest.mark.parametrize(
    ("run", "why"),
    [
        ("RUN cd scripts && cd .. && npm ci && npm run build",
            "the folder `scripts` may not be there before the files are copied"),
        ("RUN cd scripts && npm ci --prefix .. && npm run build", "the folder `scripts` may not be there"),
        ("RUN cd ../other && npm ci && npm run build", "the folder `../other` may not be there"),
        ("RUN cd $DIR && npm ci && npm run build", "the folder that `cd` goes to cannot be told"),
        ("RUN cd && npm ci && npm run build", "the folder that `cd` goes to cannot be told"),
        ("RUN npm ci --globalconfig=hook.js && npm run build", "`--globalconfig=hook.js` may be a file"),
        ("RUN npm ci --globalconfig hook.js && npm run build", "`hook.js` may be a file"),
        ("RUN npm ci --globalconfig ./conf && npm run build", "`./conf` may be a file"),
        ("RUN npm ci --globalconfig=/app/x && npm run build", "`--globalconfig=/app/x` may be a file"),
        ("RUN npm ci --loglevel=${L:=warn} && npm run build", "may be a file"),
        ("RUN npm ci --loglevel=$(cat level) && npm run build", "may be a file"),
        ("RUN export NODE_OPTIONS='--require /app/hook.js' && npm ci && npm run build", "what `export` sets"),
        ("RUN export PIP_CONSTRAINT=constraints && npm ci && npm run build", "`constraints` may be a file"),
        ("RUN export NAME && npm ci && npm run build", "what `export` sets"),
        ("RUN NODE_OPTIONS='--require ./hook.js' npm ci && npm run build", "`NODE_OPTIONS` may be a file"),
        ("RUN env NPM_CONFIG_USERCONFIG=.npmrc.ci npm ci && npm run build",
            "`NPM_CONFIG_USERCONFIG` may be a file"),
        ("RUN exec npm ci && npm run build", "may"),
        ("RUN time npm ci && npm run build", "may"),
        ("RUN set -- a b && npm ci && echo $1", "what `set` sets may not hold"),
        ("RUN set -f && npm ci && npm run build", "what `set` sets may not hold"),
        ("RUN umask 077 && npm ci && npm run build", "what `umask` sets may not hold"),
        ("RUN : ${X:=a} && npm ci && echo $X", "may not hold"),
        ("RUN X=1 && npm ci && echo $X", "may not hold"),
        ("RUN ! npm ci && npm run build", "may fail"),
        ("RUN npm ci &>/dev/null && npm run build", "`&>` is a background job"),
        ("RUN npm ci && npm run build && wait", "uses `wait` of the same shell"),
        ("RUN npm ci --cache /dev/shm/c && cp -r /dev/shm/c /opt/c", "`/dev/shm` begins empty in each step"),
        ("RUN npm ci && cp -r /run/x /opt/x", "`/run` begins empty in each step"),
        ("RUN --mount=type=cache,target=/root/.npm npm ci && cp -r /root/.npm /opt/npm",
            "may be empty in a second step"),
        ("RUN --mount=type=cache,target=/root/.npm npm ci && cp -r ~/.npm /opt/npm",
            "may be empty in a second step"),
        ("RUN --mount=type=cache,target=/root/.npm npm ci && cd /root && cp -r .npm /opt/npm",
            "may be empty in a second step"),
        ("RUN --mount=type=cache,target=/root/.npm npm ci && cp -r $(npm config get cache) /opt/npm",
            "may be empty"),
        ("RUN --mount=type=cache,target=/root/.npm npm ci && cp -r $CACHE/x /opt/npm",
            "may be empty in a second step"),
        ("RUN --network=none --mount=type=cache,target=/root/.npm npm ci && npm run build",
            "without a network"),
        ("RUN cd ui && npm ci && cd .. && rm -rf ui/node_modules", "may change what the install leaves"),
        ("RUN cd ui && npm ci && cd .. && rm -rf ui", "may change what the install leaves"),
        ("RUN npm ci && mv node_modules /opt/nm", "`mv` at the end of the step takes away"),
        ("RUN npm ci && env rm -rf node_modules", "takes away what the install leaves"),
        ("RUN npm ci && npm prune --omit=dev", "takes away what the install leaves"),
        ("RUN npm ci && npx rimraf node_modules", "takes away what the install leaves"),
        ("RUN npm ci && npx -y rimraf@5 node_modules", "takes away what the install leaves"),
        ("RUN npm ci && git clean -fdx", "takes away what the install leaves"),
        ("RUN npm ci && npm run build && npm ci --omit=dev", "may take away what the install leaves"),
        ("RUN npm ci && npm uninstall x", "takes away what the install leaves"),
        ("RUN npm ci && chown -R node /app", "changes what the install leaves"),
        ("RUN npm ci && chmod -R 755 .", "changes what the install leaves"),
        ("RUN npm ci && echo x > node_modules/x", "changes what the install leaves"),
        ("RUN npm ci && cp a.js node_modules/x/", "changes what the install leaves"),
        ("RUN npm ci && ls node_modules | xargs rm -rf", "takes away what the install leaves"),
    ],
)
def test_what_is_withheld(run: str, why: str) -> None:
    found = split(run, files=PROJECTS)
    assert why in found.why
    assert found.first == found.rest == ""


@pytest.mark.parametrize(
    ("before", "variable"),
    [
        ("ENV NODE_OPTIONS='--require /app/hook.js'\n", "NODE_OPTIONS"),
        ("ENV NODE_OPTIONS='--require ./hook.js'\n", "NODE_OPTIONS"),
        ("ENV NPM_CONFIG_USERCONFIG=.npmrc.ci\n", "NPM_CONFIG_USERCONFIG"),
        ("ENV npm_config_globalconfig=/app/ci.conf\n", "npm_config_globalconfig"),
        ("ARG NODE_EXTRA_CA_CERTS=/app/ca\n", "NODE_EXTRA_CA_CERTS"),
        ("ARG WHERE\nENV NODE_PATH=$WHERE/x\n", "NODE_PATH"),
        ("ENV HOME=/app\n", "HOME"),
        ("ENV LD_PRELOAD=/app/x.so\n", "LD_PRELOAD"),
        ("ENV WORK=/dev/shm/w\n", "WORK"),
    ],
)
def test_variables_of_the_stage_that_name_files(before: str, variable: str) -> None:
    assert split("RUN npm ci && npm run build", before, files=PROJECTS) == Split(
        why=f"`{variable}` may name a file that is not copied yet"
    )


@pytest.mark.parametrize(
    ("run", "before", "base"),
    [
        ("RUN pip install -r requirements.txt && make", "ENV PIP_CONSTRAINT=constraints\n", "python:3.13"),
        ("RUN pip install -r requirements.txt && make", "ENV PIP_CONFIG_FILE=/app/pip.conf\n", "python:3.13"),
        ("RUN PIP_CONSTRAINT=constraints pip install -r requirements.txt && make", "", "python:3.13"),
        ("RUN pip install --cert hook.js -r requirements.txt && make", "", "python:3.13"),
        ("RUN pip install --log hook.js -r requirements.txt && make", "", "python:3.13"),
        ("RUN pip install --target /dev/shm/w -r requirements.txt && cp -r /dev/shm/w /opt/w", "",
            "python:3.13"),
        ("RUN pip install -r requirements.txt && pip uninstall -y flask && make", "", "python:3.13"),
        ("RUN go mod download && go build .", "ENV GOFLAGS=-modfile=hook.js\n", "golang:1.25"),
        ("RUN go mod download -modfile=hook.js && go build .", "", "golang:1.25"),
        (("RUN --mount=type=cache,target=/usr/local/cargo/registry cargo fetch --locked && cargo "
            "build --frozen"), "", "rust:1"),
        (("RUN --mount=type=cache,target=/usr/local/cargo/registry cargo fetch --locked && cargo "
            "build --locked"), "ENV CARGO_NET_OFFLINE=true\n", "rust:1"),
        ("RUN apt-get update && apt-get -o Dir::Etc::sourcelist=/app/s.list install -y git && make", "",
            "debian:13"),
    ],
)
def test_other_tools_are_withheld_too(run: str, before: str, base: str) -> None:
    found = split(run, before, base, PROJECTS)
    assert found.why
    assert found.first == found.rest == ""
