"""`dlint scan`: images → candidates with their places → rules → results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TypeVar

from dlinter.disk.read import read_small
from dlinter.engine import Engine, protect, what_failed
from dlinter.finding import Finding, Location, Problem, Report, Result, Subject
from dlinter.model.image import Image, ImageSecret, Layer
from dlinter.model.image.contents import Contents, LayerContents
from dlinter.model.image.filesystem import Filesystem
from dlinter.model.image.flat import Flat, flat_dockerfile
from dlinter.model.image.merged import Merged
from dlinter.model.image.public_packages import holds_credentials, managed
from dlinter.model.image.shipped import Shipment, Shipped
from dlinter.model.image.tie import Tied, tie
from dlinter.model.masks import Masks, mapped
from dlinter.model.place import Exposure, ImagePlace, Origin, Visibility
from dlinter.model.text import Span, Text
from dlinter.packs import RuleSet, load_detectors, load_rules
from dlinter.policy.case import Case
from dlinter.policy.chain import apply as apply_policy
from dlinter.policy.settings import Settings
from dlinter.run.conceal import Concealer
from dlinter.run.scan.config import TOO_MANY, config_secrets
from dlinter.run.scan.layers import LayerFound, LayerReader
from dlinter.run.scan.memory import LayerCache
from dlinter.run.scan.unread import needs_digest, unread_problem
from dlinter.run.session import Examiner
from dlinter.secrets.own_folder import own_folder
from dlinter.secrets.scanner import Found
from dlinter.secrets.searcher import Engine as SecretEngine
from dlinter.sources.image_config import ImageSource, Opened
from dlinter.sources.open import open_image
from dlinter.values import replace

T = TypeVar("T")
Progress = Callable[[int, int, str], None]
PACKAGES = (".deb", ".rpm", ".apk")


def scan(
    images: Sequence[str], settings: Settings, dockerfile: Path | None = None,
    progress: Progress | None = None,
    ruleset: RuleSet | None = None, secrets: dict[str, str] | None = None, *, timelines: bool = False,
) -> Report:  # fmt: skip
    """Scans images. Raises RegistryError and ConfigError; what is wrong with an image is among the problems.
    `secrets`, for `--show-secrets`, is filled with the raw values by fingerprint. `timelines`: the report has
    what each layer adds and takes away."""
    return scan_with(
        Examiner.of(ruleset or load_rules(), settings),
        images,
        dockerfile,
        progress,
        secrets,
        timelines=timelines,
    )


def scan_with(
    examiner: Examiner, images: Sequence[str], dockerfile: Path | None, progress: Progress | None,
    secrets: dict[str, str] | None = None, *, timelines: bool = False,
) -> Report:  # fmt: skip
    """Scans with rules and settings that are there already."""
    report = Report(
        rules=[examiner.engine.info(rule) for rule in examiner.engine.rules],
        timelines=[] if timelines else None,
    )
    # `--no-cache` is about results: the compiled detectors are of dlint alone
    engine = SecretEngine(examiner.ruleset.detectors)
    given = Text(read_small(dockerfile, within=""), dockerfile.as_posix()) if dockerfile is not None else None
    folder, note = own_folder() if examiner.settings.use_cache else (None, "")
    report.notes += [note] if note else []
    # What is remembered has no raw values to show.
    remember = LayerCache(folder) if folder is not None and secrets is None else None
    names = list(dict.fromkeys(images))
    prints = bool(examiner.engine.rules_for(LayerContents))
    reader = LayerReader(engine, remember, prints, examiner.settings.jobs, shared=len(names) > 1)
    for number, name in enumerate(names, 1):
        count = f"{number} of {len(names)}: " if len(names) > 1 else ""
        report.subjects.append(Subject(name, "scan", examiner.settings.fail_on))
        reader.begin()
        opened = _kept(report, name, "cannot be opened", partial(open_image, name), Opened(name))
        try:
            step = partial(
                _scan_one, opened, examiner, engine, reader, given, report, _counted(progress, count), secrets
            )
            _kept(report, name, "cannot be scanned", step, None)
        finally:
            opened.close()
    report.results = apply_policy(report.results, Case(examiner.settings, baseline=examiner.baseline))
    return examiner.concealer.report(report)


def _counted(progress: Progress | None, count: str) -> Progress | None:
    """The same, with which of the images it is before its name."""
    return (
        progress
        if progress is None or not count
        else lambda done, total, what: progress(done, total, count + what)
    )


def judge_source(
    source: ImageSource, examiner: Examiner, engine: SecretEngine, reader: LayerReader
) -> Report:
    """One image whose layers `reader` knows: the report of a scan of it alone, with the problems of its
    layers."""
    report = Report(
        rules=[examiner.engine.info(rule) for rule in examiner.engine.rules],
        subjects=[Subject(source.image.name, "scan", examiner.settings.fail_on)],
    )
    step = partial(_scan_image, source, examiner, engine, reader, None, report, lambda size: None, None)
    _kept(report, source.image.name, "an image cannot be scanned", step, None)
    report.results = apply_policy(report.results, Case(examiner.settings, baseline=examiner.baseline))
    return examiner.concealer.report(report)


def _kept(report: Report, name: str, what: str, step: Callable[[], T], otherwise: T) -> T:
    """A step of a scan whose failure is a problem: what was found elsewhere is reported."""
    try:
        return step()
    except Exception as error:
        report.problems.append(Problem(f"{what}: {what_failed(error)}", name))
        return otherwise


def _scan_one(
    opened: Opened, examiner: Examiner, engine: SecretEngine, reader: LayerReader, given: Text | None,
    report: Report,
    progress: Progress | None, raw: dict[str, str] | None,
) -> None:  # fmt: skip
    report.problems += opened.problems
    wanted = examiner.settings.platform
    # What does not say its platform, such as a folder, is read whatever is asked for.
    chosen = [
        s for s in opened.images if not wanted or f"{s.image.platform or wanted}/".startswith(wanted + "/")
    ]
    if opened.images and all(s.loose for s in chosen):
        there = ", ".join(sorted({s.image.platform for s in opened.images if not s.loose}))
        report.problems.append(Problem(f"has no image for {wanted}: {there}", opened.name))
    total = sum(layer.size for source in chosen for layer in source.image.layers)
    name = examiner.concealer.text(opened.name)
    done, lock = [0], Lock()

    def advance(size: int) -> None:
        with lock:
            done[0] += size
            if progress is not None:
                progress(done[0], total, name)

    if chosen and not chosen[0].blobs.parallel:
        # A compressed archive is read forward only: the layers of all its images in one pass.
        layers = [(source, index) for source in chosen for index in range(len(source.layers))]
        for source, index in sorted(
            layers, key=lambda layer: layer[0].blobs.order(layer[0].layers[layer[1]].name)
        ):
            if (key := reader.key(source, index)) not in reader.known:
                reader.known[key] = reader.read(source, index, advance)
    for source in chosen:
        step = partial(_scan_image, source, examiner, engine, reader, given, report, advance, raw)
        _kept(report, opened.name, "an image cannot be scanned", step, None)


def _scan_image(
    source: ImageSource, examiner: Examiner, engine: SecretEngine, reader: LayerReader, given: Text | None,
    report: Report,
    advance: Callable[[int], None], raw: dict[str, str] | None,
) -> None:  # fmt: skip
    image = source.image
    reads = _read_layers(source, reader, advance)
    first: list[int] = []  # layers that no other image of this input has told of
    for index, read_ in reads.items():
        if image.name not in read_.told:
            read_.told.add(image.name)
            report.problems += read_.problems
            first.append(index)
    nothing: dict[int, dict[str, Shipment]] = {}
    shipped = _kept(
        report,
        image.name,
        "its package databases cannot be read",
        lambda: _shipped(source, reader, reads),
        nothing,
    )
    setting = examiner.settings.unread
    public = {
        index: {path: str(by) for path, by in told.items() if by.public and by.proven}
        for index, told in shipped.items()
    }
    report.unread += [
        unread_problem(u, image.name, index, public.get(index, {}), setting)
        for index in first
        for u in reads[index].unread
    ]
    values = {
        (f.candidate.detector, f.candidate.secret.identity): package
        for index, told in public.items() for f in reads[index].found if (package := told.get(f.path, ""))
    }  # fmt: skip
    secrets, all_of_them = _kept(
        report,
        image.name,
        "its config cannot be searched",
        lambda: config_secrets(source, engine.finder),
        (list[ImageSecret](), True),
    )
    if not all_of_them:
        report.problems.append(Problem(f"{TOO_MANY}: what follows them is not searched", image.name))
    filesystem = Filesystem([reads[i].members for i in range(len(source.layers))])
    for index in range(len(source.layers)):
        secrets += _layer_secrets(image, index, reads[index], filesystem, shipped.get(index, {}), values)
    tied, hidden = _of_dockerfile(image, given, examiner)
    flat = flat_dockerfile(image)
    if given is not None and not tied.steps and not (source.loose or source.record):
        report.notes.append(
            f"{image.name}: no step of it is an instruction of {given.path}: findings are not tied to its "
            "lines"
        )
    report.notes += [_of_several(image, entry, merged) for entry, merged in sorted(tied.merged.items())]
    masks = Masks.of([s.candidate for s in secrets])
    if any(s.place.part for s in secrets):  # a name that is a secret: no fingerprint is made of it
        secrets = [
            replace(
                s, place=replace(s.place, path=masks.scrub(s.place.path), inner=masks.scrub(s.place.inner))
            )
            for s in secrets
        ]
    located = [_place(s, flat, tied) for s in secrets]
    if source.loose:  # not an image: there is nothing to say of it but its secrets
        image = replace(image, layers=())
    contents = Contents(image, [reads[i].members for i in range(len(source.layers))], filesystem)
    outcome = _rules(
        examiner.engine,
        located,
        contents,
        given,
        tied,
        raw,
        masks,
        hidden,
    )
    report.results += outcome[0]
    report.problems += outcome[1]
    if report.timelines is not None and image.layers:
        from dlinter.model.image.timeline import timeline

        report.timelines.append(mapped(timeline(contents), masks.scrub))


def _of_dockerfile(image: Image, given: Text | None, examiner: Examiner) -> tuple[Tied, tuple[Span, ...]]:
    """What the steps of the image are in the given file, and where the file's own secrets stand. What reads
    one is imported with it."""
    if given is None:
        return Tied(), ()
    from dlinter.model.dockerfile.reader import read
    from dlinter.run.files import masks_of

    return tie(image, read(given)), masks_of(examiner, given).spans


def _of_several(image: Image, entry: int, merged: Merged) -> str:
    """What a user must know of a layer that holds the files of several steps."""
    lines = [step.first_line for step, _ in merged.steps]
    where = f"lines {min(lines)} to {max(lines)}" if len(lines) > 1 else f"line {lines[0]}"
    return (
        f"{image.name}: layer {image.history[entry].layer} holds the files of several steps ({where}), as "
        "builds without `--layers` or with `--squash` make it: "
        "what is found in it is shown at the `FROM` unless only one of them can have made the file"
    )


def _read_layers(
    source: ImageSource, reader: LayerReader, advance: Callable[[int], None]
) -> dict[int, LayerFound]:
    """Every layer of an image, each once, two at a time where the archive can be read in any order."""
    keys = [reader.key(source, index) for index in range(len(source.layers))]
    todo = {key: index for index, key in reversed(list(enumerate(keys))) if key not in reader.known}
    if source.blobs.parallel and len(todo) > 1:
        # The largest first, so that the last ones to end are small.
        order = sorted(todo, key=lambda key: -source.image.layers[todo[key]].size)
        reader.known.update(
            zip(order, reader.read_some(source, [todo[key] for key in order], advance), strict=True)
        )
    else:  # in the order of the archive: a compressed one can be read forward only
        for key in sorted(todo, key=lambda key: source.blobs.order(source.layers[todo[key]].name)):
            reader.known[key] = reader.read(source, todo[key], advance)
    return {index: reader.known[key] for index, key in enumerate(keys)}


def _shipped(
    source: ImageSource, reader: LayerReader, reads: dict[int, LayerFound]
) -> dict[int, dict[str, Shipment]]:
    """Layer → path → the package, for the files with findings or unread parts that are byte for byte what a
    package manager installed, or lie in the folder of a public package whose manager keeps no digests."""
    databases = [(path, data) for layer in reads.values() for path, data in layer.databases.items()]
    asked = {
        index: {f.path for f in layer.found if not f.candidate.sieved}
        | {u.path for u in layer.unread if needs_digest(u)}
        for index, layer in reads.items()
    }  # fmt: skip
    if not any(asked.values()):
        return {}
    from dlinter.model.image.shipped import source_of

    known, told = Shipped(), dict[int, dict[str, Shipment]]()
    for path, data in databases:
        known.add(path, data)
    for index, layer in reads.items():
        paths = asked[index]
        stand_for = {path: path if known.algorithms(path) else source_of(path) for path in paths}
        wanted = {
            origin: algorithms
            for origin in stand_for.values()
            if origin and (algorithms := known.algorithms(origin))
        }
        if wanted:
            reader.digest(source, index, layer, wanted)
        by = {origin: known.by_digests(origin, layer.digests.get(origin, {})) for origin in wanted}
        told[index] = {
            path: package
            for path, origin in stand_for.items()
            if (package := by.get(origin) or known.by_place(path)) is not None
        }
    return told


def _layer_secrets(
    image: Image, index: int, read_: LayerFound, filesystem: Filesystem, shipped: Mapping[str, Shipment],
    values: Mapping[tuple[str, str], str]
) -> list[ImageSecret]:
    """The secrets of a layer. `values` are those of files that a public package shipped: the package's
    archive, kept in the manager's cache, has them, too."""
    layer = image.layers[index]
    exposures = {
        Visibility.VISIBLE: Exposure.LAYER_FILE, Visibility.DELETED: Exposure.DELETED_FILE,
        Visibility.OVERWRITTEN: Exposure.OVERWRITTEN_FILE,
    }  # fmt: skip
    done = []
    for found in read_.found:
        visibility, by = filesystem.fate(index, found.path)
        done.append(
            ImageSecret(
                ImagePlace(
                    image=image.name, exposure=exposures[visibility], layer=index, digest=layer.digest,
                    diff_id=layer.diff_id,
                    history=layer.history.index if layer.history else None,
                    created_by=layer.history.shown if layer.history else "", path=found.path,
                    inner=found.inner,
                    line=None if found.part else found.candidate.line or None, part=found.part,
                    visibility=visibility, removed_by=by, platform=image.platform,
                ),
                found.candidate,
                *_package(found, shipped, values),
            )
        )  # fmt: skip
    return done


