"""Each reason of the sieve, and beside it what must pass."""

from __future__ import annotations

import base64
import json
import random
import uuid

import pytest

from dlinter.detectors.detector import Detector
from dlinter.model.names import is_secret_name as names_a_secret
from dlinter.model.secret import Basis
from dlinter.secrets.finder import Finder
from dlinter.secrets.grammar.values import is_generic
from dlinter.secrets.matcher import all_matches, best
from dlinter.secrets.sieve.expired import expired_token
from dlinter.secrets.sieve.forms import wrong_form
from dlinter.secrets.sieve.known import digest_of, published
from dlinter.secrets.sieve.repetition import is_repetition
from dlinter.secrets.sieve.urls import example_url
from dlinter.secrets.sighting import Sighting, key_before
from dlinter.values import replace

from .layers import ALNUM, detectors, github_token, password, places, scan

FINDER = Finder(detectors("generic", "keys", "files", "github", "aws"))


def judged(line: str, path: str = "srv/app/.env") -> list[str]:
    """Reasons of what is found in a line, "" for a real one."""
    data = line.encode("latin-1")
    return [m.sieved for m in best(all_matches(FINDER.possible(data), data, path))]


def jwt(claims: dict[str, object]) -> str:
    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    head, body = part(b'{"alg":"HS256","typ":"JWT"}'), part(json.dumps(claims).encode())
    return f"{head}.{body}.{part(random.Random(7).randbytes(32))}"


