"""Names of images, platforms and label values."""

from __future__ import annotations

import pytest

from dlinter.model.dockerfile.platforms import Platform, parse_platform
from dlinter.model.image_reference import ImageReference, parse_reference
from dlinter.model.label_values import fits

HEX = "ab" * 32


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("debian", ImageReference("docker.io", "library/debian")),
        ("debian:12", ImageReference("docker.io", "library/debian", "12")),
        ("own/tool", ImageReference("docker.io", "own/tool")),
        ("index.docker.io/debian", ImageReference("docker.io", "library/debian")),
        ("localhost/a", ImageReference("localhost", "a")),
        ("localhost:5000/a/b:1", ImageReference("localhost:5000", "a/b", "1")),
        ("registry.example/a__b/c-d.e:V_1", ImageReference("registry.example", "a__b/c-d.e", "V_1")),
        ("[::1]:5000/a", ImageReference("[::1]:5000", "a")),
        (f"debian:12@sha256:{HEX}", ImageReference("docker.io", "library/debian", "12", f"sha256:{HEX}")),
        ("HOST/a", ImageReference("HOST", "a")),
    ],
)
def test_names(name: str, expected: ImageReference) -> None:
    assert parse_reference(name) == expected


@pytest.mark.parametrize(
    "name",
    ["", "Debian", "debian:", ":12", "a/", "/a", "a//b", "a:b:c", "a b", "-a", "a_", "a..b", HEX,
        f"a@sha256:{HEX[:-1]}", "a@md5:" + "0" * 32, "a:" + "x" * 129],
)
def test_what_is_no_name(name: str) -> None:
    assert parse_reference(name) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("linux/amd64", Platform("linux", "amd64")),
        ("linux/arm/v7", Platform("linux", "arm", "v7")),
        ("linux", Platform("linux", "amd64")),
        ("aarch64", Platform("linux", "arm64")),
        ("windows(10.0.17763)/amd64", Platform("windows", "amd64")),
        ("linux/x86_64", Platform("linux", "amd64")),
        ("nothing", None),
        ("a/b/c/d", None),
        ("linux/", None),
        ("", None),
    ],
)
def test_platforms(text: str, expected: Platform | None) -> None:
    assert parse_platform(text) == expected


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("url", "https://host.example/a", "host"),
        ("email", "a@host.example", "a at host"),
        ("semver", "1.0.0-rc.1+b", "1.0"),
        ("hash", "2dbfae9", "2dbfaeg"),
        ("rfc3339", "2024-02-29T12:00:00Z", "2024-02-29"),
        ("RFC 3339", "2024-02-29T12:00:00+01:00", "12:00"),
        ("spdx", "(MIT OR Apache-2.0) AND GPL-2.0-or-later WITH Classpath-exception-2.0", "MIT OR"),
        ("spdx", "BSD-3-Clause", "my licence"),
    ],
)
def test_label_values(kind: str, good: str, bad: str) -> None:
    assert fits(good, kind) and not fits(bad, kind)
    assert fits(bad, "text") and fits(bad, "a kind nobody knows")
