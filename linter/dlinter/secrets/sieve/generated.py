"""Files that are full of random-looking values and hold no secrets: lock files, minified code, locale and
hash tables.

A path inside an archive begins behind a `!`: `git.deb!data.tar.xz!usr/share/doc/…`.
"""

from __future__ import annotations

import re

from dlinter.model.secret import Sieved
from dlinter.secrets.grammar.kinds import FileKind
from dlinter.secrets.grammar.values import is_generic
from dlinter.secrets.sieve.places import PLACES, in_package, is_prose
from dlinter.secrets.sighting import AROUND, Sighting

_LOCKS = re.compile(
    r"(?:^|[/!])(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|cargo\.lock|poetry\.lock|uv\.lock|pdm\.lock|"
    r"pipfile\.lock|gemfile\.lock|composer\.lock|go\.sum|go\.work\.sum|flake\.lock|deno\.lock|mix\.lock|pubspec\.lock|podfile\.lock|"
    r"packages\.lock\.json|cartfile\.resolved|package\.resolved|gradle\.lockfile|module\.bazel\.lock|record|md5sums|sha256sums[^/]*|.*\.md5sums|dpkg/status(?:-old)?)$",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"\.min\.(?:js|css)$|\.(?:map|mo|po|pot|gmo|css|svg|ttf|woff2?|lproj|strings|xlf|hyp|dic|aff)$|/(?:locale|locales|i18n|l10n|lc_messages)/",
    re.I,
)
_MOCKS = r"moto|localstack|faker|@faker-js|mimesis|responses|vcr|betamax|pytest[^/]*|_pytest|hypothesis|nock|msw|sinon|chance|testcontainers|aws-sdk-mock|wiremock"
"""Packages that stand in for a service in tests: their answers hold made-up tokens."""
_FOLDERS = r"tests?|testing|run_?tests|test_?(?:apps?|projects?|sites?|settings)|demos?|__tests__|examples?|docs?|samples?|fixtures?|specs?|e2e|mocks?|__mocks__|__fixtures__|test[-_]?(?:data|utils?|suite|support)|cassettes|config_templates|playbooks"
_FILES = (
    r"(?:(?:test|mock)_[^/]*|conftest|tests?(?:-[^/]*)?)\.[a-z]{1,4}|[^/]*[._-](?:tests?|spec|mock|fixtures?|stories)\.[a-z]{2,4}(?:\.[a-z]{2,3})?|(?-i:[^/]*[a-z0-9](?:Test|Spec|Mock)s?\.[a-z]{2,4})"
)
_TEST_IN_PLACE = re.compile(
    rf"{PLACES}(?:(?:[^!]*/)?(?:{_FOLDERS})/|(?:{_MOCKS})/|(?:[^!]*/)?(?:{_FILES})$)", re.IGNORECASE
)
_COMMENT = re.compile(r"[ \t]*(?:\*|//|#(?![ \t]*define)|--|<!--|>>>|\.\.\. )")
_TRAILING = re.compile(r"(?:[^\"'#/]|\"[^\"\n]*\"|'[^'\n]*'|/(?!/))*(?: #|[ \t]//) [^\n]*\Z")
"""A comment behind a statement."""
_DOCUMENTS = re.compile(
    r"(?:^|[/!])usr/(?:local/)?share/(?:doc|man|info|gtk-doc|help|javadoc|perl5?|ri)/|(?:^|[/!])lib/python[0-9.]+/(?:.*/)?(?:test|tests|idlelib)/|"
    r"(?<!core)\.(?:[1-8]|[1-8]\.gz)$|\.(?:rst|adoc|pod|ronn)$|(?:^|[/!])fill_help_tables\.sql$|(?:^|[/!])mysql/help_(?:topic|keyword|relation|category)\.(?:mad|myd|ibd|mai|myi)$|"
    r"\.(?:dist|egg)-info/(?:metadata|pkg-info)$|\.(?:example|sample|template|dist|tmpl|tpl|skel)$|[-_.](?:example|sample|template)\.(?:env|ya?ml|toml|ini|conf|cfg|properties)$|[-_.]?examples?(?:-[0-9]+)?\.json$",
    re.IGNORECASE,
)
"""Documentation by its place, among it what a MariaDB or MySQL server loads for its `HELP` into tables of its
own (MySQL reference manual, Server-side help): the accounts are in other tables of that database."""
_PROJECT_TEXT = re.compile(
    r"(?:^|[/!])(?:readme|changelog|changes|news|history|copying|license)(?:\.[a-z0-9.]+)?$", re.IGNORECASE
)
_OWN = re.compile(
    r"/?(?:srv|apps?|code|data|home|project|root|site|src|work(?:dir|space)?|www|opt/app|usr/src|var/(?:www|task|lib/app))/"
    r"(?!(?:[^!]*/)?(?:\.[a-z][^/]*|vendor|third[-_]party|external|bower_components|deps)/)[^!]*$",
    re.IGNORECASE,
)
"""Where images keep what is their builder's own; what others wrote lies there in folders of its own. In such a
place `README.md` and `license.key` are the user's, and what they say counts."""
_MANUAL = re.compile(
    r"(?:^|[/!])usr/(?:local/)?share/(?:doc|man|info|gtk-doc|help|javadoc|ri)/", re.IGNORECASE
)
_SHOWN_KEYS = re.compile(
    r"(?:^|[/!])usr/(?:local/)?share/(?:(?:man|info|gtk-doc|javadoc)/|doc/[^/!]+/(?:[^!]*/)?(?:examples?|tests)[/!])",
    re.IGNORECASE,
)
"""Manuals and examples of packages: a key there was made for them (wg(8), opendkim's LDIF)."""
_CODE = re.compile(r"\.(?:js|mjs|cjs|css|html?|json|ts)$", re.IGNORECASE)


