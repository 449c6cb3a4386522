"""Reads builds for the tests of this folder."""

from __future__ import annotations

from dlinter.model.builds import Build, BuildFile
from dlinter.model.builds.reader import read_build_file
from dlinter.model.builds.values import Entry, Setting, Value
from dlinter.model.text import Text


def read(source: str, path: str) -> BuildFile:
    file = read_build_file(Text(source.encode(), path))
    assert file is not None
    assert not file.error, file.error
    return file


def one(source: str, path: str) -> Build:
    """The only build of a file."""
    (build,) = read(source, path).builds
    return build


def text(value: Value | None) -> str | None:
    return value.text if value is not None else None


def pairs(settings: tuple[Setting, ...]) -> list[tuple[str, str | None]]:
    return [(s.name, text(s.value)) for s in settings]


def written(file: BuildFile, part: Build | Entry | Setting | Value) -> str:
    """The source of a part's span."""
    return file.text.slice(part.span)


def spans_hold(file: BuildFile) -> None:
    """Every span lies in the file, and every part in order: start before end."""
    size = len(file.text.data)
    for build in file.builds:
        parts: list[Build | Entry | Setting | Value] = [
            build,
            *build.args,
            *build.contexts,
            *build.platforms,
            *build.tags,
        ]
        for entry in (
            *build.cache_from,
            *build.cache_to,
            *build.secrets,
            *build.ssh,
            *build.outputs,
            *build.attests,
        ):
            parts += [entry, *entry.fields]
        parts += [s.value for s in (*build.args, *build.contexts) if s.value is not None]
        parts += [
            v
            for v in (build.context, build.dockerfile, build.target, build.provenance, build.push)
            if v is not None
        ]
        for part in parts:
            assert 0 <= part.span.start <= part.span.end <= size, part
        assert 0 <= build.anchor.start <= build.anchor.end <= size
