"""Shows what BuildKit's cache keys each step on, what a change rebuilds, and how often past commits would
have rebuilt it."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dlinter.cli.errors import UsageError
from dlinter.cli.exit_codes import CLEAN, FAILED
from dlinter.cli.output import write_text
from dlinter.cli.parser import Parser, did_you_mean
from dlinter.cli.terminal import tell, tell_problems

if TYPE_CHECKING:
    from dlinter.model.cache.build_cache import BuildCache
    from dlinter.model.facts.given import Given
    from dlinter.model.text import Text

SUMMARY = "show what rebuilds each step of a Dockerfile, and how often"

FORMATS = ("text", "json", "dot", "html", "markdown")
COMMITS = 100
LISTED = 20
"""Names that an error lists."""
MOST_NAMED = 5
"""Dockerfiles that an error names instead of one that is not there."""


def add_arguments(parser: Parser) -> None:
    parser.add_argument(
        "dockerfile",
        nargs="?",
        default="Dockerfile",
        metavar="DOCKERFILE",
        help="the file (default: Dockerfile)",
    )
    parser.add_argument(
        "--context",
        metavar="DIR",
        help="build context (default: what a workflow, Compose or Bake file says, else the file's folder)",
    )
    parser.add_argument(
        "--target", metavar="STAGE", default="", help="the stage that is built (default: the last)"
    )
    parser.add_argument(
        "-f",
        "--format",
        choices=FORMATS,
        default="text",
        help="text (default), json, dot, html; with --plan text, json, markdown, html; with --against text, "
            "json, markdown",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="file to write (default: stdout)")
    change = parser.add_argument_group("what a change rebuilds")
    change.add_argument(
        "--changed",
        nargs="+",
        action="extend",
        metavar="PATH",
        help="files of the context that change, relative to it",
    )
    change.add_argument("--arg", action="append", metavar="NAME", help="a build argument with another value")
    change.add_argument(
        "--base",
        nargs="?",
        const="*",
        action="append",
        metavar="IMAGE",
        help="a base image that moved (default: every one given by tag)",
    )
    plan = parser.add_argument_group("what would be better")
    plan.add_argument(
        "--plan",
        action="store_true",
        help="put all fixes together that are proven to rebuild less or to use a cache: the diff, and each "
            "step before and after",
    )
    plan.add_argument("--write", action="store_true", help="write the file of the plan")
    against = parser.add_argument_group("what a build cache has")
    against.add_argument(
        "--against",
        metavar="CACHE",
        help="registry reference, `type=local` folder, cache config, or image with inline cache: says of "
            "each step whether it hits",
    )
    against.add_argument(
        "--build-arg",
        action="append",
        metavar="NAME=VALUE",
        help="a build argument (default: what workflows, Compose and Bake files give)",
    )
    against.add_argument(
        "--platform", metavar="OS/ARCH", help="what is built (default: that of the record, else linux/amd64)"
    )
    against.add_argument(
        "--record",
        metavar="FILE",
        help="record of an earlier build (.dockerbuild, --metadata-file): base images and options",
    )
    against.add_argument(
        "--fail-on", action="append", metavar="WHAT",
        help="exit with 1 when `rebuilt:LINE` misses, `misses:N` or `unknown:N` steps or more do, or "
            "`cause:KIND` occurs; may be given several times",
    )  # fmt: skip
    against.add_argument("--resolve", action="store_true", help="ask registries for the base images")
    cost = parser.add_argument_group("what it costs")
    cost.add_argument(
        "--history",
        type=int,
        metavar="N",
        help=f"commits to look at, 0 for none (default: {COMMITS} in a git repository)",
    )
    cost.add_argument(
        "--times",
        metavar="FILE",
        help="log of a build (--progress=rawjson or plain, `docker buildx history logs` or `export`): "
            "minutes for each commit",
    )


def run(args: Namespace) -> int:
    from dlinter.disk.links import leads_out
    from dlinter.disk.read import read_small, unread
    from dlinter.finding import Problem
    from dlinter.model.cache.build_cache import PREDEFINED
    from dlinter.model.cache.change import ANY, Change, image_moves
    from dlinter.model.masks import mapped
    from dlinter.model.text import Text
    from dlinter.model.work import TooMuchWork
    from dlinter.report import rebuilds as cache_rows
    from dlinter.report.edge import harmless
    from dlinter.report.plain import clean
    from dlinter.run import rebuilds as work
    from dlinter.sources.build_context import load_context
    from dlinter.sources.discover import OUTSIDE, repository_of
    from dlinter.sources.git_history import GitError, NoGit

    path = args.dockerfile
    if os.path.isdir(path):
        path = f"{path.rstrip('/')}/Dockerfile"
    if args.context is not None and not Path(args.context).is_dir():
        raise UsageError(f"--context: {args.context} is not a folder")
    if args.history is not None and args.history < 0:
        raise UsageError("--history: the number of commits is 0 or more")
    if leads_out(path):
        raise UsageError(f"{path}: {OUTSIDE}")
    try:
        data = read_small(path)
    except OSError as error:
        raise UsageError(
            f"{path}: {unread(error)}{_others(path) if isinstance(error, FileNotFoundError) else ''}"
        ) from None
    root = repository_of(str(Path(path).parent))
    around = _around(path, root)
    folder = args.context or around[0] or str(Path(path).parent)
    if args.write and not args.plan:
        raise UsageError("--write goes with --plan")
    if args.format == "markdown" and not args.plan and args.against is None:
        raise UsageError("--format markdown goes with --plan or --against")
    if args.plan and (args.changed or args.arg or args.base or args.against or args.target):
        raise UsageError(
            "--plan looks at the whole file: --changed, --arg, --base, --against and --target do not go with "
            "it"
        )
    if args.against is None and (
        args.build_arg or args.platform or args.record or args.resolve or args.fail_on
    ):
        raise UsageError("--build-arg, --platform, --record, --resolve and --fail-on go with --against")
    try:
        context = load_context(path, folder)
        cache = work.open_cache(Text(data, path), context, args.target, around[1])
    except OSError as error:
        raise UsageError(f"{error.filename}: {unread(error)}") from None
    except ValueError as error:
        raise UsageError(f"--target: {error}") from None
    except TooMuchWork as error:
        raise UsageError(f"{path}: {error}") from None
    if args.against is not None:
        from dlinter.cli.against import run_against

        return run_against(args, cache, path, root, folder, context)
    if args.plan:
        return _plan(args, cache, Text(data, path), root, folder, around[1])
    _check_names(
        "--arg",
        [name for name in args.arg or () if name not in PREDEFINED],
        cache.argument_names,
        "the Dockerfile has no such build argument",
    )
    unknown = [
        name
        for name in args.base or ()
        if name != ANY and not any(image_moves(image, (name,)) for image in cache.images)
    ]
    _check_names("--base", unknown, cache.images, "the Dockerfile uses no such image")
    found = None
    if args.changed or args.arg or args.base:
        paths = frozenset(os.path.normpath(p).replace(os.sep, "/") for p in args.changed or ())
        if context is not None and (
            missing := [p for p in sorted(paths) if not os.path.lexists(os.path.join(folder, p))]
        ):
            tell(
                [
                    (f"--changed {', '.join(missing)}: the build context `{folder}` has no such file, so this "  # noqa: E501
                    "asks about one that is added or deleted")
                ],
                args,
            )
        found = cache.rebuilt(
            Change(paths=paths, args=frozenset(args.arg or ()), bases=frozenset(args.base or ()))
        )
    seconds = _seconds(args, cache)
    shares, problems = None, list[Problem]()
    wanted = COMMITS if args.history is None else args.history
    if wanted and not (found is not None and args.history is None):
        inside = work.inside(folder, root) if root else None
        try:
            if inside is None:
                raise NoGit("the context is in no git repository")
            shares = work.shares(cache, root, work.inside(path, root) or "", inside, wanted)
        except NoGit as error:
            if args.history:
                raise UsageError(f"--history: {error}") from None
            tell([f"no history: {error}"], args)
        except GitError as error:
            problems.append(Problem(str(error), f"{os.path.relpath(root)}/.git"))
    report = work.report(
        cache, path.replace(os.sep, "/"), shares if shares and shares.commits else None, seconds
    )
    if args.format == "json":
        report, more = cache_rows.with_few_follows(report)
        problems += [Problem(more, path)] if more else []
    hide = work.hider(cache, report, found)
    # JSON has escapes of its own; elsewhere a name is cleaned before it is set in columns, quoted or drawn.
    say = hide if args.format == "json" else lambda text: clean(hide(text))
    report, found = mapped(report, say), mapped(found, say)
    if args.format == "html":
        from dlinter.report.rebuilds_html import as_html

        text = as_html(report)
    elif args.format == "json":
        text = cache_rows.as_json(report, found)
    elif args.format == "dot":
        text = cache_rows.as_dot(report)
    elif found is not None:
        text = cache_rows.changes_text(found, len(cache.steps))
    else:
        text = cache_rows.as_text(report, _width())
    text = harmless(text)
    if args.output and args.output != "-":
        write_text(args.output, text, "surrogateescape")
    else:
        sys.stdout.write(text)
    tell(context.remarks if context is not None else (), args)
    problems += [
        Problem(f"line {line}: {what}", path) for line, what in cache.facts.dockerfile.work.refused
    ]
    tell_problems(problems)
    return FAILED if problems else CLEAN


def _plan(
    args: Namespace, cache: BuildCache, text: Text, root: str, folder: str, given: Mapping[str, Given]
) -> int:
    from dlinter.cli.plan import run_plan

    return run_plan(
        args,
        text,
        root,
        folder,
        cache.facts.build_context,
        given,
        _seconds(args, cache),
        COMMITS if args.history is None else args.history,
    )


def _seconds(args: Namespace, cache: BuildCache) -> dict[int, float]:
    """Seconds of each step, by place, as the log of `--times` says. Raises UsageError."""
    from dlinter.disk.read import LARGEST_REPORT, read_small, unread
    from dlinter.run.rebuilds import match_times
    from dlinter.sources.build_log import BuildLogError
    from dlinter.sources.build_times import read_times

    if not args.times:
        return {}
    try:
        return match_times(cache, read_times(read_small(args.times, LARGEST_REPORT)))
    except OSError as error:
        raise UsageError(f"--times {args.times}: {unread(error)}") from None
    except BuildLogError as error:
        raise UsageError(f"--times {args.times}: {error}") from None


def _check_names(option: str, names: Iterable[str], known: Sequence[str], what: str) -> None:
    for name in names:
        if name not in known:
            more = f" and {len(known) - LISTED} more" if len(known) > LISTED else ""
            there = (
                f"it has {', '.join(f'`{each}`' for each in known[:LISTED])}{more}"
                if known
                else "it has none"
            )
            raise UsageError(f"{option} {name}: {what}{did_you_mean(name, known) or f': {there}'}")


def _around(path: str, root: str) -> tuple[str, Mapping[str, Given]]:
    """The build context and the build arguments that the build files of the repository give a Dockerfile."""
    from dlinter.run.contexts import Contexts
    from dlinter.run.rebuilds import inside
    from dlinter.sources.inputs import LintInput

    key = inside(path, root) if root else None
    if not key:
        return "", {}
    contexts, item = Contexts(), LintInput(path, path, key=key, root=root)
    return contexts.folder_of(item), contexts.given_to(item)


def _width() -> int:
    import shutil

    return max(80, shutil.get_terminal_size((140, 24)).columns)


def _others(path: str) -> str:
    """The Dockerfiles that are in the folder or below it, to go on with after a name that is not there; ""
    without one."""
    from dlinter.model.dockerfile.names import is_dockerfile
    from dlinter.report.plain import clean
    from dlinter.sources.discover import discover

    folder = Path(path).parent
    found = (
        [i.path for i in discover([str(folder)]).inputs if is_dockerfile(Path(i.path).name)]
        if folder.is_dir()
        else []
    )
    named = ", ".join(f"`{clean(name)}`" for name in found[:MOST_NAMED])
    return (
        f"; name one of the Dockerfiles below: {named}{', …' if len(found) > MOST_NAMED else ''}"
        if found
        else ""
    )
