"""Features of a Dockerfile and the frontend version that brought them."""

from __future__ import annotations

import pytest

from dlinter.model.dockerfile import versions
from dlinter.model.dockerfile.reader import read
from dlinter.model.dockerfile.versions import (
    Feature,
    FrontendVersion,
    features_of,
    frontend_version,
    parse_version,
)
from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run.session import Examiner

USES = {
    "MOUNT": "RUN --mount=type=cache,target=/c true",
    "CHMOD": "COPY --chmod=755 a b",
    "SEVERAL_ARGS": "ARG a b=c",
    "NETWORK": "RUN --network=none true",
    "MOUNT_VARIABLE": "ARG T=/c\nRUN --mount=type=cache,target=$T true",
    "HEREDOC": "COPY <<EOF /a\nx\nEOF",
    "LINK": "COPY --link a b",
    "TMPFS_SIZE": "RUN --mount=type=tmpfs,target=/t,size=1m true",
    "ADD_GIT": "ADD https://host.example/a.git#v1 /a",
    "KEEP_GIT_DIR": "ADD --keep-git-dir=true https://host.example/a.git#v1 /a",
    "CHECKSUM": "ADD --checksum=sha256:" + "0" * 64 + " https://host.example/a /a",
    "START_INTERVAL": "HEALTHCHECK --start-interval=1s CMD true",
    "BARE_OPERATOR": "ENV a=${b-c}",
    "PATTERN_OPERATOR": "ENV a=${b#c}",
    "SECRET_ENV": "RUN --mount=type=secret,id=a,env=A true",
    "CHMOD_VARIABLE": "ARG M=755\nCOPY --chmod=$M a b",
    "ONBUILD_FROM": "ONBUILD COPY --from=x a b",
    "TARGETSTAGE": "ARG TARGETSTAGE",
    "OS_VERSION": "ARG TARGETOSVERSION",
    "CHMOD_SYMBOLIC": "COPY --chmod=u+x a b",
    "HEREDOC_SPACE": "RUN << EOF\ntrue\nEOF",
    "CHECKSUM_GIT": "ADD --checksum=" + "0" * 40 + " https://host.example/a.git#v1 /a",
    "UNPACK": "ADD --unpack=true https://host.example/a /a",
    "GIT_QUERY": "ADD https://host.example/a.git?ref=v1 /a",
    "EXCLUDE": "COPY --exclude=*.md a b",
    "PARENTS": "COPY --parents a b",
    "SECURITY": "RUN --security=insecure true",
    "DEVICE": "RUN --device=vendor.example/gpu true",
}
ALL = {name: value for name, value in vars(versions).items() if isinstance(value, Feature)}


def used(source: str) -> set[Feature]:
    dockerfile = read(Text(source.encode()))
    assert not dockerfile.errors, dockerfile.errors
    return {feature for feature, _ in features_of(dockerfile)}


def test_every_feature_has_an_example() -> None:
    assert set(USES) == set(ALL)


@pytest.mark.parametrize("name", sorted(USES))
def test_feature_is_seen_and_told_of_one_version_before(name: str) -> None:
    feature, source = ALL[name], f"FROM alpine:3.20\n{USES[name]}\n"
    assert feature in used(source)
    release = feature.stable or (versions.NEWEST[0], versions.NEWEST[1] + 1)
    assert not FrontendVersion((release[0], release[1] - 1), False).has(feature)
    assert feature.stable is None or FrontendVersion(release, False).has(feature)
    if feature.labs is not None:
        assert FrontendVersion(feature.labs, True).has(feature)
        assert not FrontendVersion(feature.labs, False).has(feature)


def test_a_plain_file_uses_none() -> None:
    assert (
        used(
            "ARG V=3.20\nFROM --platform=$BUILDPLATFORM alpine:${V:-3}\nRUN a <b && c ${x#y}\nCOPY --chown=a "
            "--from=x b c\nENV D=\\${e#f}\n"
        )
        == set()
    )


@pytest.mark.parametrize(
    ("syntax", "expected"),
    [
        ("docker/dockerfile:1", FrontendVersion(None, False)),
        ("docker/dockerfile", FrontendVersion(None, False)),
        ("docker.io/docker/dockerfile:1.4.3", FrontendVersion((1, 4), False)),
        ("docker/dockerfile:1.7-labs", FrontendVersion((1, 7), True)),
        ("docker/dockerfile:1-labs", FrontendVersion(None, True)),
        ("docker/dockerfile:labs", FrontendVersion(None, True)),
        ("docker/dockerfile:1.0-experimental", FrontendVersion((1, 0), True)),
        ("mirror.example/docker/dockerfile:1.2@sha256:" + "a" * 64, FrontendVersion((1, 2), False)),
        ("docker/dockerfile@sha256:" + "a" * 64, None),
        ("docker/dockerfile-upstream:master", None),
        ("own.example/frontend:1.4", None),
    ],
)
def test_versions(syntax: str, expected: FrontendVersion | None) -> None:
    assert frontend_version(syntax) == expected


def test_no_version_is_read_from_anything_else() -> None:
    assert parse_version("") is None and parse_version("1.x") is None


def test_the_configured_frontend_counts_where_the_file_names_none() -> None:
    rules = load_rules()

    def found(source: str, target: str) -> list[str]:
        settings = Settings(enabled=frozenset({"feature-needs-newer-syntax"}), target_frontend=target)
        return [r.message for r in Examiner.of(rules, settings).lint(Text(source.encode())).results]

    source = "FROM alpine:3.20\nCOPY --link a b\n"
    assert found(source, "") == [] and found(source, "1.4") == []
    assert "`--link`" in found(source, "1.3")[0]
    assert found("# syntax=docker/dockerfile:1\n" + source, "1.3") == []