def _package(
    found: Found, shipped: Mapping[str, Shipment], values: Mapping[tuple[str, str], str]
) -> tuple[str, str]:
    """`shipped by PACKAGE` where a public package has the file, else "", and the package that brought it,
    public or not."""
    by = shipped.get(found.path) if not found.part else None  # the package's digest is of the content
    route = f"{found.path}!{found.inner}" if found.inner else found.path
    # An unmistakable token in a file that nobody can vouch for may be the user's.
    sure = by is not None and (by.proven or found.candidate.confidence != "high")
    if by is not None and by.public and sure and not holds_credentials(route):
        return str(by), by.package
    if (
        by is None
        and _in_package(found)
        and (text := values.get((found.candidate.detector, found.candidate.secret.identity)))
    ):
        return text, ""
    return "", f"package {by.package}" if by is not None and by.proven else str(managed(found.path) or "")


def _in_package(found: Found) -> bool:
    """Whether a finding is in the archive of a package of the distribution."""
    return bool(found.inner) and found.path.endswith(PACKAGES)


def _place(secret: ImageSecret, flat: Flat, tied: Tied) -> ImageSecret:
    place = secret.place
    origin = Origin.PACKAGE if secret.shipped else tied.origin(place.history)
    package = secret.shipped.removeprefix("shipped by ") or secret.package
    line = flat.lines.get(place.history) if place.history is not None else None
    return replace(secret, place=replace(place, reconstructed_line=line, origin=origin, package=package))


