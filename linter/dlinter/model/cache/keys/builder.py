"""The nodes of a build while they are made: sources, and the files of heredocs."""

from __future__ import annotations

from collections.abc import Callable

from dlinter.model.cache.keys import operations as o
from dlinter.model.cache.keys.graph import BaseImage, BuildOptions, Input, Node, Source
from dlinter.model.cache.keys.state import StageState
from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile.paths import clean

FindBase = Callable[[str, o.Platform], BaseImage]
"""What is known of an image, by its name as the Dockerfile has it (variables resolved)."""


class Builder:
    """Nodes in the order in which they are made; `states` are the stages so far, `names` their indexes by
    name."""

    def __init__(self, dockerfile: n.Dockerfile, options: BuildOptions, find_base: FindBase) -> None:
        self.file, self.options, self.find_base = dockerfile, options, find_base
        self.nodes: list[Node] = []
        self.images: dict[tuple[str, str], int | None] = {}
        self.bases: dict[tuple[str, str], BaseImage] = {}
        self.states: dict[int, StageState] = {}
        self.names: dict[str, int] = {}
        self._the_context: int | None = None

    def image(self, name: str, platform: o.Platform, line: int, stage: int) -> int | None:
        """The node of an image; None for one without layers (`isScratch`)."""
        place = (name, str(platform))
        if place not in self.images:
            base = self.find_base(name, platform)
            if name.lower() in self.options.named:
                base = BaseImage(why=f"`{name}` is a named context")
            self.bases[place] = base
            if base.diff_ids == ():
                self.images[place] = None
            elif not base.digest:
                self.images[place] = self.add(
                    line,
                    stage,
                    source=Source.IMAGE,
                    name=name,
                    unknown=base.why or f"the digest of `{name}` is not known",
                )
            else:
                keys = o.image_keys(base.digest, platform, base.diff_ids)
                self.images[place] = self.add(line, stage, source=Source.IMAGE, name=name, keys=keys)
        return self.images[place]

    def named(self, name: str, stage: n.Stage, instruction: n.Instruction) -> int | None:
        """The node of a stage or image that COPY or a mount takes from; None for the empty tree."""
        index = (
            int(name)
            if name.isdecimal() and isinstance(instruction, n.Copy)
            else self.names.get(name.lower())
        )
        if index is not None and index in self.states and index < stage.index:
            return self.states[index].tip
        if name == "scratch":
            return None
        return self.image(name, self.options.platform, 0, stage.index)

    def document(self, stage: n.Stage, name: str, mode: int, data: str, instruction: n.Instruction) -> int:
        """The file of a heredoc: an operation without a line."""
        make = o.Mkfile(clean(f"/{name}"), mode, data.encode("utf-8", "surrogateescape"))
        operation = o.FileOperation((o.Action(make, o.EMPTY),))
        return self.add(
            0,
            stage.index,
            key=operation.key(),
            operation=operation,
            name=f"heredoc of line {instruction.first_line}",
        )

    def context(self) -> int:
        if self._the_context is None:
            self._the_context = self.add(0, -1, source=Source.CONTEXT, name="context")
        return self._the_context

    def unknown(self, line: int, stage: int, why: str, below: int | None = None) -> int:
        return self.add(
            line,
            stage,
            unknown=why,
            source=Source.OTHER if below is None else None,
            inputs=() if below is None else (Input(below),),
        )

    def add(
        self, line: int, stage: int, *, key: str = "", inputs: tuple[Input, ...] = (),
        source: Source | None = None, name: str = "",
        keys: tuple[str, ...] = (), unknown: str = "",
        operation: o.Exec | o.FileOperation | o.Merge | None = None, ignored: bool = False,
    ) -> int:  # fmt: skip
        number = len(self.nodes)
        self.nodes.append(
            Node(number, line, stage, key, inputs, source, name, keys, unknown, operation, ignored)
        )
        return number
