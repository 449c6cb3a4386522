"""A step whose install could be a step of its own: the text of both, and what stands in the way. And the
attributes of a build record, and edited instructions."""

from __future__ import annotations

import pytest

from dlinter.model.cache.demand import demands
from dlinter.model.cache.keys.attributes import options_of
from dlinter.model.cache.keys.graph import BuildOptions
from dlinter.model.cache.keys.operations import Platform
from dlinter.model.cache.proof.mounted import Cuts, added, kept_empty
from dlinter.model.cache.proof.pairs import pairs_of
from dlinter.model.cache.splits import Split, split_of
from dlinter.model.dockerfile import Run
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text

JS = {"package.json": "{}", "package-lock.json": "{}", "index.js": ""}


def split(run: str, shell: str = "") -> Split:
    source = f"FROM node:22\nWORKDIR /app\n{shell}COPY . .\n{run}\n"
    facts = Facts(
        read(Text(source.encode(), "Dockerfile")),
        load_context=lambda: BuildContext.of({**JS, "ui/readme": "", "x/readme": ""}),
    )
    (demand,) = facts.once(demands).values()
    return split_of(demand, facts)


@pytest.mark.parametrize(
    ("run", "first", "rest"),
    [
        ("RUN npm ci && npm run build", "RUN npm ci", "RUN npm run build"),
        ("RUN cd /app && npm ci && npm run build", "RUN cd /app && npm ci", "RUN cd /app && npm run build"),
        ("RUN cd / && cd app && npm ci && make", "RUN cd / && cd app && npm ci",
            "RUN cd / && cd app && make"),
        ("RUN export A=1 && set -e && npm ci && make", "RUN export A=1 && set -e && npm ci",
            "RUN export A=1 && set -e && make"),
        ("RUN --network=host npm ci && make", "RUN --network=host npm ci", "RUN --network=host make"),
        ("RUN npm ci && npm cache clean --force && make", "RUN npm ci && npm cache clean --force",
            "RUN make"),
        ("RUN echo x && npm ci && make", "RUN echo x && npm ci", "RUN make"),
        ("RUN npm ci \\\n && make \\\n && make test", "RUN npm ci", "RUN make \\\n && make test"),
        ("RUN npm ci && make && echo a | cat > b", "RUN npm ci", "RUN make && echo a | cat > b"),
        ("RUN npm ci 2> /dev/null && make", "RUN npm ci 2> /dev/null", "RUN make"),
        ("RUN npm ci && make 2>&1", "RUN npm ci", "RUN make 2>&1"),
        ("RUN npm ci && make && rm -rf src/x", "RUN npm ci", "RUN make && rm -rf src/x"),
        ("RUN --mount=type=cache,target=/root/.npm npm ci && make",
            "RUN --mount=type=cache,target=/root/.npm npm ci",
            "RUN --mount=type=cache,target=/root/.npm make"),
        ("RUN --mount=type=secret,id=a npm ci && make", "RUN --mount=type=secret,id=a npm ci",
            "RUN --mount=type=secret,id=a make"),
    ],
)
def test_two_steps(run: str, first: str, rest: str) -> None:
    assert split(run) == Split(first, rest)


@pytest.mark.parametrize(
    ("run", "why"),
    [
        ("RUN npm ci && (make)", "more than commands joined by `&&`"),
        ("RUN true && npm ci; make", "joined by `;`, not `&&` alone"),
        ("RUN npm ci && make; x", "joined by `;`"),
        ("RUN npm ci && make || true", "joined by `||`, not `&&` alone"), ("RUN npm ci && make &", "`&&`"),
        ("RUN npm ci && (b)", "more than commands joined by `&&`"),
        ("RUN npm ci && make <<< x", "more than commands"),
        ("RUN a=$(date) && npm ci && make", "what `an assignment` sets may not hold in a second step"),
        ("RUN A=1 && npm ci && make", "what `an assignment` sets may not hold"),
        ("RUN umask 2 && npm ci && make", "what `umask` sets may not hold"),
        ("RUN mkdir -p x && npm ci && make", "what `mkdir` sets may not hold"),
        ("RUN cd /app && cd ui && npm ci && make", "the folder `ui` may not be there"),
        ("RUN chmod 1 x && npm ci && make", "what `chmod` sets may not hold in a second step"),
        ("RUN echo x | npm ci && make", "`echo` reads or writes by a redirect"),
        ("RUN npm ci > log && make", "`npm` reads or writes by a redirect before the install ends"),
        ("RUN npm ci < in && make", "`npm` reads or writes by a redirect"),
        ("RUN npm ci && make $?", "uses `$?` of the same shell"),
        ("RUN npm ci && cd ${OLDPWD} && make", "uses `${OLDPWD` of the same shell"),
        ("RUN npm ci && make $$", "of the same shell"),
        ("RUN npm ci && make && apt-get install -y x",
            "`apt-get install` later in the step may need what comes before it"),
        ("RUN npm ci && make && npm prune && npm cache clean --force",
            "`npm` at the end of the step takes away what the install leaves"),
        ("RUN npm ci && make && rm -rf node_modules/x", "`rm` at the end of the step takes away"),
        ("RUN npm ci && make && rm -rf /x", "`rm` at the end"),
        ("RUN npm ci && make && rm *.o", "`rm` at the end"),
        ("RUN npm ci && make && find x -delete", "`find` at the end"),
        ("RUN npm ci && make && strip x", "`strip` at the end"),
        ("RUN npm ci && make && rm ../x", "`rm` at the end"),
        ("RUN --mount=type=tmpfs,target=/t npm ci && make", "into its tmpfs mount is gone in a second step"),
        ("RUN --mount=target=/t,rw npm ci && make", "into its bind mount is gone in a second step"),
        ("RUN --mount=type=cache,target=/other npm ci && make",
            "the cache mount `/other` may be empty in a second step"),
        ("RUN --mount=type=cache,target=/root/.npm npm ci && make && npm run --offline x",
            "works offline from a cache mount"),
        ("RUN npm ci \\\n# why\n && make", "a comment stands between"),
    ],
)  # fmt: skip
def test_what_stands_in_the_way(run: str, why: str) -> None:
    found = split(run)
    assert why in found.why
    assert (found.first, found.rest) == ("", "")


