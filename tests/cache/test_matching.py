"""(Dockerfile before, after) → what the cache has of each step: `=` kept, `?` maybe, `x` rebuilt. Each pair
was built with buildkitd or follows from `CacheMap` of its operation."""

from __future__ import annotations

import pytest

from dlinter.model.cache.build_cache import cache_of
from dlinter.model.cache.matching import Found, match
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text

MARKS = {Found.KEPT: "=", Found.MAYBE: "?", Found.EDITED: "x"}


def compared(before: str, after: str, head: str = "FROM a:1\n") -> str:
    old, new = (cache_of(Facts(read(Text((head + t).encode(), "Dockerfile")))).steps for t in (before, after))
    return "".join(
        MARKS[v] for v in match(old, new, lambda o, n: {o.pattern, n.pattern} == {"one/f", "two/f"})
    )


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        # one operation, two spellings
        ("RUN true\n", 'RUN ["/bin/sh", "-c", "true"]\n', "=="),
        ("RUN --network=default x\n", "RUN x\n", "=="),
        ("RUN --security=sandbox x\n", "RUN x\n", "=="),
        ("RUN --mount=source=a,target=/a --mount=type=tmpfs,target=/t x\n",
            "RUN --mount=type=tmpfs,target=/t --mount=source=a,target=/a x\n", "=="),
        ("RUN --mount=source=a,target=/a,rw x\n", "RUN --mount=source=a,target=/a,readwrite=true x\n", "=="),
        ("RUN --mount=source=a,target=/a x\n", "RUN --mount=source=a,target=/a,ro x\n", "=="),
        ("RUN --mount=source=a,target=/a,rw x\n", "RUN --mount=source=a,target=/a x\n", "=x"),
        ("WORKDIR /w\nCOPY a ./\n", "WORKDIR /w\nCOPY a /w/\n", "==="),
        ("WORKDIR /w\nCOPY a .\n", "WORKDIR /w\nCOPY a /w\n", "==x"),
        ("WORKDIR /w\nWORKDIR x\n", "WORKDIR /w\nWORKDIR /w/x/\n", "==="),
        ("COPY --chmod=644 a /a\n", "COPY --chmod=0644 a /a\n", "=="),
        ("COPY --chown=root a /a\n", "COPY --chown=0 a /a\n", "=="),
        ("COPY a /a\n", "ADD --unpack=false a /a\n", "=="),
        ("COPY a /a\n", "ADD a /a\n", "=x"),
        ("RUN <<EOF\nx\nEOF\n", "RUN <<END\nx\nEND\n", "=="),
        ("RUN cat <<EOF\nx\nEOF\n", "RUN cat <<END\nx\nEND\n", "=x"),
        ("COPY <<EOF /a\nx\nEOF\n", "COPY <<'EOF' /a\nx\nEOF\n", "=="),
        ("ENV W=/w\nWORKDIR $W\n", "ENV W=/w\nWORKDIR /w\n", "=="),
        # content, not its path
        ("COPY one/f /f\n", "COPY two/f /f\n", "=="),
        ("COPY one/f /f\n", "COPY two/g /f\n", "=x"),
        ("COPY one/f /f\n", "COPY three/f /f\n", "=x"),
        # variables and their order
        ("ENV A=1\nENV B=2\nRUN x\n", "ENV B=2\nENV A=1\nRUN x\n", "=x"),
        ("ENV A=1 B=2\nRUN x\n", "ENV A=1\nENV B=2\nRUN x\n", "=="),
        ("ARG A\nRUN x\n", "RUN x\n", "=="),
        ("ARG A=\nRUN x\n", "RUN x\n", "=x"),
        ("ARG V=1.2.3\nCOPY a /${V%.*}\n", "ARG V=1.2.4\nCOPY a /${V%.*}\n", "=="),
        ("ARG V=1.2.3\nCOPY a /${V%.*}\n", "ARG V=1.3.0\nCOPY a /${V%.*}\n", "=x"),
        # what only the base image can tell
        ("RUN x\n", "WORKDIR /\nRUN x\n", "=?"),
        ("ENV A=x\nRUN x\n", "ENV A=x$NOWHERE\nRUN x\n", "=?"),
        # added, taken away
        ("RUN x\n", "LABEL a=b\nRUN x\n", "=="),
        ("RUN x\nRUN y\n", "RUN x\nRUN z\nRUN y\n", "==xx"),
        ("WORKDIR /w\nRUN x\n", "WORKDIR /w\nWORKDIR /w\nRUN x\n", "==xx"),
    ],
)  # fmt: skip
def test_a_step_is_found_by_its_key(before: str, after: str, found: str) -> None:
    assert compared(before, after) == found


