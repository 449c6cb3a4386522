"""What BuildKit's second layer refuses, and what it lets through."""

from __future__ import annotations

import pytest

from dlinter.model.dockerfile import Dockerfile, ErrorKind, Onbuild, Run
from dlinter.model.dockerfile.reader import read as read_text
from dlinter.model.text import Text


def read(source: str) -> Dockerfile:
    return read_text(Text(source.encode()))


@pytest.mark.parametrize(
    ("line", "message", "place"),
    [
        ("COPY a", "COPY requires at least two arguments", "COPY"),
        ("COPY --link", "COPY requires at least two arguments", "COPY"),
        ("COPY --wat a b", "unknown flag: --wat", "--wat"),
        ("COPY --from=a --from=b c d", "duplicate flag specified: from", "--from=b"),
        ("COPY --link=yes a b", "expecting boolean value for flag link, not: yes", "yes"),
        ("COPY --link= a b", "missing a value on flag: link", "--link="),
        ("COPY --from a b", "missing a value on flag: from", "--from"),
        ("COPY --checksum=x a b", "unknown flag: --checksum", "--checksum=x"),
        ("COPY --chmod=999 a b", "invalid chmod parameter: `999`", "999"),
        ("COPY --chmod=10000 a b", "invalid chmod parameter: `10000`", "10000"),
        ("COPY --chmod=u+q a b", "invalid chmod parameter: `u+q`", "u+q"),
        ("COPY a <<EOF\nx\nEOF", "COPY cannot accept a heredoc as a destination", "<<EOF"),
        ("ADD --from=x a b", "unknown flag: --from", "--from=x"),
        ("ADD --checksum=md5 https://h.example/a b", "invalid checksum", "md5"),
        ("ADD --checksum=sha256:" + "0" * 64 + " a b", "checksum requires an HTTP(S) or git source", None),
        ("ADD --checksum=sha256:" + "0" * 64 + " https://h.example/a c b",
            "checksum can't be specified for multiple sources", None),
        ("RUN --network=wat a", "invalid network mode: `wat`", "wat"),
        ("RUN --security=wat a", "security `wat` is not supported", "wat"),
        ("RUN --wat a", "unknown flag: --wat", "--wat"),
        ("RUN --network=none --network=none a", "duplicate flag specified: network", "--network=none"),
        ("ENV =b", "ENV names can not be blank", "=b"),
        ("ENV --x a=b", "unknown flag: --x", "--x"),
        ("ENV", "ENV requires at least one argument", "ENV"),
        ("LABEL =b", "LABEL names can not be blank", "=b"),
        ("ARG", "ARG requires at least one argument", "ARG"),
        ("ARG =b", "ARG names can not be blank", "=b"),
        ("USER", "USER requires exactly one argument", "USER"),
        ("WORKDIR", "WORKDIR requires exactly one argument", "WORKDIR"),
        ("STOPSIGNAL", "STOPSIGNAL requires exactly one argument", "STOPSIGNAL"),
        ("MAINTAINER", "MAINTAINER requires exactly one argument", "MAINTAINER"),
        ("EXPOSE", "EXPOSE requires at least one argument", "EXPOSE"),
        ("EXPOSE 80000", "invalid containerPort: 80000", "80000"),
        ("EXPOSE " + "9" * 5000, "invalid containerPort: 9", None),
        ("EXPOSE http", "invalid containerPort: http", "http"),
        ("VOLUME", "VOLUME requires at least one argument", "VOLUME"),
        ('VOLUME [" "]', "VOLUME specified can not be an empty string", '" "'),
        ("SHELL bash -c", "SHELL requires the arguments to be in JSON form", "SHELL"),
        ("SHELL []", "SHELL requires at least one argument", "SHELL"),
        ("CMD --x a", "unknown flag: --x", "--x"),
        ("ENTRYPOINT --x a", "unknown flag: --x", "--x"),
        ("HEALTHCHECK", "HEALTHCHECK requires at least one argument", "HEALTHCHECK"),
        ("HEALTHCHECK NONE x", "HEALTHCHECK NONE takes no arguments", "x"),
        ("HEALTHCHECK WAT x", "Unknown type `WAT` in HEALTHCHECK (try CMD)", "WAT"),
        ("HEALTHCHECK CMD", "Missing command after HEALTHCHECK CMD", "HEALTHCHECK"),
        ("HEALTHCHECK CMD []", "Missing command after HEALTHCHECK CMD", "HEALTHCHECK"),
        ("HEALTHCHECK --interval=5 CMD a", "invalid duration `5`", "5"),
        ("HEALTHCHECK --start-interval=500us CMD a", "Interval `start-interval` cannot be less than 1ms",
            "500us"),
        ("HEALTHCHECK --timeout=-5s CMD a", "Interval `timeout` cannot be less than 1ms", "-5s"),
        ("HEALTHCHECK --retries=-1 CMD a", "--retries cannot be negative (-1)", "-1"),
        ("HEALTHCHECK --retries=many CMD a", "invalid number of retries: `many`", "many"),
        ("HEALTHCHECK --retries=2147483648 CMD a", "invalid number of retries: `2147483648`", None),
        ("ONBUILD", "ONBUILD requires at least one argument", "ONBUILD"),
        ("ONBUILD ONBUILD RUN a", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", "ONBUILD"),
        ("ONBUILD FROM a", "FROM isn't allowed as an ONBUILD trigger", "FROM"),
        ("ONBUILD maintainer a", "MAINTAINER isn't allowed as an ONBUILD trigger", "maintainer"),
        ("FROM", "FROM requires either one or three arguments", "FROM"),
        ("FROM a b", "FROM requires either one or three arguments", "FROM"),
        ("FROM a is b", "FROM requires either one or three arguments", "FROM"),
        ("FROM a AS 1b", "invalid name for build stage: `1b`", "1b"),
        ("FROM --x=y a", "unknown flag: --x", "--x=y"),
    ],
)
def test_refused(line: str, message: str, place: str | None) -> None:
    dockerfile = read(f"FROM base\n{line}\nUSER last\n")
    errors = [e for e in dockerfile.errors if e.kind is ErrorKind.INSTRUCTION]
    assert [e.line for e in errors] == [2]
    assert message in errors[0].message
    assert errors[0] is dockerfile.instructions[1].error
    if place is not None:
        assert dockerfile.text.slice(errors[0].span) == place
    assert dockerfile.instructions[-1].keyword.value == "USER"


@pytest.mark.parametrize(
    "line",
    [
        "COPY --chmod=0755 --chown=a:b --link=FALSE --parents --exclude=a --exclude=b c d",
        "COPY --chmod=u=rwX,go-w+x a b",
        "COPY --chmod=$MODE a b",
        "ADD --keep-git-dir --unpack=false --checksum=$SUM https://h.example/a b",
        "ADD --checksum=sha256:" + "0" * 64 + " $URL b",
        "RUN --network=host --security=insecure --device=vendor.example/gpu --device=x --mount=target=/x a",
        "RUN",
        "CMD",
        "ENTRYPOINT",
        "STOPSIGNAL --x 9",
        "ARG --x y",
        "ARG a b=c",
        "HEALTHCHECK --wat NONE",
        ("healthcheck --interval=1m30.5s --timeout=.5s --start-period=0 --start-interval=1ms --retries=+3 "
        "cmd a"),
        "EXPOSE 80 81/udp 8000-8010 127.0.0.1:80:80 $PORT",
        "VOLUME a b",
        "LABEL a b c",
        "SHELL [\"a\"]",
        "ONBUILD RUN a",
        "FROM a As B.c-d_9",
        "FROM --platform=$BUILDPLATFORM a",
    ],
)
def test_accepted(line: str) -> None:
    assert read(f"FROM base\n{line}\n").errors == ()


def test_what_is_wrong_in_a_trigger_is_told_with_the_trigger() -> None:
    dockerfile = read("FROM a\nONBUILD COPY x\n")
    outer = dockerfile.instructions[1]
    assert isinstance(outer, Onbuild) and outer.trigger is not None
    assert outer.error is None and outer.trigger.error is not None
    assert dockerfile.errors == (outer.trigger.error,)


# --- mounts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "message", "place"),
    [
        ("type=wat,target=/x", "unsupported mount type `wat`", "type=wat"),
        ("target=/x,wat=1", "unexpected key `wat`", "wat=1"),
        ("target=/x,wat", "invalid field `wat`: must be a key=value pair", "wat"),
        ("target=/x,", "invalid field ``: must be a key=value pair", None),
        ("type=cache,target=/x,sharing=wat", "unsupported sharing value `wat`", "sharing=wat"),
        ("type=bind,target=/x,sharing=shared", "invalid cache sharing set for bind mount", "sharing=shared"),
        ("type=tmpfs,target=/x,mode=0755", "mode not allowed for `tmpfs` type mounts", "mode=0755"),
        ("type=cache,target=/x,mode=9", "invalid value 9 for mode", "mode=9"),
        ("type=cache,target=/x,uid=a", "invalid value a for uid", "uid=a"),
        ("type=cache,target=/x,gid=4294967296", "invalid value 4294967296 for gid", "gid=4294967296"),
        ("type=cache,target=/x,size=1m", "unexpected key `size` for mount type `cache`", "size=1m"),
        ("type=tmpfs,target=/x,size=wat", "invalid value for size: wat", "size=wat"),
        ("type=bind,target=/x,ro=wat", "invalid value for ro: wat", "ro=wat"),
        ("type=bind,target=/x,required", "unexpected key `required` for mount type `bind`", "required"),
        ("required,type=ssh", "unexpected key `required` for mount type `bind`", "required"),
        ("type=secret", "invalid secret mount. one of source, target required", None),
        ("type=secret,id=a,from=b", "secret mount should not have a from", "from=b"),
        ("type=secret,id=a,source=b", "both source and id can't be set", "id=a"),
        ("type=ssh,env=A", "unexpected key `env` for mount type `ssh`", "env=A"),
        ("from=$b,target=/x", "`from` doesn't support variable expansion", "from=$b"),
        ("type=cache,ta\\\nrget=/x,gid=a", "invalid value a for gid", "gid=a"),
        ("'type=cache,gid=a b'", "invalid value a b for gid", "gid=a b"),
        ('\\"a', "failed to parse csv mounts", None),
        ("", "failed to parse csv mounts", None),
    ],
)
def test_refused_mounts(value: str, message: str, place: str | None) -> None:
    dockerfile = read(f"FROM a\nRUN --mount={value} true\nUSER last\n")
    (error,) = dockerfile.errors
    assert (error.kind, error.line) == (ErrorKind.INSTRUCTION, 2)
    assert message in error.message
    if place is not None:
        assert dockerfile.text.slice(error.span) == place


