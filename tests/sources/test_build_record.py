"""BuildKit's build records: what `docker buildx history export` writes is searched for the values of build
arguments."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import zipfile
from pathlib import Path

import pytest

from dlinter.cli import main
from dlinter.testing.images import digest, write_folder, write_tar

from ..secrets.layers import github_token

TOKEN = github_token(4711)
IN_TOTO, STATUS, TRACE = (
    "application/vnd.in-toto+json",
    "application/vnd.buildkit.status.v0",
    "application/vnd.buildkit.otlp.json.v0",
)


def record(
    *,
    args: dict[str, str] | None = None,
    env: str = "",
    dockerfile: str = "",
    log: bytes = b"",
    config: str = "",
) -> dict[str, bytes]:
    """The blobs of a record (buildx util/desktop/bundle/export.go)."""
    files: dict[str, bytes] = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}

    def put(data: bytes, media: str, **more: object) -> dict[str, object]:
        files[f"blobs/sha256/{digest(data)[7:]}"] = data
        return {"mediaType": media, "digest": digest(data), "size": len(data), **more}

    attributes = {"filename": "Dockerfile", **{f"build-arg:{k}": v for k, v in (args or {}).items()}}
    said = {
        "Ref": "abc",
        "FrontendAttrs": attributes,
        "ExporterResponse": {"containerimage.config": config or "{}"},
        "numTotalSteps": 3,
    }
    steps = [{"id": "step0", "op": {"Op": {"exec": {"meta": {"args": ["/bin/sh", "-c", "npm ci"],
        "env": ["PATH=/bin", *([env] if env else [])]}}}}}]
    predicate = {
        "buildDefinition": {"externalParameters": {"request": {"root": {"request": {"args": attributes}}}},
            "internalParameters": {"buildConfig": {"llbDefinition": steps}}},
        "runDetails": {"metadata": {"buildkit_metadata": {"source": {"infos": [{"filename": "Dockerfile",
            "data": base64.b64encode(dockerfile.encode()).decode()}]}}}},
    }
    manifest = {
        "schemaVersion": 2, "config": put(json.dumps(said).encode(),
            "application/vnd.buildkit.historyrecord.v0"),
        "layers": [
            put(b'{"Name": "x"}\n{"Name": "y"}\n', TRACE), put(b"\x0a\x05hello" + log, STATUS),
            put(json.dumps(predicate).encode(), IN_TOTO,
                annotations={"in-toto.io/predicate-type": "https://slsa.dev/provenance/v1"}),
        ],
    }  # fmt: skip
    entry = put(json.dumps(manifest).encode(), "application/vnd.oci.image.manifest.v1+json")
    files["index.json"] = json.dumps({"schemaVersion": 2, "manifests": [entry]}).encode()
    return files


def archive(path: Path, files: dict[str, bytes]) -> Path:
    out = io.BytesIO()
    write_tar(files, out)
    path.write_bytes(gzip.compress(out.getvalue()))
    return path


def scanned(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, list[dict[str, object]], list[object]]:
    code = main.main(["scan", "--no-cache", "--format", "json", str(path)])
    out, err = capsys.readouterr()
    assert TOKEN not in out + err
    report = json.loads(out)
    return code, report["results"], report["problems"]


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"args": {"NPM_TOKEN": TOKEN}, "env": f"NPM_TOKEN={TOKEN}"}, "build-arg:NPM_TOKEN"),
        ({"env": f"NPM_TOKEN={TOKEN}"},
            "buildDefinition.internalParameters.buildConfig.llbDefinition.op.Op.exec.meta.env"),
        ({"dockerfile": f"FROM x\nENV A={TOKEN}\n"},
            "runDetails.metadata.buildkit_metadata.source.infos.data"),
        ({"log": f"\x12\x40npm: using {TOKEN} \x1a\x03".encode()}, "log"),
        ({"config": json.dumps({"config": {"Env": [f"A={TOKEN}"]}})},
            "ExporterResponse.containerimage.config.config.Env"),
    ],
)
def test_a_secret_of_a_build(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: dict[str, object], place: str
) -> None:
    """Once, where it is said most plainly."""
    code, results, problems = scanned(archive(tmp_path / "x.dockerbuild", record(**given)),
        capsys)  # type: ignore[arg-type]
    assert (code, problems) == (1, [])
    (found,) = results
    assert found["rule"] == "secret-in-history" and found["severity"] == "error"
    assert found["image"]["path"] == place and found["image"][
        "exposure"] == "build record"  # type: ignore[index]
    assert f"in `{place}` of the build record" in str(found["message"])


def test_a_password_by_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = "q7" + "Zw2vLk9TtRx4Bn"
    code, results, _ = scanned(
        archive(tmp_path / "x.dockerbuild", record(args={"DB_PASSWORD": value})), capsys
    )
    assert code == 1 and [r["image"]["path"]
        for r in results] == ["build-arg:DB_PASSWORD"]  # type: ignore[index]
    assert value not in json.dumps(results)


def test_other_shapes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """GitHub's zip, an archive of another name, a folder, and several records of `history export --all`."""
    files = record(args={"NPM_TOKEN": TOKEN})
    plain = archive(tmp_path / "record.tar.gz", files)
    write_folder(files, tmp_path / "folder")
    zipped = tmp_path / "x.dockerbuild.zip"
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as out:
        out.write(plain, "owner~repo~ABC.dockerbuild")
    for path in (plain, tmp_path / "folder", zipped):
        code, results, problems = scanned(path, capsys)
        assert (code, len(results), problems) == (1, 1, [])


def test_damage_is_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = archive(tmp_path / "x.dockerbuild", record(args={"NPM_TOKEN": TOKEN})).read_bytes()
    files = record(args={"NPM_TOKEN": TOKEN})
    missing = {name: data for name, data in files.items() if not data.startswith(b"\x0a\x05hello")}
    for n, data in enumerate((whole[: len(whole) // 2], b"", b"x" * 600)):
        path = tmp_path / f"{n}.dockerbuild"
        path.write_bytes(data)
        assert scanned(path, capsys)[0] == 2
    code, results, problems = scanned(archive(tmp_path / "m.dockerbuild", missing), capsys)
    assert code == 2 and len(results) == 1 and "build record" in str(problems)
    for names in ((), ("a.dockerbuild", "b.dockerbuild")):
        zipped = tmp_path / "z.dockerbuild.zip"
        with zipfile.ZipFile(zipped, "w") as out:
            for name in names:
                out.writestr(name, whole)
        assert scanned(zipped, capsys)[0] == 2


@pytest.mark.skipif(not os.environ.get("DLINT_CORPORA"), reason="DLINT_CORPORA is not set")
def test_real_records_hold_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    """Those that BuildKit and buildx wrote, every tenth: read whole, nothing false."""
    records = sorted((Path(os.environ["DLINT_CORPORA"]) / "builds").glob("*/old/record.dockerbuild"))[::10]
    assert records
    assert main.main(["scan", "--no-cache", *map(str, records)]) == 0, capsys.readouterr().out
