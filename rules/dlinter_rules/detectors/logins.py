"""Passwords that their place tells, not a name: arguments of a log-in call, parts of data source names, lines of servers' user files."""

from __future__ import annotations

from dlinter.detectors.detector import Detector
from dlinter.detectors.words import is_random
from dlinter.model.secret import Basis

_TEXT = r"""[\"'][^\"'\n]{1,120}[\"']"""
_LAST = r"""[ ]{0,2},[ \t\r\n]{0,40}[\"'](?P<secret>[^\"'\s]{6,200})[\"']"""
_USER_CALLS = (
    r"(?:Network|PS|Sql|UsernamePassword|Basic(?:Auth)?|BasicAWS)Credentials?",
    r"(?:HTTP(?:Basic|Digest)Auth|(?:Set|set|With|with)BasicAuth|PasswordAuthentication|UsernamePassword(?:Credential|AuthenticationToken)|basic_auth|BasicAuth)",
    r"auth[ ]{0,2}=[ ]{0,2}",
    r"\.login",
)
_SERVER_CALLS = (
    r"(?:new[ ]PDO|mysqli?_connect|new[ ]mysqli|pg_connect|DBI->connect|DriverManager\.getConnection|ftp_login|ssh2_auth_password|DirectoryEntry|oci_connect|createConnection)",
)
_LOGIN = rf"(?:(?:{'|'.join(_USER_CALLS)})\([ ]{{0,2}}{_TEXT}|(?:{'|'.join(_SERVER_CALLS)})[ ]{{0,2}}\([ ]{{0,2}}(?:{_TEXT}|[$A-Za-z_][A-Za-z0-9_.>$\-]{{0,60}})(?:,[ \t\r\n]{{0,40}}(?:{_TEXT}|[$A-Za-z_][A-Za-z0-9_.>$\-]{{0,60}})){{0,1}}){_LAST}"
_LOGIN_SEEN = (
    r"Credentials?\([ ]{0,2}[\"']", r"BasicAuth\([ ]{0,2}[\"']", r"DigestAuth\([ ]{0,2}[\"']", r"basic_auth\([ ]{0,2}[\"']", r"PasswordAuthentication\([ ]{0,2}[\"']", r"AuthenticationToken\([ ]{0,2}[\"']",
    r"auth[ ]{0,2}=[ ]{0,2}\([ ]{0,2}[\"']", r"\.login\([ ]{0,2}[\"']", r"new PDO[ ]{0,2}\(", r"mysqli?_connect[ ]{0,2}\(", r"new mysqli[ ]{0,2}\(", r"pg_connect[ ]{0,2}\(", r"DBI->connect[ ]{0,2}\(",
    r"DriverManager\.getConnection[ ]{0,2}\(", r"ftp_login[ ]{0,2}\(", r"ssh2_auth_password[ ]{0,2}\(", r"DirectoryEntry[ ]{0,2}\(", r"oci_connect[ ]{0,2}\(", r"createConnection[ ]{0,2}\(",
)  # fmt: skip


