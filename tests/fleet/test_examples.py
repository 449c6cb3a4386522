"""`examples/fleet`: documents that can be read, commands that dlint takes, pods with limits and without
rights."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from dlinter.cli.parser import parse
from dlinter.fleet.report.owners import read_owners
from dlinter.fleet.scan import Shard, shard_from

FOLDER = Path(__file__).parents[2] / "examples" / "fleet"


def pods(name: str) -> Iterator[dict[str, Any]]:
    """The pod specifications of a file."""
    for document in yaml.safe_load_all((FOLDER / name).read_text()):
        spec = document.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if "template" in spec:
            yield spec["template"]["spec"]


@pytest.mark.parametrize("name", ["kubernetes.yaml", "dask.yaml"])
def test_pods_are_limited_and_have_no_rights(name: str) -> None:
    found = list(pods(name))
    assert len(found) == {"kubernetes.yaml": 4, "dask.yaml": 2}[name]
    for pod in found:
        assert pod["automountServiceAccountToken"] is False and pod["securityContext"]["runAsNonRoot"] is True
        for container in pod["containers"]:
            assert container["resources"]["limits"].keys() == {"cpu", "memory"}
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert container["image"].startswith("registry.example/")
            mounted = {mount["name"] for mount in container["volumeMounts"]}
            assert mounted <= {volume["name"] for volume in pod["volumes"]}


def test_the_commands_are_dlints() -> None:
    words = [container["args"] for pod in pods("kubernetes.yaml") for container in pod["containers"]]
    pipeline = yaml.safe_load((FOLDER / "gitlab-ci.yml").read_text())
    words += [
        shlex.split(line)[1:]
        for job in pipeline.values()
        if isinstance(job, dict)
        for line in job.get("script", ())
        if line.startswith("dlint ")
    ]
    workflow = yaml.safe_load((FOLDER / "github.yml").read_text())
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    shards = workflow["jobs"]["scan"]["strategy"]["matrix"]["shard"]
    assert shards == list(range(1, 9))
    words += [
        shlex.split(step["run"].replace("${{ matrix.shard }}", str(shards[-1])))[1:]
        for step in steps
        if step.get("run", "").startswith("dlint ")
    ]
    readme = [
        line[2:].partition(" #")[0]
        for line in (FOLDER / "README.md").read_text().splitlines()
        if line.startswith("$ dlint ")
    ]
    words += [shlex.split(line)[1:] for line in readme]
    assert len(words) == 16
    for each in words:
        parse(each)


def test_the_workflow_has_no_rights_it_does_not_need() -> None:
    workflow = yaml.safe_load((FOLDER / "github.yml").read_text())
    assert workflow["permissions"] == {} and [
        name for name, job in workflow["jobs"].items() if "permissions" in job
    ] == ["report"]
    assert workflow["jobs"]["report"]["permissions"] == {"contents": "read"} and all(
        job["timeout-minutes"] for job in workflow["jobs"].values()
    )
    assert not [
        line
        for job in workflow["jobs"].values()
        for step in job["steps"]
        if "secrets." in (line := step.get("run", ""))
    ]


def test_the_owners() -> None:
    owners = read_owners((FOLDER / "OWNERS").read_text())
    assert owners.of("registry.example", "team/payments/api") == ("@payments",) and owners.of(
        "registry.example", "base/x"
    ) == ("@platform",)
    assert owners.of("registry.example", "team/legacy-1") == ("@apps", "@platform") and owners.of(
        "other.example", "team/legacy-1"
    ) == ("@apps",)


def test_the_shards_of_the_jobs() -> None:
    job = next(
        d
        for d in yaml.safe_load_all((FOLDER / "kubernetes.yaml").read_text())
        if d["metadata"]["name"] == "dlint-fleet-scan"
    )
    environment = {e["name"]: e["value"] for e in job["spec"]["template"]["spec"]["containers"][0]["env"]}
    count = job["spec"]["completions"]
    assert [shard_from({**environment, "JOB_COMPLETION_INDEX": str(n)}) for n in range(count)] == [
        Shard(n + 1, count) for n in range(count)
    ]
    assert (
        shard_from({"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "1"}) is None
        and shard_from({"JOB_COMPLETION_INDEX": "0"}) is None
    )


def test_the_robot_can_only_look() -> None:
    (permission,) = json.loads((FOLDER / "harbor-robot.json").read_text())["permissions"]
    assert {one["action"] for one in permission["access"]} == {"list", "pull", "read"}