STAGES = "FROM a:1 AS one\nRUN {}\nFROM a:1\nRUN y\nCOPY --from=one {} /o\n"


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("FROM a:1\nRUN x\n", "FROM docker.io/library/a:1\nRUN x\n", "=="),
        ("FROM a:1\nRUN x\n", "FROM a:1@sha256:" + "1" * 64 + "\nRUN x\n", "??"),
        ("FROM a:1\nRUN x\n", "FROM --platform=linux/amd64 a:1\nRUN x\n", "??"),
        ("FROM a:1\nRUN x\n", "FROM --platform=$TARGETPLATFORM a:1\nRUN x\n", "=="),
        ("FROM a:1\nRUN x\n", "FROM a:2\nRUN x\n", "xx"),
        (STAGES.format("x", "/o"), STAGES.format("x", "/o").replace("=one", "=0"), "====="),
        (STAGES.format("x", "/o"), STAGES.format("z", "/o"), "=x==?"),
        (STAGES.format("x", "/p/o"), STAGES.format("x", "/q/o"), "====?"),
        ("FROM a:1\nCOPY --from=b:1 /x /x\n", "FROM a:1\nCOPY --from=b:2 /x /x\n", "=?"),
    ],
)
def test_images_and_stages(before: str, after: str, found: str) -> None:
    assert compared(before, after, "") == found


def test_an_env_of_the_base_stage_comes_before_its_arg() -> None:
    from dlinter.model.cache.change import Change

    source = "FROM a:1 AS b\nENV Y=1\nARG Y=2\nFROM b\nRUN x\n"
    cache = cache_of(Facts(read(Text(source.encode(), "Dockerfile"))))
    assert cache.rebuilt(Change.of_args("Y")) == ()
    assert [
        r.step.line
        for r in cache_of(
            Facts(read(Text(b"FROM a:1 AS b\nARG Y=2\nFROM b\nRUN x\n", "Dockerfile")))
        ).rebuilt(Change.of_args("Y"))
    ] == [4]


