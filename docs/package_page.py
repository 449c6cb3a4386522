"""The README as the page of the package index shows it: hatchling asks this file for the long description of
each sdist and wheel (`pyproject.toml`, `[tool.hatch.metadata.hooks.custom]`).

The index keeps the text alone, so a picture or a page that the README names by its path in the repository is
nowhere there. Each gets its address in the repository, at the tag of the version that is built: the page of
0.1.0 goes on showing the pictures of 0.1.0.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_CODE = re.compile(r"(^```.*?^```$|``.+?``|`[^`\n]+`)", re.M | re.S)
_LINK = re.compile(r"(?P<picture>!?)(?P<text>\[(?:[^\[\]]|\[[^\]]*\])*\])\((?P<target>[^()\s]+)\)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.I)


def package_page(readme: str, repository: str, version: str) -> str:
    """`readme` with addresses in `repository` for the paths that it names. A folder ends with `/`: the
    context of the image's build has no file to ask."""
    raw = repository.replace("://github.com/", "://raw.githubusercontent.com/", 1)

    def absolute(found: re.Match[str]) -> str:
        target = found["target"]
        if _ELSEWHERE.match(target):
            return found[0]
        if found["picture"]:
            return f"!{found['text']}({raw}/v{version}/{target})"
        return (
            f"{found['text']}({repository}/{'tree' if target.endswith('/') else 'blob'}/v{version}/{target})"
        )

    # The text of a link may be code, so code is set aside by a mark instead of splitting the text at it.
    code: list[str] = []

    def aside(found: re.Match[str]) -> str:
        code.append(found[0])
        return f"\0{len(code) - 1}\0"

    return re.sub(r"\0(\d+)\0", lambda m: code[int(m[1])], _LINK.sub(absolute, _CODE.sub(aside, readme)))


def version_of(root: Path = ROOT) -> str:
    """The version that hatchling gives the package, from the same file."""
    found = re.search(
        r'^__version__ = "([^"]+)"', (root / "linter" / "dlinter" / "__init__.py").read_text("utf-8"), re.M
    )
    assert found is not None, "linter/dlinter/__init__.py has no __version__"
    return found[1]


def get_metadata_hook() -> type:
    """What hatchling looks for in a file with a hook. Its own class is imported here: tests read this file
    where hatchling is not installed."""
    from hatchling.metadata.plugin.interface import MetadataHookInterface

    class LongDescription(MetadataHookInterface):
        def update(self, metadata: dict[str, Any]) -> None:
            root = Path(self.root)
            text = package_page(
                (root / "README.md").read_text("utf-8"), metadata["urls"]["Source"], version_of(root)
            )
            metadata["readme"] = {"content-type": "text/markdown", "text": text}

    return LongDescription
