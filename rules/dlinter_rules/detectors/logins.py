"""Passwords that their place tells, not a name: arguments of a log-in call, parts of data source names, lines
of servers' user files."""

from __future__ import annotations

import re

from dlinter.detectors.detector import Detector
from dlinter.detectors.randomness import is_drawn, is_password
from dlinter.detectors.words import is_random
from dlinter.model.secret import Basis

_TEXT = r"""[\"'][^\"'\n]{1,120}[\"']"""
_LAST = r"""[ ]{0,2},[ \t\r\n]{0,40}[\"'](?P<secret>[^\"'\s]{6,200})[\"']"""
_USER_CALLS = (
    r"(?:Network|PS|Sql|UsernamePassword|Basic(?:Auth)?|BasicAWS)Credentials?",
    r"(?:HTTP(?:Basic|Digest)Auth|(?:Set|set|With|with)BasicAuth|PasswordAuthentication|UsernamePassword(?:Credential|AuthenticationToken)|basic_auth|BasicAuth)",
    r"(?i:\b[a-z_]{0,16}auth|creds?|credentials?|\blog_?in)[ ]{0,2}=[ ]{0,2}",
    r"\.(?:login|authenticate|auth|basic|preemptive\(\)\.basic|basicAuth(?:entication)?|credentials|with_?[Aa]uth|with_?[Cc]redentials|set_?[Cc]redentials|httpAuth)",
    r"(?:NewStaticCredentials(?:Provider)?|AwsBasicCredentials\.create|Credentials\.basic|BasicAuthenticator|StaticCredential)",
)
_EMPTY = r"""(?:[\"'][^\"'\n]{0,120}[\"'],[ ]{0,2})??"""
_SERVER_CALLS = (
    r"(?:new[ ]PDO|mysqli?_connect|new[ ]mysqli|pg_connect|DBI->connect|DriverManager\.getConnection|ftp_login|ssh2_auth_password|DirectoryEntry|oci_connect|createConnection|(?:MySQLdb|pymysql|pymssql|psycopg2?|mariadb)\.connect|\bFTP(?:_TLS)?)",
)
_CALL_OF_KEY = (
    r"(?:SecretKeySpec|SymmetricSecurityKey|PBEKeySpec|Fernet|AES\.new|DES3?\.new|(?:jwt|JWT)\.(?:encode|sign|verify|decode|Sign)|hmac\.[nN]ew|Algorithm\.HMAC(?:256|384|512)|new HMACSHA(?:1|256|384|512)|(?:UTF8|ASCII)\.GetBytes|createHmac|createCipheriv|hash_hmac|HMAC\.new|OpenSSL::HMAC\.(?:hex)?digest|password_hash|crypt(?:\.crypt)?|"
    r"signWith|verifyWith|setSigningKey|hmacShaKeyFor|openssl_(?:en|de)crypt|CryptoJS\.[A-Za-z0-9]{2,12}(?:\.(?:en|de)crypt)?|safe_load_secret|URLSafeTimedSerializer|URLSafeSerializer|cookieParser|cookieSession|SignedString|NewCipher|NewHMAC|NewCookieStore)"
)
"""Calls one of whose arguments is a key or a password."""
_LOGIN = rf"(?:(?:{'|'.join(_USER_CALLS)})\([ ]{{0,2}}{_TEXT}|(?:PlainAuth|(?:\.|->)credentials)\([ ]{{0,2}}{_EMPTY}{_EMPTY}{_TEXT}|\bbasic_auth[ ]{_TEXT}|(?:{'|'.join(_SERVER_CALLS)})[ ]{{0,2}}\([ ]{{0,2}}(?:{_TEXT}|[$A-Za-z_][A-Za-z0-9_.>$\-]{{0,60}})(?:,[ \t\r\n]{{0,40}}(?:{_TEXT}|[$A-Za-z_][A-Za-z0-9_.>$\-]{{0,60}})){{0,1}}|[\"'](?:auth|credentials|login)[\"'][ ]{{0,2}}(?:=>|:)[ ]{{0,2}}\[[ ]{{0,2}}{_TEXT}|\bCredentials\([ ]{{0,2}}{_TEXT},[ ]{{0,2}}{_TEXT},[ ]{{0,2}}{_TEXT}){_LAST}"
_LOGIN_SEEN = (
    r"Credentials?\([ ]{0,2}[\"']", r"BasicAuth\([ ]{0,2}[\"']", r"DigestAuth\([ ]{0,2}[\"']",
    r"basic_auth\([ ]{0,2}[\"']", r"PasswordAuthentication\([ ]{0,2}[\"']",
    r"AuthenticationToken\([ ]{0,2}[\"']",
    r"(?i:auth|creds?|credentials?|login|log_in)[ ]{0,2}=[ ]{0,2}\([ ]{0,2}[\"']",
    r"\.(?:login|authenticate|auth|basic|[bB]asicAuth[a-z]{0,10}|with_?[Aa]uth|httpAuth)\([ ]{0,2}[\"']",
    r"PlainAuth\([ ]{0,2}[\"']", r"basic_auth [\"']",
    r"(?:[Cc]redentials(?:\.basic|\.create|Provider)?|BasicAuthenticator|StaticCredential)\([ ]{0,2}[\"']",
    r"new PDO[ ]{0,2}\(", r"mysqli?_connect[ ]{0,2}\(", r"new mysqli[ ]{0,2}\(", r"pg_connect[ ]{0,2}\(",
    r"DBI->connect[ ]{0,2}\(",
    r"DriverManager\.getConnection[ ]{0,2}\(", r"ftp_login[ ]{0,2}\(", r"ssh2_auth_password[ ]{0,2}\(",
    r"DirectoryEntry[ ]{0,2}\(", r"oci_connect[ ]{0,2}\(", r"createConnection[ ]{0,2}\(",
    r"(?:MySQLdb|pymysql|pymssql|psycopg2?|mariadb)\.connect[ ]{0,2}\([ ]{0,2}[\"']",
    r"FTP(?:_TLS)?\([ ]{0,2}[\"'][^\"'\n]{1,120}[\"'],", r"[\"'](?:auth|credentials|login)[\"'][ ]{0,2}(?:=>|:)[ ]{0,2}\[[ ]{0,2}[\"']",
)  # fmt: skip


