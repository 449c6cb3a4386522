"""One file of a run: its bytes, what stands around it, and everything that is found in it."""

from __future__ import annotations

import posixpath
from functools import partial
from typing import TYPE_CHECKING

from dlinter.disk.read import unread
from dlinter.engine import Outcome
from dlinter.finding import Problem
from dlinter.model.builds.names import is_data
from dlinter.model.facts.facts import no_history
from dlinter.model.masks import Masks
from dlinter.model.text import Text
from dlinter.policy.settings import Settings
from dlinter.run.around import Around
from dlinter.run.readable import odd_byte, unreadable
from dlinter.run.session import NOTHING, Examiner, Loads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dlinter.model.dockerfile.context import BuildContext
    from dlinter.model.facts.given import Given
    from dlinter.model.facts.history import History
    from dlinter.run.contexts import Contexts
    from dlinter.sources.inputs import LintInput


def lint_input(examiner: Examiner, item: LintInput, load: Loads | None = None) -> tuple[Outcome, Text | None]:
    """Everything about one file; a file that cannot be read is a problem. `load` None looks for what stands
    around it."""
    try:
        text = Text(item.read(), item.path)
    except OSError as error:
        return Outcome(problems=[Problem(unread(error), item.path)]), None
    problem = unreadable(text)
    if problem:
        return Outcome(problems=[problem]), None
    return lint_whole(examiner, item, text, load), text


def lint_whole(examiner: Examiner, item: LintInput, text: Text, load: Loads | None = None) -> Outcome:
    """Everything about the text of one file, and what could not be read of what stands around it."""
    load = load or loads_in(examiner, item)
    outcome = lint_text(examiner, item, text, load)
    outcome.problems += load.around.problems
    outcome.notes += load.around.notes
    odd = odd_byte(text)
    if odd:
        outcome.problems.append(odd)
    return outcome


def lint_text(examiner: Examiner, item: LintInput, text: Text, load: Loads = NOTHING) -> Outcome:
    """Everything about the text of one file, a Dockerfile or a build file by its name."""
    if is_data(item.path):
        from dlinter.run.builds import lint_build_input

        return lint_build_input(examiner, item, text)
    return examiner.lint(text, load, item.key)


def loads_in(examiner: Examiner, item: LintInput) -> Loads:
    """What stands around a file of this run."""
    return loads_of(item, examiner.settings, examiner.contexts if item.root else None)


def loads_of(item: LintInput, settings: Settings, contexts: Contexts | None = None) -> Loads:
    """What stands around a file of a run. `contexts` keeps what is known of the repository for the next
    file."""
    around = Around(item.path)
    in_repository = item.file is not None and bool(item.root)
    return Loads(
        partial(load_context_of, item, settings, contexts, around),
        partial(load_history_of, item, settings, contexts, around) if in_repository else no_history,
        partial(load_given_to, item, contexts), around, partial(load_named_contexts, item, contexts),
        partial(load_targets, item, contexts),
    )


def load_context_of(
    item: LintInput, settings: Settings, contexts: Contexts | None = None, around: Around | None = None
) -> BuildContext | None:
    """The build context of a Dockerfile: `--context`, else what the repository's build files say, else the
    file's own folder."""
    if item.file is None and not settings.context:
        return None
    from dlinter.sources.build_context import load_context

    try:
        context = load_context(item.file or item.path, _context_folder(item, settings, contexts))
    except OSError as error:
        if around is not None:
            around.problems.append(Problem(f"the ignore file {error.filename} {unread(error)}", item.path))
        return None
    if around is not None:
        around.context = context
    return context


def load_history_of(
    item: LintInput, settings: Settings, contexts: Contexts | None = None, around: Around | None = None
) -> History | None:
    """What the last commits changed in the build context of a Dockerfile; None where the context is in no git
    repository."""
    if item.file is None or not item.root:
        return None
    from dlinter.run.contexts import Contexts

    folder = _context_folder(item, settings, contexts) or posixpath.join(
        item.root, posixpath.dirname(item.key)
    )
    known = contexts or Contexts()
    history = known.history_of(item.root, folder, item.key)
    if around is not None:
        around.problems += known.problems.get(item.root, ())
        around.remarks += known.remarks.get(item.root, ())
    return history


def load_given_to(item: LintInput, contexts: Contexts | None = None) -> Mapping[str, Given]:
    """The build arguments that the repository's build files give a Dockerfile."""
    if item.file is None or not item.root:
        return {}
    from dlinter.run.contexts import Contexts

    return (contexts or Contexts()).given_to(item)


def context_folder_of(item: LintInput, settings: Settings) -> str:
    """The folder of a Dockerfile's build context, "" for the Dockerfile's own."""
    return _context_folder(item, settings, None) if item.file is not None else settings.context


def load_named_contexts(item: LintInput, contexts: Contexts | None = None) -> frozenset[str]:
    """The names of the contexts that the repository's build files give a Dockerfile."""
    if item.file is None or not item.root:
        return frozenset()
    from dlinter.run.contexts import Contexts

    return (contexts or Contexts()).named_contexts(item)


def load_targets(item: LintInput, contexts: Contexts | None = None) -> frozenset[str]:
    """The stages that the repository's build files build by name."""
    if item.file is None or not item.root:
        return frozenset()
    from dlinter.run.contexts import Contexts

    return (contexts or Contexts()).targets(item)


def _context_folder(item: LintInput, settings: Settings, contexts: Contexts | None) -> str:
    if settings.context or not item.root:
        return settings.context
    from dlinter.run.contexts import Contexts

    return (contexts or Contexts()).folder_of(item)


def masks_of(examiner: Examiner, text: Text) -> Masks:
    """What hides the secrets of a Dockerfile or a build file, whatever rules run."""
    if not is_data(text.path):
        return examiner.facts(text).masks
    from dlinter.model.builds.facts import BuildFacts
    from dlinter.model.builds.reader import read_build_file

    file = read_build_file(text)
    if file is None or file.error:
        return Masks.of(examiner.find_secrets(text, ()), text)
    return BuildFacts(file, find_secrets=examiner.find_secrets).masks
