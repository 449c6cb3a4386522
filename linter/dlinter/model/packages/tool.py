"""The shape of a record of the table (`tools/`): what one package manager or builder does, and a command of
it at work."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from msgspec import Struct, field

from dlinter.model.packages.project import Needs, Project
from dlinter.model.shell.nodes import Command, Word

INSTALL, UPDATE, UPGRADE, BUILD, DOWNLOAD, CLEAN, REMOVE, OTHER = (
    "install", "update", "upgrade", "build", "download", "clean", "remove", "other",
)  # fmt: skip
DOWNLOADS, STORE, INDEX, WORK = "downloads", "store", "index", "work"
"""What a folder holds: copies of what was downloaded, which nobody misses; packages that later steps or the
program itself read from there; a list of packages that a later install reads; what a compiler made."""


INNER, OUTER, OUTER_WITH_WORD = "inner", "outer", "outer with word"
"""Which word of `uv pip install` is the subcommand: `install`, or the outer one; there the inner one may stay
among the packages (`dnf module install`)."""


class Variant(Struct, frozen=True):
    """Another tool behind the same program (Yarn 2 and later): it is meant where one of the `options` is
    given, a file of the project has the pattern, or an earlier command of the file has the `words`."""

    name: str
    options: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()


class Folder(Struct, frozen=True):
    """A folder that a tool fills. `default` is absolute or relative to the home folder (`~/…`),
    `root_default` what it is for root where that differs. `name` tells a tool's folders apart, "" where it
    has one.

    What moves it, in the order in which tools ask: `options` of the command (`--cache-dir X`, `-Dname=X`),
    `variables` as `(name, suffix)` (the folder is `$name/suffix`), `settings`: words of a command that writes
    it into the user's settings, the place after them (`npm config set cache`), `fallbacks`: variables that
    only move the default (`XDG_CACHE_HOME`), and `files`: settings of the project with a regular expression
    that finds it there; where to is not followed, the folder is not known then. `suffix` is added to a place
    that an option or a setting gives. `by_image`: regular expressions over `name:tag` of the base image and
    the folder there ("" for not known), first match wins; `default` holds only where none matches and
    `any_image` is true. `downloads_if`: files of the project with a regular expression where the folder holds
    downloads alone, whatever `content` says. `waste`: places of an image that hold what no container reads,
    where that is not the folder itself (a `STORE` has only those that are named)."""

    default: str
    variables: tuple[tuple[str, str], ...] = ()
    root_default: str = ""
    name: str = ""
    content: str = DOWNLOADS
    options: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    suffix: str = ""
    by_image: tuple[tuple[str, str], ...] = ()
    downloads_if: tuple[tuple[str, str], ...] = ()
    waste: tuple[str, ...] = ()
    fallbacks: tuple[tuple[str, str], ...] = ()
    any_image: bool = True


def xdg(
    suffix: str,
    *own: tuple[str, str],
    name: str = "",
    content: str = DOWNLOADS,
    options: tuple[str, ...] = (),
    settings: tuple[str, ...] = (),
) -> Folder:
    """`~/.cache/suffix`, or below `$XDG_CACHE_HOME` (XDG Base Directory Specification); a tool's own
    variables come first."""
    return Folder(
        f"~/.cache/{suffix}",
        own,
        fallbacks=(("XDG_CACHE_HOME", suffix),),
        name=name,
        content=content,
        options=options,
        settings=settings,
    )


class Manifests(Struct, frozen=True):
    """Names of the files that an install reads (patterns over the last part of a path), `lockfiles` among
    them; `first`: how to name them in a COPY where the context is not known, the first of them must be there.
    """

    files: tuple[str, ...]
    lockfiles: tuple[str, ...] = ()
    first: tuple[str, ...] = ()


class Frozen(Struct, frozen=True):
    """Installs that may write another lockfile: `verbs` ("" for a bare command), `options` that forbid it
    (the first is the advice), `variables` that do. `instead` is a verb that forbids it, `ambiguous`: which
    option it is depends on the tool's version. `with_packages`: also where packages are named."""

    verbs: tuple[str, ...]
    options: tuple[str, ...]
    variables: tuple[str, ...] = ()
    instead: str = ""
    ambiguous: bool = False
    with_packages: bool = False