def _opaque(secret: str) -> bool:
    """A token in the place of a user's name; a name is made of words."""
    return is_random(secret) or (len(secret) >= 32 and secret.isalnum() and any(c.isdigit() for c in secret))


_KEY_NAME = r"(?i:secret_?key|secret|api_?key|private_?key|encryption_?key|crypt_?key|signing_?key|master_?key|aes_?key|hmac_?key|jwt_?key|session_?key|salt|password)"
_ESCAPED = r"(?s)\\(?:x[0-9a-f]{2}|.)|."


def _bytes_of_a_key(secret: str) -> bool:
    """16 bytes and more, a third of them escaped, hardly any twice."""
    pieces = re.findall(_ESCAPED, secret)
    escaped = sum(p.startswith("\\x") for p in pieces)
    return (
        len(pieces) >= 16
        and escaped * 3 >= len(pieces)
        and len(set(pieces)) * 4 >= min(len(pieces), 64) * 3
        and pieces.count("\\x00") <= 2
    )


def _password_characters(secret: str) -> bool:
    """Not an alphabet, which holds no letter twice and is in order."""
    return is_password(secret) and len(set(secret)) < max(len(secret), 17)


_ARGUMENT = r"(?:[\"'][^\"'\n]{0,120}[\"'](?:\.[a-z_]{2,16}\(\))?|[$A-Za-z_][A-Za-z0-9_.>$\-]{0,60})"
_CALL = r"(?:(?:[Aa]uth|[Ll]og_?[Ii]n|[Ll]ogon|[Cc]redentials?|[Bb]ind|imap_open|Sequelize|[Ss]ign_?[Ii]n|create_?[Uu]ser|add_?[Uu]ser|change_?(?:[Uu]ser_?)?[Pp]assword|username_pw_set)(?!_?(?i:page|button|view|screen|dialog|title|text|label|message|msg|error|prompt|banner|modal|panel|hint|menu|icon|(?:verify|check|compare|validate)_?(?:password|passwd|hash)))[A-Za-z_]{0,24}(?:(?:\.|::)[A-Za-z_][A-Za-z0-9_]{0,23})?)"
"""Calls that take a user and a password; what shows a page or a message takes texts (`loginPage`),
what compares a password with its hash takes both (`auth_verifyPassword`)."""


