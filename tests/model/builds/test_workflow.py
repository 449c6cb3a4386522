"""GitHub workflows and composite actions → their builds."""

from __future__ import annotations

import pytest

from dlinter.model.builds import Kind, Runner, Tool
from dlinter.model.builds.expressions import volatile
from dlinter.model.builds.facts import BuildFacts

from .builds import one, pairs, read, spans_hold, text, written

PATH = ".github/workflows/build.yml"


def workflow(*steps: str, head: str = "on: push\n", runner: str = "ubuntu-latest", job: str = "") -> str:
    body = "".join(f"      - {s}\n" for s in steps)
    return f"{head}jobs:\n  build:\n    runs-on: {runner}\n{job}    steps:\n{body}"


ACTION = "uses: docker/build-push-action@v6"


def test_all_inputs_of_build_push_action() -> None:
    inputs = {
        "context": "./api", "file": "./docker/api.Dockerfile", "target": "run",
        "build-args": "|\n            A=b\n            C=${{ github.sha }}",
        "build-contexts": "base=docker-image://alpine:3", "cache-from": "type=gha",
        "cache-to": "type=gha,mode=max", "platforms": "linux/amd64, linux/arm64",
        "secrets": "|\n            token=${{ secrets.TOKEN }}", "ssh": "default", "tags": "a:1,b:2",
        "outputs": "type=local,dest=out",
        "attests": "type=sbom", "provenance": "mode=max", "push": "true", "no-cache": "false",
    }  # fmt: skip
    source = workflow(
        f"name: Image\n        {ACTION}\n        with:\n"
        + "".join(f"          {k}: {v}\n" for k, v in inputs.items())
    )
    file = read(source, PATH)
    spans_hold(file)
    (build,) = file.builds
    assert (file.kind, build.tool, build.name, build.job, build.runner) == (
        Kind.WORKFLOW,
        Tool.ACTION,
        "Image",
        "build",
        Runner.EPHEMERAL,
    )
    assert (text(build.context), text(build.dockerfile), text(build.target)) == (
        "./api",
        "./docker/api.Dockerfile",
        "run",
    )
    assert pairs(build.args) == [("A", "b"), ("C", "${{ github.sha }}")]
    assert [written(file, a) for a in build.args] == ["A=b", "C=${{ github.sha }}"]
    assert pairs(build.contexts) == [("base", "docker-image://alpine:3")]
    assert [(e.type, e.get("mode"), written(file, e)) for e in build.cache_to] == [
        ("gha", "max", "type=gha,mode=max")
    ]
    assert [e.type for e in build.cache_from] == ["gha"]
    assert (
        [p.text for p in build.platforms]
        == ["linux/amd64", "linux/arm64"]
        == [written(file, p) for p in build.platforms]
    )
    assert [t.text for t in build.tags] == ["a:1", "b:2"]
    assert (text(build.provenance), text(build.push), text(build.no_cache)) == ("mode=max", "true", "false")
    assert [e.text for e in (*build.secrets, *build.ssh, *build.outputs, *build.attests)] == [
        "token=${{ secrets.TOKEN }}", "default", "type=local,dest=out", "type=sbom",
    ]  # fmt: skip
    assert file.text.slice(build.anchor) == "docker/build-push-action@v6"
    assert build.complete and build.events == ("push",)


@pytest.mark.parametrize(
    ("runner", "job", "expected"),
    [
        ("ubuntu-latest", "", Runner.EPHEMERAL),
        ("ubuntu-24.04-arm", "", Runner.EPHEMERAL),
        ("windows-2022", "", Runner.EPHEMERAL),
        ("[self-hosted, linux]", "", Runner.LASTING),
        ("ubuntu-latest-8-cores", "", Runner.UNKNOWN),
        ("{group: big}", "", Runner.UNKNOWN),
        ("${{ inputs.runner }}", "", Runner.UNKNOWN),
        ("${{ matrix.os }}", "    strategy: {matrix: {os: [ubuntu-24.04, ubuntu-24.04-arm]}}\n",
            Runner.EPHEMERAL),
        ("${{ matrix.os }}", "    strategy: {matrix: {os: [ubuntu-24.04, big]}}\n", Runner.UNKNOWN),
        ("${{ matrix.on }}", "    strategy: {matrix: {include: [{on: ubuntu-latest}, {on: macos-14}]}}\n",
            Runner.EPHEMERAL),
        ("${{ matrix.on.label }}", "    strategy: {matrix: {on: [{label: ubuntu-latest}]}}\n",
            Runner.EPHEMERAL),
        ("${{ matrix.os }}", "    strategy: {matrix: '${{ fromJSON(needs.a.outputs.m) }}'}\n",
            Runner.UNKNOWN),
    ],
)
def test_runner(runner: str, job: str, expected: Runner) -> None:
    assert one(workflow(ACTION, runner=runner, job=job), PATH).runner is expected