def _opaque(secret: str) -> bool:
    """A token in the place of a user's name; a name is made of words."""
    return is_random(secret) or (len(secret) >= 32 and secret.isalnum() and any(c.isdigit() for c in secret))


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="login-call-password",
        basis=Basis.OPTION,
        provider="Generic",
        title="password in a log-in call",
        pattern=_LOGIN,
        prefilter=_LOGIN_SEEN,
        keywords=("credential", "basicauth", "basic_auth", "httpdigestauth", "passwordauthentication", "usernamepassword", "auth=(", "auth = (", ".login", "new pdo", "_connect", "new mysqli", "->connect", "getconnection", "ftp_login", "ssh2_auth", "directoryentry", "createconnection"),
        matches=(
            'client.Credentials = new NetworkCredential("deploy", "t7Rk2' + 'pLq9zWx");',
            'requests.get(url, auth=("deploy", "t7Rk2' + 'pLq9zWx"))',
            "$db = new PDO($dsn, 'shop', 't7Rk2" + "pLq9zWx');",
            'DriverManager.getConnection("jdbc:x", "shop", "t7Rk2' + 'pLq9zWx");',
        ),
        misses=('new NetworkCredential("deploy", password)', 'auth=("user", "pass")'),
        source=".NET API browser, NetworkCredential; PHP manual, PDO; Java SE API, DriverManager; Requests docs, Authentication",
        boundary=False,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="oracle-log-in",
        basis=Basis.OPTION,
        provider="Oracle",
        title="password of an Oracle Database log-in",
        pattern=r"(?:jdbc:oracle:(?:thin|oci8?):|(?:sqlplus|sqlldr|expdp|impdp)[ ](?:-[A-Za-z]{1,2}[ ]){0,3}[\"']?(?:target[ ])?)[A-Za-z0-9_$#]{1,32}/[\"]?(?P<secret>[^\s\"'@/$<>{}]{6,64})[\"]?@",
        keywords=("jdbc:oracle", "sqlplus ", "sqlldr ", "expdp ", "impdp "),
        prefilter=("jdbc:oracle:", "sqlplus ", "sqlldr ", "expdp ", "impdp "),
        matches=("url=jdbc:oracle:thin:shop/t7Rk2" + "pLq9zWx@db.example:1521:x", "sqlplus -s shop/t7Rk2" + "pLq9zWx@db"),
        misses=("jdbc:oracle:thin:@db.example:1521:x", "sqlplus / as sysdba"),
        source="Oracle Database JDBC Developer's Guide, Thin-style service name syntax; SQL*Plus User's Guide, logon",
        boundary=False,
        confidence="medium",
        security_severity=8.0,
    ),
    Detector(
        id="go-mysql-password",
        basis=Basis.OPTION,
        provider="MySQL",
        title="password in a data source name",
        pattern=r"[A-Za-z0-9_.\-]{1,32}:(?P<secret>[^\s\"'@/$<>{}:]{6,64})@(?:tcp|unix)\(",
        prefilter=r"@(?:tcp|unix)\(",
        keywords=("@tcp(", "@unix("),
        matches=('dsn := "shop:t7Rk2' + 'pLq9zWx@tcp(db.example:3306)/shop"',),
        misses=('dsn := "shop@tcp(db.example:3306)/shop"',),
        source="Go-MySQL-Driver, DSN (Data Source Name)",
        boundary=False,
        confidence="medium",
        security_severity=8.0,
    ),
    Detector(
        id="token-in-url",
        provider="Generic",
        title="token in the place of a user's name in a URL",
        # the key of a Sentry DSN is public, and is recognised by its host or the number of the project behind it
        pattern=r"https?://(?P<secret>[A-Za-z0-9_\-]{14,120})(?::x-oauth-basic)?@(?![A-Za-z0-9.\-]{0,60}(?:sentry|ingest|glitchtip)|[A-Za-z0-9.:\-]{1,80}/[0-9]{1,20}(?:[^0-9A-Za-z/]|\Z))[A-Za-z0-9]",
        prefilter=r"https?://[A-Za-z0-9_\-]{14,120}(?::x-oauth-basic)?@[A-Za-z0-9]",
        keywords=("://",),
        matches=("url = https://5f1c9e3a4f5d47b89a2e3f4d5c6b8d2f" + "0a1b2c3d@git.example/a/b.git",),
        misses=("https://a-long-name-of-a-user@git.example/a.git", "https://5f1c9e3a4f5d47b89a2e3f4d5c6b8d2f@o1.ingest.example/1"),
        source="RFC 3986, section 3.2.1 (userinfo); GitHub docs, HTTPS clones with a token",
        accepts=_opaque,
        boundary=False,
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="relay-password",
        basis=Basis.OPTION,
        provider="Postfix",
        title="password of a mail relay",
        pattern=r"(?m:^)(?:\[[^\]\s]{1,120}\]|[A-Za-z0-9.@*\-]{1,120})(?::[0-9a-z]{1,12})?(?:[ \t]{1,16}|:)[^\s:#]{1,120}:(?P<secret>[^\s:]{6,128})",
        paths=r"(?:^|/)(?:sasl[_/]?passw(?:or)?d[a-z_]*|passwd\.client|smtp_auth|relay_passwd)$",
        by_path=True,
        keywords=tuple("0123456789abcdefghijklmnopqrstuvwxyz"),
        matches=("[smtp.example]:587 ci:t7Rk2" + "pLq9zWx",),
        misses=("# [smtp.example]:587 user",),
        source="Postfix, SASL_README (smtp_sasl_password_maps); Exim specification, passwd.client of Debian",
        boundary=False,
        confidence="medium",
        security_severity=8.0,
    ),
    Detector(
        id="ppp-secret",
        basis=Basis.OPTION,
        provider="PPP",
        title="secret of a PPP peer",
        pattern=r"(?m:^)[ \t]{0,8}[\"']?[^\s\"'#]{1,64}[\"']?[ \t]{1,16}[\"']?[^\s\"']{1,64}[\"']?[ \t]{1,16}[\"']?(?P<secret>[^\s\"'#@&]{6,128})[\"']?(?:[ \t]{1,16}|(?m:$))",
        paths=r"(?:^|/)(?:chap|pap|l2tp)-secrets$",
        by_path=True,
        keywords=tuple("0123456789abcdefghijklmnopqrstuvwxyz"),
        matches=("ci * t7Rk2" + "pLq9zWx *",),
        misses=("# client server secret addresses",),
        source="pppd(8), authentication",
        boundary=False,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="redis-user-password",
        basis=Basis.OPTION,
        provider="Redis",
        title="password of a Redis user",
        pattern=r"(?m:^)[ \t]{0,8}(?i:user|acl setuser)[ ][A-Za-z0-9_.\-]{1,64}[ ][^\n>]{0,200}?>(?P<secret>[^\s\"'<>|;]{6,128})",
        prefilter=r"(?i:user|acl setuser)[ ][A-Za-z0-9_.\-]{1,64}[ ](?:on|off|~|\+|-|resetpass|nopass|>)[^\n>]{0,200}>[^\s\"'<>|;]{6}|(?i:user)[ ][A-Za-z0-9_.\-]{1,64}[ ]>[^\s\"'<>|;]{6}",
        keywords=("user ", "setuser"),
        paths=r"\.acl$|redis|valkey|keydb|^$|\.sh$|compose",
        matches=("user shop on >t7Rk2" + "pLq9zWx ~* +@all",),
        misses=("user shop on nopass ~* +@all",),
        source="Redis docs, ACL",
        boundary=False,
        confidence="medium",
        security_severity=8.0,
    ),
)