@pytest.mark.parametrize(
    "value",
    [
        "target=/x",
        "type=bind,source=a,dst=/x,from=b,readwrite",
        "TYPE=Cache,id=a,target=/x,sharing=LOCKED,mode=0700,uid=1,gid=2,ro=false,from=b,source=c",
        "type=tmpfs,target=/x,size=64MiB",
        "type=secret,id=a,required=1,env=A,mode=400",
        "type=ssh,required",
        "type=$T,size=1",
        "type=cache,target=$X,sharing=$S",
    ],
)
def test_accepted_mounts(value: str) -> None:
    assert read(f"FROM a\nRUN --mount={value} true\n").errors == ()


def test_mount_fields_have_their_places() -> None:
    dockerfile = read(
        "FROM a\nRUN --mount=type=cache,\\\n  --mount='type=bind,source=a b,target=/x' \\\n "
        "--mount=\"type=secret\",i\\\nd=n true\n"
    )
    run = dockerfile.instructions[1]
    assert isinstance(run, Run)
    found = [
        [(o.key.value, o.value.value if o.value else None, dockerfile.text.slice(o.span)) for o in m.options]
        for m in run.mounts
    ]
    assert found == [
        [("type", "cache", "type=cache"), ("", None, "")],
        [("type", "bind", "type=bind"), ("source", "a b", "source=a b"), ("target", "/x", "target=/x")],
        [("type", "secret", "type=secret"), ("id", "n", "i\\\nd=n")],
    ]
    assert [m.type for m in run.mounts] == ["cache", "bind", "secret"]
    assert run.mounts[1].source == "a b" and run.mounts[1].target == "/x" and run.mounts[2].id == "n"


def test_a_quoted_field_may_hold_a_comma() -> None:
    run = read("FROM a\nRUN --mount='\"source=a,b\",target=/x' true\n").instructions[1]
    assert isinstance(run, Run)
    assert (run.mounts[0].source, run.mounts[0].target) == ("a,b", "/x")