@pytest.mark.parametrize(
    ("made", "there"),
    [
        ("mkdir /data", True), ("mkdir -p /data/x/y", True), ("true && mkdir /data", True),
        ("mkdir -p /data/$X", False), ("mkdir data", False), ("(mkdir /data)", False),
        ("true || mkdir /data", False), ("mkdir /data || true", False), ("rmdir /data", False),
    ],
)  # fmt: skip
def test_a_folder_that_a_step_before_the_copies_makes(made: str, there: bool) -> None:
    found = split("RUN cd /data && cd /app && npm ci && make", f"RUN {made}\n")
    assert found.why == ("" if there else "the folder `/data` may not be there before the files are copied")


@pytest.mark.parametrize("tail",
    ["> /dev/null", "> log", ">> dist/log", "2> /dev/stderr", "&& touch x.txt", "&& cd ui && touch /tmp/x",
        "&& cp -r dist/* /srv/x", "&& rm -rf dist/*", "&& cat a > /dev/stdout"])
def test_what_may_be_written_after_the_install(tail: str) -> None:
    assert split(f"RUN npm ci && make {tail}") == Split("RUN npm ci", f"RUN make {tail}")


@pytest.mark.parametrize(
    ("tail", "why"),
    [
        *((f"touch {word}", "changes") for word in ("/app/node_modules/x", "$X", "node_modules/.bin/*")),
        ("cd ui && touch x", "may change"), ("cp a node_modules/*", "changes"), ("chmod +x *.sh", "changes"),
        ("cp a b{1,2}", "changes"), ("echo a > $X/y", "changes"), ("chmod 755 /usr/x", "changes"),
        ("echo a >> node_modules/x", "changes"), ("cd ui && echo a > x", "may change"),
    ],
)  # fmt: skip
def test_what_may_be_of_the_install_is_not_written_after_it(tail: str, why: str) -> None:
    command = tail.rpartition("&& ")[2].split()[0]
    assert (
        split(f"RUN npm ci && make && {tail}").why
        == f"`{command}` at the end of the step {why} what the install leaves"
    )


@pytest.mark.parametrize(
    ("env", "offline"),
    [
        ("PIP_NO_INDEX=1", True),
        ("NPM_CONFIG_OFFLINE=true", True),
        ("npm_config_prefer_offline=true", True),
        ("OTHER=1", False),
    ],
)
def test_a_variable_that_says_offline(env: str, offline: bool) -> None:
    found = split("RUN --mount=type=cache,target=/root/.npm npm ci && make", f"ENV {env}\n")
    assert found.why == ("the rest of the step works offline from a cache mount" if offline else "")


@pytest.mark.parametrize(
    ("run", "shell"),
    [("RUN bash <<E\nnpm ci\nmake\nE", ""), ("RUN npm ci && make", 'SHELL ["/bin/zsh", "-c"]\n')],
)
def test_a_script_that_is_not_read_as_one(run: str, shell: str) -> None:
    assert split(run, shell) == Split(why="its script cannot be read as commands joined by `&&`")