@pytest.mark.parametrize(
    ("steps", "builder"),
    [
        ([ACTION], "docker"),
        (["uses: docker/setup-buildx-action@v3", ACTION], "docker-container"),
        (["uses: docker/setup-buildx-action@v3\n        with: {driver: kubernetes}", ACTION], "kubernetes"),
        ([("uses: docker/setup-buildx-action@v3\n        with: {driver: remote, endpoint: "
            "'tcp://b.example:1'}"), ACTION], ""),
        (["uses: useblacksmith/setup-docker-builder@v1", ACTION], ""),
        (["uses: depot/build-push-action@v1"], "depot"),
        (["uses: docker/login-action@v3", "uses: actions/setup-node@v4", ACTION], "docker"),
        (["run: docker buildx create --use", "run: docker buildx build ."], "docker-container"),
        (["run: docker buildx create --driver=remote tcp://b.example:1", "run: docker buildx build ."], ""),
        (["run: DOCKER_HOST=tcp://b.example docker build ."], ""),
    ],
)
def test_builder(steps: list[str], builder: str) -> None:
    assert one(workflow(*steps), PATH).builder == builder


@pytest.mark.parametrize(
    ("on", "events"),
    [
        ("push", ("push",)), ("[push, pull_request]", ("push", "pull_request")),
        ("{push: {branches: [main], tags: ['v*']}}", ("push",)),
        ("{push: {tags: ['v*']}, workflow_dispatch: {}}", ("push tags", "workflow_dispatch")),
        ("\n  release:\n    types: [published]", ("release",)),
    ],
)  # fmt: skip
def test_events(on: str, events: tuple[str, ...]) -> None:
    assert one(workflow(ACTION, head=f"on: {on}\n"), PATH).events == events


@pytest.mark.parametrize(
    ("script", "value", "when"),
    [
        ('echo "TAG=$(git rev-parse --short HEAD)" >> $GITHUB_ENV', "${{ env.TAG }}", "commit"),
        ("echo TAG=$(date +%s) >> \"$GITHUB_ENV\"", "${{ env.TAG }}", "run"),
        ('v=$(git describe --tags)\n          echo "tag=$v" >> "${GITHUB_OUTPUT}"',
            "${{ steps.x.outputs.tag }}", "commit"),
        ('echo "tag=${GITHUB_SHA::7}" | tee -a $GITHUB_OUTPUT', "${{ steps.x.outputs.tag }}", "commit"),
        ('echo "tag=1.2" >> $GITHUB_OUTPUT', "${{ steps.x.outputs.tag }}", ""),
        ('echo "tag=$(date)" >> $GITHUB_OUTPUT', "${{ steps.y.outputs.tag }}", ""),
        ('echo "TAG=$(date)" > notes', "${{ env.TAG }}", ""),
    ],
)
def test_what_a_step_hands_on(script: str, value: str, when: str) -> None:
    build = one(
        workflow(
            f"id: x\n        run: |\n          {script}",
            f"uses: docker/build-push-action@v6\n        with:\n          build-args: REV={value}",
        ),
        PATH,
    )
    assert volatile(build, build.args[0]) == when


def test_the_action_of_buildah() -> None:
    build = one(
        workflow(
            "uses: redhat-actions/buildah-build@v2\n        with:\n          containerfiles: "
            "./images/Containerfile\n          build-args: REV=${{ github.sha }}"
        ),
        PATH,
    )
    assert (build.tool, text(build.dockerfile), pairs(build.args), build.complete) == (
        Tool.PODMAN,
        "./images/Containerfile",
        [("REV", "${{ github.sha }}")],
        False,
    )


