"""Files that hold credentials and are known by their path, their first bytes or their shape."""

from __future__ import annotations

from functools import partial

from dlinter.detectors.checksums import basic_password, decode_base64
from dlinter.detectors.detector import Detector
from dlinter.detectors.randomness import is_password


def _user_and_password(secret: str) -> bool:
    return bool(basic_password(secret))


def _decodes(secret: str) -> bool:
    """Base64 of six bytes and more that are not one word of small letters, as a user's or a cluster's name
    is."""
    data = decode_base64(secret)
    return (
        data is not None
        and len(data) >= 6
        and len(secret) % 4 == 0
        and not (data.isalpha() and data.islower() and len(data) < 12)
    )


def _decoded(secret: str) -> str:
    """The text that base64 holds, "" where it holds other bytes."""
    text = (decode_base64(secret) or b"").decode("latin-1")
    return text if text.isascii() and text.isprintable() else ""


_NOT_SECRET = r"(?!(?:user|username|login|host|hostname|port|dbname|database|type|name|namespace|ca\.crt|tls\.crt|service-ca\.crt|url|endpoint|region|email)[\"']?:)"
_NAMED = rf"{_NOT_SECRET}[\"']?[A-Za-z0-9._-]{{1,80}}[\"']?:[ \t]*(?:[|>][-+]?[ \t]*\r?\n[ \t]+)?[\"']?"
_ENTRY = rf"[ \t]{{1,8}}{_NAMED}"
_SHOWN = r"(?![\"']?(?i:[a-z0-9_.-]{0,40}[_.-])?(?i:greeting|title|sub_?title|message|banner|motd|label|description|comment|note|theme|locale|color|colour|subject|footer|app_?name|display_?name|site_?name)[\"']?:)"
"""Texts that a program shows, and how it looks: a secret of Kubernetes may hold a whole configuration."""
_BASE64 = r"(?P<secret>[A-Za-z0-9+/]{8,8192}={0,2})[\"']?[ \t]*(?:\r?\n|\Z)"
_LINES = r"(?:[^\n]{0,16384}\n){0,40}?"
_KIND = r"kind:[ \t]*[\"']?[Ss]ecret[\"']?[ \t]*\r?\n"