def test_a_step_is_that_of_the_same_stages_among_equal_ones() -> None:
    """Two COPYs of one text that take from two stages: each is found as the one that takes the same."""
    lines = (
        "RUN 1\nFROM a:1 AS two\nRUN 2\nFROM b:1 AS p\nCOPY --from={} /x /x\nFROM b:1 AS q\nCOPY --from={} "
        "/x /x\nFROM c:1\nCOPY --from=p / /p\nCOPY --from=q / /q\n"
    )
    straight, crossed = lines.format("one", "two"), lines.format("two", "one")
    assert compared(straight, straight, head="FROM a:1 AS one\n") == "==========="
    assert compared(straight, crossed, head="FROM a:1 AS one\n") == "=========??"


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("type=secret,id=a", "type=secret,id=a,target=/run/secrets/a", "=="),
        ("type=secret,id=a", "type=secret,source=a", "=="),
        ("type=secret,target=/s/a", "type=secret,id=a,target=/s/a", "=="),
        ("type=secret,id=a,target=/x", "type=secret,id=a,target=/z", "=x"),
        ("type=secret,id=a", "type=secret,id=b", "=x"), ("type=secret,id=a", "type=secret,id=a,env=A", "=x"),
        ("type=secret,id=a,required", "type=secret,id=a", "=x"),
        ("type=secret,id=a,required", "type=secret,id=a,required=1", "=="),
        ("type=secret,id=a,required=0", "type=secret,id=a", "=="),
        ("type=secret,id=a,mode=0400", "type=secret,id=a", "=x"),
        ("type=secret,id=a,uid=5", "type=secret,id=a", "=x"),
        ("type=secret,id=a,gid=5", "type=secret,id=a", "=x"),
        ("type=ssh", "type=ssh,target=/s", "=x"), ("type=ssh", "type=ssh,id=x", "=x"),
        ("type=ssh,target=/s", "type=ssh,target=/t", "=x"), ("type=ssh", "type=secret,id=a", "=x"),
        ("type=tmpfs,target=/t", "type=tmpfs,target=/t,size=0", "=="),
        ("type=tmpfs,target=/t", "type=tmpfs,target=/t,size=1", "=x"),
        ("type=tmpfs,target=/t", "type=tmpfs,target=/u", "=x"),
        ("type=cache,target=/c", "type=cache,target=/c,id=/c", "=="),
        ("type=cache,target=/c", "type=cache,dst=/c,sharing=shared", "=="),
        ("type=cache,target=/c", "type=cache,target=/c,id=d", "=x"),
        ("type=cache,target=/c,id=d", "type=cache,target=/c,id=e", "=="),
        ("type=cache,target=/c,sharing=locked", "type=cache,target=/c,id=d,sharing=private", "=="),
        ("type=cache,target=/c", "type=cache,target=/c,sharing=locked", "=x"),
        ("type=cache,target=/c", "type=cache,target=/c,ro", "=x"),
        ("type=cache,target=/c", "type=cache,target=/c,uid=1", "=x"),
        ("type=cache,target=/c", "type=cache,target=/c,rw=false", "=x"),
        ("type=cache,target=/c,ro,rw", "type=cache,target=/c", "=="),
        ("type=cache,target=/c", "type=cache,target=/c,from=a:1", "=x"),
        ("source=a,target=/a,ro,rw", "source=a,target=/a,rw", "=="),
        ("source=a,target=/a,rw,ro", "source=a,target=/a", "=="),
        ("source=a,target=/a,rw=f", "source=a,target=/a", "=="),
        ("source=a,target=/a,ro=false", "source=a,target=/a,rw", "=="),
        ("type=secret,id=a x --mount=type=secret,id=b", "type=secret,id=b x --mount=type=secret,id=a", "=x"),
        ("type=secret,id=a --mount=type=tmpfs,target=/z", "type=tmpfs,target=/z --mount=type=secret,id=a",
            "=="), ("type=ssh --mount=type=secret,id=a", "type=secret,id=a --mount=type=ssh", "=="),
        ("type=secret,id=a --mount=type=secret,id=b", "type=secret,id=b --mount=type=secret,id=a", "=x"),
        ("from=a:1,target=/a", "from=b:1,target=/a", "=?"),
        ("source=a,target=/a --mount=source=b,target=/b",
            "source=b,target=/b --mount=source=a,target=/a", "=="),
        ("source=a,target=/a --mount=source=b,target=/b",
            "source=b,target=/a --mount=source=a,target=/b", "=x"),
        ("source=a,target=a --mount=from=c:1,target=/b",
            "from=c:1,target=/b --mount=source=a,target=a", "=="),
    ],
)  # fmt: skip
def test_options_of_a_mount_in_the_key(before: str, after: str, found: str) -> None:
    """`--mount=…` as BuildKit reads it: defaults, spellings, what is left out of the key
    (`checkShouldClearCacheOpts`), and the order of secrets."""
    assert compared(f"RUN --mount={before} x\n", f"RUN --mount={after} x\n") == found
