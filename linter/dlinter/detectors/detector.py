"""What a detector is: a rule on bytes that knows one kind of secret of one provider."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import force_setattr

from dlinter.detectors.keywords import keywords_of
from dlinter.model.secret import Basis

LINE = -1
"""Of an anchor: a match begins where the line begins that has it."""


class Detector(Struct, frozen=True, kw_only=True):
    """One kind of secret.

    `pattern` is a regular expression over bytes decoded as latin-1, in the syntax that Python's `re` and
    Hyperscan share (no look-around, no back-references: what stands before and after is checked by
    `boundary`). Its group `secret` (the whole match when there is none) is the secret. `keywords` are
    lower-case literals one of which is in every match, or near it within the same line; they feed the
    prefilter of `dlint lint` and the candidates of generic formats. They are derived from the pattern where
    none are given.

    `boundary` demands that the match is not inside a longer run of word characters (`[A-Za-z0-9_-]`).
    `accepts` gets the secret (and is pure), too: what it refuses is no candidate at all, where a pattern
    takes in names, words and the like; it is not counted, and reports may show it. `validate` gets the secret
    (and is pure): a checksum, a decoded structure; False drops the candidate with the reason "checksum".
    `min_entropy` is Shannon entropy in bits per character of the secret below which it is sieved.
    `confidence` is "high", "medium" or "low". `source` names the provider's document the format was taken
    from. `prefilter`, where given, is what Hyperscan looks for instead of `pattern`: a looser expression, or
    several (many words compile faster as expressions of their own), that hits at or after the place where the
    pattern's match begins and is near it (4 KB; for `multiline` ones the match may go on 16 KB further).
    `then`, where given, is what comes right after such a hit in every match: hits before anything else are
    dropped. `reach`, where given, is how many bytes after the hit a `multiline` match ends, but for a secret
    that goes on there: 16 KB are searched otherwise. `paths`, where given, is a regular expression that the path
    of a file must have a match for (lower case, forward slashes): for formats that mean something in their own
    files only. It is not asked where there is no path. `by_path`: the detector is tried at the start of every
    file that `paths` names and nowhere else, without a prefilter: for files whose content has no form of its
    own. `anchors`, where given, are lower-case literals, each with a number of bytes: every match has one of
    them, which begins at most so many bytes after the match does, or `LINE`: in the line at whose start the
    match begins. The expression is then tried there only: ten times as fast where it can begin with many
    different characters. `reader`, where given, gives the places of names and values in `data[start:stop]`
    (as in `dlinter.detectors.tables`) in place of `pattern`, which then only says where to look: for what an
    expression cannot follow, such as the column of a table. `basis` is what it goes by: a format, or a name
    (then the value has to look like a secret's, too), or a URL (which has a rule of its own). `expires` gives
    the time (seconds since 1970) at which a value ends by what it carries, None where it carries none; after
    it the candidate is sieved. `password` gives the password that a value holds in another form, "" where
    there is none: the usual words of documentation are then told from real ones. `rotate` says what to do now
    that it is out, where `dlinter.detectors.rotation` does not know the provider's page: "revoke it at …".
    `loose_of` names the detectors of the exact forms that this one is a wider form of: it takes a value that
    is nearly theirs (another length, a wrong checksum) with less confidence. Two detectors of one provider
    that claim a value are either such a pair or a mistake. `self_made`: no service gives it out, whoever uses
    it makes it (a private key): one in the tests of a public kind of package was made for them. `matches` and
    `misses` are its tests: full lines; write secrets in two parts (`"ghp_" + "…"`), so that no scanner fires
    on this repository. `dlinter.testing.detectors` makes further ones of the pattern: random values, which
    must be found, one cut short and one all of `x`, which must not; a detector whose pattern says it all
    needs none of its own.
    """

    id: str
    provider: str
    title: str
    pattern: str
    keywords: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    source: str = ""
    ignore_case: bool = False
    boundary: bool = True
    accepts: Callable[[str], bool] | None = None
    validate: Callable[[str], bool] | None = None
    min_entropy: float = 0.0
    confidence: str = "high"
    security_severity: float = 8.0
    pair: str = ""
    multiline: bool = False
    prefilter: str | tuple[str, ...] = ""
    then: str = ""
    reach: int = 0
    paths: str = ""
    by_path: bool = False
    anchors: tuple[tuple[str, int], ...] = ()
    basis: Basis = Basis.FORMAT
    expires: Callable[[str], float | None] | None = None
    password: Callable[[str], str] | None = None
    rotate: str = ""
    loose_of: tuple[str, ...] = ()
    self_made: bool = False
    reader: Callable[[bytes, int, int], Iterable[tuple[int, int, int, int]]] | None = None

    def __post_init__(self) -> None:
        if not self.keywords and self.pattern:
            force_setattr(self, "keywords", keywords_of(self.pattern))
