"""What a rule is: a value that says what it looks at, what it checks, and by which examples it is known.

A rule is one file: its docstring is its documentation, `check` a generator of findings, `RULE` the value. A
rule holds no state and does no I/O; everything it may know comes from its subject and its `Context`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct, field

from dlinter.finding import Finding, RuleInfo, Safety, Severity, Tag
from dlinter.model.dockerfile import Dockerfile, Instruction, Stage

if TYPE_CHECKING:
    from dlinter.model.builds.facts import BuildFacts
    from dlinter.model.facts.facts import Facts
    from dlinter.model.image import Image

S = TypeVar("S")

DEFAULT, STRICT, ALL = "default", "strict", "all"
"""The rule sets, each holding the one before it."""


class Context(Struct, frozen=True):
    """Where a subject stands. `stage` and `instruction` are set for subjects inside them; `options` are the
    rule's own, resolved. `_facts` is set for Dockerfile subjects, `_image` for image subjects, `_builds` for
    build files."""

    stage: Stage | None = None
    instruction: Instruction | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    _facts: Facts | None = None
    _image: Image | None = None
    _builds: BuildFacts | None = None

    @property
    def facts(self) -> Facts:
        """What is derived once per Dockerfile: scripts, scopes, cache model, candidates for secrets."""
        if self._facts is None:
            raise LookupError("this subject belongs to no Dockerfile")
        return self._facts

    @property
    def dockerfile(self) -> Dockerfile:
        return self.facts.dockerfile

    @property
    def image(self) -> Image:
        if self._image is None:
            raise LookupError("this subject belongs to no image")
        return self._image

    @property
    def builds(self) -> BuildFacts:
        """The build file (workflow, pipeline, Compose, Bake) that the subject belongs to, and the Dockerfiles
        it builds."""
        if self._builds is None:
            raise LookupError("this subject belongs to no build file")
        return self._builds


class ImageSample(Struct, frozen=True):
    """A small image for an example. `layers` map a path to its content, None for a whiteout (a path ending in
    `/.wh..wh..opq` is an opaque whiteout); `created_by` one command a layer; `empty_history` further history
    entries without a layer."""

    layers: tuple[Mapping[str, str | bytes | None], ...] = ()
    created_by: tuple[str, ...] = ()
    empty_history: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    cmd: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()


class Bad(Struct, frozen=True):
    """Source on which the rule fires. `«…»` marks the span of each finding (none marked: a finding without a
    span, or an image sample). `fixed` is the whole file after the fix, with the marks left out; the safety is
    the fix's own. `files` are files of the build context (path → content), `options` the rule's options,
    `path` the name of the file. Where that is a build file's (`.github/workflows/build.yml`, `compose.yaml`),
    `files` are those of the repository: the Dockerfiles that it builds. `history` holds the paths that each
    of the last commits changed. `better` is the file (or image) as a person would make it, where there is no
    fix, with the `better_files` that change with it: the rule has to be silent there."""

    source: str | ImageSample
    fixed: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    path: str = "Dockerfile"
    count: int = 1
    history: tuple[tuple[str, ...], ...] = ()
    better: str | ImageSample | None = None
    better_files: Mapping[str, str] = field(default_factory=dict)


class Good(Struct, frozen=True):
    """Source on which the rule stays silent."""

    source: str | ImageSample
    files: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    path: str = "Dockerfile"
    history: tuple[tuple[str, ...], ...] = ()


class Option(Struct, frozen=True):
    """A setting of a rule: its name, default (whose type is the setting's type), and what it means."""

    name: str
    default: Any
    doc: str


class Rule(Struct, Generic[S], frozen=True, kw_only=True):
    """See the module. `subject` is a type (or several) of the model: Dockerfile, Stage, an instruction class,
    `Instruction` for all of them, shell `Command`, `BuildFile`, `Build`, `ImageSecret`, `Image`, `Layer`.
    `ruleset` is the smallest set that holds the rule. `precision` and `security_severity` are GitHub's.
    `since` is the release that had it first. `family` is set by the registry. `tag` says that what the rule
    marks has no effect, or is deprecated."""

    id: str
    doc: str | None
    subject: type[S] | tuple[type[S], ...]
    check: Callable[[S, Context], Iterable[Finding]]
    severity: Severity
    examples: tuple[Bad | Good, ...]
    aliases: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    precision: str = "high"
    security_severity: float | None = None
    ruleset: str = DEFAULT
    since: str = ""
    family: str = ""
    tag: Tag | None = None

    @property
    def subjects(self) -> tuple[type[S], ...]:
        return self.subject if isinstance(self.subject, tuple) else (self.subject,)

    @property
    def summary(self) -> str:
        """The first paragraph of the documentation on one line."""
        return " ".join((self.doc or "").strip().split("\n\n", 1)[0].split())

    def section(self, title: str) -> str:
        """What the documentation says under `## title`, "" where it has no such heading."""
        found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", self.doc or "", re.M | re.S)
        return found[1].strip() if found else ""

    @property
    def ignore_when(self) -> str:
        """When it is right to ignore the rule."""
        return self.section("When to ignore it")

    @property
    def fixable(self) -> Safety | None:
        """Whether an example is fixed, and how safely: unsafe when `## Fix safety` opens with the word."""
        if not any(isinstance(e, Bad) and e.fixed is not None for e in self.examples):
            return None
        return Safety.UNSAFE if self.section("Fix safety").lower().startswith("unsafe") else Safety.SAFE

    @property
    def sets(self) -> tuple[str, ...]:
        order = (DEFAULT, STRICT, ALL)
        return order[order.index(self.ruleset) :]

    @property
    def info(self) -> RuleInfo:
        """What the reports tell of this rule."""
        return RuleInfo(
            id=self.id, family=self.family, summary=self.summary, doc=(self.doc or "").strip(),
            severity=self.severity,
            aliases=self.aliases, precision=self.precision, security_severity=self.security_severity,
            fixable=self.fixable, sets=self.sets,
            about_images=any(s.__module__.startswith("dlinter.model.image") for s in self.subjects),
            tag=self.tag,
        )  # fmt: skip


AnyRule = Rule[Any]