class Tool(Struct, frozen=True):
    """One tool.

    Names: `name` is its family's (`apt` for `apt-get`), `programs` are the commands, `aliases` further names
    of the first one (`pip3`), `python_module`: also `python -m`, `variants` tools behind the same program
    (`variant_of` names it there), `source` where the facts are from.

    Commands: `verbs` gives each subcommand its action, `nested` those whose next word says what is done
    (`nested_words` which of the two is the subcommand), `valued` the options that take a value, `bare` what
    the program does without a subcommand ("": nothing), `goals`: several verbs in one command,
    `operands_first`: there is no subcommand, all words are packages, `parse` reads a command that is like
    none of these; `chdir`: options whose value is the folder to work in. `ecosystem` is whose packages
    ("Node.js"), "" where they do not lie in a folder of their own; `system`: a distribution's, `rolling`: one
    whose only version is the latest. `read_only`: verbs that do not write to the manifests.

    Files: `manifests` by name; `reads` answers from the content what an install needs,
    `sources` what a build does: without it, that is the folder that it works in. `builds_others`: verbs that
    build packages alone, no code of the project, of which `reads` answers.

    Caches: `folders`; `sharing` is the mount's: `locked` where two builds at once would break each other;
    `by_platform`: what is cached is for one distribution and architecture, and with `one_index` the cached
    index has one name for all architectures. `off_options`, `off_variables`, `no_cache_settings` (words of a
    command): the tool then keeps nothing; `cleans`: whether its CLEAN empties the cache (not the build
    folder); `build_fetches`: a BUILD fetches what is missing; `offline`, `offline_variables` (name, how its
    value starts): nothing is fetched, what is needed must be in the folder already, as always for the verbs
    of `never_fetches` ("*": all but installs); `plans`: verbs and options with which no package of the
    folders is read (`cargo chef prepare`, `go build -mod=vendor`); `fetch_only`: verbs that fill the folder
    and nothing else; `runs`: verbs that read the store when a container runs them.

    `leaves`: where an image keeps what was fetched without a mount, if that is not the folders themselves,
    and `left_by` the actions that fill it; `outputs`: folders that its builds make beside the manifests;
    `also_set_by`: beginnings of variables, in lower case, that change what is installed and do not begin with
    the tool's name; `environments`: verbs that install into an environment of the project alone;
    `reads_dotenv`: it takes variables from `.env` beside the manifests.

    Else: `frozen`; `yes`: options that answer its question, `yes_cluster` their letters; `pinned`: whether a
    named package has a version, `named` the verbs that take packages, `without_names` options that may bring
    the versions; `index_of`: the index that UPDATE makes and INSTALL reads; `cross`: compiles for other
    platforms by itself; `recommends`: options that leave recommended packages out."""

    name: str
    source: str
    programs: tuple[str, ...] = ()
    verbs: Mapping[str, str] = field(default_factory=dict)
    nested: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    valued: frozenset[str] = frozenset()
    bare: str = ""
    goals: bool = False
    operands_first: bool = False
    ecosystem: str = ""
    system: bool = False
    rolling: bool = False
    read_only: tuple[str, ...] = ()
    manifests: Manifests | None = None
    reads: Callable[[Install, Project], Needs | None] | None = None
    sources: Callable[[Install, Project], Needs | None] | None = None
    builds_others: tuple[str, ...] = ()
    folders: tuple[Folder, ...] = ()
    sharing: str = ""
    by_platform: bool = False
    one_index: bool = False
    off_options: tuple[str, ...] = ()
    off_variables: tuple[str, ...] = ()
    cleans: bool = True
    build_fetches: bool = False
    offline: tuple[str, ...] = ()
    offline_variables: tuple[tuple[str, str], ...] = ()
    fetch_only: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    frozen: Frozen | None = None
    yes: tuple[str, ...] = ()
    yes_cluster: str = ""
    pinned: Callable[[Word, Install], bool] | None = None
    named: tuple[str, ...] = ()
    without_names: tuple[str, ...] = ()
    index_of: str = ""
    cross: bool = False
    recommends: tuple[str, ...] = ()
    python_module: bool = False
    aliases: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    nested_words: str = INNER
    chdir: tuple[str, ...] = ()
    no_cache_settings: tuple[str, ...] = ()
    variant_of: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    left_by: tuple[str, ...] = (INSTALL, UPGRADE)
    outputs: tuple[str, ...] = ()
    also_set_by: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    reads_dotenv: bool = False
    never_fetches: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    parse: Callable[[Command, tuple[Word, ...], Tool], Install | None] | None = None

    @property
    def of_projects(self) -> bool:
        """Whether an install of a project leaves its packages in folders of the project, or of the tool
        alone: all but Python's do, which go to the interpreter that other programs start, too."""
        return self.ecosystem not in ("", "Python")

    @property
    def makes(self) -> tuple[str, ...]:
        """Folders that an install makes beside the manifests."""
        return _MADE.get(self.ecosystem, ())


GLOBAL = ("-g", "--global", "--location=global")
"""Options of npm, pnpm, bun and .NET that install for the whole image (npm docs, "folders")."""
_MADE = {"Node.js": ("node_modules",), "Python": (".venv",), "PHP": ("vendor",), "Ruby": ("vendor/bundle",),
    "Elixir": ("deps", "_build")}  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Install:
    """A tool at work. `manager` is the program (`pip3` and `python -m pip` are `pip`, `mvnw` is `mvn`),
    `subcommand` the word that says what to do (None for a bare `yarn`), `action` what it comes to, `tool` the
    record."""

    manager: str
    action: str
    command: Command
    subcommand: Word | None
    packages: tuple[Word, ...] = ()
    options: tuple[Word, ...] = ()
    tool: Tool = dataclasses.field(default_factory=lambda: Tool("", ""), compare=False, repr=False)

    @property
    def verb(self) -> str:
        """The subcommand's value, "" for a bare command."""
        return self.subcommand.value if self.subcommand is not None else ""

    @property
    def words(self) -> str:
        """The command as a message names it: program (`python -m pip` is one) and verb."""
        words = [w.value for w in self.command.argv]
        return " ".join(words[:4] if words[1:2] == ["-m"] else words[:2])

    def has(self, *names: str) -> bool:
        """Whether an option is given, also as `--name=value`."""
        return any(o.value == n or o.value.startswith(n + "=") for o in self.options for n in names)

    def value_of(self, *names: str) -> str | None:
        """The value of an option: `--name=value`, or the word after it."""
        words = self.command.argv
        for index, word in enumerate(words):
            for name in names:
                if word.value.startswith(name + "="):
                    return word.value[len(name) + 1 :]
                if word.value == name and index + 1 < len(words):
                    return words[index + 1].value
        return None

    @property
    def for_the_image(self) -> bool:
        """Whether packages of Node.js, or of a tool with such a word, are installed for the whole image."""
        return self.has(*GLOBAL) or self.nested("global")

    def nested(self, word: str) -> bool:
        """Whether a word is among the first after the program (`uv pip install`)."""
        return any(w.value == word for w in self.command.argv[1:4])
