"""Secrets in the files of programs, on command lines and in code, each in the form that the program's own
documentation shows. Values are made at run time.

`«p»` is a drawn password, `«w»` one that a person chose, `«t40»` a token of so many letters and digits,
`«h64»` hexadecimal digits, `«b32»` base64 of so many bytes, `«U64»` the same with `-` and `_`, `«u»` a UUID,
`«D»` a hash of crypt(3).
"""

from __future__ import annotations

import base64
import random
import re
import string
import uuid
from functools import cache

import pytest

from dlinter.secrets.grammar.kinds import FileKind, kind_of
from dlinter.secrets.searcher import Engine

from .layers import ALNUM, detectors, scan


@cache
def some() -> Engine:
    return Engine(
        detectors("generic", "neighbours", "logins", "places", "files", "credential_files", "keys", "github")
    )


def value(kind: str, chance: random.Random) -> str:
    name, size = kind[0], int(kind[1:] or {"p": 14, "t": 32, "h": 32, "b": 32, "U": 32}.get(kind[0], 0))
    if name in "pt":
        return "".join(chance.choices(ALNUM, k=size - 2)) + ("k7" if name == "p" else "4q")
    if name == "h":
        return chance.randbytes(size // 2).hex()
    if name in "bU":
        drawn = base64.b64encode(chance.randbytes(size)).decode()
        return drawn if name == "b" else drawn.translate(str.maketrans("+/", "-_")).rstrip("=")
    if name == "D":
        return "".join(chance.choices(ALNUM + "./", k=13))
    if name == "w":
        return (
            chance.choice(["Gondola", "Sturgeon", "Marzipan", "Tulip"])
            + chance.choice("!#@")
            + str(chance.randint(1000, 9999))
        )
    return str(uuid.UUID(bytes=chance.randbytes(16), version=4))


def written(text: str, seed: str) -> str:
    chance = random.Random(seed)
    return re.sub("«([a-zA-Z][0-9]*)»", lambda m: value(m.group(1), chance), text)


FORMS = [
    ("srv/a.sh", "printf \"%s\" \"«p»\" | docker login -u ci --password-stdin\n"),
    ("srv/a.sh", "docker login -u ci --password-stdin r.shop.io <<< \"«p»\"\n"),
    ("srv/a.sh", "kinit svc@CORP.IO <<< \"«p»\"\n"),
    ("etc/sv/app/env/DB_PASSWORD", "«p»\n"),
    ("srv/.env", "DATABASE_URL=mysql://shop:«p»%40%23«p»@db/shop\n"),
    ("srv/run.sh", "openssl passwd -6 «p»\n"),
    ("srv/run.sh", "PW=$(openssl passwd -1 -salt xy «p»)\n"),
    ("srv/run.sh", "mkpasswd -m sha-512 «p»\n"),
    ("srv/run.sh", "slappasswd -s «p»\n"),
    ("srv/run.sh", "echo -e \"«p»\\n«p»\" | passwd root\n"),
    ("srv/run.sh", "poetry config http-basic.corp ci «p»\n"),
    ("srv/run.sh", "poetry config pypi-token.corp «t»\n"),
    ("srv/run.sh", "composer config --global --auth github-oauth.shop.io «t40»\n"),
    ("srv/run.sh", "dotnet nuget add source https://n.shop.io -u ci -p «p» --store-password-in-clear-text\n"),
    ("srv/run.sh", "dotnet nuget push a.nupkg -k «t» -s https://n.shop.io\n"),
    ("srv/run.sh", "cargo login «t35»\n"),
    ("srv/run.sh", "oc login -u ci -p «p» https://c.shop.io\n"),
    ("srv/run.sh", "skopeo copy --src-creds ci:«p» docker://a docker://b\n"),
    ("srv/run.sh", "az keyvault secret set --vault-name v --name n --value «t»\n"),
    ("srv/run.sh", "cf login -a https://a.shop.io -u ci -p «p»\n"),
    ("srv/run.sh", "consul kv put db/password «p»\n"),
    ("srv/run.sh", "etcdctl --user root:«p» get a\n"),
    ("srv/run.sh", "redis-cli AUTH «p»\n"),
    ("srv/run.sh", "curl --cert c.p12:«p» --cert-type P12 https://a.shop.io\n"),
    ("srv/run.sh", "ssh-keygen -t ed25519 -N \"«p»\" -f k\n"),
    ("srv/run.sh", "echo -n \"«p»\" | cryptsetup luksOpen /dev/sda1 x -\n"),
    ("srv/run.sh", "qpdf --encrypt «p» «p» 256 -- a b\n"),
    ("srv/run.sh", "pdftk a.pdf input_pw «p» output b.pdf\n"),
    ("srv/run.sh", "signtool sign /f c.pfx /p «p» a.exe\n"),
    ("srv/run.sh", "security unlock-keychain -p «p» login.keychain\n"),
    ("srv/run.sh", "certutil -f -p «p» -importpfx c.pfx\n"),
    ("srv/run.sh", "mosquitto_passwd -b /etc/mosquitto/passwd ci «p»\n"),
    ("srv/run.sh", "mosquitto_pub -h m -u ci -P «p» -t a -m b\n"),
    ("srv/run.sh", "mc alias set s3 https://s.shop.io AKADMIN «t40»\n"),
    ("srv/run.sh", "rclone obscure «p»\n"),
    ("srv/run.sh", "echo «b32» | wg pubkey\n"),
    ("srv/run.sh", "ipmitool -I lanplus -H h -U admin -P «p» power on\n"),
    ("srv/run.sh", "echo «p» | realm join -U admin corp.io\n"),
    ("srv/run.sh", "airflow users create -u admin -p «p» -r Admin -e a@b -f a -l b\n"),
    ("srv/run.sh", "bin/add-user.sh admin «p» --silent\n"),
    ("srv/run.sh", "splunk add user x -auth admin:«p»\n"),
    ("srv/run.sh", "php -r 'echo password_hash(\"«p»\", PASSWORD_DEFAULT);'\n"),
    ("srv/run.sh", "sed -i 's|DB_PASSWORD|«p»|' a\n"),
    ("srv/run.sh", "echo 'mysql-server mysql-server/root_password password «p»' | debconf-set-selections\n"),
    ("srv/run.sh", "schtasks /create /tn a /tr b /ru ci /rp «p»\n"),
    ("srv/run.sh", "rasdial vpn ci «p»\n"),
    ("srv/app/main.kt", "val apiKey by lazy { \"«t»\" }\n"),
    ("srv/app/main.java", "@ConfigProperty(name = \"api.token\", defaultValue = \"«t»\")\n"),
    ("srv/app/main.java", "keyStore.load(in, \"«p»\".toCharArray());\n"),
    ("srv/app/main.sbt", "credentials += Credentials(\"Realm\", \"host\", \"ci\", \"«p»\")\n"),
    ("srv/app/main.py", "jwt.encode(payload, \"«t»\", algorithm=\"HS256\")\n"),
    ("srv/app/main.py", "SECRET_KEY = config(\"SECRET_KEY\", default=\"«t»\")\n"),
    ("srv/app/main.R", "api_token <- \"«t»\"\n"),
    ("srv/app/main.yaml", "Parameters:\n  DbPassword:\n    Type: String\n    Default: «p»\n\n"),
    ("srv/app/main.txt", "The password is «p»\n\n"),
    ("srv/app/main.txt", "username: admin\npassword: «w»\n\n"),
    ("etc/ipsec.secrets", ": RSA key.pem \"«p»\"\n"),
    ("etc/openvpn/credentials", "ci\n«p»\n"),
    ("etc/rabbitmq/advanced.config", "[{rabbit,[{default_pass,<<\"«p»\">>}]}].\n"),
    ("etc/prometheus/web.yml", "basic_auth_users:\n  admin: $2y$10$«t53»\n"),
    ("etc/alertmanager/alertmanager.yml", "  - routing_key: «h32»\n"),
    ("srv/gitlab-shell/.gitlab_shell_secret", "«h32»"),
    ("srv/gitlab/.gitlab_workhorse_secret", "«b32»"),
    ("etc/turnserver.conf", "user=ci:«p»\n"),
    ("etc/prosody/prosody.cfg.lua", "external_service_secret = \"«p»\"\n"),
    ("etc/asterisk/sip.conf", "register => ci:«p»@sip.shop.io\n"),
    ("etc/filebeat/filebeat.yml", "cloud.auth: \"elastic:«p»\"\n"),
    ("etc/opensearch/securityconfig/internal_users.yml", "admin:\n  hash: \"$2y$12$«t53»\"\n"),
    ("etc/redis/sentinel.conf", "sentinel auth-pass mymaster «p»\n"),
    ("root/.mysql_secret", "# Password set for user root@localhost at 2026-01-01 00:00:00\n«p»\n"),
    ("root/.pgpass", "db.shop.io:6543:shop:shop:«p»\\:«p»\n"),
    ("opt/oracle/wallet/mkstore.sh", "mkstore -wrl . -createCredential db shop «p»\n"),
    ("opt/activemq/conf/users.properties", "admin=«p»\n"),
    ("etc/hadoop/core-site.xml",
        ("<property>\n  <name>fs.azure.account.key.a.blob.core.windows.net</name>\n  <value>«b64»</value>\n"
        "</property>\n")),
    ("root/.nuget/NuGet.Config", "<apikeys><add key=\"https://n.shop.io\" value=\"«b100»\" /></apikeys>\n"),
    ("root/.sbt/1.0/global.sbt", "credentials += Credentials(\"N\", \"h\", \"ci\", \"«p»\")\n"),
    ("srv/terraform.tfstate",
        "{\"outputs\":{\"db_password\":{\"value\":\"«p»\",\"type\":\"string\",\"sensitive\":true}}}\n"),
    ("srv/vault_password.txt", "«t»\n"),
    ("root/.ansible/vault_pass", "«p»\n"),
    ("srv/s.yaml", "apiVersion: v1\nkind: Secret\nstringData:\n  pin: «t»\n"),
    ("etc/apache2/.htdigest", "ci:Private Area:«h32»\n"),
    ("etc/squid/squid.conf", "auth_param basic program /x -D cn=a -w «p» -b dc=a\n"),
    ("etc/tinyproxy/tinyproxy.conf", "BasicAuth ci «p»\n"),
    ("etc/app/api_key", "«t»"),
    ("srv/apikey.txt", "«t»\n"),
    ("srv/jwt.secret", "«b64»\n"),
    ("srv/instance/secret_key", "«h48»"),
    ("etc/app/hmac_secret", "«h64»\n"),
    ("root/.davfs2/secrets", "/mnt/d ci \"«p»\"\n"),
    ("etc/security/opasswd", "ci:1000:1:$6$«t8»$«t86»\n"),
    ("etc/passwd", "ci:«D»:1000:1000::/home/ci:/bin/sh\n"),
    ("etc/krb5kdc/kadm5.sh", "kdb5_util create -s -P «p»\n"),
    ("srv/key.jwk", "{\"kty\":\"oct\",\"k\":\"«U64»\",\"alg\":\"HS512\"}\n"),
    ("root/.config/rclone/rclone.conf", "[z]\ntype = azureblob\naccount = a\nkey = «b64»\n"),
    ("root/.config/rclone/rclone.conf", "[s]\ntype = swift\nuser = a\nkey = «p»\n"),
    ("etc/rsyncd.secrets", "ci:«p»\n"),
    ("etc/rsync.password", "«p»\n"),
    ("etc/pve/priv/token.cfg", "root@pam!ci «u»\n"),
    ("etc/rstudio/secure-cookie-key", "«u»"),
    ("srv/svn/conf/passwd", "[users]\nharry = «p»\n"),
    ("root/.cvspass", "/1 :pserver:ci@c:2401/cvs A«p»\n"),
    ("var/jenkins_home/jobs/a/config.xml",
        ("<hudson.model.StringParameterDefinition><name>DB_PASSWORD</name><defaultValue>«p»</defaultValue></"
        "hudson.model.StringParameterDefinition>\n")),
    ("var/opt/jfrog/artifactory/etc/security/master.key", "«h32»"),
    ("root/.bundle/config", "BUNDLE_GEMS__SHOP__IO: \"ci:«p»\"\n"),
    ("srv/FileZilla Server.xml", "<User Name=\"a\"><Option Name=\"Pass\">«h32»</Option></User>\n"),
    ("etc/vsftpd/virtual_users.txt", "ci\n«p»\n"),
    ("root/.octoprint/config.yaml", "api:\n  key: «h32»\n"),
    ("srv/config.yml", "api_keys:\n- name: a\n  key: «t»\n"),
    ("srv/config.yml", "secrets:\n  stripe: «t»\n"),
    ("srv/config.yml", "password:\n  value: «p»\n"),
    ("srv/config.json", "{\"tokens\": [\"«t40»\", \"«t41»\"]}\n"),
    ("srv/config.xml", "<password>\n   «p»\n</password>\n"),
    ("srv/config.xml", "<password>«p»&amp;Zk3</password>\n"),
    ("srv/app.properties", "db.url=jdbc\\:mysql\\://db/x?user\\=a&password\\=«p»\n"),
    ("etc/app/app.conf", "server { user ci; pass «p»; }\n"),
    ("srv/config.ini", "[db]\nsenha=«p»\n"),
]  # fmt: skip


@pytest.mark.parametrize("path,text", FORMS, ids=[f"{path}:{text[:32]}" for path, text in FORMS])
def test_a_secret_is_found_in_its_form(path: str, text: str) -> None:
    for seed in "ab":
        data = written(text, f"{seed} {path} {text}")
        assert any(not f.candidate.sieved for f in scan({path: data.encode()}, with_engine=some()).found), (
            data
        )


OTHERS = [
    ("srv/a.sh",
        ("openssl passwd -6 -stdin\nopenssl passwd -salt xy -in f1\nmkpasswd --method=sha-512 "
        "--rounds=4096\n")),
    ("srv/a.sh",
        ("docker run -u 1000 -p 8080:80 image:1.2\nsudo -u postgres psql -p 5432\nrsync -p user1@host:/a "
        "/b\n")),
    ("srv/a.sh",
        'echo "done" > /run/secrets/state\necho "$T" > token.txt\necho "root:$ROOT_PW" | chpasswd\n'),
    ("srv/a.sh", "chown --user root:wheel2 a\nuser=ci:staff2\nauth: oauth2:client_credentials\n"),
    ("srv/a.cpp", 'Token token{kind1, line2};\nKey key{"ArrowLeft2"};\nstd::string token{"identifier_1"};\n'),
    ("srv/a.py",
        ('jwt.decode(token, key, algorithms=["HS256"])\nMAGIC = '
        'b"\\x89\\x50\\x4e\\x47\\x0d\\x0a\\x1a\\x0a"\n')),
    ("srv/a.R", 'token <- Sys.getenv("GITHUB_PAT1")\n'),
    ("srv/values.yaml",
        ("password:\n  type: string\n  minLength: 8\nsecrets:\n  - name-of-secret-1\n  - "
        "my-registry-secret2\n")),
    ("srv/values.yaml", "secrets:\n  db: ${DB_SECRET1}\n  web: vault:secret/data/web#key1\n"),
    ("srv/sealed.yaml", "kind: SealedSecret\nspec:\n  encryptedData:\n    password: AgB«b300»\n"),
    ("srv/.git/refs/heads/token-fix", "«h40»\n"),
    ("etc/machine-id", "«h32»\n"),
    ("etc/wireguard/public.key", "«b32»\n"),
    ("srv/password.txt", "<password>\n"),
    ("srv/password.txt", "********\n"),
    ("etc/app/api_key", "${API_KEY1}\n"),
    ("etc/app/keyfile", "/etc/ssl/private/app1.key\n"),
    ("srv/token.txt", "The token is kept elsewhere, see page 2\n"),
    ("usr/share/dict/passwords.txt", "123456\nqwerty1\ndragon12\n"),
    ("srv/locale.yml", "password: 'enter your new password twice'\n"),
    ("srv/doc.txt", "The password is kept in the 2nd drawer, the token is next_token_2\n"),
]  # fmt: skip


@pytest.mark.parametrize("path,text", OTHERS, ids=[f"{path}:{text[:32]}" for path, text in OTHERS])
def test_what_holds_none(path: str, text: str) -> None:
    found = scan({path: written(text, path).encode()}, with_engine=some()).found
    assert [
        (f.candidate.detector, f.candidate.secret.reveal()) for f in found if not f.candidate.sieved
    ] == []


def key_of(chance: random.Random) -> list[str]:
    """The lines of a private key that opens nothing: the first bytes of PKCS #8, then random ones."""
    data = (
        b"\x30\x82\x04\xbe\x02\x01\x00\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"
        + chance.randbytes(1196)
    )
    body = base64.b64encode(data).decode()
    return [
        "-----BEGIN PRIVATE" + " KEY-----",
        *(body[at : at + 64] for at in range(0, len(body), 64)),
        "-----END PRIVATE" + " KEY-----",
    ]


LINES = {
    "log": lambda line: f"2026-01-01T00:00:00Z app[1]: {line}\n",
    "level": lambda line: f"[INFO] {line}\n",
    "JSON": lambda line: f'{{"log": "{line}\\n", "stream": "stdout", "time": "2026-11-01T00:00:00Z"}}\n',
    "number": lambda line: f"  12  {line}\n",
    "grep": lambda line: f"a.pem:3:{line}\n",
    "comment": lambda line: f"// {line}\n",
    "PHP": lambda line: f"'{line}'.PHP_EOL .\n",
    "Basic": lambda line: f'"{line}" & vbCrLf & _\n',
    "echo": lambda line: f'echo "{line}" >> k.pem\n',
    "URL": lambda line: line.replace("+", "%2B").replace(" ", "+") + "%0A",
    "URL with %20": lambda line: line.replace("+", "%2B").replace(" ", "%20") + "%0A",
}


@pytest.mark.parametrize("form", LINES)
def test_a_private_key_with_something_around_each_line(form: str) -> None:
    text = "".join(map(LINES[form], key_of(random.Random(form))))
    found = [f.candidate for f in scan({"srv/a.txt": text.encode()}, with_engine=some()).found]
    assert [c.detector for c in found if not c.sieved] == ["private-key"], [
        (c.detector, c.sieved) for c in found
    ]


ENCODINGS = {
    "base64 twice": lambda text: base64.b64encode(base64.b64encode(text)),
    "base64 of hex": lambda text: base64.b64encode(text.hex().encode()),
    "hex of base64": lambda text: base64.b64encode(text).hex().encode(),
    "base64 of UTF-16": lambda text: base64.b64encode(text.decode().encode("utf-16-le")),
    "hex with colons": lambda text: text.hex(":").encode(),
    "C bytes": lambda text: ", ".join(f"0x{b:02x}" for b in text).encode(),
    "decimal bytes": lambda text: f"[{', '.join(map(str, text))}]".encode(),
    "octal escapes": lambda text: "".join(f"\\{b:03o}" for b in text).encode(),
    "escapes in braces": lambda text: "".join(f"\\u{{{b:x}}}" for b in text.strip()).encode(),
    "entities": lambda text: "".join(f"&#{b};" for b in text).encode(),
    "percent-encoding": lambda text: "".join(f"%{b:02X}" for b in text).encode(),
}


@pytest.mark.parametrize("form", ENCODINGS)
def test_a_secret_in_an_encoding(form: str) -> None:
    drawn = "".join(random.Random(form).choices(string.ascii_letters, k=18)) + "4q7"
    data = ENCODINGS[form](f"export API_TOKEN={drawn} # password\n".encode())
    assert drawn in [
        f.candidate.secret.reveal()
        for f in scan({"srv/a.txt": data}, with_engine=some()).found
        if not f.candidate.sieved
    ]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"[DEBUG] request sent\n", FileKind.TEXT),
        (b"[2026-01-02 10:00:00] GET /\n", FileKind.TEXT),
        (b'["a", "b"]', FileKind.DATA),
        (b"[\n  {\n", FileKind.DATA),
        (b"[1, 2]", FileKind.DATA),
        (b"[-1.5e3,", FileKind.DATA),
        (b"[null, 1]", FileKind.DATA),
        (b"[]", FileKind.DATA),
        (b"[", FileKind.DATA),
        (b'{"a": 1}', FileKind.DATA),
    ],
)
def test_a_log_is_no_json(head: bytes, kind: FileKind) -> None:
    assert kind_of("var/log/shop.log", head) is kind