def test_commands_in_scripts() -> None:
    file = read(
        workflow(
            "run: |\n          set -e\n          docker login -u x\n          docker buildx build --push \\\n"
            "            --cache-to type=registry,ref=${{ env.REF }},mode=max \\\n"
            '            --build-arg "V=$(date +%s)" -t "app:é" -f Dockerfile.dev ./src',
            "name: two\n        run: >-\n          docker build\n          --build-arg A=b\n          .",
            "run: podman build -t x . && buildah bud --layers -f C.dockerfile .",
            "run: depot build --project p .",
            "run: docker run x build",
            "run: echo docker build .",
        ),
        PATH,
    )
    spans_hold(file)
    first, second, podman, buildah, depot = file.builds
    assert (first.tool, text(first.context), text(first.dockerfile)) == (
        Tool.BUILDX,
        "./src",
        "Dockerfile.dev",
    )
    assert pairs(first.args) == [("V", "$(date +%s)")] and written(file, first.args[0]) == "V=$(date +%s)"
    assert [(e.text, written(file, e)) for e in first.cache_to] == [
        ("type=registry,ref=${{ env.REF }},mode=max",) * 2
    ]
    assert [written(file, t) for t in first.tags] == ["app:é"]
    assert first.push is not None and file.text.slice(first.anchor) == "docker buildx build"
    assert written(file, second.args[0]) == "A=b" and second.name == "two"
    assert [b.tool for b in (podman, buildah, depot)] == [Tool.PODMAN, Tool.PODMAN, Tool.DEPOT]
    assert text(buildah.dockerfile) == "C.dockerfile"


@pytest.mark.parametrize(
    "command",
    [
        "docker build $OPTIONS .", "docker build ${ARGS[@]} .", "docker build $(cat flags) .",
        "docker buildx bake", "docker buildx build --cache-to $X $Y .",
    ],
)  # fmt: skip
def test_what_may_add_options_leaves_a_build_incomplete(command: str) -> None:
    assert not one(workflow(f"run: {command}"), PATH).complete


@pytest.mark.parametrize(
    "command",
    [
        "sudo docker build .", "DOCKER_BUILDKIT=1 docker build .", "time docker build .",
        "env A=b docker build .", "sudo -E DOCKER_BUILDKIT=1 docker build .",
        "docker --config x build .", "bash -c 'docker build .'", "if true; then docker build .; fi",
        "(cd x && docker build .)", "docker image build .", "exec docker build .",
        "docker build . 2>&1 | tee log", "! docker build .", "docker build . || exit 1",
        "f() { docker build .; }", "docker buildx --builder x build .",
    ],
)  # fmt: skip
def test_commands_in_every_place(command: str) -> None:
    build = one(workflow(f"run: |\n          {command}\n"), PATH)
    assert text(build.context) == "."


def test_an_input_that_is_one_expression_leaves_a_build_incomplete() -> None:
    assert not one(
        workflow(f"{ACTION}\n        with: {{cache-to: '${{{{ steps.x.outputs.y }}}}'}}"), PATH
    ).complete
    assert not one(workflow("uses: docker/bake-action@v6"), PATH).complete


@pytest.mark.parametrize(
    ("source", "folder", "path"),
    [
        (workflow("run: docker build ."), "", "Dockerfile"),
        (workflow("run: docker build -f x/D .", job="    defaults: {run: {working-directory: app}}\n"),
            "app", "app/x/D"),
        (workflow("run: docker build sub\n        working-directory: ./app"), "app", "app/sub/Dockerfile"),
        (workflow("run: |\n          cd app\n          docker build .."), "app", "Dockerfile"),
        (workflow("run: cd $HERE && docker build ."), None, None),
        (workflow("run: docker build $DIR"), "", None),
        (workflow("run: docker build https://git.example/x.git"), "", None),
        (workflow("run: docker build - < Dockerfile"), "", None),
        (workflow("run: docker build ../.."), "", None),
        (workflow("run: docker build ${{ github.workspace }}/a"), "", "a/Dockerfile"),
        (workflow("run: docker build $GITHUB_WORKSPACE"), "", "Dockerfile"),
        (workflow(f"{ACTION}\n        with: {{context: '{{{{defaultContext}}}}:sub'}}"), "",
            "sub/Dockerfile"),
        (workflow(f"{ACTION}\n        with: {{context: a, file: b/Dockerfile}}"), "", "b/Dockerfile"),
        (workflow("uses: actions/checkout@v4\n        with: {repository: o/r}", ACTION), None, None),
        (workflow("uses: actions/checkout@v4\n        with: {repository: o/r, path: o}", ACTION), "",
            "Dockerfile"),
    ],
)
def test_where_the_dockerfile_is(source: str, folder: str | None, path: str | None) -> None:
    file = read(source, PATH)
    (build,) = file.builds
    assert (build.folder, BuildFacts(file, PATH).path_of(build)) == (folder, path)


def test_environment_of_workflow_job_and_step() -> None:
    build = one(
        workflow(
            "env: {C: '3'}\n        run: |\n          D=4\n          export E=5\n          docker build .",
            head="on: push\nenv: {A: '1', B: '1'}\n", job="    env: {B: '2'}\n"), PATH
    )
    assert {k: v.text for k, v in (build.env or {}).items()} == {
        "A": "1",
        "B": "2",
        "C": "3",
        "D": "4",
        "E": "5",
    }


