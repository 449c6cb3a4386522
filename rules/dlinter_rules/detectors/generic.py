"""Secrets that no provider's format tells: a name that says so and a value that looks random, headers, URLs, command lines."""

from __future__ import annotations

from dlinter.detectors.checksums import basic_password, decode_base64, is_jwt, jwt_end
from dlinter.detectors.detector import Detector
from dlinter.model.secret import Basis

_NAME = (
    r"(?i:pass(?:wor[dt]|wd|phrase|code)|[_.\-]pass|pwd|secret|token|credential|"
    r"(?:api|access|auth|private|signing|sign|encryption|encrypt|crypto|master|account|storage|service|client|admin|session|"
    r"cookie|jwt|hmac|license|app|consumer|webhook|deploy|ssh|shared|security)[_.\-]?key)"
)
_NAMES = (
    "password", "passwort", "passwd", "passphrase", "passcode", "_pass", ".pass", "-pass", "pwd", "secret", "token", "credential",
    "key",
)  # fmt: skip
_SIGN = r"""\\?["'\]]{0,2}[ \t]{0,8}(?::=|=>|={1,3}|:)[ \t]{0,8}(?:!!?[a-z]{1,8} )?(?:[fbru@]?(?:\\?["'`]){1,2})?"""
_OTHER = r"[!#-&(-/:;=?-\[\]-_a-~]"  # printable, no digit, quote, backslash or angle bracket
_CHAR = r"[!#-&(-;=?-\[\]-_a-~]"
_VALUE = rf"(?P<secret>{_OTHER}{{0,40}}[0-9]{_CHAR}{{0,256}})"


