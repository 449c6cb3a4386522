"""How people and programs write a name and a value, file by file; values are made at run time."""

from __future__ import annotations

import plistlib
import random
from functools import cache

import pytest

from dlinter.archive.sink import Cause
from dlinter.secrets.layer import LayerScanner
from dlinter.secrets.searcher import Engine

from .layers import detectors, github_token, password
from .layers import scan as scan_with


@cache
def everyday_engine() -> Engine:
    return Engine(
        detectors("generic", "logins", "places", "files", "github", "cloud_tokens", "neighbours", "standards",
            "clients", "network_devices", "credential_files")
    )


def scan(files: dict[str, bytes]) -> LayerScanner:
    return scan_with(files, with_engine=everyday_engine())


TOKEN, PASSWORD = password(71, 32), password(72, 14)
HEX = random.Random("hex").randbytes(16).hex()

WAYS = [
    ("root/.cshrc", "setenv DB_PASSWORD {p}"),
    ("app/inspect.json", '[{{"Config": {{"Env": ["PATH=/bin", "DB_PASSWORD={p}"]}}}}]'),
    ("root/.yarnrc", '"//registry.shop.io/:_authToken" "{t}"'),
    ("etc/openvpn/a.ovpn", "<auth-user-pass>\nci\n{p}\n</auth-user-pass>"),
    ("etc/caddy/Caddyfile", "tls {{\n  dns cloudflare {t}\n}}"),
    ("app/wp-config.php", "define('AUTH_KEY',         '{t}');"),
    ("app/Jenkinsfile", "string(name: 'API_TOKEN', defaultValue: '{t}', description: '')"),
    ("app/a.json", '[{{"k": "API_TOKEN", "v": "{t}"}}]'),
    ("app/a.yaml", 'apiKey:\n  "{t}"\nother: 1'),
    ("app/A.groovy", 'new StringCredentialsImpl(Scope.GLOBAL, "id", "d", Secret.fromString("{t}"))'),
    ("app/a.go", 'store := sessions.NewCookieStore([]byte("{t}"))'),
    ("app/a.sql", "UPDATE config SET value='{t}' WHERE name='api_key';"),
    ("app/a.sql", "EXEC sp_addlogin 'ci', '{p}';"),
    ("app/a.sql", "DECLARE @pwd NVARCHAR(50) = '{p}';"),
    ("app/s.cmd", "reg add HKLM\\x /v DefaultPassword /d {p}"),
    ("app/steam.sh", "steamcmd +login ci {p} +quit"),
    ("root/.irssi/config", 'autosendcmd = "/msg nickserv identify {p}";'),
    ("app/config.php", "'passwordsalt' => '{t}',"),
    ("app/run.sh", "gh auth login --with-token <<< {t}"),
    ("app/run.sh", "rclone config create x s3 secret_access_key {t}"),
    ("app/run.sh", "sqlplus -s shop/{p}@db"),
    ("app/run.sh", "git clone https://{t}@git.shop.io/a.git"),
    ("app/a.properties", "spring.datasource.password=\\\n  {p}"),
    ("app/a.yml", "password: !!str {p}"),
    ("app/a.yml", "password: &pw {p}"),
    ("app/a.yml", "env:\n- value: {t}\n  name: API_TOKEN"),
    ("app/a.yml", "args:\n- --api-token\n- {t}"),
    ("app/a.json", '{{"value": "{t}", "name": "API_TOKEN"}}'),
    ("app/a.xml", '<add value="{t}" key="ApiToken" />'),
    ("app/a.xml", '<property name="db.password">{p}</property>'),
    ("app/a.xml", "<password><![CDATA[{p}]]></password>"),
    ("app/a.xml", '<setting name="ApiToken" serializeAs="String"><value>{t}</value></setting>'),
    ("app/a.py", 'password = (\n    "{p}"\n)'),
    ("app/a.py", 'conn = connect("dbname=a user=b password={p}")'),
    ("app/a.py", 'get(url, auth=("user", "{p}"))'),
    ("app/a.py", 'parser.add_argument("--token", default="{t}")'),
    ("app/a.py", 'api_key = Field(default="{t}")'),
    ("app/a.js", "defaults.headers.common['Authorization'] = 'Bearer {t}'"),
    ("app/a.go", 'const apiToken string = "{t}"'),
    ("app/a.go", 'req.SetBasicAuth("user", "{p}")'),
    ("app/a.rb", "set :password, '{p}'"),
    ("app/a.php", "'password' => env('DB_PASSWORD', '{p}'),"),
    ("app/a.php", "$db = new PDO($dsn, 'root', '{p}');"),
    ("app/A.java", '@Value("${{db.password:{p}}}")'),
    ("app/A.java", 'ds.setPassword("{p}");'),
    ("app/A.java", 'DriverManager.getConnection("jdbc:x", "root", "{p}");'),
    ("app/A.cs", 'new NetworkCredential("user", "{p}")'),
    ("app/build.gradle", 'storePassword "{p}"'),
    ("app/A.clj", '{{:password "{p}"}}'),
    ("etc/nginx/nginx.conf", 'proxy_set_header Authorization "Bearer {t}";'),
    ("etc/redis/users.acl", "user shop on >{p} ~* +@all"),
    ("etc/postfix/sasl_passwd", "[smtp.shop.io]:587 ci:{p}"),
    ("etc/ppp/chap-secrets", "client server {p} *"),
    ("etc/app/config", "[db]\nhost = a\npassword = {p}"),
    ("root/.mysql_history", "create\\040user\\040a\\040identified\\040by\\040'{p}';"),
    ("root/.subversion/auth/svn.simple/5f1c", "K 8\npassword\nV 14\n{p}\nEND"),
    ("root/.curlrc", 'user = "ci:{p}"'),
    ("root/.fetchmailrc", "poll x proto imap user a password {p}"),
    ("etc/pgbouncer/userlist.txt", '"shop" "{p}"'),
    ("opt/jetty/etc/realm.properties", "admin: {p}, admin"),
    ("etc/passwd-s3fs", "AKIAQ3EGRF7" + "ABCDEFGHI:{k}"),
    ("srv/unattend.xml", "<Password><Value>{p}</Value></Password>"),
    ("app/build.gradle", 'buildConfigField "String", "API_KEY", "\\"{t}\\""'),
    ("app/a.go", 'smtp.PlainAuth("", "ci@shop.io", "{p}", "smtp.shop.io")'),
    ("app/a.go", 'ldapConn.Bind("cn=admin,dc=shop", "{p}")'),
    ("app/A.cs", 'public string Password {{ get; set; }} = "{p}";'),
    ("app/A.java", 'Algorithm.HMAC256("{t}")'),
    ("app/A.java", 'given().auth().preemptive().basic("ci", "{p}")'),
    ("app/A.kt", 'val token = System.getenv("API_TOKEN") ?: "{t}"'),
    ("app/a.rs", 'env::var("API_KEY").unwrap_or_else(|_| "{t}".to_string())'),
    ("app/a.rs", "pub const DB_PASS: &'static str = \"{p}\";"),
    ("app/a.php", "'crypt' => [ 'key' => '{h}' ],"),
    ("app/a.rb", "http.basic_auth 'ci', '{p}'"),
    ("app/a.lua", 'red:auth("{p}")'),
    ("app/a.swift", 'request.addValue("{t}", forHTTPHeaderField: "X-Api-Key")'),
    ("app/a.py", 'passwords = {{"ci": "{p}"}}'),
    ("app/a.py", 'AUTH = ("ci", "{p}")'),
    ("app/a.py", "# password: {p}"),
    ("app/a.json", '{{"secrets": {{"stripe": "{t}"}}}}'),
    ("app/a.js", "new Sequelize('shop', 'ci', '{p}', {{ host: 'db' }})"),
    ("app/a.spec.js", "cy.get('[name=password]').type('{p}')"),
    ("app/a.sql",
        "CREATE SUBSCRIPTION s CONNECTION 'host=db user=repl password={p} dbname=shop' PUBLICATION p;"),
    ("app/a.sql", "conn sys/{p} as sysdba"),
    ("app/a.cypher", "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO '{p}';"),
    ("app/a.exp", 'send "{p}\\r"'),
    ("app/a.ps1", 'Set-Item -Path Env:API_TOKEN -Value "{t}"'),
    ("app/a.toml", '[jwt]\nkey = "{t}"'),
    ("app/secrets.yaml", "mqtt: {p}"),
    ("etc/cisco.cfg", "crypto isakmp key {p} address 10.1.1.1"),
    ("etc/app.service", "ExecStart=/usr/bin/x -p {p} -u ci"),
    ("etc/crontab", "0 * * * * root curl -fsS https://ping.shop.io/p?key={t}"),
    ("etc/openvpn.d/auth.txt", "ci\n{p}"),
    ("opt/wildfly/standalone.xml", '<credential-reference clear-text="{p}"/>'),
    ("opt/kafka/jaas.conf", 'KafkaServer {{\n  PlainLoginModule required\n  user_ci="{p}";\n}};'),
    ("var/log/mysqld.log", "A temporary password is generated for root@localhost: {p}"),
    ("srv/r.http", "Cookie: lang=en; sessionid={t}"),
    ("app/a.go", 'var c = weather.NewClient("{t}")'),
    ("app/a.php", "$c->get('/', ['auth' => ['ci', '{p}']]);"),
    ("app/a.py", 'c = MySQLdb.connect("db", "ci", "{p}", "shop")'),
    ("app/a.py", 'ftp = FTP("f.shop.io", "ci", "{p}")'),
    ("root/.bash_history", "kubectl create secret generic db --from-literal=pin={p}"),
    ("etc/chrony/chrony.keys", "1 SHA256 HEX:{h}"),
    ("app/a.rs", 'let c = Client::new("{t}".to_string());'),
    ("app/a.php", "$c = new \\Shop\\Client('{t}');"),
    ("app/a.go", 'mac := hmac.New(sha256.New, []byte("{t}"))'),
    ("root/.bash_history", "openssl aes-256-cbc -d -in a.enc -k {p}"),
    ("root/.bash_history", "snmpwalk -v2c -c {p} switch.shop.io"),
    ("etc/nginx/a.conf", 'map $http_x_api_key $ok {{\n  default 0;\n  "{t}" 1;\n}}'),
    ("srv/sw1.cfg", "radius server A\n address ipv4 10.0.0.2\n key {p}"),
]


