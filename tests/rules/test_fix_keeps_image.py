"""A fix changes how an image is built, not what is in it: what goes into the final filesystem is the same
before and after.

Compared are the files copied in (from where, to where), the images stood on, and the commands run. What a
rule means to change in these stands in `MEANT`, each with its reason.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest

from dlinter.model.builds.names import is_data
from dlinter.model.dockerfile import Add, Copy, Dockerfile, From, Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text
from dlinter.rule import AnyRule, Bad
from dlinter.testing.examples import cases, fix_example, unmark

MEANT = {
    "apt-instead-of-apt-get": "another program that does the same",
    "cache-mount-defeated": "options and deletions that only emptied the cache",
    "install-without-cache-mount": "options and deletions that would only empty the cache; docker-clean "
        "goes, which keeps apt's packages from staying",
    "copy-before-install": "the manifests are copied first; the broad COPY brings them too",
    "invalid-json-form": "the array that was meant: what stood there is refused or runs nothing",
    "stage-name-casing": "the stage's name, where it is declared and where it is used",
    "install-without-yes": "`-y` answers the question",
    "lockfile-not-enforced": "the lockfile is obeyed, not rewritten",
    "recommended-packages": "fewer packages: what the rule is for, and unsafe",
    "several-sources-to-file": "BuildKit refuses the file as it was",
    "undefined-stage": "BuildKit refuses the file as it was",
    "unknown-instruction": "BuildKit refuses the file as it was",
    "useradd-large-uid": "a sparse log file is not written",
    "wget-progress-bar": "what is shown, not what is fetched",
    "curl-without-fail": "an error page is no longer taken for the file",
}
FIXED = [
    (rule, example)
    for rule, example in cases("dlinter_rules")
    if isinstance(example, Bad) and example.fixed is not None and not is_data(example.path)
]


def inputs(dockerfile: Dockerfile) -> dict[str, Counter[tuple[str, ...]]]:
    """What goes into the filesystem of the image, by kind."""
    facts = Facts(dockerfile)
    found: dict[str, Counter[tuple[str, ...]]] = {"from": Counter(), "copy": Counter(), "run": Counter()}
    for instruction in dockerfile.instructions:
        if isinstance(instruction, From) and instruction.image is not None:
            found["from"][(instruction.image.value,)] += 1
        elif isinstance(instruction, (Copy, Add)):
            words = [a.value.strip("\"'") for a in instruction.args]
            found["copy"][(instruction.flag_value("from") or "", *words)] += 1
        elif isinstance(instruction, Run):
            for command in facts.script(instruction).commands:
                if command.argv:
                    found["run"][tuple(w.value for w in command.argv)] += 1
    return found


@pytest.mark.parametrize(
    ("rule", "example"), FIXED, ids=[f"{rule.id}-{n}" for n, (rule, _) in enumerate(FIXED)]
)
def test_the_image_stays_the_same(rule: AnyRule, example: Bad) -> None:
    assert isinstance(example.source, str)
    before = read(Text(unmark(example.source)[0]))
    after = read(fix_example(rule, example).text)
    if rule.id in MEANT:
        return
    assert inputs(after) == inputs(before), rule.id


def test_what_is_meant_is_meant() -> None:
    """A rule stands in MEANT only if one of its fixes does change something, so that the list stays short."""
    idle = []
    for name in MEANT:
        examples = [(rule, example) for rule, example in FIXED if rule.id == name]
        assert examples, f"{name} has no fix"
        if all(
            inputs(read(fix_example(r, e).text)) == inputs(read(Text(unmark(str(e.source))[0])))
            for r, e in examples
        ):
            idle.append(name)
    assert not idle, idle
    assert all(re.search(r"\w", reason) for reason in MEANT.values())