def generated_file(seen: Sighting) -> str:
    """What was found by a name is judged by its file; a token of an unmistakable format is one wherever it
    stands. What a package's documentation in code shows is no secret, nor are tokens there that end by
    themselves, nor private keys of its tests and comments, which no service gave out."""
    if not seen.path:
        return ""
    if (
        seen.doctest
        and (
            seen.detector.confidence != "high" or seen.detector.self_made or seen.detector.expires is not None
        )
        and in_package(seen.path)
    ):
        return Sieved.DOCUMENTATION_OR_TEST
    if seen.detector.self_made and (
        _TEST_IN_PLACE.search(seen.path)
        or _SHOWN_KEYS.search(seen.path)
        or (_in_comment(seen) and in_package(seen.path))
    ):
        return Sieved.DOCUMENTATION_OR_TEST
    if seen.detector.confidence == "high":
        return ""
    if _MANUAL.search(seen.path):
        return Sieved.DOCUMENTATION
    if _PROJECT_TEXT.search(seen.path) and (in_package(seen.path) or not _OWN.match(seen.path)):
        return Sieved.DOCUMENTATION_OR_TEST
    if _DOCUMENTS.search(seen.path) or _TEST_IN_PLACE.search(seen.path):
        return Sieved.DOCUMENTATION_OR_TEST
    if seen.path.endswith(".map") and in_package(seen.path):
        return Sieved.GENERATED  # the sources of a package once more, with the examples of their comments
    if in_package(seen.path) and (_in_comment(seen) or is_prose(seen.path)):
        return Sieved.DOCUMENTATION_OR_TEST
    if _LOCKS.search(seen.path) and seen.detector.confidence == "low":
        return Sieved.LOCK_FILE
    if not is_generic(seen.detector):
        return ""
    if _MADE.search(seen.path):
        return Sieved.GENERATED
    if _CODE.search(seen.path) and len(seen.before) >= AROUND and len(seen.after) >= AROUND:
        return Sieved.MINIFIED
    return ""


def _in_comment(seen: Sighting) -> bool:
    """Whether a value stands in a comment of a program."""
    return seen.kind == FileKind.CODE and bool(_COMMENT.match(seen.before) or _TRAILING.match(seen.before))
