"""COPY and ADD as operations (`convert_copy.go`, `dispatchCopy`; `client/llb/fileop.go`, `merge.go`)."""

from __future__ import annotations

import re

from dlinter.model.cache.keys import operations as o
from dlinter.model.cache.keys.builder import Builder
from dlinter.model.cache.keys.content import Selector, has_wildcard, merged, selector_digest
from dlinter.model.cache.keys.graph import Input, Source
from dlinter.model.cache.keys.state import StageState, Unknown, normalize, resolve
from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile.paths import clean
from dlinter.model.dockerfile.tokens import Flag
from dlinter.values import replace

_OCTAL = re.compile(r"[0-7]+\Z")
_GIT = re.compile(r"(?:git://|git@|ssh://)|(?:https?://\S*\.git(?:[#?].*)?\Z)")


class Copies(Builder):
    """Makes the nodes of COPY and ADD."""

    def copy(self, state: StageState, stage: n.Stage, copy: n.Copy | n.Add) -> None:
        escape, env = self.file.escape, state.env
        if copy.destination is None:
            raise Unknown("BuildKit refuses the instruction")
        chmod = env.expand(copy.flag_value("chmod") or "", escape)
        linked = copy.link and not chmod
        base = None if linked else state.tip
        written = env.expand(copy.destination.value, escape)
        dest = resolve(
            "./" if written in (".", "") else written,
            "/" if written.startswith("/") else state.here(),
            keep=True,
        )
        owner_text = env.expand(copy.flag_value("chown") or "", escape)
        owner = o.Owner.read(owner_text, 0 if base is not None else o.EMPTY) if owner_text else None
        mode, mode_text = (int(chmod, 8), "") if _OCTAL.match(chmod) else (0, chmod) if chmod else (-1, "")
        common = o.CopyFiles("", normalize(dest, "/", keep=True), owner, mode, mode_text)
        exclude = tuple(flag.value for flag in copy.flags if flag.name == "exclude" and flag.value)
        sources: list[tuple[o.CopyFiles, int | None]] = []
        taken: int | None = None
        if isinstance(copy, n.Copy) and copy.from_ is not None and copy.from_.value:
            taken = self.named(copy.from_.value, stage, copy)
        elif any(s.kind is n.SourceKind.LOCAL for s in copy.sources):
            taken = self.context()
        unpack = isinstance(copy, n.Add) and (copy.unpack is None or _is_true(copy.unpack))
        for source in copy.sources:
            if source.kind is n.SourceKind.HEREDOC:
                continue
            path = env.expand(source.token.value, escape)
            if isinstance(copy, n.Add) and (_GIT.match(path) or path.startswith(("http://", "https://"))):
                sources.append(self._remote(stage, copy, common, path, exclude))
                continue
            parents = isinstance(copy, n.Copy) and _is_true(copy.flag("parents"))
            sources.append(
                (_local(replace(common, exclude=exclude, unpack=unpack), path, parents=parents), taken)
            )
        for heredoc in copy.heredocs:
            data = env.expand(heredoc.content, "\\", quotes=False) if heredoc.expand else heredoc.content
            files = replace(common, src=clean(f"/{heredoc.name}"), local=False, exclude=exclude)
            sources.append((files, self.document(stage, heredoc.name, 0o644, data, copy)))
        self._file_operation(state, stage, copy, sources, base, linked=linked)

    def _file_operation(
        self, state: StageState, stage: n.Stage, copy: n.Instruction,
        sources: list[tuple[o.CopyFiles, int | None]], base: int | None, *, linked: bool
    ) -> None:
        inputs: list[int] = [] if base is None else [base]
        for _, node in sources:
            if node is not None and node not in inputs:
                inputs.append(node)
        # What is written to counts by its key; that names of owners are looked up in it adds nothing.
        actions, selectors, invalid = (
            list[o.Action](),
            dict[int, list[Selector]](),
            {0} if base is not None else set[int](),
        )
        for at, (files, node) in enumerate(sources):
            first = (0 if base is not None else o.EMPTY) if at == 0 else len(inputs) + at - 1
            second = inputs.index(node) if node is not None else o.EMPTY
            if second >= 0:
                selector = Selector(
                    files.src,
                    files.local and has_wildcard(files.src),
                    files.local,
                    files.include,
                    files.exclude,
                    files.required,
                )
                selectors.setdefault(second, []).append(selector)
            actions.append(o.Action(files, first, second, 0 if at == len(sources) - 1 else o.EMPTY))
        operation = o.FileOperation(tuple(actions))
        links = []
        for at, number in enumerate(inputs):
            if at in selectors and at not in invalid:
                links.append(
                    Input(
                        number, selector_digest(s.path for s in selectors[at]), tuple(merged(selectors[at]))
                    )
                )
            else:
                links.append(Input(number))
        ignored = self.options.ignores(stage.name)
        made = self.add(
            copy.first_line,
            stage.index,
            key=operation.key(),
            inputs=tuple(links),
            operation=operation,
            ignored=ignored,
        )
        if linked and state.tip is not None:
            merge = o.Merge()
            made = self.add(
                copy.first_line,
                stage.index,
                key=merge.key(),
                inputs=(Input(state.tip), Input(made)),
                operation=merge,
                ignored=ignored,
            )
        state.tip = made

    def _remote(
        self, stage: n.Stage, add: n.Instruction, common: o.CopyFiles, path: str, exclude: tuple[str, ...]
    ) -> tuple[o.CopyFiles, int]:
        """ADD of a URL or a git repository: its content is known only to who fetches it."""
        git = _GIT.match(path) is not None
        name = "/" if git else "/" + (re.sub(r"[?#].*", "",
            path.partition("://")[2].partition("/")[2]).rstrip("/").rpartition("/")[2] or "__unnamed__")
        unpack = not git and _is_true(add.flag("unpack"))
        node = self.add(0, stage.index, source=Source.REMOTE, name=path, unknown=f"`{path}` was not fetched")
        return replace(common, src=name, local=False, unpack=unpack, exclude=exclude), node


def _local(files: o.CopyFiles, path: str, *, parents: bool) -> o.CopyFiles:
    """A source in the context, a stage or an image; `--parents` makes a pattern of it."""
    include: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    if parents:
        pivot, found, pattern = path.partition("/./")
        if not found:
            pivot, pattern = "/", path
        pattern = resolve(pattern, "/")
        include = (pattern.lstrip("/"),)
        if not has_wildcard(pivot) and not has_wildcard(pattern):
            required = (resolve(clean(f"{pivot}/{pattern}"), "/"),)
        path = pivot
    return replace(files, src=clean("/" + resolve(path, "/")), include=include, required=required)


def _is_true(flag: Flag | None) -> bool:
    return flag is not None and (flag.value or "true").lower() == "true"