def _rules(
    engine: Engine, secrets: Sequence[ImageSecret], contents: Contents, given: Text | None, tied: Tied,
    raw: dict[str, str] | None, masks: Masks, hidden: tuple[Span, ...],
) -> tuple[list[Result], list[Problem]]:  # fmt: skip
    seen: dict[int, ImageSecret] = {}
    image = contents.image
    waste = (
        [LayerContents(layer, contents) for layer in image.layers] if engine.rules_for(LayerContents) else []
    )

    def where(subject: object, finding: Finding) -> Location:
        if raw is not None and isinstance(subject, ImageSecret):
            seen[id(finding)] = subject
        place = subject.place if isinstance(subject, ImageSecret) else None
        made_by = place.history if place is not None else None
        layer = subject.layer if isinstance(subject, LayerContents) else subject
        if isinstance(layer, Layer) and layer.history is not None:
            made_by = layer.history.index
        in_layer = isinstance(layer, Layer) or (place is not None and place.layer is not None)
        instruction = (
            tied.of_file(made_by, place.path if place is not None else "") if in_layer else tied.of(made_by)
        )
        if given is not None and instruction is not None:
            return Location(given.path, given, instruction.keyword.span, place, hidden=hidden)
        return Location(image.name, image=place)

    outcome = engine.examine([*secrets, *image.layers, *waste, image], image, where)
    if raw is not None:
        raw.update(
            {
                r.fingerprint: seen[id(r.finding)].candidate.secret.reveal()
                for r in outcome.results
                if id(r.finding) in seen
            }
        )
    return protect(outcome.results, lambda: masks), outcome.problems


def reconstruct(name: str) -> tuple[list[str], list[Problem]]:
    """The flat Dockerfiles that the images of an archive tell of, secrets hidden, and what could not be
    read."""
    opened = open_image(name)
    try:
        finder = load_detectors().find_secrets
        conceal, texts, left = Concealer(finder), list[str](), list[Problem]()
        for source in opened.images:
            secrets, all_of_them = config_secrets(source, finder)
            if not all_of_them:
                left.append(Problem(f"{TOO_MANY}: no Dockerfile is written of it", source.image.name))
                continue
            masks = Masks.of([s.candidate for s in secrets])
            texts.append(conceal.text(masks.scrub(flat_dockerfile(source.image).text)))
        problems = [
            replace(p, message=conceal.text(p.message), path=conceal.text(p.path))
            for p in [*opened.problems, *left]
        ]
        return texts, problems
    finally:
        opened.close()
