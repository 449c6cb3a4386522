"""What a rule saw, and what the engine made of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from dlinter.model.place import ImagePlace
from dlinter.model.secret import Mark
from dlinter.model.text import Span, Text

if TYPE_CHECKING:
    from dlinter.model.image.timeline import Timeline


class Severity(StrEnum):
    """SARIF's `level` (SARIF 2.1.0, 3.27.10), so that nothing is mapped twice."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the gravest; for sorting and for `--fail-on`."""
        return _RANKS[self]

    def __str__(self) -> str:
        return self.value


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


class Safety(StrEnum):
    """Whether a fix keeps the meaning of the file (`--fix`) or may change it (`--unsafe-fixes`)."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Gain(StrEnum):
    """What a fix promises, which is proven before it is offered (`model.cache.proof`)."""

    REBUILDS = "fewer rebuilds"
    CACHE = "a cache that is used"
    CONTEXT = "a smaller build context"


class Edit(Struct, frozen=True):
    """Replaces a span of the file; an empty span inserts, an empty replacement deletes."""

    span: Span
    replacement: str

    def written(self, text: Text) -> bytes:
        """The replacement as it is written into its file: with the line ends that the file has."""
        new = (
            self.replacement.replace("\r\n", "\n").replace("\n", text.eol)
            if text.eol != "\n"
            else self.replacement
        )
        return new.encode("utf-8", "surrogateescape")


class Fix(Struct, frozen=True):
    """Edits of one file that belong together: all are applied, or none. `files` are whole new files or lines
    to append (path relative to the root of the build context, text to append). `gain` is what it promises: it
    is offered only when that is proven, and `gives`, which the judge sets, says it in numbers ("38 → 14 of
    the last 100 commits"), `saved` how many rebuilds of all steps that is, None where nobody judged.
    `withheld`, which the engine sets: an edit writes a secret of the file again, so that no report shows the
    edits."""

    title: str
    edits: tuple[Edit, ...]
    safety: Safety
    files: tuple[tuple[str, str], ...] = ()
    withheld: bool = False
    gain: Gain | None = None
    gives: str = ""
    saved: int | None = None

    def __post_init__(self) -> None:
        for name, _ in self.files:
            if (
                not name
                or name.startswith(("/", "\\"))
                or ":" in name
                or ".." in name.replace("\\", "/").split("/")
            ):
                raise ValueError("a fix names a file outside of the build context")


class Related(Struct, frozen=True):
    """Another place of the same file that explains a finding."""

    span: Span
    message: str


class Finding(Struct, frozen=True):
    """What a rule saw. `span` is None for a finding about the whole file or about an image.

    `severity` is only set where it differs from the rule's. `key` tells two findings of one rule apart whose
    spans have the same text (it goes into the fingerprint; it never holds a line number or a raw secret).
    `secret` is the secret that the finding is about: the span is its place, the message has its preview, the
    fingerprint its hash. A sieved one is kept, suppressed. `cost`: how many steps the last commits rebuilt
    for what is found, None where that is not known. `otherwise`: what to say and offer instead where the fix
    is not proven, best first; the judge takes the first that is.
    """

    span: Span | None
    message: str
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    severity: Severity | None = None
    key: str = ""
    secret: Mark | None = None
    cost: int | None = None
    otherwise: tuple[tuple[str, Fix], ...] = ()


class Location(Struct, frozen=True):
    """Where a result is: a span of a file, a place in an image, or both (an image finding that is tied to the
    Dockerfile line that made its layer). `key` is the path that goes into the fingerprint: relative to the
    repository, so that a baseline holds in every working folder; `path` where it is empty. `hidden` are the
    secrets of the text, in order, whatever rules ran: no report shows what stands there."""

    path: str
    text: Text | None = None
    span: Span | None = None
    image: ImagePlace | None = None
    key: str = ""
    hidden: tuple[Span, ...] = ()


class Tag(StrEnum):
    """How an editor may draw what a rule marks, beside the underline."""

    UNNECESSARY = "unnecessary"  # has no effect: faded
    DEPRECATED = "deprecated"  # replaced by something else: struck out


class RuleInfo(Struct, frozen=True):
    """What the reports tell of a rule. `doc` is its Markdown documentation, `summary` its first sentence.

    `precision` is GitHub's (very-high, high, medium, low); `security_severity` GitHub's number in (0, 10],
    set for security rules only.
    """

    id: str
    family: str
    summary: str
    doc: str
    severity: Severity
    aliases: tuple[str, ...] = ()
    precision: str = "high"
    security_severity: float | None = None
    fixable: Safety | None = None
    sets: tuple[str, ...] = ("default",)
    about_images: bool = False
    tag: Tag | None = None


class Reason(StrEnum):
    """What suppressed a result."""

    IGNORE = "ignore"  # a comment in the file
    BASELINE = "baseline"  # accepted earlier
    SIEVE = "sieve"  # a candidate secret that is known not to be one


class Suppression(Struct, frozen=True):
    """Why a result does not count; `justification` is the person's or the sieve's reason."""

    reason: Reason
    justification: str = ""


class Result(Struct, frozen=True):
    """A finding with its rule, severity, place, identity and suppression."""

    rule: RuleInfo
    severity: Severity
    location: Location
    finding: Finding
    fingerprint: str
    suppressed_by: Suppression | None = None

    @property
    def message(self) -> str:
        return self.finding.message


class Problem(Struct, frozen=True):
    """Something dlint could not do: unreadable input, a rule that raised, a corrupt layer. Exit code 2.

    `rule` names the rule that raised; `path` the input. Becomes a SARIF toolExecutionNotification. `level` is
    `error`, or `note` for a part of an image that was not read and does not fail the run.
    """

    message: str
    path: str = ""
    rule: str = ""
    level: Severity = Severity.ERROR


class Subject(Struct, frozen=True):
    """One examined input for the reports: a Dockerfile (`kind` lint) or an image (`kind` scan). `fail_on` is
    the severity from which its findings fail the run; None for never."""

    path: str
    kind: str
    fail_on: Severity | None = Severity.WARNING

    def fails(self, severity: Severity) -> bool:
        """Whether a finding of this severity fails the run."""
        return self.fail_on is not None and severity.rank <= self.fail_on.rank


class Report(Struct):
    """Everything one run has to tell. `results` are sorted; suppressed ones are kept in place. `unread` are
    parts of images that could not be read, such as encrypted archives: by their level they fail the run or
    not. `timelines` are those of the images, None where no format asks for them."""

    results: list[Result] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    rules: list[RuleInfo] = field(default_factory=list)
    unread: list[Problem] = field(default_factory=list)
    timelines: list[Timeline] | None = None

    @property
    def unexamined(self) -> list[Problem]:
        """All that was not examined, the gravest first."""
        return sorted([*self.problems, *self.unread], key=lambda p: p.level.rank)

    @property
    def failed(self) -> bool:
        """Whether something was not examined that counts: exit code 2."""
        return any(p.level is Severity.ERROR for p in self.unexamined)

    @property
    def active(self) -> list[Result]:
        return [r for r in self.results if r.suppressed_by is None]