def _user_and_password(secret: str) -> bool:
    data = decode_base64(secret)
    if data is None or b":" not in data or not data.isascii():
        return False
    user, _, password = data.decode("ascii").partition(":")
    return len(password) >= 3 and (user + password).isprintable()


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="generic-secret",
        basis=Basis.NAME,
        provider="Generic",
        title="secret by its name",
        pattern=rf"{_NAME}[A-Za-z0-9_.\-]{{0,20}}{_SIGN}{_VALUE}",
        keywords=_NAMES,
        anchors=(("pass", 1), ("pwd", 0), ("secret", 0), ("token", 0), ("credential", 0), ("key", len("encryption_"))),
        matches=(
            "DB_PASSWORD=kV9" + "x2Lq8Zr4TnW7b",
            '  password: "t7#Rk2' + '!pLq9zW"',
            "secretToken := 'f81d4fae7dec" + "11d0a76500a0c91e6bf6'",
            "MAIL_PASS=8f7Qw" + "Lk2ZpX0vB",
            '{\\"apiKey\\": \\"0f3kSb' + '8vXq27LmT4\\"}',
        ),
        misses=("DB_PASSWORD=", "password = getpass()", "token: str", "secret = ${SECRET}", "monkey=4f9d8s7f9d8s7f"),
        source="The habit of naming a secret by what it is",
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="generic-command-line-secret",
        basis=Basis.OPTION,
        provider="Generic",
        title="secret on a command line",
        pattern=r"--?(?i:[a-z0-9\-]{0,20}(?:password|passwd|passphrase|token|secret|api-?key|access-?key|secret-?key))"
         r"(?:=|[ \t]{1,4})[\"']?"
        + _VALUE,
        keywords=("password", "passwd", "passphrase", "token", "secret", "apikey", "api-key", "accesskey", "access-key", "-key"),
        matches=(
            "login --user ci --password t7Rk2" + "pLq9zWx",
            "run --api-key='8f7Qw" + "Lk2ZpX0vB' now",
        ),
        misses=("login --password-stdin", "run --token $TOKEN"),
        source="The habit of naming an option by what it takes",
        prefilter=r"--?(?i:[a-z0-9\-]{0,20}(?:password|passwd|passphrase|token|secret|api-?key|access-?key|secret-?key))"
         rf"(?:=|[ \t]{{1,4}})[\"']?{_OTHER}{{0,40}}[0-9]",
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="mysql-command-line-password",
        provider="MySQL",
        title="MySQL password on a command line",
        # a value of small letters alone counts beside other options only: "muu mariadb -paketti" is Finnish
        pattern=r"(?:mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mariadb-dump|mariadb-admin)(?:(?=[^\n|;&<>]{0,160}[ \t](?:-[uhP]|--[a-z]))(?:[ \t][^\n|;&<>]{0,160}?)?[ \t]-p[\"']?(?!rint0)|(?:[ \t][^\n|;&<>]{0,160}?)?[ \t]-p[\"']?(?!rint0)(?=[a-z]{0,64}[^a-z\s\"'$;|&<>]))(?P<secret>[^\s\"'$;|&<>-][^\s\"'$;|&<>]{4,64})",
        keywords=("mysql", "mariadb"),
        matches=(
            "RUN mysql -u root -pkV9" + "x2Lq8Zr shop < dump.sql",
            "mysqladmin -uroot -p'kV9" + "x2Lq8Zr' ping",
            "mysql -pkV9" + "x2Lq8Zr shop",
            "mysql -h db.example -u shop -pkeeperof" + "theshop",
            "mysql --protocol=tcp -pkeeperof" + "theshop",
            "mysql -pkeeperof" + "theshop -u shop",
        ),
        misses=("mysql -u root -p shop", "mysql -u root -p$PW shop", "jos joku muu mariadb -paketti", "find . -group mysql -print0 2>/dev/null"),
        source="MySQL reference manual, Connection options (-p and the password without a space)",
        prefilter=r"(?:mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mariadb-dump|mariadb-admin)(?:[ \t][^\n|;&<>]{0,160})?[ \t]-p[\"']?[^\s\"'$;|&<>-][^\s\"'$;|&<>]{4}",
        boundary=False,
        min_entropy=2.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="sshpass-password",
        provider="OpenSSH",
        title="SSH password on a command line",
        pattern=r"sshpass[ \t]{1,4}-p[ \t]{0,4}[\"']?(?P<secret>[^\s\"'$;|&<>]{5,64})",
        keywords=("sshpass",),
        matches=(
            "sshpass -p t7Rk2" + "pLq9zWx ssh deploy@host.example",
            "sshpass -p'kV9" + "x2Lq8Zr' scp a b",
        ),
        misses=("sshpass -e ssh deploy@host.example", 'sshpass -p "$PW" ssh h'),
        source="sshpass(1)",
        boundary=False,
        min_entropy=2.0,
        confidence="medium",
        security_severity=8.0,
    ),
    Detector(
        id="curl-user-password",
        provider="curl",
        title="user name and password on a curl command line",
        pattern=r"curl(?:[ \t][^\n|;&]{0,200}?)?[ \t](?:-u|--user|--proxy-user)[ =]{0,2}[\"']?[^\s:\"'$/]{1,64}:(?P<secret>[^\s\"'$;|&<>{]{4,128})",
        keywords=("curl",),
        matches=(
            "curl -fsSL -u ci:t7Rk2" + "pLq9zWx https://host.example/a",
            "curl --user 'ci:kV9" + "x2Lq8Zr' -O https://host.example/a",
        ),
        misses=("curl -u ci:$PW https://host.example/a", "curl https://host.example:8443/a"),
        source="curl(1), -u",
        prefilter=r"curl(?:[ \t][^\n|;&]{0,200})?[ \t](?:-u|--user|--proxy-user)[ =]{0,2}[\"']?[^\s:\"'$/]{1,64}:[^\s\"'$;|&<>{]{4}",
        boundary=False,
        min_entropy=2.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="credentials-in-url",
        basis=Basis.URL,
        provider="Generic",
        title="password in a URL",
        pattern=r"[A-Za-z][A-Za-z0-9+.\-]{1,24}://[!#-&(-.0-9;=A-Z\[\]-_a-~]{0,128}:(?P<secret>[!#-&(-.0-9:;=?A-Z\[\]-_a-~]{3,256})@(?:\[|[A-Za-z0-9$%{])",
        keywords=("://",),
        matches=(
            "DATABASE_URL=postgres://shop:t7Rk2" + "pLq9zWx@db.example:5432/shop",
            "git clone https://x-access:kV9" + "x2Lq8Zr4T@git.example/a.git",
            "redis://:t7Rk2" + "pLq9zWx@cache.example/0",
        ),
        misses=("https://host.example:8443/a@b", "https://user@host.example/", "git+ssh://git@host.example:22/a"),
        source="RFC 3986, section 3.2.1 (userinfo)",
        prefilter=r"://[!#-&(-.0-9;=A-Z\[\]-_a-~]{0,128}:[!#-&(-.0-9:;=?A-Z\[\]-_a-~]{3,256}@",
        boundary=False,
        confidence="medium",
        security_severity=8.0,
    ),
    Detector(
        id="authorization-header",
        provider="Generic",
        title="token in an Authorization header",
        pattern=r"(?i:authorization)[\"']?[ \t]{0,4}[:=,][ \t]{0,4}[\"']?(?i:bearer|token|apikey|api-key)[ \t]{1,4}(?P<secret>[A-Za-z0-9._~+/=:\-]{16,})",
        keywords=("authorization",),
        matches=(
            "curl -H 'Authorization: Bearer 8f7Qw" + "Lk2ZpX0vBt7Rk2pLq9zWx' https://host.example",
            'headers = {"Authorization": "token 8f7Qw' + 'Lk2ZpX0vBt7Rk2pLq9zWx"}',
        ),
        misses=("Authorization: Bearer $TOKEN", "Authorization: Bearer <token>"),
        source="RFC 6750, section 2.1",
        boundary=False,
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="basic-authorization-header",
        password=basic_password,
        provider="Generic",
        title="user name and password in an Authorization header",
        pattern=r"(?i:authorization)[\"']?[ \t]{0,4}[:=,][ \t]{0,4}[\"']?(?i:basic)[ \t]{1,4}(?P<secret>[A-Za-z0-9+/]{8,}={0,2})",
        keywords=("authorization",),
        matches=(
            "Authorization: Basic Y2k6dDdSazJw" + "THE5eld4",
            '"authorization" = "basic Y2k6dDdSazJw' + 'THE5eld4"',
        ),
        misses=("Authorization: Basic realm", "Authorization: Basic Zm9vYmFy" + "Zm9vYmFy"),
        source="RFC 7617, section 2",
        prefilter=r"(?i:authorization)[\"']?[ \t]{0,4}[:=,][ \t]{0,4}[\"']?(?i:basic)[ \t]{1,4}[A-Za-z0-9+/]{8}",
        validate=_user_and_password,
        boundary=True,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="xml-password-element",
        basis=Basis.ELEMENT,
        provider="Generic",
        title="secret in an XML element",
        pattern=r"<(?i:[a-z0-9_.:\-]{0,24}(?:password|passphrase|passwd|secret|token|apikey|api-key|privatekey))>(?P<secret>[!-%'-;=?-~]{4,200})</",
        keywords=("password>", "passphrase>", "passwd>", "secret>", "token>", "apikey>", "api-key>", "privatekey>"),
        matches=(
            "<server><id>x</id><password>t7Rk2" + "pLq9zWx</password></server>",
            "  <apiKey>8f7Qw" + "Lk2ZpX0vB</apiKey>",
        ),
        misses=("<password></password>", "<password>a b</password>"),
        source="Maven settings reference, servers; and the like",
        boundary=False,
        min_entropy=2.0,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="json-web-token",
        expires=jwt_end,
        provider="Generic",
        title="JSON web token",
        pattern=r"ey[A-Za-z0-9_-]{15,}\.ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",
        keywords=(".ey",),
        matches=(
            "X-Auth: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjaSIsImp0aSI6IjdSazJwTHE5In0" + ".f8aB3kQwLk2ZpX0vBt7Rk2pLq9zWxTnW7bkV9x2Lq8Z",
        ),
        misses=("X-Auth: eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOi", "a.ey.b"),
        source="RFC 7519, section 3; RFC 7515, section 7.1",
        prefilter=r"ey[A-Za-z0-9_-]{15,2000}\.ey[A-Za-z0-9_-]{10}",
        validate=is_jwt,
        min_entropy=3.5,
        confidence="medium",
        security_severity=6.5,
    ),
)