@pytest.mark.parametrize(
    "line,reason",
    [
        ("TOKEN=" + github_token(1)[:-1] + ("a" if github_token(1)[-1] != "a" else "b"),
            "checksum or structure is wrong"),
        ("AWS_ACCESS_KEY_ID=AKIA" + "IOSFODNN7EXAMPLE", "documentation example"),
        ("token: " + jwt({"sub": "1234567890", "name": "John Doe"}), "documentation example"),
        ("token: " + jwt({"sub": "ci7", "exp": 1500000000}), "expired"),
        ("DB_PASSWORD=your-password-123", "placeholder"),
        ("DB_PASSWORD=${DB_PASSWORD_2}", ""),
        ("API_KEY=xxxxxxxx1xxxxxxxx", "placeholder"),
        ("API_KEY=<your1-api-key>", ""),
        ("API_KEY=aaaaaaaaaaa1aaaaaa", "repeated characters"),
        ("API_KEY=abc1abc1abc1abc1", "repeated characters"),
        ("API_KEY=1234567890abcdef", "sequential characters"),
        ("API_KEY=0123456789abcdef0123456789abcdef", "sequential characters"),
        ("password_hash_secret: sha256-" + "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "digest"),
        ("url=https://user:password1@host.example/", "placeholder"),
        ("url=https://user:pass@host.example/", "placeholder"),
        ("url=dotenv://:key_1234" + "@dotenv.org/vault/.env.vault", "documentation example"),
        ("jwt.secret=HmacSHA256", "name of an algorithm"),
        ("Authorization: Basic Zm9v" + "OmJhcg==", "documentation example"),
        ("ansible_password=03#pa33w0rd", "placeholder"),
        ("/etc/passwd: mysql:x:100:101:MySQL Server:/nonexistent:/bin/false", "placeholder"),
        ("password = V3ry_S3cre" + "7", "placeholder"),
        ("aws_session_token=IQoJb3JpZ2lu" + "X2VjEOz" + "/" * 12
            + "wEXAMPLEtMSJHMEUCIDoKK3JH9uGQE1z0sINr5M4jk9Na8KHDcCYRVjJCZEv" * 2, "documentation example"),
        ("url=mssql+pyodbc://scott:tiger^5HHH@" + "server_one/db", "documentation example"),
        ("-----BEGIN RSA PRIVATE"
            + " KEY-----MIIEpQIBAAKCAQEAuyf1lNrH9ck8DmNyo3fGgvCI1l9sWIz2cUDqmxiieR.-----END RSA PRIVATE"
            + " KEY-----", "key is cut short"),
    ],
)
def test_reasons(line: str, reason: str) -> None:
    found = judged(line)
    if reason:
        assert found == [reason]
    else:
        assert found == []


@pytest.mark.parametrize(
    "line,path",
    [
        ("DB_PASSWORD=" + password(1), ".env"),
        ("export DB_PASSWORD='" + password(2) + "'", "root/.bashrc"),
        ("  password: " + password(3), "app/config.yml"),
        ('  "dbPassword": "' + password(4) + '",', "app/settings.json"),
        ("spring.datasource.password=" + password(5), "app/application.properties"),
        ("docker login -u ci --password=" + password(6) + " registry.shop.io", "root/.ash_history"),
        ("mysql -uroot -p" + password(7) + " shop", "root/.bash_history"),
        ("curl -H 'Authorization: Bearer " + password(8, 40) + "' https://api.shop.io", "root/.bash_history"),
        ("DATABASE_URL=postgres://shop:" + password(9) + "@db.shop.io/shop", "srv/.env"),
        ("https://ci:" + password(10) + "@git.shop.io", "root/.git-credentials"),
        ("machine git.shop.io login ci password " + password(11), "root/.netrc"),
        ("//npm.shop.io/:_authToken=" + password(12, 36), "root/.npmrc"),
        ("db.shop.io:5432:shop:shop:" + password(13), "root/.pgpass"),
        ("[client]\nuser=root\npassword=" + password(14), "root/.my.cnf"),
        ("[pypi]\nusername = ci\npassword = " + password(15), "root/.pypirc"),
        ("ci:$apr1$8f7QwLk2$ZpX0vBt7Rk2pLq9zWxTnW7", "etc/nginx/.htpasswd"),
        ('{"auths": {"r.shop.io": {"auth": "' + base64.b64encode(("ci:" + password(16)).encode()).decode()
            + '"}}}', "root/.docker/config.json"),
        ("    token: " + password(17, 40), "root/.kube/config"),
        ("PrivateKey = " + base64.b64encode(random.Random(18).randbytes(32)).decode(),
            "etc/wireguard/wg0.conf"),
        ("SECRET_KEY = '" + "".join(random.Random(19).choices(ALNUM + "!#$%&(*+-=@^_", k=50)) + "'",
            "app/settings.py"),
        ("<password>" + password(20) + "</password>", "root/.m2/settings.xml"),
        ('secret_key = "' + password(21, 40) + '"', "app/terraform.tfvars"),
        ("API_TOKEN = '" + password(22, 32) + "'", "app/main.py"),
        ('const apiKey = "' + password(23, 32) + '";', "app/index.js"),
        ("aws_secret_access_key = " + "".join(random.Random(24).choices(ALNUM + "+/", k=40)),
            "root/.aws/credentials"),
        ("//r.shop.io/:_password=" + base64.b64encode(password(25).encode()).decode(), "root/.npmrc"),
    ],
)  # fmt: skip
def test_planted_secrets_are_found(line: str, path: str) -> None:
    """In a file of a layer, between other lines."""
    found = scan({path: b"# a line\n" + line.encode() + b"\n# another\n"}).found
    assert [f.path for f in found if not f.candidate.sieved] == [path]


KEYS = {
    "rsa.pem": ("-----BEGIN RSA PRIVATE" + " KEY-----\nMIIE{}\n-----END RSA PRIVATE" + " KEY-----",
        "private key"),
    "pkcs8.pem": ("-----BEGIN PRIVATE" + " KEY-----\nMIIE{}\n-----END PRIVATE" + " KEY-----", "private key"),
    "crypt.pem": ("-----BEGIN ENCRYPTED PRIVATE" + " KEY-----\nMII{}\n-----END ENCRYPTED PRIVATE"
        + " KEY-----", "private key under a password"),
    "old.pem": (
        "-----BEGIN RSA PRIVATE"
        + " KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: "
            "AES-128-CBC,8F1B2C3D4E5F60718293A4B5C6D7E8F9\n\n{}\n-----END RSA PRIVATE" + " KEY-----",
        "private key under a password",
    ),
    "ssh": ("-----BEGIN OPENSSH PRIVATE"
        + " KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB{}\n-----END OPENSSH PRIVATE"
        + " KEY-----", "OpenSSH private key"),
    "ssh-crypt": (
        "-----BEGIN OPENSSH PRIVATE"
        + " KEY-----\nb3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0{}\n-----END OPENSSH PRIVATE"
        + " KEY-----",
        "OpenSSH private key under a password",
    ),
    "pgp.asc": ("-----BEGIN PGP PRIVATE" + " KEY BLOCK-----\n\nlFgE{}\n=aB3k\n-----END PGP PRIVATE"
        + " KEY BLOCK-----", "OpenPGP private key"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(KEYS))
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_private_keys_are_told_apart(name: str, eol: str) -> None:
    form, title = KEYS[name]
    body = "".join(random.Random(name).choices(ALNUM + "+/", k=1600))
    text = form.format("\n".join(body[i : i + 64] for i in range(0, 1600, 64))).replace("\n", eol)
    found = [f.candidate for f in scan({f"root/{name}": text.encode()}).found]
    assert [(c.title, c.sieved) for c in found if not c.sieved] == [(title, "")]


@pytest.mark.parametrize(
    "line,path",
    [
        ("token = get_next_token2(stream)", "usr/lib/python3/x.py"),
        ("self.password = args.password1", "usr/lib/python3/x.py"),
        ('password: "Enter the password for user 1"', "app/messages.yml"),
        ("password_file=/etc/app1/password", "etc/app.conf"),
        ("tokenizer_version: bert2base9uncased", "app/config.yml"),
        ("max_token_count=4096x", "app/config.yml"),
        ('"integrity": "sha512-' + "a" * 10 + '"', "app/package-lock.json"),
        ("private_key_id = sys.argv1", "x.py"),
        ("ssl_key = /etc/ssl/private/server1.key", "etc/dovecot.conf"),
        ("AWS::SecretsManager::Secret: 48205d4ffd7feba3", "x.yaml"),
        ("secret_version: 1.2.3", "x.yaml"),
        ("password: kV9" + "x2Lq8Zr4TnW7b",
            "var/cache/apt/archives/git.deb!data.tar.xz!usr/share/doc/git/a.txt"),
        ("publicKey: f81d4fae7dec11d0a76500a0c91e6bf6", "x.yaml"),
    ],
)
def test_what_is_none(line: str, path: str) -> None:
    assert [r for r in judged(line, path) if not r] == []


@pytest.mark.parametrize("key",
    ["DB_PASSWORD", "apiKey", "client-secret", "jwt_secret_key", "AUTH_TOKEN_GITHUB", "dbpassword",
        "MYSQL_PWD"])
def test_names_of_secrets(key: str) -> None:
    assert names_a_secret(key)


@pytest.mark.parametrize("key",
    ["tokenCount", "password_file", "public_key", "secretary", "monkey", "tokenizer", "SECRET_NAME", "key",
        "passive", ""])
def test_names_of_others(key: str) -> None:
    assert not names_a_secret(key)


def test_keys_before_a_value() -> None:
    assert key_before('export DB_PASSWORD="') == "DB_PASSWORD"
    assert key_before('  "apiKey" : "') == "apiKey"
    assert key_before("spring.password=") == "spring.password"
    assert key_before("") == key_before("   ") == ""


def test_random_values_are_no_repetition() -> None:
    """Of 3,000 random values of the usual alphabets none is taken for a pattern."""
    chooser = random.Random(1)
    detector = FINDER.possible(b"password")[0].detector
    for alphabet, size in (("0123456789abcdef", 32), (ALNUM, 20), ("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)):
        for _ in range(1000):
            assert is_repetition(Sighting(detector, "".join(chooser.choices(alphabet, k=size)))) == ""


def test_random_values_pass_the_whole_sieve() -> None:
    """At least 98 of 100 random passwords in a setting, 90 in a program's text."""
    for path, least in (("srv/.env", 490), ("srv/app.py", 450)):
        lines = "".join(f'DB_PASSWORD="{password(n, 20)}"\n' for n in range(500))
        assert len(places(scan({path: lines.encode()}).found)) >= least


def test_published_keys_are_known_whatever_their_lines() -> None:
    assert len(published()) >= 50
    body = "MIIB" + "".join(random.Random(3).choices(ALNUM, k=200))
    one = "-----BEGIN PRIVATE" + f" KEY-----\n{body[:64]}\n{body[64:]}\n-----END PRIVATE" + " KEY-----"
    other = "-----BEGIN PRIVATE" + f" KEY-----\\n{body[:100]}\\n{body[100:]}\\n-----END PRIVATE" + " KEY-----"
    assert digest_of(one) == digest_of(other) != digest_of(one.replace(body[10:14], "0000"))


def test_a_token_by_chance_in_base64_is_none() -> None:
    run = "".join(random.Random(5).choices(ALNUM + "+/", k=300))
    key = "".join(random.Random(6).choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16))
    line = f"data:{run}/AKIA{key}+{run}"
    assert judged(line, "x.css") in ([], ["inside longer base64"])
    assert judged(f"id = AKIA{key}", "x.css") == [""]


def test_random_values_have_a_form() -> None:
    """Of 10,000 values of each alphabet that programs draw from, at most 1 in 1,000 is taken for one that
    nobody gives out."""
    rng = random.Random(41)
    for alphabet, sizes in (
        (ALNUM, (16, 64)),
        (ALNUM + "_-", (20, 64)),
        ("0123456789abcdef", (32, 33)),
        ("0123456789ABCDEF", (40, 41)),
        (ALNUM[:26] + "0123456789", (20, 50)),
    ):
        values = ["".join(rng.choices(alphabet, k=rng.randrange(*sizes))) for _ in range(10_000)]
        detector = detectors("generic")[0]
        assert (
            sum(bool(wrong_form(Sighting(detector, v, 'API_TOKEN="', '"', "API_TOKEN"))) for v in values)
            <= 10
        ), alphabet
    uuids = [str(uuid.UUID(int=rng.getrandbits(128), version=4)) for _ in range(10_000)]
    assert not any(wrong_form(Sighting(detector, v, 'API_TOKEN="', '"', "API_TOKEN")) for v in uuids)


def test_a_form_that_nobody_gives_out() -> None:
    """Of 10,000 real values with one mistake that a program does not make, each is refused: hexadecimal
    digits of both cases, of an odd number, UUIDs with other letters."""
    rng = random.Random(43)
    detector = detectors("generic")[0]
    for _ in range(10_000):
        digits = "".join(rng.choices("0123456789abcdef", k=40))
        for typed in (
            digits[:20] + "aB" + digits[20:],
            digits[:31] + "a1",
            digits[:8] + "-" + digits[8:12] + "-gh78-" + digits[12:16] + "-" + digits[16:28],
        ):
            assert wrong_form(Sighting(detector, typed, 'API_TOKEN="', '"', "API_TOKEN")), typed


def test_a_random_key_of_all_signs_holds_no_reference() -> None:
    """Django's `get_random_secret_key` draws from `$` and `(` too: `$a` and `$(` stand in one key of four by
    chance."""
    chooser = random.Random(5)
    signs = "abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)"
    for _ in range(200):
        key = "".join(chooser.choices(signs, k=50))
        assert judged(f"SECRET_KEY = '{key}'", "srv/app/settings.py") == [""], key


def test_the_longer_of_two_lengths_is_seen() -> None:
    """Of `[…]{24}|[…]{34}` the shorter one matches first and ends inside a word; the longer one is the
    key."""
    from dlinter.secrets.patterns import patterns_of

    pattern = next(p for p in patterns_of(detectors("stripe")) if p.detector.id == "stripe-live-secret-key")
    for size in (24, 34, 99):
        key = "sk_" + "live_5" + "".join(random.Random(size).choices(ALNUM, k=size - 1))
        assert [(a, b) for _, a, b in pattern.spans(f"k={key};".encode())] == [(2, 2 + len(key))]


def test_the_next_option_is_no_value() -> None:
    assert judged("gcloud secrets delete my-secret --etag=123456", "usr/lib/x/delete.yaml") == []


@pytest.mark.parametrize("before", ["", "-- ", "# ", "  ", "> "])
def test_a_private_key_in_a_comment_of_any_length(before: str) -> None:
    """SQL and Lua comment with dashes, of which PEM's two lines are made too."""
    der = b"\x30\x82" + (1200).to_bytes(2, "big") + random.Random(3).randbytes(1200)
    body = [base64.b64encode(der)[at : at + 32].decode() for at in range(0, 1700, 32)]
    lines = [
        "-----BEGIN RSA PRIVATE" + " KEY-----",
        *filter(None, body),
        "-----END RSA PRIVATE" + " KEY-----",
    ]
    data = "\n".join(before + line for line in lines).encode()
    found = best(all_matches(FINDER.possible(data), data, "srv/dump.sql"))
    assert [(m.seen.detector.id, m.sieved) for m in found] == [("private-key", "")]


@pytest.mark.parametrize(
    "claims", [{"exp": 32503680000}, {"exp": True}, {"exp": "1500000000"}, {"iat": 1500000000}, {"exp": 0}]
)
def test_a_token_that_has_not_ended(claims: dict[str, object]) -> None:
    assert judged("token: " + jwt({"sub": "ci7", **claims})) == [""]


def test_any_detector_may_say_when_a_value_ends_and_what_it_holds() -> None:
    """Fields of a detector, not its name: one of somebody else's gets the same."""
    plain = Detector(id="acme", provider="Acme", title="t", pattern="x", keywords=("x",), matches=())
    for end, reason in ((1.5e9, "expired"), (3.2e10, ""), (None, "")):
        assert expired_token(Sighting(replace(plain, expires=lambda value, end=end: end), "x")) == reason
    assert expired_token(Sighting(plain, "x")) == ""
    for password_, reason in (("secret", "documentation example"), ("kV9x2Lq8", "")):
        assert example_url(Sighting(replace(plain, password=lambda value, p=password_: p), "x")) == reason
    named = replace(plain, basis=Basis.NAME, confidence="medium")
    assert is_generic(named) and not is_generic(replace(plain, provider="Generic", confidence="low"))