def test_matrix_is_counted() -> None:
    job = "    strategy: {matrix: {a: [1, 2, 3], b: [x, y]}}\n"
    assert one(workflow(ACTION, job=job), PATH).matrix == 6
    assert one(
        workflow(f"{ACTION}\n        with: {{platforms: '${{{{ matrix.b }}}}'}}", job=job), PATH
    ).by_matrix
    assert not one(
        workflow(f"{ACTION}\n        with: {{tags: '${{{{ matrix.b }}}}'}}", job=job), PATH
    ).by_matrix


@pytest.mark.parametrize("axes", ["a: [{}], b: [1, 2]", "include: [{}, {}]"])
def test_a_matrix_that_is_cut_says_so(axes: str) -> None:
    def of(size: int) -> tuple[str, ...]:
        each = "{c: 1}" if "include" in axes else "1"
        values = axes.replace("{}", ", ".join([each] * size))
        return read(workflow(ACTION, job=f"    strategy: {{matrix: {{{values}}}}}\n"), PATH).refused

    assert of(128) == ()
    (said,) = of(129)
    assert said.partition(": ")[2] == (
        "the matrix has more than 256 combinations: rules do not see those after them"
    )


def test_a_matrix_gives_contexts_dockerfiles_and_targets() -> None:
    job = (
        "    strategy:\n      matrix:\n        include:\n          - {dir: api, os: a, t: {name: run}}\n     "
        "     - {dir: api, os: b, t: {name: run}}\n          - {dir: web, os: a}\n"
    )
    inputs = (
        "with:\n          context: '{{defaultContext}}:${{ matrix.dir }}'\n          target: ${{ "
        "matrix.t.name }}\n"
    )
    file = read(workflow(f"{ACTION}\n        {inputs}", job=job), PATH)
    facts = BuildFacts(file, PATH)
    assert [(facts.path_of(b), text(b.target)) for b in file.builds] == [
        ("api/Dockerfile", "run"),
        ("web/Dockerfile", "${{ matrix.t.name }}"),
    ]
    assert len({b.span for b in file.builds}) == 1 and all(b.by_matrix and b.matrix == 3 for b in file.builds)


def test_fixed_variables_are_filled_in() -> None:
    job = (
        "    env: {DIR: 'srv/${{ matrix.app }}', FILE: docker/Dockerfile}\n    strategy: {matrix: {app: [a, "
        "b]}}\n"
    )
    steps = (
        f"{ACTION}\n        with: {{context: '${{{{ env.DIR }}}}', file: '${{{{ env.FILE }}}}'}}",
        "run: docker build -f $FILE ${DIR}",
        "run: FILE=x && docker build -f $FILE .",
    )
    file = read(workflow(*steps, job=job), PATH)
    facts = BuildFacts(file, PATH)
    assert [(facts.context_of(b), facts.path_of(b)) for b in file.builds] == [
        ("srv/a", "docker/Dockerfile"), ("srv/b", "docker/Dockerfile"), ("srv/a", "docker/Dockerfile"),
        ("srv/b", "docker/Dockerfile"), ("", None),
    ]  # fmt: skip


def test_scripts_of_other_shells_are_not_read() -> None:
    assert read(workflow("run: docker build .\n        shell: pwsh"), PATH).builds == ()
    assert read(workflow("run: docker build .", runner="windows-2022"), PATH).builds == ()
    assert (
        read(workflow("run: docker build .\n        shell: bash", runner="windows-2022"), PATH).builds != ()
    )
    assert read(workflow("run: docker build .\n        shell: bash -e {0}"), PATH).builds != ()


def test_composite_action() -> None:
    file = read(
        "name: x\nruns:\n  using: composite\n  steps:\n    - run: docker build -t ${{ inputs.tag }} .\n     "
        " shell: bash\n",
        "build/action.yml",
    )
    assert (file.kind, file.builds[0].runner, file.builds[0].events) == (Kind.ACTION, Runner.UNKNOWN, ())
    assert read("name: x\nruns: {using: node20, main: x.js}\n", "action.yml").builds == ()


@pytest.mark.parametrize("source",
    ["", "a", "[]", "on: push", "jobs: 1", "jobs: {a: {steps: x}}",
        "jobs: {a: {steps: [1, {uses: []}, {run: {}}]}}", "jobs: {a: null}\n", "? [a]\n: b\n"])
def test_nonsense_holds_no_build(source: str) -> None:
    assert read(source + "\n", PATH).builds == ()