@pytest.mark.parametrize("path,way", WAYS, ids=[f"{path}:{way[:40]}" for path, way in WAYS])
def test_a_way_to_write_is_read(path: str, way: str) -> None:
    text = way.format(p=PASSWORD, t=TOKEN, k=password(73, 40), h=HEX) + "\n"
    found = [f.candidate for f in scan({path: text.encode()}).found]
    assert any(
        not c.sieved and c.secret.reveal() in (PASSWORD, TOKEN, password(73, 40), HEX) for c in found
    ), text


@pytest.mark.parametrize(
    "path,text",
    [
        ("app/a.js", "const key = readEnv('AZURE_OPENAI_API_KEY')"),
        ("app/a.py", 'key = os.environ.get("SNOWFLAKE_PRIVATE_KEY")'),
        ("app/a.py", 'TOKEN = "[A-Z_][A-Z0-9_]{1,40}"'),
        ("app/a.sol", "address token = 0x4" + "0d73df4f99bae688ce3c23a01022224fe16c7b2;"),
        ("app/.env", "API_KEY=YOUR_SUBSCRIPTION_KEY"),
        ("share/completions/mvn", 'complete "username= password= scmVersion= $(versions)"'),
        ("share/info/a.info", "     HOSTNAME:PORT:USERNAME:PASSWORD:BASE_DN:FLAGS:"),
        ("app/a.cs", "public string Password { get; set; } = string.Empty;"),
        ("app/a.py", "# password: the password of the user"),
        ("app/a.py", "# token: next_token_of_the_page"),
        ("app/a.cs", '"Server=db1;User ID=svc;Password=password;"'),
        ("app/a.py", 'call("DB_PASSWORD=changethisnow")'),
        ("app/a.json", '{"k": "API_TOKEN", "v": "name_of_the_token"}'),
        ("app/a.yaml", "password:\n  description: of-the-user-who-runs"),
        ("app/nginx.conf", 'proxy_set_header Authorization "Basic $credentials";'),
        ("app/a.js", "bindEvent(element, 'click2Handler', 'someOtherHandler2')"),
        ("app/a.sql", "CONNECTION 'host=db user=repl password=$1 dbname=shop'"),
        ("srv/r.http", "Set-Cookie: sessionid=38afes7a8; Path=/"),
        ("app/a.py", "dsn = 'https://5f1c9e3a4f5d47b89a2e3f4d5c6b8d2f" + "@o1.ingest.sentry.io/1'"),
    ],
)
def test_what_is_no_value(path: str, text: str) -> None:
    assert [
        f.candidate.title for f in scan({path: text.encode() + b"\n"}).found if not f.candidate.sieved
    ] == []