def _of_a_call(secret: str) -> bool:
    """Not an address, a name of a method, an identifier: nothing but drawn letters and digits, and signs."""
    return (
        is_password(secret)
        and not re.search(
            r"[/@{}<>]|%(?:[-0-9.]{0,4}[sdvqxf](?![A-Za-z0-9])|\()|\.[a-z]{2,5}\Z|\A[A-Z_]+[0-9]*\Z", secret
        )
        and len(set(secret.lower())) >= 7
    )


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="call-with-a-password",
        basis=Basis.OPTION,
        provider="Generic",
        title="password in a log-in call",
        pattern=rf"{_CALL}\([ ]{{0,2}}{_ARGUMENT}(?:,[ \t\r\n]{{0,24}}{_ARGUMENT}){{0,4}},[ \t\r\n]{{0,24}}(?:Some\()?[\"'](?P<secret>[^\"'\s]{{8,200}})[\"']",
        prefilter=r"(?:[Aa]uth|[Ll]og_?[Ii]n|[Ll]ogon|[Cc]redentials?|[Bb]ind|imap_open|Sequelize|[Ss]ign_?[Ii]n|create_?[Uu]ser|add_?[Uu]ser|change_?(?:[Uu]ser_?)?[Pp]assword|username_pw_set)[A-Za-z_]{0,16}(?:(?:\.|::)[A-Za-z0-9_]{1,16})?\([ ]?[\"'$A-Za-z_][^\n(),]{0,60}(?:\(\))?,[^\n()]{0,60}(?:Some\()?[\"'][^\"'\s,]{2,16}[0-9]",
        keywords=("auth", "login", "log_in", "logon", "credential", "bind", "imap_open", "sequelize",
            "signin", "sign_in", "createuser", "create_user", "adduser", "add_user", "changepassword",
            "change_password", "changeuserpassword", "change_user_password", "username_pw_set"),
        anchors=(("auth", 0), ("login", 0), ("log_in", 0), ("logon", 0), ("credential", 0), ("bind", 0),
            ("imap_open", 0), ("sequelize", 0), ("signin", 0), ("sign_in", 0), ("createuser", 0),
            ("create_user", 0), ("adduser", 0), ("add_user", 0), ("changepassword", 0),
            ("change_password", 0), ("changeuserpassword", 0), ("change_user_password", 0),
            ("username_pw_set", 0)),
        matches=(
            'Credentials.of("ci", "t7Rk2' + 'pLq9zWx")',
            "ldap_bind($l, 'cn=admin,dc=shop', 't7Rk2" + "pLq9zWx');",
            'new UsernamePasswordCredentialsImpl(Scope.GLOBAL, "id", "text", "ci", "t7Rk2' + 'pLq9zWx")',
            "new Sequelize('shop', 'ci', 't7Rk2" + "pLq9zWx', { host: 'db' })",
            'db.changeUserPassword("shop", "t7Rk2' + 'pLq9zWx")',
            'Credentials::new("ci".to_string(), "t7Rk2' + 'pLq9zWx".to_string())',
            'request.basic_auth("ci", Some("t7Rk2' + 'pLq9zWx"))',
            'credentials.NewStaticV4("ci", "t7Rk2' + 'pLq9zWx", "")',
            "new Sequelize('shop', 'ci', 'Copper.Kettle" + "4817!')",
            'request.basic_auth("ci", Some("t7Rk%2' + 'pLq_9zWx"))',
        ),
        misses=('login("ci", password)', 'bindEvent(element, "click2Handler")',
            'authorize("user", "repo:read")', 'loginAs("ci", "User%dOfShop2")',
            'bindKey("editor", "Ctrl-Shift-F2")'),
        source="LDAP, IMAP, Jenkins, Sequelize, Neo4j: calls that take a user and a password",
        accepts=_of_a_call,
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="header-before-its-name",
        provider="Apple",
        title="token of a request",
        pattern=r"(?:set|add)Value\([ ]?\"(?P<secret>[A-Za-z0-9._~+/=-]{16,400})\",[ ]?forHTTPHeaderField:[ ]?\"[A-Za-z-]{0,24}(?i:key|token|auth|secret)[A-Za-z-]{0,24}\"",
        prefilter=r"forHTTPHeaderField:[ ]?\"[A-Za-z-]{0,24}(?i:key|token|auth|secret)",
        keywords=("forhttpheaderfield",),
        matches=('request.addValue("t7Rk2pLq9zWx' + 'kV9x2Lq8Zr4T", forHTTPHeaderField: "X-Api-Key")',),
        misses=('request.addValue("application/json", forHTTPHeaderField: "Accept")',),
        source="Apple developer documentation, URLRequest.addValue(_:forHTTPHeaderField:)",
        accepts=is_drawn,
        boundary=False,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="password-typed-by-a-test",
        basis=Basis.OPTION,
        provider="Generic",
        title="password typed into a form",
        pattern=r"(?i:password|passwd|pwd)[^\n\"',;]{0,12}[\"'](?:\){0,2}\.(?:type|send_?keys|sendKeys|fill|set|setValue|set_value|typeText|clear\(\)\.type)\(|,[ ]?)[\"'](?P<secret>[^\"'\s]{8,100})[\"'](?:,[^)\n]{0,60})?\)",
        prefilter=r"(?i:password|passwd|pwd)[^\n\"',;]{0,12}[\"'](?:\){0,2}\.(?:type|send_?keys|sendKeys|fill|set|setValue|set_value|typeText|clear\(\)\.type)\(|,[ ]?)[\"'][^\"'\s]{8}",
        keywords=("password", "passwd", "pwd"),
        matches=("cy.get('[name=password]').type('t7Rk2" + "pLq9zWx')",
            'driver.find_element(By.ID, "password").send_keys("t7Rk2' + 'pLq9zWx")',
            "page.fill('#password', 't7Rk2" + "pLq9zWx')"),
        misses=("cy.get('[name=password]').type(password)", "page.fill('#password', 'the-password')"),
        source="Cypress, Playwright and Selenium documentation",
        accepts=is_drawn,
        boundary=False,
        confidence="low",
        security_severity=6.5,
    ),
    Detector(
        id="password-of-a-form",
        provider="HTML",
        title="password in a form",
        pattern=r"<input\b[^<>]{0,200}\btype=[\"']?password[\"']?[^<>]{0,200}\bvalue=[\"'](?P<secret>[^\"'\s<>{}]{8,100})[\"']",
        prefilter=r"type=[\"']?password[\"']?[ /]",
        keywords=("password",),
        matches=('<input type="password" name="p" value="t7Rk2' + 'pLq9zWx">',),
        misses=('<input type="password" value="">', '<input type="password" value="your-password">'),
        source="HTML, the input element",
        accepts=is_drawn,
        boundary=False,
        confidence="low",
        security_severity=6.5,
    ),
    Detector(
        id="jaas-user-password",
        provider="Java",
        title="password of a user of a log-in module",
        pattern=r"LoginModule\b[^;{}]{0,600}?\buser_[A-Za-z0-9_.-]{1,40}[ ]?=[ ]?\\?[\"'](?P<secret>[^\"'\s\\]{6,200})\\?[\"']",
        prefilter=r"\buser_[A-Za-z0-9_.-]{1,24}[ ]?=[ ]?\\?[\"'][^\"'\s\\]{6}",
        keywords=("loginmodule",),
        multiline=True,
        reach=2048,
        matches=(
            'Server {\n  org.apache.zookeeper.server.auth.DigestLoginModule required\n  user_super="t7Rk2'
            + 'pLq9zWx";\n};',),
        misses=('PlainLoginModule required username="ci";',),
        source="ZooKeeper administrator's guide, SASL; Kafka documentation, PlainLoginModule",
        boundary=False,
        confidence="medium",
        min_entropy=2.0,
        security_severity=8.0,
    ),
    Detector(
        id="bearer-token",
        provider="Generic",
        title="bearer token in a text",
        pattern=r"[\"'`][Bb]earer[ ](?P<secret>[A-Za-z0-9._~+/-]{20,2000}={0,2})\\?[\"'`]",
        prefilter=r"[\"'`][Bb]earer[ ][A-Za-z0-9._~+/-]{20}",
        keywords=("bearer ",),
        matches=('request.setValue("Bearer t7Rk2pLq9zWx'
            + 'kV9x2Lq8Zr4T", forHTTPHeaderField: "Authorization")',),
        misses=('"Bearer ${token}"', '"Bearer the-token-of-the-user-of-this"'),
        source="RFC 6750, section 2.1",
        accepts=is_drawn,
        boundary=False,
        min_entropy=3.2,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="password-sent-to-a-prompt",
        basis=Basis.OPTION,
        provider="Expect",
        title="password sent to a prompt",
        pattern=r"\bsend(?:[ ](?:-s|--))?[ ]\\?[\"'](?P<secret>[^\s\"'\\$\[\]{}]{8,64})(?:\\{1,3}[rn]){1,2}\\?[\"']",
        prefilter=r"\bsend(?:[ ](?:-s|--))?[ ]\\?[\"'][^\s\"'\\$\[\]{}]{8,64}\\{1,3}[rn]",
        keywords=("send",),
        anchors=(("send", 0),),
        matches=('send "t7Rk2' + 'pLq9zWx\\r"', "expect -c 'send \\\"t7Rk2" + "pLq9zWx\\r\\\"'"),
        misses=('send "$password\\r"', 'send "install-package\\r"'),
        source="expect(1), send",
        accepts=is_password,
        boundary=False,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="authenticate-call",
        basis=Basis.OPTION,
        provider="Generic",
        title="password in a call that logs in",
        pattern=r"(?:[:.]|->)(?:auth|authenticate|requirepass|unlock|bearer_?auth|set_?api_?key|set_?access_?token)\([ ]?[\"'](?P<secret>[^\s\"']{8,200})[\"'][ ]?\)",
        prefilter=r"(?:[:.]|->)(?:auth|authenticate|requirepass|unlock|bearer_?auth|set_?api_?key|set_?access_?token)\([ ]?[\"'][^\s\"']{8}",
        keywords=("auth(", "authenticate(", "requirepass(", "unlock(", "apikey(", "api_key(", "accesstoken(",
            "access_token("),
        matches=('red:auth("t7Rk2' + 'pLq9zWx")', "redis->auth('t7Rk2" + "pLq9zWx')"),
        misses=('red:auth(password)', 'app.authenticate("google-oauth20")'),
        source="lua-resty-redis, phpredis, redis-py: auth; the habit of naming a call by what it takes",
        accepts=is_drawn,
        boundary=False,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="clear-text-credential",
        basis=Basis.OPTION,
        provider="WildFly",
        title="password in clear text",
        pattern=r"\bclear-text[ ]?=[ ]?[\"'](?P<secret>[^\"'\s${}]{6,200})[\"']",
        keywords=("clear-text",),
        matches=('<credential-reference clear-text="t7Rk2' + 'pLq9zWx"/>',),
        misses=('<credential-reference clear-text="${VAULT::db}"/>',),
        source="WildFly documentation, Elytron security, credential-reference",
        boundary=False,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="key-in-a-query",
        provider="Generic",
        title="key in the query of a URL",
        pattern=r"https?://[^\s\"'<>?]{4,300}\?(?:[^\s\"'<>&]{1,200}&){0,8}(?:key|sk|pass|auth|auth_?key|access)=(?P<secret>[A-Za-z0-9_.~-]{24,200})(?:[\s\"'<>&#`)\\]|\Z)",
        prefilter=r"[?&](?:key|sk|pass|auth|auth_?key|access)=[A-Za-z0-9_.~-]{24}",
        keywords=("key=", "sk=", "pass=", "auth=", "access="),
        matches=("curl -fsS https://ping.shop.example/p?key=t7Rk2pLq9zWx" + "kV9x2Lq8Zr4T",),
        misses=("https://shop.example/p?key=the-name-of-a-key-of-a-map",),
        source="The habit of giving a key in a query (OWASP, Information exposure through query strings in "
            "URL)",
        accepts=is_drawn,
        boundary=False,
        min_entropy=3.4,
        confidence="low",
        security_severity=6.5,
    ),
    Detector(
        id="login-call-password",
        basis=Basis.OPTION,
        provider="Generic",
        title="password in a log-in call",
        pattern=_LOGIN,
        prefilter=_LOGIN_SEEN,
        keywords=("credential", "creds", "auth", "basic(", "basicauth", "basic_auth", "httpdigestauth",
            "passwordauthentication", "usernamepassword", "auth=(", "auth = (", ".login", "new pdo",
            "_connect", "new mysqli", "->connect", "getconnection", "ftp_login", "ssh2_auth",
            "directoryentry", "createconnection", "login", ".connect", "ftp("),
        matches=(
            'client.Credentials = new NetworkCredential("deploy", "t7Rk2' + 'pLq9zWx");',
            'requests.get(url, auth=("deploy", "t7Rk2' + 'pLq9zWx"))',
            "$db = new PDO($dsn, 'shop', 't7Rk2" + "pLq9zWx');",
            'DriverManager.getConnection("jdbc:x", "shop", "t7Rk2' + 'pLq9zWx");',
            'smtp.PlainAuth("", "ci@shop.example", "t7Rk2' + 'pLq9zWx", "smtp.shop.example")',
            "http.basic_auth 'ci', 't7Rk2" + "pLq9zWx'",
            'AUTH = ("ci", "t7Rk2' + 'pLq9zWx")',
            'given().auth().preemptive().basic("ci", "t7Rk2' + 'pLq9zWx")',
            "$ua->credentials('shop.example:80', 'realm', 'ci', 't7Rk2" + "pLq9zWx');",
            'LOGIN = ("ci", "t7Rk2' + 'pLq9zWx")',
            'c = MySQLdb.connect("db", "ci", "t7Rk2' + 'pLq9zWx", "shop")',
            'ftp = FTP("f.example", "ci", "t7Rk2' + 'pLq9zWx")',
            "$c->get('/', ['auth' => ['ci', 't7Rk2" + "pLq9zWx']]);",
        ),
        misses=('new NetworkCredential("deploy", password)', 'auth=("user", "pass")'),
        source=".NET API browser, NetworkCredential; PHP manual, PDO; Java SE API, DriverManager; Requests "
            "docs, Authentication",
        boundary=False,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="key-in-a-call",
        provider="Generic",
        title="key or password in a call of a cryptographic function",
        pattern=rf"""{_CALL_OF_KEY}\((?:[^\n\"'()]{{0,60}}(?:\([^\n\"'()]{{0,40}})?(?:[\"'][^\"'\n]{{0,40}}[\"'],)?){{0,2}}[ ]?[brfu@]?[\"'](?P<secret>[^\"'\s\\]{{8,400}})[\"']""",
        prefilter=rf"""{_CALL_OF_KEY}\([^\n]{{0,160}}[\"'][^\"'\s\\]{{8}}""",
        keywords=("keyspec", "securitykey", "fernet", ".new", "jwt.", "hmac", "cipher", "_hash", "crypt",
            "signwith", "verifywith", "signingkey", "serializer", "cookie", "signedstring", "safe_load"),
        anchors=tuple(
            (word, 0) for word in ("secretkeyspec", "symmetricsecuritykey", "pbekeyspec", "fernet", "aes.new",
                "des", "jwt.", "hmac.", "algorithm.hmac", "new hmacsha", "utf8.getbytes", "ascii.getbytes",
                "createhmac", "createcipheriv", "hash_hmac", "openssl::hmac", "password_hash", "crypt",
                "signwith", "verifywith", "setsigningkey", "hmacshakeyfor", "openssl_", "cryptojs.",
                "safe_load_secret", "urlsafe", "cookie", "newcookiestore", "signedstring", "newcipher",
                "newhmac")
        ),
        matches=(
            'jwt.encode(payload, "t7Rk2' + 'pLq9zWxkV9x2Lq8Zr4T", algorithm="HS256")',
            'new SecretKeySpec("t7Rk2' + 'pLq9zWxkV9x2Lq8Zr4T".getBytes(), "AES")',
            'createHmac("sha256", "t7Rk2' + 'pLq9zWxkV9x2Lq8Zr4T")',
            "password_hash('t7Rk2" + "pLq9zWxkV9x', PASSWORD_DEFAULT)",
            'mac := hmac.New(sha256.New, []byte("t7Rk2' + 'pLq9zWxkV9x2Lq8Zr4T"))',
        ),
        misses=('jwt.encode(payload, key, algorithm="HS256")',
            'jwt.encode(payload, "secret-of-the-test", algorithm="HS256")', 'createHmac("sha256", key)'),
        source="PyJWT, jsonwebtoken, cryptography, PyCryptodome, Java Cryptography Architecture, .NET "
            "Microsoft.IdentityModel, PHP manual: the argument that is a key",
        accepts=is_password,
        boundary=False,
        confidence="medium",
        security_severity=8.0,
    ),
    Detector(
        id="password-as-characters",
        provider="Java",
        title="password as an array of characters",
        pattern=r"\"(?P<secret>[^\"\s\\]{8,128})\"\.toCharArray\(\)",
        prefilter=r"\"\.toCharArray\(\)",
        keywords=('".tochararray()',),
        matches=('keyStore.load(in, "t7Rk2' + 'pLq9zWx".toCharArray());',),
        misses=('"0123456789abcdef".toCharArray()', 'password.toCharArray()', '"abcdefghijkl".toCharArray()'),
        source="Java SE API, KeyStore.load, PBEKeySpec: a password is an array of characters",
        accepts=_password_characters,
        boundary=False,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="key-as-bytes",
        provider="Generic",
        title="key written as bytes",
        pattern=rf"""{_KEY_NAME}[\"'\])]{{0,2}}(?:[ ]?:[ ]?[A-Za-z\[\]<> ]{{1,16}})?[ \t]{{0,4}}[=:,(][ \t]{{0,4}}(?:b|rb|br)?[\"'](?P<secret>(?:[ !#-&(-\[\]-~]|\\x[0-9a-f]{{2}}|\\['\"\\nrt0abfv]){{16,400}})[\"']""",
        prefilter=rf"""{_KEY_NAME}[\"'\])]{{0,2}}[^\n\"']{{0,24}}[=:,(][ \t]{{0,4}}(?:b|rb|br)?[\"'][^\"'\n]{{0,60}}\\x[0-9a-f]{{2}}""",
        keywords=("key", "secret", "salt", "password"),
        anchors=(*((w, 0) for w in ("secret", "api", "private", "signing", "master", "aes", "hmac", "jwt",
            "session", "salt", "password")), ("crypt", 2)),
        matches=("app.secret_key = b'" + "\\x9a\\x13R\\x80d<\\xb5\\x96\\x1dE\\xa1\\xefv\\x10q9'",),
        misses=("secret_key = b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00'",
            "secret_key = b'a word'"),
        source="Flask documentation, SECRET_KEY (os.urandom)",
        accepts=_bytes_of_a_key,
        boundary=False,
        confidence="medium",
        security_severity=8.0,
    ),
    Detector(
        id="password-in-prose",
        provider="Generic",
        title="password in a text",
        pattern=r"(?:(?i:password)[ ](?:is generated[ ])?for[ ][^\s:]{1,60}(?:[ ]is)?:?[ ]|(?i:password|passphrase|passwd|api key|access key|secret key|secret|token)[ ](?:is|was|are)(?:[ ]?:)?[ ])[\"'`(]?(?P<secret>[!#-&*-;=?-_a-~]{8,128})",
        prefilter=r"(?:(?i:password)[ ](?:is generated[ ])?for[ ][^\s:]{1,60}(?:[ ]is)?:?[ ]|(?i:password|passphrase|passwd|api key|access key|secret key|secret|token)[ ](?:is|was|are)(?:[ ]?:)?[ ])[\"'`(]?[!-~]{0,24}[0-9]",
        keywords=(" for ", " is ", " was ", " are ", " is:", " was:", " are:"),
        anchors=(("pass", 0), ("api key", 0), ("access key", 0), ("secret", 0), ("token", 0)),
        matches=("The password is t7Rk2pLq" + "9zWx.",
            "A temporary password is generated for root@localhost: t7Rk2" + "pLq9zWx"),
        misses=("The password is kept in the 2nd drawer", "the token is next_token_2"),
        source="Notes, mails and tickets",
        accepts=is_password,
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="oracle-log-in",
        basis=Basis.OPTION,
        provider="Oracle",
        title="password of an Oracle Database log-in",
        pattern=r"(?:jdbc:oracle:(?:thin|oci8?):|(?m:^)[ \t]{0,8}(?i:conn(?:ect)?)[ ]|(?:\b|=)(?=[A-Za-z0-9_$#]{1,32}/[^\s\"'@/$<>{}]{6,64}@//[A-Za-z0-9.\-]{1,120}:[0-9]{2})|(?:sqlplus|sqlldr|expdp|impdp)[ ](?:-[A-Za-z]{1,2}[ ]){0,3}[\"']?(?:target[ ])?)[A-Za-z0-9_$#]{1,32}/[\"]?(?P<secret>[^\s\"'@/$<>{}]{6,64})[\"]?(?:@|[ ](?i:as sysdba))",
        keywords=("jdbc:oracle", "sqlplus ", "sqlldr ", "expdp ", "impdp ", "conn ", "connect ", "@//"),
        prefilter=("jdbc:oracle:", "sqlplus ", "sqlldr ", "expdp ", "impdp ",
            r"(?i:conn(?:ect)?)[ ][A-Za-z0-9_$#]{1,32}/[^\s\"'@/$<>{}]{6,64}(?:@|[ ](?i:as sysdba))",
            r"/[^\s\"'@/$<>{}]{6,64}@//[A-Za-z0-9.\-]{1,120}:[0-9]{2}"),
        matches=("url=jdbc:oracle:thin:shop/t7Rk2" + "pLq9zWx@db.example:1521:x",
            "sqlplus -s shop/t7Rk2" + "pLq9zWx@db", "conn sys/t7Rk2" + "pLq9zWx as sysdba",
            "dsn = shop/t7Rk2" + "pLq9zWx@//db.example:1521/xe"),
        misses=("jdbc:oracle:thin:@db.example:1521:x", "sqlplus / as sysdba"),
        source="Oracle Database JDBC Developer's Guide, Thin-style service name syntax; SQL*Plus User's "
            "Guide, logon",
        boundary=False,
        confidence="medium",
        security_severity=8.0,
    ),
    Detector(
        id="go-mysql-password",
        basis=Basis.OPTION,
        provider="MySQL",
        title="password in a data source name",
        pattern=r"[A-Za-z0-9_.\-]{1,32}:(?P<secret>[^\s\"'/$<>{}:]{6,64})@(?:tcp|unix)\(",
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
        # the key of a Sentry DSN is public, and is recognised by its host or the number of the project behind
        # it
        pattern=r"https?://(?P<secret>[A-Za-z0-9_\-]{14,120})(?::x-oauth-basic)?@(?![A-Za-z0-9.\-]{0,60}(?:sentry|ingest|glitchtip)|[A-Za-z0-9.:\-]{1,80}/[0-9]{1,20}(?:[^0-9A-Za-z/]|\Z))[A-Za-z0-9]",
        prefilter=r"https?://[A-Za-z0-9_\-]{14,120}(?::x-oauth-basic)?@[A-Za-z0-9]",
        keywords=("://",),
        matches=("url = https://5f1c9e3a4f5d47b89a2e3f4d5c6b8d2f" + "0a1b2c3d@git.example/a/b.git",),
        misses=("https://a-long-name-of-a-user@git.example/a.git",
            "https://5f1c9e3a4f5d47b89a2e3f4d5c6b8d2f@o1.ingest.example/1"),
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
