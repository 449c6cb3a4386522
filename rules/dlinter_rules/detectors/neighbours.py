"""Secrets that what stands around them tells: the section or the file that they are in, a user's name beside
them."""

from __future__ import annotations

import re

from dlinter.detectors import commands, grammar
from dlinter.detectors.detector import Detector
from dlinter.detectors.randomness import is_drawn
from dlinter.model.secret import Basis

_SAYS = r"\b(?:enter|your|please|must|invalid|is|are|was|be|the|for|to|not|least|should|and|or|new|confirm|forgot|wrong|field|required|example|change|if|used|with|use|this|that)\b"


def _words_of_a_passphrase(secret: str) -> bool:
    """Words that say nothing: what a program says of a password is a sentence."""
    return re.search(_SAYS, secret) is None and len(set(secret.split())) >= 3


def _one_value(secret: str) -> bool:
    """Not a line of another file's kind: `NAME=value`, a reference, a list of fields."""
    return re.match(r"[A-Za-z_][A-Za-z0-9_.\-]{0,40}=[^=]|[{\[<]|[^:]*:[^:]*:|-----", secret) is None


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="generic-nested-value",
        basis=Basis.NAME,
        provider="Generic",
        title="secret by its name",
        pattern=grammar.NESTED,
        prefilter=grammar.NESTED_SEEN,
        keywords=grammar.KEYWORDS,
        anchors=grammar.NESTED_ANCHORS,
        multiline=True,
        reach=1024,
        matches=(
            "db_password:\n  value: t7Rk2" + "pLq9zWx\n",
            '{"db_password": {"type": "string", "value": "t7Rk2' + 'pLq9zWx"}}',
            "DbPassword:\n  Type: String\n  Default: t7Rk2" + "pLq9zWx\n",
            "api:\n  key: 8f7QwLk2" + "ZpX0vBt7Rk2pLq9z\n",
            "tokens:\n  - 8f7QwLk2" + "ZpX0vBt7Rk2pLq9z\n",
        ),
        misses=("password:\n  type: string\n  minLength: 8\n", "tokens:\n  - begin\n"),
        source="Terraform (outputs of a state), CloudFormation and ARM (parameters), Heroku (app.json)",
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="value-of-a-section",
        provider="Generic",
        title="secret in a section of secrets",
        pattern=grammar.SECTION,
        prefilter=grammar.SECTION_SEEN,
        keywords=("secrets", "tokens", "passwords", "credentials", "api_keys", "apikeys"),
        multiline=True,
        reach=2048,
        accepts=is_drawn,
        matches=("secrets:\n  stripe: t7Rk2pLq9zWx" + "kV9x2Lq8Zr4T\n",
            '"tokens": {\n  "github": "t7Rk2pLq9zWx' + 'kV9x2Lq8Zr4T"\n}'),
        misses=("secrets:\n  stripe: name-of-the-secret\n", "tokens:\n  stripe: ${STRIPE}\n"),
        source="The habit of keeping secrets in a section of their own",
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="value-of-a-file-of-secrets",
        provider="Generic",
        title="secret in a file of secrets",
        pattern=r"(?m:^)[ \t]{0,16}(?:-[ ])?[\"']?[A-Za-z0-9_.-]{1,64}[\"']?[ ]?[:=][ ]?[\"']?(?P<secret>[!#-&(-;=?-_a-~]{10,400})[\"']?,?[ \t]{0,4}\r?(?:\n|\Z)",
        by_path=True,
        paths=r"(?:^|[/!])\.?(?:secrets?|credentials?|passwords?|tokens?)(?:[._-][a-z0-9]{1,16})?\.(?:ya?ml|toml|json|env|properties|ini)$",
        keywords=tuple("0123456789"),
        multiline=True,
        accepts=is_drawn,
        matches=("mqtt: t7Rk2" + "pLq9zWx\n", '  "mqtt": "t7Rk2' + 'pLq9zWx",\n'),
        misses=("mqtt: name-of-a-thing\n", "mqtt: ${MQTT}\n"),
        source="Home Assistant documentation, Storing secrets; the habit of keeping secrets in a file of "
            "their own",
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="value-of-a-section-in-a-line",
        provider="Generic",
        title="secret in a section of secrets",
        pattern=grammar.SECTION_LINE,
        prefilter=grammar.SECTION_LINE_SEEN,
        keywords=("secrets", "tokens", "passwords", "passwds", "credentials", "creds", "api_keys", "apikeys"),
        accepts=is_drawn,
        matches=('passwords = {"ci": "t7Rk2' + 'pLq9zWx"}',
            '"secrets": { "stripe": "t7Rk2pLq9zWx' + 'kV9x2Lq8Zr4T" }',
            'API_KEYS = ["t7Rk2pLq9zWx' + 'kV9x2Lq8Zr4T"]', 'creds = ("ci", "t7Rk2' + 'pLq9zWx")'),
        misses=('passwords = {"ci": "a-word-or-two"}', '"secrets": { "stripe": "${STRIPE}" }'),
        source="The habit of keeping secrets in a section of their own",
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="passphrase-of-words",
        provider="Generic",
        title="passphrase",
        pattern=r"(?i:passphrase|password|mnemonic|seed[_-]?phrase|recovery[_-]?phrase)[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"'](?P<secret>[a-z0-9]{1,16}(?:[ -][a-z0-9]{1,16}){3,24})[\"']",
        prefilter=r"(?i:passphrase|password|mnemonic|seed[_-]?phrase|recovery[_-]?phrase)[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"'][a-z0-9]{1,16}[ -][a-z0-9]{1,16}[ -][a-z0-9]{1,16}[ -]",
        keywords=("passphrase", "password", "mnemonic", "seed", "recovery"),
        paths=r"^(?!.*(?:locale|i18n|lang|translat|message|schema|openapi|swagger)).*(?:\.(?:ya?ml|toml|ini|conf|cfg|properties|json|tfvars|envrc|sh)|\.env[a-z0-9.]*)$|^$",
        accepts=_words_of_a_passphrase,
        matches=('passphrase: "copper lamp 7 rivers' + ' of glass"',
            'mnemonic = "quiet engine lamp' + ' seven copper glass rivers over"'),
        misses=('password: "the password is not valid"', 'password: "enter your new password"'),
        source="NIST SP 800-63B, 5.1.1 (passphrases); BIP 39",
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="secret-file",
        basis=Basis.FILE,
        provider="Generic",
        title="secret by its file's name",
        pattern=r"\A(?:\xef\xbb\xbf)?(?:#[^\n]{0,200}\n){0,6}[ \t\r\n]{0,16}[\"']?(?P<secret>[!#-&(-\[\]-_a-~]{6,8192})[\"']?[ \t\r\n\x00]{0,16}\Z",
        by_path=True,
        paths=r"(?:run/secrets/[^/!]+|(?:^|[/!])secrets/[a-z0-9_-]+(?:\.txt)?|(?:pass|pwd|secret|token|key|cred|psk|cookie)[a-z0-9_-]{0,40}(?:\.(?:txt|key|secret|token|pass|passwd|password|pw|dat|prod|production|local|dev))?|\.pw)$",
        keywords=tuple("0123456789abcdefghijklmnopqrstuvwxyz"),
        multiline=True,
        accepts=_one_value,
        matches=("t7Rk2pLq9zWxkV9x" + "2Lq8Zr4T",),
        misses=("a text of several words", "TOKEN=t7Rk2pLq9zWxkV9x" + "2Lq8Zr4T"),
        source="Docker docs, Manage sensitive data with Docker secrets; Ansible docs, vault password files; "
            "daemontools, envdir: a secret alone in a file",
        boundary=False,
        confidence="low",
        security_severity=7.5,
    ),
    Detector(
        id="login-command-line-password",
        basis=Basis.OPTION,
        provider="Generic",
        title="password on a command line",
        pattern=commands.LOGIN,
        prefilter=commands.LOGIN_SEEN,
        keywords=(" -u", "-user", " -l "),
        matches=(
            "mosquitto_pub -h m -u ci -P t7Rk2" + "pLq9zWx -t a",
            "tool sync --user ci -p 't7Rk2" + "pLq9zWx' a",
            "airflow users create -u admin -p t7Rk2" + "pLq9zWx",
        ),
        misses=("docker run -u 1000 -p 8080:80 image", "sudo -u postgres psql -p 5432", "tool -u ci -p $PW"),
        source="The habit of naming a user and a password by `-u` and `-p`",
        accepts=is_drawn,
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="user-and-password",
        basis=Basis.OPTION,
        provider="Generic",
        title="user name and password",
        pattern=commands.USER_PASSWORD,
        prefilter=commands.USER_PASSWORD_SEEN,
        keywords=("user", "auth", "login", "cred", "bundle_", "register", " -u "),
        anchors=(("user", 0), ("auth", 0), ("login", 0), ("cred", 0), ("basic", 0), ("bundle_", 0),
            ("register", 0), (" -u ", 0)),
        matches=(
            "user=ci:t7Rk2" + "pLq9zWx",
            'cloud.auth: "elastic:t7Rk2' + 'pLq9zWx"',
            'BUNDLE_GEMS__SHOP__IO: "ci:t7Rk2' + 'pLq9zWx"',
            "skopeo copy --src-creds ci:t7Rk2" + "pLq9zWx docker://a docker://b",
            "register => ci:t7Rk2" + "pLq9zWx@sip.example",
        ),
        misses=("user: ci:staff", "auth: oauth2:client_credentials", "chown --user root:wheel a",
            "author: a:b"),
        source="curl(1), skopeo(1), Elastic docs (cloud.auth), Bundler docs (BUNDLE_…), coturn, Asterisk: a "
            "user's name and a password in one value",
        accepts=is_drawn,
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
)