def test_a_password_of_letters_in_a_connection_string() -> None:
    text = 'String c = "Data Source=s:1521/p;User ID=svc;Password=svcacctpasskz;";\n'
    found = [f.candidate for f in scan({"app/A.cs": text.encode()}).found]
    assert [c.secret.reveal() for c in found if not c.sieved] == ["svcacctpasskz"]


@pytest.mark.parametrize(("path", "way"), [
    ("root/.bash_history", "openssl aes-256-cbc -d -in a.enc -k {}"),
    ("srv/a.sh", '#!/bin/sh\nkadmin.local -q "addprinc -pw {} host/a.shop.io"'),
    ("srv/db.yaml", "kind: Secret\nstringData:\n  smtp: {}"),
    ("srv/a.js", "new Sequelize('shop', 'ci', '{}', {{ host: 'db' }})"),
])  # fmt: skip
@pytest.mark.parametrize("value", ["Copper-Kettle" + "4817!", "Copper.Kettle" + "4817"])
def test_a_password_of_words_where_a_password_stands(path: str, way: str, value: str) -> None:
    """A dot between two words is one of a name in code, and in a file whose values may be hosts."""
    found = [f.candidate for f in scan({path: way.format(value).encode() + b"\n"}).found]
    known = "!" in value or "history" in path or path.endswith(".sh")
    assert [c.secret.reveal() for c in found if not c.sieved] == [value] * known


