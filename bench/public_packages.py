"""Writes the names of public packages that dlint ships (`linter/dlinter/model/image/public/*.txt`).

    python bench/public_packages.py PYPI.tsv NPM.tsv

`debian.txt`: the source packages of the signed index that apt has on this machine (Debian, `main`) that
packages of another source depend on, or that are of priority `standard` or higher; without the families of
single libraries of a language, whose files are sources for builds (those of Python are looked up in
`pypi.txt`), and without data, themes and fonts. Version numbers at the end of a name are cut off, so that
`postgresql-15` stands for all of them. `pypi.txt`: the first names of a table with the columns `name` and
`rank_among_15000_most_downloaded`. `npm.txt`: the names of most downloads of a table whose first and third
columns are the name and the downloads of a month. Names that anybody may give to a package of their own
(`config`, `util`) are in neither. `alpine.txt` and `rpm.txt` are written by hand: no index of theirs is on
this machine.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "linter"))

from dlinter.model.image.public_packages import FOLDER, family

PYPI = 5_000
NPM = 5_000
_ANYBODYS = re.compile(
    r"(?:apis?|apps?|auth|backend|clients?|commons?|config|core|db|env|examples?|frontend|helpers?|"
    r"lib|main|models?|scripts?|secrets?|servers?|services?|settings|shared|tests?|tools?|types|utils?|web)"
)
"""What a team calls a package that only they have."""
_LIBRARIES = re.compile(
    r"(?:rust|haskell|r-cran|r-bioc|r-other|node|golang(?!-[0-9.]+$)|fonts|libjs|elpa|lua|ocaml|coq|"
    r"puppet-module|gap|octave|php-horde|xserver-xorg-video|tryton-modules|python|gnome-shell"
    r"|science|texlive|task|kf5|k|lib)-|.*-(?:perl|java|clojure|el|data|dbg|theme|icons?)$"
)
_USED = ("required", "important", "standard")


def debian() -> list[str]:
    """Families of source packages."""
    stanzas = []
    for index in sorted(Path("/var/lib/apt/lists").glob("*_dists_*_main_binary-*_Packages*")):
        text = subprocess.run(
            ["/usr/lib/apt/apt-helper", "cat-file", str(index)], capture_output=True, text=True, check=True
        ).stdout
        for stanza in text.split("\n\n"):
            fields = dict(
                line.split(": ", 1)
                for line in stanza.split("\n")
                if ": " in line and not line.startswith(" ")
            )
            if "Package" in fields:
                stanzas.append(fields)
    source = {s["Package"]: s.get("Source", s["Package"]).split(" ")[0] for s in stanzas}
    used = {source[s["Package"]] for s in stanzas if s.get("Priority") in _USED}
    for stanza in stanzas:
        for name in re.findall(
            r"(?:^|[,|]\s*)([a-z0-9][a-z0-9+.-]+)",
            ", ".join(stanza.get(k, "") for k in ("Depends", "Pre-Depends", "Recommends")),
        ):
            if name in source and source[name] != source[stanza["Package"]]:
                used.add(source[name])
    return sorted({family(name) for name in used if not _LIBRARIES.match(name)})


def pypi(table: Path) -> list[str]:
    """The most downloaded names, and dlint's own."""
    with table.open(encoding="utf-8", newline="") as file:
        ranks = [(int(row["rank_among_15000_most_downloaded"]), row["name"])
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
                 if (row["rank_among_15000_most_downloaded"] or "").isdigit()]  # fmt: skip
    names = (re.sub(r"[-_.]+", "-", name).lower() for _, name in sorted(ranks)[:PYPI])
    return sorted({"dlinter", *(name for name in names if not _ANYBODYS.fullmatch(name))})


def npm(table: Path) -> list[str]:
    """The most downloaded names. A name of a scope belongs to who has the scope."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    counts = sorted(((int(row[2]), row[0]) for row in rows if row[2:] and row[2].isdigit()), reverse=True)
    return sorted(name for _, name in counts[:NPM] if not _ANYBODYS.fullmatch(name))


def main() -> None:
    (FOLDER / "debian.txt").write_text("\n".join(debian()) + "\n", "ascii")
    (FOLDER / "pypi.txt").write_text("\n".join(pypi(Path(sys.argv[1]))) + "\n", "ascii")
    (FOLDER / "npm.txt").write_text("\n".join(npm(Path(sys.argv[2]))) + "\n", "ascii")


if __name__ == "__main__":
    main()
