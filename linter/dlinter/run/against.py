"""`dlint cache --against`: the keys of a Dockerfile in the working tree, and which of them a cache has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from msgspec import Struct, field

from dlinter.model.cache.keys.causes import Answer, answers
from dlinter.model.cache.keys.convert import convert
from dlinter.model.cache.keys.graph import BaseImage, BuildOptions, Graph
from dlinter.model.cache.keys.match import Matcher
from dlinter.model.cache.keys.operations import Platform
from dlinter.model.cache.keys.tree import Tree, Unreadable
from dlinter.model.cache.manifest import combined
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.dockerignore import IgnoreFile
from dlinter.model.dockerfile.nodes import Dockerfile
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Text
from dlinter.sources.base_images import RecordFacts, image_of_registry
from dlinter.sources.cache_manifest import CacheSource
from dlinter.sources.context_tree import MOST_ENTRIES, TooManyFiles, context_tree
from dlinter.sources.layer_tree import LayerTrees
from dlinter.values import replace

VERSIONS = 20
"""Earlier versions of the Dockerfile that are tried to name what changed."""
VERIFIED = "1.26"
"""The Dockerfile frontend that the keys were verified with (BuildKit of August 2026)."""
OFFICIAL = ("docker/dockerfile", "docker.io/docker/dockerfile")


class Question(Struct):
    """What is asked: a Dockerfile with its context and options, and a cache. `folder` is the context.
    `record` is that of an earlier build, `resolve` says that registries are asked for base images, `earlier`
    are older texts of the Dockerfile, newest first."""

    dockerfile: Dockerfile
    folder: str
    context: BuildContext | None
    options: BuildOptions
    cache: CacheSource
    record: RecordFacts | None = None
    resolve: bool = False
    earlier: Iterable[bytes] = ()
    layers: Mapping[str, str] = field(default_factory=dict)
    """DiffIDs of further blobs."""


def answer(question: Question) -> tuple[tuple[Answer, ...], tuple[str, ...]]:
    """The answer for each step, and remarks. Raises ValueError where there is no such target."""
    manifest = combined(question.cache.manifests)
    diff_ids = {
        **question.layers,
        **{layer.blob: layer.diff_id for layer in manifest.layers if layer.diff_id},
    }
    presumed: set[str] = set()
    find = _bases(question, diff_ids, presumed)
    graph = convert(question.dockerfile, question.options, find)
    remarks = (*_remarks(question), *_presumed(presumed))
    ignore = question.context.ignore if question.context is not None else IgnoreFile()
    matcher = Matcher(graph, manifest, _context(question.folder, ignore), LayerTrees(question.cache).tree)
    foreign = _foreign(question.dockerfile.frontend)
    matcher.run()
    if foreign:
        found = tuple(
            Answer(row, None, built=any(n in matcher.verdicts for n in row.nodes), why=foreign)
            for row in graph.rows
        )
    else:
        found = answers(matcher, _alternatives(question, find))
    return found, remarks


def _foreign(frontend: str) -> str:
    """Why a frontend's keys are not known; "" for BuildKit's own."""
    name = frontend.partition("@")[0].partition(":")[0]
    return "" if not name or name in OFFICIAL else f"the frontend `{frontend}` makes its own keys"


def _remarks(question: Question) -> Iterable[str]:
    _, _, written = question.dockerfile.frontend.partition("@")[0].partition(":")
    if re.fullmatch(r"\d+\.\d+(\.\d+)?(-.*)?", written) and not written.startswith(VERIFIED):
        yield (
            f"the Dockerfile asks for frontend {written}, whose keys may differ: they were verified with "
            f"{VERIFIED}"
        )
    version = question.record.versions.get("frontend", "") if question.record is not None else ""
    if version and not version.startswith(VERIFIED):
        yield f"the record is of Dockerfile frontend {version}; the keys were verified with {VERIFIED}"


def _presumed(names: Iterable[str]) -> Iterable[str]:
    """A tag of a record is what it was when the record was made."""
    if found := sorted(names):
        yield (
            f"the record says what {', '.join(f'`{name}`' for name in found)} stood for at its time: "
            "`--resolve` asks the registry whether that has moved"
        )


def _context(folder: str, ignore: IgnoreFile) -> Callable[[], Tree]:
    def load() -> Tree:
        try:
            return context_tree(folder, ignore)
        except TooManyFiles:
            raise Unreadable(f"the build context has more than {MOST_ENTRIES:,} files") from None
        except OSError as error:
            raise Unreadable(
                f"the build context cannot be read: `{error.filename}`: {error.strerror}"
            ) from None

    return load


def _bases(
    question: Question, diff_ids: Mapping[str, str], presumed: set[str]
) -> Callable[[str, Platform], BaseImage]:
    """What is known of images: by their registry where it is asked, else by the record; a digest in the name
    holds in any case. `presumed` gets the names without a digest that the record decided."""
    asked: dict[tuple[str, str], BaseImage] = {}

    def find(name: str, platform: Platform) -> BaseImage:
        place = (name, str(platform))
        if place not in asked:
            asked[place] = look(name, platform)
        return asked[place]

    def look(name: str, platform: Platform) -> BaseImage:
        if question.resolve:
            return image_of_registry(name, platform)
        found = question.record.image(name, platform, diff_ids) if question.record is not None else None
        _, _, digest = name.partition("@")
        if digest and (found is None or found.digest != digest):
            return BaseImage(
                digest, why=f"the config of `{name}` is not known: give `--record` or `--resolve`"
            )
        if found is not None and not digest:
            presumed.add(name)
        return found or BaseImage(
            why=f"what `{name}` stands for is not known: give `--record`, `--resolve`, or a digest in the "
                "Dockerfile"
        )

    return find


def _alternatives(question: Question, find: Callable[[str, Platform], BaseImage]) -> tuple[Graph, ...]:
    """Builds that the cache may be of: the record's, earlier versions of the file, each with and without the
    arguments that are given now."""
    found: list[Graph] = []
    texts = [question.dockerfile.text.data]
    record = question.record
    if record is not None and record.dockerfile:
        from dlinter.model.cache.keys.attributes import options_of

        with suppress(ValueError):
            found.append(
                convert(
                    read(Text(record.dockerfile, "Dockerfile")),
                    options_of(record.attrs, record.platform),
                    find,
                )
            )
    texts += [data for data in list(question.earlier)[:VERSIONS] if data not in texts]
    for data in texts:
        dockerfile = read(Text(data, question.dockerfile.text.path))
        for options in (question.options, replace(question.options, args={}, unknown=frozenset())):
            if data == texts[0] and options.args == question.options.args:
                continue
            try:
                found.append(convert(dockerfile, options, find))
            except ValueError:
                continue
            if not question.options.args:
                break
    return tuple(found)


def earlier_texts(path: str, root: str) -> list[bytes]:
    """Older texts of the Dockerfile by its git history, newest first; none without git."""
    from dlinter.run.rebuilds import inside
    from dlinter.sources.git_history import GitError, NoGit, blobs, commits

    key = inside(path, root) if root else None
    if not key:
        return []
    try:
        changes = [
            change for commit in commits(root, 200) for change in commit.changes if change.path == key
        ][:VERSIONS]
        names = list(
            dict.fromkeys(name for change in changes for name in (change.new, change.old) if name.strip("0"))
        )
        texts = blobs(root, names)
    except (NoGit, GitError):
        return []
    return [texts[name] for name in names if name in texts]


def workflow_arguments(path: str, root: str) -> tuple[dict[str, str], frozenset[str]]:
    """Build arguments that the repository's workflows, Compose and Bake files give this Dockerfile, and the
    names of those whose value only the build tells, or which differ between builds."""
    from dlinter.run.contexts import Contexts
    from dlinter.run.rebuilds import inside
    from dlinter.sources.inputs import LintInput

    key = inside(path, root) if root else None
    if not key:
        return {}, frozenset()
    values: dict[str, set[str | None]] = {}
    for build in Contexts().builds_of(LintInput(path, path, key=key, root=root)):
        for setting in build.args:
            value = setting.value.text if setting.value is not None and not setting.value.dynamic else None
            values.setdefault(setting.name, set()).add(value)
    known = {
        name: text
        for name, found in values.items()
        if len(found) == 1 and (text := next(iter(found))) is not None
    }
    return known, frozenset(values) - frozenset(known)