def test_attributes_of_a_record() -> None:
    assert options_of({}) == BuildOptions()
    found = options_of(
        {
            "target": "t", "build-arg:A": "1", "platform": "linux/arm64,linux/amd64", "no-cache": "a, b,",
            "force-network-mode": "host", "add-hosts": "H.example=1.2.3.4,i.example=::1",
            "ulimit": "nofile=1:2,core=0",
            "shm-size": "64", "cgroup-parent": "c", "context:Name::linux/amd64": "x", "context:other": "y",
            "filename": "Dockerfile",
        },
        "linux/s390x",
    )  # fmt: skip
    assert found == BuildOptions(
        target="t", args={"A": "1"}, platform=Platform("linux", "arm64"),
        build_platform=Platform("linux", "s390x"), no_cache=("a", "b"), network="host",
        hosts=("h.example", "i.example"),
        ulimits=(("nofile", 1, 2), ("core", 0, 0)), shm_size=64, cgroup="c",
        named=frozenset({"name", "other"}),
    )  # fmt: skip
    assert options_of({"no-cache": ""}).no_cache == ()
    assert options_of({}, "linux/s390x").platform == Platform("linux", "s390x")
    for wrong in ({"platform": "a/b/c/d"}, {"ulimit": "nofile=x"}, {"shm-size": "x"}):
        with pytest.raises(ValueError, match=r"."):
            options_of(wrong)


@pytest.mark.parametrize(
    ("before", "after", "pairs", "lost"),
    [
        ("RUN a\nRUN b\n", "RUN b\nRUN a\n", "2-3 3-2", None),
        ("RUN a\nCOPY x /\n", "RUN --network=none a\nCOPY --link x /\n", "2-2 3-3", None),
        ("RUN a\nRUN a\n", "RUN a\nRUN a\n", "2-2 3-3", None),
        ("RUN a && b\nRUN c\n", "RUN a\nRUN b\nRUN c\n", "3-4 2-2 2-3", None),
        ("RUN cd x && a && b\n", "RUN cd x && a\nRUN cd x && b\n", "2-2 2-3", None),
        ("RUN a && b && c\n", "RUN a\nRUN c\n", "", 2),
        ("RUN a && b\n", "RUN a\nRUN cd x && b\n", "", 2),  # a folder that the step did not go to
        ("RUN cd x && a && b\n", "RUN cd x && a\nRUN a && b\n", "", 2),
        ("RUN a\nRUN b\n", "RUN a2\nRUN b2\n", "2-2 3-3", None),
        ("RUN a\nRUN b\n", "RUN c\n", "2-2 3-2", None),
        ("RUN a\nRUN b\nRUN c\n", "RUN x\nRUN y\n", "", 2),
        ("RUN a\nRUN b\n", "RUN b\n", "3-2", 2),
        ("RUN a\n", "", "", 2),
        ("COPY a /\n", "", "", None),
        ("RUN a\n", "RUN a\nFROM b\n", "", 2),
    ],
)
def test_the_same_instruction_before_and_after(before: str, after: str, pairs: str, lost: int | None) -> None:
    old, new = (read(Text(f"FROM a\n{text}".encode(), "Dockerfile")) for text in (before, after))
    found, gone = pairs_of(old, new)
    assert " ".join(f"{b.first_line}-{a.first_line}" for b, a in found if b.first_line > 1) == pairs
    assert (gone.first_line if gone is not None else None) == lost


def test_cache_mounts_that_a_step_has_more() -> None:
    def run(mounts: str) -> tuple[Run, Facts]:
        facts = Facts(read(Text(f"FROM node:22\nRUN {mounts}npm ci\n".encode(), "Dockerfile")))
        return next(i for i in facts.dockerfile.instructions if isinstance(i, Run)), facts

    npm, other, bind = (
        "--mount=type=cache,target=/root/.npm ",
        "--mount=type=cache,target=/c ",
        "--mount=target=/b ",
    )
    for before, after, more in (
        ("", npm, ["/root/.npm"]),
        (npm, npm, []),
        (npm, npm + other, ["/c"]),
        (npm + other, npm, []),
        ("", bind, []),
        (bind, bind + other, ["/c"]),
    ):
        (b, old), (a, new) = run(before), run(after)
        assert added(b, a, old, new) == more, (before, after)


def test_what_keeps_the_cache_of_a_step_empty() -> None:
    def count(command: str) -> tuple[int, int]:
        facts = Facts(
            read(
                Text(
                    f"FROM node:22\nRUN --mount=type=cache,target=/root/.npm {command}\n".encode(),
                    "Dockerfile",
                )
            )
        )
        run = next(i for i in facts.dockerfile.instructions if isinstance(i, Run))
        return kept_empty(run, run.mounts, facts), kept_empty(
            run, run.mounts, facts, Cuts((run.span,), keeps=True)
        )

    assert [
        count(c) for c in ("npm ci", "npm ci && npm cache clean --force", "npm ci && rm -rf /root/.npm/x")
    ] == [(0, 0), (1, 0), (1, 0)]
