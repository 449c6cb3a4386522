"""Commands that write a secret to a file of the layer, and those that do not."""

from __future__ import annotations

import pytest

from dlinter.model.dockerfile import Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.flows.ends import layer_of
from dlinter.model.flows.writes import Write, writes_of
from dlinter.model.text import Text


def writes(run: str, before: str = "ARG API_TOKEN\n") -> list[Write]:
    facts = Facts(read(Text(f"FROM a:1\n{before}RUN {run}\n".encode(), "Dockerfile")))
    (step,) = (i for i in facts.dockerfile.instructions if isinstance(i, Run))
    return list(writes_of(step, facts))


@pytest.mark.parametrize(
    ("run", "what", "path"),
    [
        ("npm config set //r.example/:_authToken $API_TOKEN", "npm config set", ".npmrc"),
        ("npm set //r.example/:_authToken=${API_TOKEN} && npm ci", "npm set", ".npmrc"),
        ("git config --global http.extraHeader \"Bearer $API_TOKEN\"", "git config", ".gitconfig"),
        ("git remote add o https://x:$API_TOKEN@git.example/a", "git remote add", ".git/config"),
        ("sudo docker login -u a --password=$API_TOKEN r.example", "docker login", ".docker/config.json"),
        ("poetry config pypi-token.a $API_TOKEN", "poetry config", "auth.toml"),
        ("T=$API_TOKEN; bundle config set r.example $T", "bundle config", ".bundle/config"),
        ("echo $API_TOKEN | tee /etc/t", "echo", "/etc/t"),
        ("printf '%s' \"$API_TOKEN\" | base64 | tr -d x >> ~/.t", "printf", "~/.t"),
        ("echo \"$API_TOKEN\" | docker login -u a --password-stdin r.example", "docker login",
            ".docker/config.json"),
        ("printf '%s' $API_TOKEN | tr -d x | gh auth login --with-token", "gh auth login", "hosts.yml"),
        ("helm registry login r.example -u a --password-stdin <<< \"$API_TOKEN\"", "helm registry login",
            "registry/config.json"),
        ("cat > ~/.npmrc <<X && npm ci\n//r.example/:_authToken=${API_TOKEN}\nX\n", "cat", "~/.npmrc"),
        ("<<E\nset -e\ntee /etc/a <<-X\n\tkey=$API_TOKEN\n\tX\ncat <<Y > /etc/b\nhello\nY\nE\n", "tee",
            "/etc/a"),
        ("cat <<< \"$API_TOKEN\" > /etc/t", "cat", "/etc/t"),
        ("sed -i \"s/@@/$API_TOKEN/\" /etc/a.conf", "sed", "/etc/a.conf"),
        ("sed -E --in-place=.bak -e \"s/@@/${API_TOKEN}/\" a.conf", "sed", "a.conf"),
        ("perl -pi -e \"s/@@/$API_TOKEN/\" a.conf", "perl", "a.conf"),
        ("yq -i \".token = \\\"$API_TOKEN\\\"\" a.yaml", "yq", "a.yaml"),
    ],
)
def test_what_stays(run: str, what: str, path: str) -> None:
    (found,) = writes(run)
    assert (found.what, found.path, found.mounted) == (what, path, False)


@pytest.mark.parametrize(
    "run",
    [
        "npm config set registry https://r.example/",
        ("npm config set //r.example/:_authToken $API_TOKEN && npm ci && npm config delete "
        "//r.example/:_authToken"),
        "echo $API_TOKEN > .npmrc && npm ci && rm -f .npmrc",
        "echo $API_TOKEN > /root/a/.npmrc; rm -rf /root/a",
        "echo $API_TOKEN > /dev/stdout",
        "echo ${API_TOKEN:+set} > /state",
        "docker login -u a -p $API_TOKEN r.example && docker pull r.example/a && docker logout r.example",
        "git clone https://$API_TOKEN@git.example/app.git && rm -rf app/.git",
        "git clone https://$API_TOKEN@git.example/app.git /src && rm -rf /src/.git",
        ("git clone https://$API_TOKEN@git.example/app.git && git -C app remote set-url origin "
        "https://git.example/app.git"),
        "curl -H \"Authorization: $API_TOKEN\" https://a.example > page",
        "--mount=type=tmpfs,target=/t echo $API_TOKEN > /t/a",
        ("echo \"$API_TOKEN\" | docker login -u a --password-stdin r.example && docker push r.example/a && "
        "docker logout r.example"),
        "echo $API_TOKEN | docker run -i a",
        "git clone https://$API_TOKEN@git.example/app.git /src && find /src -name .git -exec rm -rf {} +",
        "echo $API_TOKEN > /a/.npmrc && find / -name .npmrc -delete",
        "cat > ~/.npmrc <<'X'\n//r.example/:_authToken=${API_TOKEN}\nX\n",
        "<<E\ncat > /etc/b <<Y\nhello\nY\necho $API_TOKEN > /dev/null\nE\n",
        "cat > ~/.npmrc <<X && npm ci && rm ~/.npmrc\n//r.example/:_authToken=${API_TOKEN}\nX\n",
        "sed \"s/@@/$API_TOKEN/\" /etc/a.conf | curl --data-binary @- https://a.example",
    ],
)
def test_what_does_not_stay(run: str) -> None:
    assert writes(run) == []


@pytest.mark.parametrize(
    "run",
    [
        "--mount=type=secret,id=t cp /run/secrets/t /etc/t",
        "--mount=type=secret,id=t,target=/t cat /t > /etc/t",
        "--mount=type=secret,id=t cat < /run/secrets/t > /etc/t",
        "--mount=type=secret,id=t docker login -u a --password-stdin r.example < /run/secrets/t",
        "--mount=type=secret,id=t cat /run/secrets/t | docker login -u a --password-stdin r.example",
        "--mount=type=secret,id=t,env=T cat > /root/.npmrc <<X\n//r.example/:_authToken=$T\nX\n",
        "--mount=type=secret,id=t sed -i \"s/@@/$(cat /run/secrets/t)/\" /etc/a",
        "--mount=type=secret,id=t,env=T npm config set //r.example/:_authToken=$T",
        "--mount=type=secret,id=t export T=$(cat /run/secrets/t) && git clone https://$T@git.example/a",
    ],
)
def test_a_mounted_secret_that_is_written(run: str) -> None:
    (found,) = writes(run, "")
    assert found.mounted


@pytest.mark.parametrize(
    "before",
    [
        "ARG VERSION\n",
        "ARG API_TOKEN_FILE=/t\n",
        "ENV API_TOKEN=/run/secrets/t\n",
        "ARG API_TOKEN\nARG API_TOKEN=true\nENV API_TOKEN=false\n",
    ],
)
def test_what_is_no_secret(before: str) -> None:
    assert writes("echo $API_TOKEN $VERSION $API_TOKEN_FILE > /f", before) == []


def test_where_it_stays() -> None:
    facts = Facts(
        read(
            Text(
                b"FROM a:1 AS one\nRUN x\nFROM one AS two\nRUN x\nFROM b:1 AS three\nRUN x\nFROM two\nCOPY "
                b"--from=three a b\n",
                "Dockerfile",
            )
        )
    )
    runs = [i for i in facts.dockerfile.instructions if isinstance(i, Run)]
    assert [layer_of(r, facts) for r in runs] == ["a layer of the image"] * 2 + [
        "the build cache, with stage `three`"
    ]
