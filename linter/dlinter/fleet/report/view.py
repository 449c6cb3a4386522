"""Everything that one report says, read from the store: the filters, the rows, the counts. Formats write it
and read nothing else."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct, field

from dlinter.finding import RuleInfo, Severity
from dlinter.fleet.read import Reader
from dlinter.fleet.report.coverage import ProblemSeen, Unread, coverage, not_read, problems, unread
from dlinter.fleet.report.groups import Group, Inheritance, Seen, groups_of, seen, with_commands
from dlinter.fleet.report.lineage import Lineage
from dlinter.fleet.report.owners import Owners
from dlinter.fleet.report.since import Since
from dlinter.fleet.rows import Coverage, RunRow
from dlinter.policy.globs import matches

TOP = 20


class Choice(Struct, frozen=True):
    """What is reported, and of which images: `images` by name, `repositories` by glob, `owned_by` by owner;
    all where these are empty. `top` is how many rows of a list a person gets, 0 for all, None for what suits
    the format. `by` is what a run of SARIF is about: `image` or `repository`."""

    images: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()
    owned_by: tuple[str, ...] = ()
    owners: Owners | None = None
    since: Since | None = None
    fail_on: Severity | None = Severity.WARNING
    top: int | None = None
    by: str = "image"

    @property
    def words(self) -> str:
        """What an image has to be to be reported."""
        parts = ((self.images, "called"), (self.repositories, "in"), (self.owned_by, "owned by"))
        return " and ".join(
            f"{verb} {' or '.join(f'`{name}`' for name in names)}" for names, verb in parts if names
        )

    @property
    def everything(self) -> bool:
        return not (self.images or self.repositories or self.owned_by)


@dataclasses.dataclass(slots=True)
class Share:
    """What one owner, or one repository, has. `name` is "" for what nobody owns."""

    name: str
    images: int = 0
    images_with_findings: int = 0
    secrets: int = 0
    findings: int = 0
    new: int = 0
    keys: set[str] = dataclasses.field(default_factory=set, repr=False)


class Totals(Struct):
    """Counts of findings that are not suppressed. `failing` are those that make the exit code 1."""

    findings: int = 0
    secrets: int = 0
    new: int = 0
    new_secrets: int = 0
    failing: int = 0
    suppressed: int = 0
    inherited: int = 0
    severities: Counter[str] = field(default_factory=Counter)
    images: int = 0
    images_with_findings: int = 0
    images_not_read: int = 0
    images_clean: int = 0
    repositories: int = 0


class View:
    """One report over an open store. Raises StoreError; ValueError where no image is chosen."""

    def __init__(self, reader: Reader, choice: Choice, name: str = "") -> None:
        self.reader, self.choice = reader, choice
        self.name = name or reader.store.path.name
        self._choose()
        self.lineage = Lineage(reader)
        self.inheritance = Inheritance(reader, self.lineage)
        self.totals = Totals()
        self.owners: dict[str, Share] = {}
        self.repositories: dict[str, Share] = {}
        self.dirty: set[int] = set()
        self._count_images()
        self.groups = groups_of(self._counted(), self.inheritance, choice.owners, choice.since)
        self._count_groups()

    # --- what a report is made of ---------------------------------------------------------------------------

    @property
    def secrets(self) -> list[Group]:
        return [group for group in self.groups if group.detector]

    @property
    def others(self) -> list[Group]:
        """Rows of rules that are not about a secret."""
        return [group for group in self.groups if not group.detector]

    @cached_property
    def coverage(self) -> Coverage:
        return coverage(self.reader)

    @cached_property
    def unread(self) -> list[Unread]:
        return unread(self.reader, everything=self.choice.everything)

    @cached_property
    def not_read(self) -> dict[int, str]:
        """The images that are not clean for what was not read of them."""
        return not_read(self.reader)

    @cached_property
    def complete(self) -> bool:
        """Whether all of the chosen images, and all sources, were read."""
        return (
            self.coverage.complete
            and not self.not_read
            and not any(row.level == "error" for row in self.unread)
        )

    @cached_property
    def runs(self) -> list[RunRow]:
        return self.reader.runs()

    @cached_property
    def rules(self) -> dict[str, RuleInfo]:
        from dlinter.packs import load_rules

        return {rule.id: rule.info for rule in load_rules().rules}

    def problems(self) -> Iterator[ProblemSeen]:
        return problems(self.reader, everything=self.choice.everything)

    def findings(self) -> Iterator[Seen]:
        """Every finding, those of an image together."""
        self.lineage.start()
        return seen(self.reader)

    def findings_of(self, image: int) -> Iterator[Seen]:
        """Those of one image."""
        return seen(self.reader, image)

    def is_new(self, row: Seen) -> bool:
        since = self.choice.since
        return since is not None and since.is_new(
            row.image, row.platform, row.fingerprint, row.first_run, row.first_seen
        )

    def shown(self, groups: list[Group], most: int = TOP) -> list[Group]:
        """The rows that a person gets, with the commands that made their layers. New ones come first."""
        ordered = (
            sorted(groups, key=lambda group: (not group.new, group.sort_key))
            if self.choice.since is not None
            else groups
        )
        top = self.choice.top if self.choice.top is not None else most
        found = ordered[:top] if top else ordered
        with_commands(self.reader, found)
        return found

    def most(self, shares: dict[str, Share]) -> list[Share]:
        """Owners or repositories, those with the most secrets first."""
        return sorted(
            (share for share in shares.values()),
            key=lambda share: (-share.secrets, -share.findings, -share.images, share.name),
        )

    @property
    def verdict(self) -> str:
        """One line."""
        totals = self.totals
        if (
            totals.images
            and self.coverage.layers
            and not self.coverage.layers_scanned
            and not totals.findings
        ):
            return f"nothing was read yet: run `dlint fleet scan {self.name}`"
        parts = [
            f"{totals.failing:,} {'new ' if self.choice.since else ''}findings fail the run"
            if totals.failing != 1
            else f"1 {'new ' if self.choice.since else ''}finding fails the run"
        ]
        if not totals.failing:
            parts = [
                ("nothing was found" if self.complete else "nothing was found in the rest")
                if not totals.findings
                else "nothing new fails the run"
                if self.choice.since
                else "nothing fails the run"
            ]
        return ("not everything was read, and " if not self.complete else "") + parts[0]

    # --- reading --------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        """The table of the chosen images, in memory: the store itself is only read."""
        database, choice = self.reader.store.database, self.choice
        database.execute("PRAGMA temp_store = MEMORY")
        if not database.in_transaction:
            database.execute("BEGIN")  # all that follows reads one state, whatever is written meanwhile
        database.execute("DROP TABLE IF EXISTS temp.chosen")
        database.execute("CREATE TEMP TABLE chosen (id INTEGER PRIMARY KEY)")
        rows = self.reader.store.ask("SELECT id, name, host, repository FROM images WHERE current = 1")
        wanted = [
            (number,)
            for number, name, host, repository in rows
            if choice.everything or self._wanted(name, host, repository)
        ]
        if not wanted and not choice.everything:
            first = self.reader.store.ask("SELECT name FROM images WHERE current = 1 ORDER BY name LIMIT 1")
            raise ValueError(
                f"no image of {self.name} is {choice.words}"
                + "".join(f"; an image is called `{name}`" for (name,) in first)
            )
        database.executemany("INSERT INTO temp.chosen (id) VALUES (?)", wanted)

    def _wanted(self, name: str, host: str, repository: str) -> bool:
        choice = self.choice
        if choice.images and name not in choice.images:
            return False
        if choice.repositories and not any(
            matches(choice.repositories, one) for one in (repository.lstrip("/"), f"{host}/{repository}")
        ):
            return False
        return not choice.owned_by or bool(
            choice.owners and set(choice.owned_by) & set(choice.owners.of(host, repository))
        )

    def _count_images(self) -> None:
        rows = self.reader.store.ask(
            "SELECT i.host, i.repository, count(*) FROM images i JOIN chosen c ON c.id = i.id WHERE i.state "
            "!= 'artifact' GROUP BY i.host, i.repository"
        )
        for host, repository, images in rows:
            self.totals.images += images
            for share in self._shares(host, repository):
                share.images += images
        self.totals.repositories = len(self.repositories)
        self.totals.suppressed = self.reader.store.one(
            "SELECT count(*) FROM findings f JOIN chosen c ON c.id = f.image_id WHERE f.suppressed_by != ''"
        )[0]

    def _shares(self, host: str, repository: str) -> list[Share]:
        name = f"{host}/{repository}" if host else repository
        found = [self.repositories.setdefault(name, Share(name))]
        if self.choice.owners is not None:
            found += [
                self.owners.setdefault(owner, Share(owner))
                for owner in self.choice.owners.of(host, repository) or ("",)
            ]
        return found

    def _counted(self) -> Iterator[Seen]:
        """The findings; counts them on the way."""
        totals, fail_on, since = self.totals, self.choice.fail_on, self.choice.since
        failing = {s.value for s in Severity if fail_on is not None and s.rank <= fail_on.rank}
        last, shares = -1, list[Share]()
        for row in self.findings():
            if row.image_id != last:
                last, shares = row.image_id, self._shares(row.host, row.repository)
                self.dirty.add(last)
                for share in shares:
                    share.images_with_findings += 1
            new = self.is_new(row)
            totals.findings += 1
            totals.new += new
            totals.severities[row.severity] += 1
            totals.failing += row.severity in failing and (new or since is None)
            for share in shares:
                share.findings += 1
                share.new += new
                if row.detector:
                    share.keys.add(row.key)
            yield row
        for share in (*self.owners.values(), *self.repositories.values()):
            share.secrets = len(share.keys)

    def _count_groups(self) -> None:
        totals = self.totals
        totals.secrets = len(self.secrets)
        totals.new_secrets = sum(group.all_new for group in self.secrets)
        totals.inherited = sum(group.inherited for group in self.groups)
        totals.images_with_findings = len(self.dirty)
        totals.images_not_read = len(self.not_read)
        totals.images_clean = totals.images - len(self.dirty | self.not_read.keys())