_of_a_secret = partial(
    Detector, provider="Kubernetes", title="value of a Kubernetes secret",
    source="Kubernetes documentation, Secrets", boundary=False, multiline=True, confidence="medium",
    security_severity=8.0,
)  # fmt: skip
"""A form of a Kubernetes secret."""

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="kerberos-keytab",
        provider="Kerberos",
        title="Kerberos keytab",
        pattern=r"(?m:^)(?P<secret>\x05\x02\x00\x00[\x00-\x03][\x00-\xff]\x00[\x01-\x06]\x00[\x01-\xff][A-Za-z0-9.\-]{2,255}[\x00-\xff]{16,400})",
        keywords=("\x05\x02\x00\x00",),
        matches=("\x05\x02\x00\x00"
            + "\x00<\x00\x01\x00\x0cCORP.EXAMPLE\x00\x02ci\x00\x00\x00\x01hvK9x2Lq8Zr4TnW7bVJm6Pd1",),
        source="MIT Kerberos documentation, Keytab file format",
        prefilter=r"(?m:^)\x05\x02\x00\x00[\x00-\x03][\x00-\xff]\x00[\x01-\x06]\x00[\x01-\xff][A-Za-z0-9.\-]{2}",
        boundary=False,
        confidence="medium",
        security_severity=8.5,
    ),
    Detector(
        id="kerberos-credential-cache",
        provider="Kerberos",
        title="Kerberos credential cache",
        pattern=r"(?m:^)(?P<secret>\x05[\x03\x04](?:\x00[\x00-\xff]){1,2}[\x00-\xff]{16,400})",
        keywords=("\x05\x04\x00", "\x05\x03\x00"),
        matches=("\x05\x04"
            + "\x00\x0c\x00\x01\x00\x08\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01",),
        source="MIT Kerberos documentation, Credential cache file format",
        by_path=True,
        paths=r"(?:^|/)krb5cc_[^/]*$|\.ccache$",
        boundary=False,
        confidence="medium",
        security_severity=7.0,
    ),
    Detector(
        id="keepass-database",
        provider="KeePass",
        title="KeePass database",
        pattern=r"(?m:^)(?P<secret>\x03\xd9\xa2\x9a[\x65-\x67]\xfb\x4b\xb5[\x00-\xff]{8,400})",
        keywords=("\xfbk\xb5",),
        matches=("\x03\xd9\xa2\x9a" + "\x67\xfb\x4b\xb5\x01\x00\x04\x00\x02\x10\x00\x00",),
        source="KeePass documentation, KDBX 4 file format",
        prefilter=r"\x03\xd9\xa2\x9a[\x65-\x67]\xfb",
        boundary=False,
        confidence="medium",
        security_severity=6.5,
    ),
    Detector(
        id="gnupg-private-key-file",
        provider="GnuPG",
        title="GnuPG private key",
        pattern=r"\(private-key[ \t\r\n]{0,8}\((?:rsa|ecc|ecdsa|dsa|elg|eddsa)[\x01-\xff]{0,6000}?\(d[ \t\r\n]{0,8}#(?P<secret>[0-9A-Fa-f\s]{32,2000})#",
        keywords=("(private-key",),
        matches=("Key: (private-key"
            + " (rsa (n #00C1#)(e #010001#)(d #A20BDBCD5F0A7B9F67CA149C90045EDEC94E203063D4F3FB14F3AAFA28E713E7#)))",),
        misses=(
            ("Key: (protected-private-key (rsa (n #00C1#)(protected openpgp-s2k3-ocb-aes "
            "#A20BDBCD5F0A7B9F67CA149C90045EDE#)))"),),
        source="GnuPG, agent/keyformat.txt",
        prefilter=r"\(private-key[ \t\r\n]{0,8}\(",
        paths=r"private-keys-v1\.d/[^/]*$",
        boundary=False,
        multiline=True,
        security_severity=9.0,
    ),
    Detector(
        id="gnupg-private-key-binary",
        provider="GnuPG",
        title="GnuPG private key",
        pattern=r"(?P<secret>\(11:private-key\([0-9]:(?:rsa|ecc|ecdsa|dsa|elg|eddsa)[\x00-\xff]{32,400})",
        keywords=("(11:private-key(",),
        matches=("(11:private-"
            + "key(3:ecc(5:curve7:Ed25519)(5:flags5:eddsa)(1:q33:@\x01OvK9x2Lq8Zr4TnW7bVJm6Pd1Gc3HsYw5)",),
        source="GnuPG, agent/keyformat.txt (canonical S-expressions)",
        paths=r"private-keys-v1\.d/[^/]*$",
        prefilter=r"\(11:private-key\(",
        boundary=False,
        security_severity=9.0,
    ),
    Detector(
        id="rails-master-key",
        provider="Ruby on Rails",
        title="Rails master key",
        pattern=r"(?m:^)(?P<secret>[0-9a-f]{32}|[0-9a-f]{64})",
        keywords=tuple("0123456789abcdef"),
        matches=("9e7561cc553fe3ff" + "2177132c0e749200",),
        source="Rails guides, Securing Rails applications, Custom credentials",
        by_path=True,
        paths=r"(?:^|/)config/(?:master|credentials/[^/]+|secrets)\.(?:yml\.)?key$",
        min_entropy=2.8,
        security_severity=9.0,
    ),
    Detector(
        id="jenkins-master-key",
        provider="Jenkins",
        title="Jenkins master key",
        pattern=r"(?m:^)(?P<secret>[0-9a-f]{256})",
        keywords=tuple("0123456789abcdef"),
        matches=("9e7561cc553fe3ff" + "2177132c0e7492009e7561cc553fe3ff2177132c0e749200" * 5,),
        source="Jenkins documentation, Credentials: secrets/master.key",
        by_path=True,
        paths=r"(?:^|/)secrets/(?:master\.key|[a-z0-9._]*secret[a-z0-9._]*)$",
        min_entropy=2.8,
        security_severity=9.0,
    ),
    Detector(
        id="jenkins-initial-password",
        provider="Jenkins",
        title="password of Jenkins' first administrator",
        pattern=r"(?m:^)(?P<secret>[0-9a-f]{32})",
        keywords=tuple("0123456789abcdef"),
        matches=("4a579e3e531fa648" + "6c334d842870c3ba",),
        source="Jenkins documentation, Unlocking Jenkins",
        by_path=True,
        paths=r"(?:^|/)secrets/initialadminpassword$",
        min_entropy=2.8,
        security_severity=7.5,
    ),
    Detector(
        id="jenkins-encrypted-credential",
        provider="Jenkins",
        title="credential of Jenkins (encrypted with a key in its own folder)",
        pattern=r">\{[^<>{}\n]{0,64}?AQAAABAAA(?P<secret>[^<>{}\n]{12,16000})\}</",
        keywords=("aqaaabaaa",),
        matches=("<password>{AQAAABAAA" + "AAQ8f7QwLk2ZpX0vBt7Rk2pLq9zWxTnW7bkV9x2Lq8Z=}</password>",),
        source="Jenkins, hudson.util.Secret and hudson.util.CryptoConfidentialKey (version 1, length of the "
            "vector)",
        prefilter="AQAAABAAA",
        boundary=False,
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.0,
    ),
    Detector(
        id="kaggle-key",
        provider="Kaggle",
        title="Kaggle API key",
        pattern=r"\"key\"[ \t]{0,4}:[ \t]{0,4}\"(?P<secret>[0-9a-f]{32})\"",
        keywords=('"key"',),
        matches=('{"username":"ci","key":"5f1c9e3a4f5d47b8' + '9a2e3f4d5c6b8d2f"}',),
        source="Kaggle documentation, Public API, Authentication",
        paths=r"(?:^|/)kaggle\.json$",
        min_entropy=2.8,
        security_severity=6.5,
    ),
    Detector(
        id="kaggle-key-with-its-user",
        loose_of=("kaggle-key",),
        provider="Kaggle",
        title="Kaggle API key",
        pattern=r"\"username\"[ \t]{0,4}:[ \t]{0,4}\"[A-Za-z0-9_-]{1,64}\"[ \t]{0,4},[ \t\r\n]{0,16}\"key\"[ \t]{0,4}:[ \t]{0,4}\"(?P<secret>[0-9a-f]{32})\"",
        matches=('{"username": "ci", "key": "5f1c9e3a4f5d47b8' + '9a2e3f4d5c6b8d2f"}',),
        source="Kaggle documentation, Public API, Authentication",
        prefilter=r"\"key\"[ \t]{0,4}:[ \t]{0,4}\"[0-9a-f]{32}\"",
        boundary=False,
        multiline=True,
        min_entropy=2.8,
        confidence="medium",
        security_severity=6.5,
    ),
    Detector(
        id="yarn-npm-auth-ident",
        provider="Yarn",
        title="user name and password of a registry",
        pattern=r"npmAuthIdent[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?[^\s:\"'${}]{1,128}:(?P<secret>[^\s\"'${}]{3,256})",
        keywords=("npmauthident",),
        matches=('npmAuthIdent: "ci:t7Rk2' + 'pLq9zWx"',),
        misses=('npmAuthIdent: "${NPM_USER}:${NPM_PASSWORD}"',),
        source="Yarn documentation, .yarnrc.yml, npmAuthIdent",
        prefilter="npmAuthIdent",
        boundary=False,
        min_entropy=2.0,
        confidence="medium",
        security_severity=8.0,
    ),
    Detector(
        id="yarn-npm-auth-ident-encoded",
        provider="Yarn",
        title="user name and password of a registry",
        pattern=r"npmAuthIdent[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?(?P<secret>[A-Za-z0-9+/]{8,512}={0,2})",
        keywords=("npmauthident",),
        matches=("npmAuthIdent: Y2k6dDdSazJw" + "THE5eld4",),
        source="Yarn documentation, .yarnrc.yml, npmAuthIdent",
        validate=_user_and_password,
        password=basic_password,
        confidence="medium",
        security_severity=8.0,
    ),
    Detector(
        id="yarn-npm-auth-token",
        provider="Yarn",
        title="token of a registry",
        pattern=r"npmAuthToken[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?(?P<secret>[A-Za-z0-9._~+/=-]{16,1024})",
        keywords=("npmauthtoken",),
        matches=("npmAuthToken: 8f7QwLk2" + "ZpX0vBt7Rk2pLq9zWx",),
        misses=("npmAuthToken: ${NPM_TOKEN}",),
        source="Yarn documentation, .yarnrc.yml, npmAuthToken",
        prefilter="npmAuthToken",
        boundary=False,
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.0,
    ),
    Detector(
        id="terraform-state-password",
        provider="Terraform",
        title="generated password in a Terraform state",
        pattern=r"\"type\"[ \t]{0,4}:[ \t]{0,4}\"random_password\"[\x01-\xff]{0,6000}?\"result\"[ \t]{0,4}:[ \t]{0,4}\"(?P<secret>(?:[^\"\\\n]|\\.){4,256})\"",
        keywords=('"random_password"',),
        matches=(
            '{"type": "random_password", "name": "db", "instances": [{"attributes": {"length": '
            '16, "result": "t7#Rk2' + 'pLq9zWx@b1"}}]}',),
        source="Terraform registry, hashicorp/random, random_password (its result is in the state)",
        prefilter=r'"type"[ \t]{0,4}:[ \t]{0,4}"random_password"',
        boundary=False,
        multiline=True,
        min_entropy=2.0,
        security_severity=8.5,
    ),
    Detector(
        id="cloud-command-line-token",
        provider="Cloud",
        title="sign-in token kept by a cloud's command line",
        pattern=r"\"(?:secret|refreshToken|accessToken|refresh_token|access_token|clientSecret|client_secret|SecretAccessKey|SessionToken)\"[ \t]{0,4}:[ \t]{0,4}\"(?P<secret>[A-Za-z0-9._~+/=-]{20,16000})\"",
        keywords=('"secret"', '"refreshtoken"', '"accesstoken"', '"refresh_token"', '"access_token"',
            '"clientsecret"', '"client_secret"', '"secretaccesskey"', '"sessiontoken"'),
        matches=('{"refreshToken": "aorAAAAAGg8f7QwLk2' + 'ZpX0vBt7Rk2pLq9zWxTnW7bkV9x2Lq8Z"}',),
        source="Azure CLI documentation, MSAL token cache; AWS CLI documentation, IAM Identity Center "
            "cache; gcloud, application default credentials",
        prefilter=r'"(?:secret|refreshToken|accessToken|refresh_token|access_token|clientSecret|client_secret|SecretAccessKey|SessionToken)"[ \t]?:',
        paths=r"(?:^|/)(?:\.azure/[^/]*\.json|\.aws/(?:sso|cli|login)/cache/[^/]*\.json|(?:\.config/)?gcloud/(?:application_default_credentials|[^!]*adc)\.json|\.oci/sessions/[^!]*)$",
        boundary=False,
        min_entropy=3.2,
        confidence="medium",
        security_severity=8.0,
    ),
    _of_a_secret(
        id="kubernetes-secret-data",
        pattern=rf"{_KIND}{_LINES}[ \t]*data:[ \t]*\r?\n{_LINES}{_ENTRY}{_BASE64}",
        matches=("kind: Secret\nmetadata:\n  name: db\ndata:\n  username: YWRtaW4=\n  pin: dDdSazJw"
            + "THE5eld4\n",),
        misses=("kind: SealedSecret\nspec:\n  encryptedData:\n    pin: AgBy3i4OJSWK\n",
            "kind: Secret\nmetadata:\n  name: db\ndata:\n  username: YWRtaW4=\n"),
        keywords=("kind:",),
        prefilter=r"kind:[ \t]?[\"']?[Ss]ecret[\"']?[ \t]{0,4}[\r\n]",
        accepts=_decodes,
        password=_decoded,
    ),
    _of_a_secret(
        id="kubernetes-secret-data-first",
        pattern=rf"(?m:^)[ \t]*data:[ \t]*\r?\n{_LINES}{_ENTRY}(?P<secret>[A-Za-z0-9+/]{{8,8192}}={{0,2}})[\"']?[ \t]*\r?\n{_LINES}[ \t]*kind:[ \t]*[\"']?[Ss]ecret[\"']?[ \t]*(?:\r?\n|\Z)",
        matches=("data:\n  pin: dDdSazJw" + "THE5eld4\nkind: Secret\n",),
        keywords=("kind:",),
        prefilter=r"(?m:^)[ \t]{0,8}data:[ \t]{0,8}\r?\n",
        accepts=_decodes,
        password=_decoded,
    ),
    _of_a_secret(
        id="kubernetes-secret-text",
        pattern=rf"{_KIND}{_LINES}[ \t]*stringData:[ \t]*\r?\n{_LINES}[ \t]{{1,8}}{_SHOWN}{_NAMED}(?P<secret>[^\s\"'|>{{$<]{{8,4096}})[\"']?[ \t]*(?:\r?\n|\Z)",
        matches=("kind: Secret\nmetadata:\n  name: db\nstringData:\n  pin: t7Rk2pLq9zWx" + "kV9x2Lq8Zr4T\n",
            "kind: Secret\nstringData:\n  smtp: Copper.Kettle" + "4817!\n"),
        misses=("kind: Secret\nmetadata:\n  name: db\nstringData:\n  username: admin-of-all\n",
            "kind: Secret\nstringData:\n  greeting: Copper48Kettle!\n"),
        keywords=("kind:",),
        prefilter=r"kind:[ \t]?[\"']?[Ss]ecret[\"']?[ \t]{0,4}[\r\n]",
        accepts=is_password,
    ),
    _of_a_secret(
        id="kubernetes-secret-json",
        pattern=r"\"kind\":[ ]?\"Secret\"[^\x00]{0,8000}?\"data\":[ ]?\{[^{}]{0,8000}?\"(?!(?:user|username|login|host|hostname|port|dbname|database|type|name|namespace|ca\.crt|tls\.crt|service-ca\.crt|url|endpoint|region|email)\")[A-Za-z0-9._-]{1,80}\":[ ]?\"(?P<secret>[A-Za-z0-9+/]{8,8192}={0,2})\"",
        matches=('{"apiVersion":"v1","kind":"Secret","data":{"pin":"dDdSazJw' + 'THE5eld4"}}',),
        misses=('{"apiVersion":"v1","kind":"Secret","data":{"username":"dDdSazJwTHE5eld4"}}',),
        keywords=('"secret"',),
        prefilter=r"\"kind\":[ ]?\"Secret\"",
        accepts=_decodes,
        password=_decoded,
    ),
    Detector(
        id="kubernetes-docker-config",
        provider="Kubernetes",
        title="registry credentials in a Kubernetes secret",
        pattern=r"\.dockerc(?:onfigjson|fg)[\"']?:[ \t]{0,8}(?:[|>][-+]?[ \t]{0,8}\r?\n[ \t]{1,16})?[\"']?(?P<secret>e[wy][A-Za-z0-9+/\r\n \t]{24,16000}={0,2})",
        keywords=(".dockerc",),
        matches=(".dockerconfigjson: eyJhdXRocyI6eyJyLmV4YW1wbGUiOnsiYXV0aCI6"
            + "IlkyazZkRGRTYXpKd1RIRTVlbGQ0In19fQ==",),
        source="Kubernetes documentation, Pull an image from a private registry",
        prefilter=r"\.dockerc(?:onfigjson|fg)[\"']?:",
        boundary=False,
        multiline=True,
        confidence="medium",
        security_severity=8.0,
    ),
    Detector(
        id="ipsec-preshared-key",
        provider="strongSwan",
        title="preshared key of IPsec",
        pattern=r":[ \t]{1,8}(?:PSK|XAUTH|EAP|NTLM|PIN|P12|PKCS12|RSA|ECDSA)[ \t]{1,8}(?:0s|(?:[^\s\"]{1,64}[ \t]{1,8})?\")(?P<secret>[^\"\s]{6,256}|[^\"\n]{4,256}(?:\"))",
        keywords=(": psk", ": xauth", ": eap", ": pin", ": p12", ": rsa", ": ecdsa", ": pkcs12", ": ntlm"),
        matches=('%any : PSK "t7Rk2' + 'pLq9zWx"',),
        source="strongSwan documentation, ipsec.secrets",
        prefilter=r":[ \t]{1,8}(?:PSK|XAUTH|EAP|NTLM|PIN|P12|PKCS12|RSA|ECDSA)[ \t]{1,8}(?:0s|[^\s\"]{0,64}[ \t]{0,8}\")",
        boundary=False,
        min_entropy=2.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="filezilla-password",
        provider="FileZilla",
        title="password kept by FileZilla",
        pattern=r"<Pass encoding=\"base64\">(?P<secret>[A-Za-z0-9+/]{4,512}={0,2})</Pass>",
        matches=('<Pass encoding="base64">dDdSazJw' + "THE5eld4</Pass>",),
        source="FileZilla, sitemanager.xml",
        prefilter="<Pass encoding=",
        boundary=False,
        min_entropy=2.0,
        password=_decoded,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="dbeaver-credentials",
        provider="DBeaver",
        title="credentials kept by DBeaver (encrypted with a key that is published)",
        pattern=r"(?m:^)(?P<secret>[\x00-\xff]{16,400})",
        keywords=("dbeaver",),
        matches=("\xe7Q\xb9\xfaR\xe2" + "\x80\xccF\x80\xa775s,I\xa3?\xe7f\x96n dbeaver",),
        source="DBeaver, DBNConnectionCredentials; the key stands in its source",
        by_path=True,
        paths=r"(?:^|/)\.dbeaver/credentials-config\.json$",
        boundary=False,
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