@pytest.mark.parametrize(("path", "line", "count"), [
    ("srv/a.toml", '[db]\npassword = "{}"', 1), ("srv/a.yaml", "password: {}", 1),
    ("srv/a.toml", '[db]\ntoken = "{}"', 0), ("srv/a.py", 'password = "{}"', 0),
    ("srv/a.go", "password = {}", 0),
])  # fmt: skip
def test_a_password_of_words_with_a_dot_in_a_setting(path: str, line: str, count: int) -> None:
    found = scan({path: line.format("Copper.Kettle" + "4817").encode() + b"\n"}).found
    assert len([f for f in found if not f.candidate.sieved]) == count


@pytest.mark.parametrize("value", ["db1.shop", "com.example.Shop42", "Shop.Kettle", "shop.kettle42"])
def test_a_name_with_dots_is_no_password(value: str) -> None:
    assert scan({"root/.bash_history": f"ldapsearch -x -w {value} -b dc=shop\n".encode()}).found == []


TEXTS = {
    "utf-32": lambda text: text.encode("utf-32"),
    "utf-32-be": lambda text: b"\0\0\xfe\xff" + text.encode("utf-32-be"),
    "utf-32-be without a mark": lambda text: text.encode("utf-32-be"),
    "utf-32-le without a mark": lambda text: text.encode("utf-32-le"),
    "unicode escapes": lambda text: "".join(f"\\u{ord(c):04x}" for c in text).encode(),
    "escaped signs": lambda text: text.replace("_", "\\u005f").replace("=", "\\u003d").encode(),
    "hexadecimal escapes": lambda text: "".join(f"\\x{ord(c):02x}" for c in text).encode(),
    "percent-encoding": lambda text: text.replace("=", "%3D").encode(),
    "property list": lambda text: plistlib.dumps({"text": text}, fmt=plistlib.FMT_BINARY),
}


@pytest.mark.parametrize("form", TEXTS)
def test_a_token_in_another_form_of_text_is_found(form: str) -> None:
    token = github_token(81)
    found = scan({"srv/a.txt": TEXTS[form](f"GITHUB_TOKEN={token}")}).found
    assert [f.candidate.secret.reveal() for f in found if not f.candidate.sieved] == [token]


@pytest.mark.parametrize(
    "head",
    [
        b"\x1f\x9d\x90",
        b"\x04\x22\x4d\x18\x64\x40",
        b"Rar!\x1a\x07\x01\0",
        b"hsqs" + b"\x03\0\0\0" * 4 + b"\1\0\x11\0\0\0\1\0" + b"\4\0\0\0",  # version 4.0 at byte 28
        b"LZIP\x01\x0c",
        b"\x89LZO\0\r\n\x1a\n",
        b"LRZI\0\x06",
        b"MSCF\0\0\0\0",
        b"MSWIM\0\0\0",
        b"xar!\0\x1c\0\x01",
        b"\xff\x06\0\0sNaPpY",
    ],
)
def test_an_archive_that_cannot_be_read_is_reported(head: bytes) -> None:
    unread = scan({"srv/a.bin": head + random.Random(1).randbytes(600)}).unread
    assert [u.cause for u in unread] == [Cause.UNSUPPORTED]


@pytest.mark.parametrize(
    "head", [b"hsqs = 1\n", b"LZIP is a program\n", b"xar!\n", b"MSCF: no\n", b"LRZIP\n"]
)
def test_words_like_the_first_bytes_of_an_archive_are_text(head: bytes) -> None:
    assert not scan({"srv/a.txt": head * 40}).unread
