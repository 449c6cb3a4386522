"""Private keys in every usual encoding; those under a password are told apart."""

from __future__ import annotations

from dlinter.detectors.checksums import decode_base64, is_base64_of, pem_base64
from dlinter.detectors.detector import Detector
from dlinter.values import replace

_BODY = r"(?!(?:[^-]|-(?!-{4})){0,39}-----)[A-Za-z0-9+/=\s\\\"',<>&;`#*|:.()]{0,12000}(?:-{1,4}[A-Za-z0-9+/=\s\\\"',<>&;`#*|:.()]{1,12000}){0,400}"
"""At least 40 characters that may stand between the two lines, headers and quoting included. It never passes
five dashes: a file full of first lines is read once."""
_WIDE = r"(?!(?:[^-]|-(?!-{4})){0,39}-----)[^\x00\-]{0,12000}(?:-{1,4}[^\x00\-]{1,12000}){0,400}"
"""The same with anything before and after each line: a log's time, JSON around it, a command. Whether base64
of a key is in it, its bytes say."""
_BLANK = r"(?:[ +]|%20)"
_CRYPT = r"(?:\\{0,2}[rn]|\s)+Proc-Type: 4,ENCRYPTED"


def _pem_body(secret: str) -> bytes:
    """The decoded bytes between the two lines of a PEM block."""
    body = pem_base64(secret)
    return decode_base64(body) or decode_base64(body.partition("=")[0]) or b""


def _is_der(secret: str) -> bool:
    body = _pem_body(secret)
    return len(body) > 40 and body[0] == 0x30 and "ENCRYPTED" not in secret[:120]


def _is_pgp(secret: str) -> bool:
    """Whether the armour holds a secret-key packet first: tag 5 in the old or the new format (RFC 9580,
    sections 4.2 and 5.5)."""
    data = decode_base64(pem_base64(secret)[:8])
    return data is not None and data[:1] != b"" and (data[0] & 0xFC == 0x94 or data[0] == 0xC5)


def _is_encrypted_der(secret: str) -> bool:
    body = _pem_body(secret)
    return len(body) > 40


def _openssh(secret: str) -> bool:
    """An OpenSSH key that no password protects: its cipher name is `none` (openssh, PROTOCOL.key)."""
    body = _pem_body(secret)
    return body.startswith(b"openssh-key-v1\0\0\0\0\4none")


def _openssh_encrypted(secret: str) -> bool:
    body = _pem_body(secret)
    return body.startswith(b"openssh-key-v1\0") and not _openssh(secret)


def _x25519(secret: str) -> bool:
    return is_base64_of(secret, 32)


def _filled(secret: str) -> bool:
    """Not a template in a program (ring, aws-lc), where the public key's header stands where the private key
    goes."""
    at = secret.find("\x02\x01\x01\x04") + 5
    return not (secret[at : at + 1] == "\xa1" and "\x03" in secret[at + 2 : at + 5]) and _random_bytes(secret)


def _random_bytes(secret: str) -> bool:
    """Whether the bytes are as random as a key's: constants of a program's code are printable, or hold
    zeros."""
    tail = secret[16:80]
    return (
        tail.count("\0") <= 4
        and sum(" " <= c <= "~" for c in tail) * 5 <= len(tail) * 4
        and len(set(tail)) * 2 > len(tail)
    )


def _pem(kind: str) -> str:
    kind = kind.replace(" ", _BLANK)
    return rf"(?P<secret>-----BEGIN{_BLANK}{kind}-----{_WIDE}-?-----END{_BLANK}{kind}-----)"


_KEYS: tuple[Detector, ...] = (
    Detector(
        id="private-key",
        provider="PEM",
        title="private key",
        pattern=_pem("(?:RSA |EC |DSA )?PRIVATE KEY"),
        keywords=("key-----",),
        matches=(
            "-----BEGIN EC PRIVATE"
            + " KEY-----\nMHcCAQEEIOzkRC4RmSlJYOQqXTaRAcnpx1aDyxDsQzLvV1yNBjzDoAoGCCqG\nSM49AwEHoUQDQgAEJ9hRzN8UwmVkJQ3zLc5cQ0jr5ZmmGU\n-----END EC PRIVATE" + " KEY-----",
            'key = "-----BEGIN PRIVATE'
            + ' KEY-----\\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg7ORELhGZKUlg\\n5CpdNpEByenHVoPLEOxDMu9XXI0GPMOh\\n-----END PRIVATE' + ' KEY-----\\n"',
        ),
        misses=(
            "-----BEGIN PRIVATE" + " KEY-----\nxxx\n-----END PRIVATE" + " KEY-----",
            "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
        ),
        source="RFC 7468, sections 10 and 13; RFC 5915",
        prefilter=rf"-----BEGIN{_BLANK}(?:(?:RSA|EC|DSA){_BLANK})?PRIVATE{_BLANK}KEY-----",
        validate=_is_der,
        boundary=False,
        multiline=True,
        security_severity=9.0,
    ),
    Detector(
        id="private-key-encrypted",
        provider="PEM",
        title="private key under a password",
        pattern=r"(?P<secret>-----BEGIN (?:ENCRYPTED PRIVATE KEY-----|(?:RSA |EC |DSA )?PRIVATE KEY-----"
        + _CRYPT + ")" + _BODY.replace(r":.", r":.,")
        + r"-----END (?:ENCRYPTED |RSA |EC |DSA )?PRIVATE KEY-----)",
        keywords=("key-----",),
        matches=(
            "-----BEGIN ENCRYPTED PRIVATE"
            + " KEY-----\nMIIBHDBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIhzN8UwmVkJQCAggA\nMAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBCx\n-----END ENCRYPTED PRIVATE" + " KEY-----",
        ),
        misses=("-----BEGIN ENCRYPTED PRIVATE" + " KEY-----\n-----END ENCRYPTED PRIVATE" + " KEY-----",),
        source="RFC 7468, section 11; RFC 1421, section 4.6.1.1",
        prefilter=r"-----BEGIN (?:ENCRYPTED PRIVATE KEY-----|(?:RSA |EC |DSA )?PRIVATE KEY-----(?:\\{0,2}[rn]|\s){1,6}Proc-Type)",
        validate=_is_encrypted_der,
        boundary=False,
        multiline=True,
        confidence="medium",
        security_severity=4.0,
    ),
    Detector(
        id="openssh-private-key",
        provider="OpenSSH",
        title="OpenSSH private key",
        pattern=_pem("OPENSSH PRIVATE KEY"),
        keywords=("key-----",),
        matches=(
            "-----BEGIN OPENSSH PRIVATE"
            + " KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\nQyNTUxOQAAACDs5EQuEZkpSWDkKl02kQHJ6cdWg8sQ7EMy71dcjQY8ww\n-----END OPENSSH PRIVATE" + " KEY-----",
        ),
        misses=(
            "-----BEGIN OPENSSH PRIVATE"
            + " KEY-----\nb3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABBz\n-----END OPENSSH PRIVATE" + " KEY-----",
        ),
        source="openssh-portable, PROTOCOL.key",
        prefilter=rf"-----BEGIN{_BLANK}OPENSSH{_BLANK}PRIVATE{_BLANK}KEY-----",
        validate=_openssh,
        boundary=False,
        multiline=True,
        security_severity=9.0,
    ),
    Detector(
        id="openssh-private-key-encrypted",
        provider="OpenSSH",
        title="OpenSSH private key under a password",
        pattern=_pem("OPENSSH PRIVATE KEY"),
        keywords=("key-----",),
        matches=(
            "-----BEGIN OPENSSH PRIVATE"
            + " KEY-----\nb3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABBz\nAAAAEAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIOzkRC4R\n-----END OPENSSH PRIVATE" + " KEY-----",
        ),
        misses=(
            "-----BEGIN OPENSSH PRIVATE"
            + " KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n-----END OPENSSH PRIVATE" + " KEY-----",
        ),
        source="openssh-portable, PROTOCOL.key",
        prefilter=rf"-----BEGIN{_BLANK}OPENSSH{_BLANK}PRIVATE{_BLANK}KEY-----",
        validate=_openssh_encrypted,
        boundary=False,
        multiline=True,
        confidence="medium",
        security_severity=4.0,
    ),
    Detector(
        id="ssh2-private-key-encrypted",
        provider="SSH.COM",
        title="SSH.COM private key under a password",
        pattern=r"(?P<secret>---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----" + _BODY
        + r"---- END SSH2 ENCRYPTED PRIVATE KEY ----)",
        keywords=("ssh2 encrypted private key",),
        matches=(
            "---- BEGIN SSH2 ENCRYPTED PRIVATE"
            + " KEY ----\nComment: x\nP2/56wAAAgIAAAAmZGwtbW9kcHtzaWdue2RzYS1uaXN0LXNoYTF9LGRoe3BsYWlu\n---- END SSH2 ENCRYPTED PRIVATE" + " KEY ----",
        ),
        source="RFC 4716 and its sister format for private keys",
        prefilter=r"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----",
        boundary=False,
        multiline=True,
        confidence="medium",
        security_severity=5.0,
    ),
    Detector(
        id="pgp-private-key",
        provider="OpenPGP",
        title="OpenPGP private key",
        pattern=r"(?P<secret>-----BEGIN PGP PRIVATE KEY BLOCK-----" + _BODY
        + r"-----END PGP PRIVATE KEY BLOCK-----)",
        keywords=("pgp private key block-----",),
        matches=(
            "-----BEGIN PGP PRIVATE"
            + " KEY BLOCK-----\n\nlFgEZQAAABYJKwYBBAHaRw8BAQdA7ORELhGZKUlg5CpdNpEByenHVoPLEOxDMu9X\nXI0GPMMAAP9hRzN8UwmVkJQ3zLc5cQ0jr5Zm\n=aB3k\n-----END PGP PRIVATE" + " KEY BLOCK-----",
        ),
        misses=("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZQ\n-----END PGP PUBLIC KEY BLOCK-----",),
        source="RFC 9580, section 6.2.1",
        prefilter=r"-----BEGIN PGP PRIVATE KEY BLOCK-----",
        validate=_is_pgp,
        boundary=False,
        multiline=True,
        security_severity=8.0,
    ),
    Detector(
        id="putty-private-key",
        provider="PuTTY",
        title="PuTTY private key",
        pattern=r"PuTTY-User-Key-File-[123]: [^\n]{3,40}\nEncryption: none\r?\n(?:[A-Za-z0-9-]+: [^\n]{0,200}\n|[A-Za-z0-9+/=\r]{1,80}\n){1,100}?Private-Lines: [0-9]{1,4}\r?\n(?P<secret>(?:[A-Za-z0-9+/=]{1,80}\r?\n){1,200}Private-MAC: [0-9a-f]{40,64})",
        keywords=("putty-user-key-file",),
        matches=(
            "PuTTY-User-Key-"
            + "File-3: ssh-ed25519\nEncryption: none\nComment: ci\nPublic-Lines: 2\nAAAAC3NzaC1lZDI1NTE5AAAAIOzkRC4RmSlJYOQqXTaRAcnpx1aDyxDsQzLvV1yN\nBjzD\nPrivate-Lines: 1\nAAAAIB3kQwLk2ZpX0vBt7Rk2pLq9zWxTnW7bkV9x2Lq8Z\nPrivate-MAC: 8f1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9\n",
        ),
        misses=("PuTTY-User-Key-" + "File-3: ssh-ed25519\nEncryption: aes256-cbc\nComment: ci\n",),
        source="PuTTY user manual, appendix C: PPK file format",
        prefilter=r"PuTTY-User-Key-File-[123]: [^\n]{3,40}\nEncryption: none",
        boundary=False,
        multiline=True,
        security_severity=9.0,
    ),
    Detector(
        id="age-secret-key",
        provider="age",
        title="age secret key",
        pattern=r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}",
        keywords=("age-secret-key-1",),
        matches=("AGE-SECRET-" + "KEY-1QYQSZQGPQ5T8RWL3K9V2XN7JD4M6HC0F8EAZU5TWQYQSZQGPQ5T8RWL3K9",),
        misses=("AGE-SECRET-" + "KEY-1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZ",),
        source="age specification (filippo.io/age), native identities",
        min_entropy=2.5,
        security_severity=9.0,
    ),
    Detector(
        id="wireguard-private-key",
        provider="WireGuard",
        title="WireGuard private key",
        pattern=r"(?i:private_?key)[ \t]{0,8}[=:][ \t]{0,8}[\"']?(?P<secret>[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)",
        keywords=("privatekey", "private_key"),
        matches=("PrivateKey = yAnz5TF+lXXJte14" + "tji3zlMNq+hd2rYUIgJBgB3fBmk=",),
        misses=("PublicKey = yAnz5TF+lXXJte14" + "tji3zlMNq+hd2rYUIgJBgB3fBmk=",),
        source="wg(8), configuration file format",
        validate=_x25519,
        min_entropy=4.0,
        security_severity=8.5,
    ),
    Detector(
        id="wireguard-preshared-key",
        provider="WireGuard",
        title="WireGuard preshared key",
        pattern=r"(?i:preshared_?key)[ \t]{0,8}[=:][ \t]{0,8}[\"']?(?P<secret>[A-Za-z0-9+/]{43}=)",
        keywords=("presharedkey", "preshared_key"),
        matches=("PresharedKey = FpCyhws9cxwWoV4x" + "ELtfJvjJN+zQVRPISllRWgeopVE=",),
        misses=("PublicKey = FpCyhws9cxwWoV4x" + "ELtfJvjJN+zQVRPISllRWgeopVE=",),
        source="wg(8), configuration file format",
        min_entropy=4.0,
        security_severity=7.0,
    ),
    Detector(
        id="json-web-key-private",
        provider="JOSE",
        title="private JSON web key",
        pattern=r"\"kty\"[ ]{0,4}:[ ]{0,4}\"(?:RSA|EC|OKP)\"[^{}]{0,4000}?\"d\"[ \t]{0,4}:[ \t]{0,4}\"(?P<secret>[A-Za-z0-9_-]{42,1400})\"",
        keywords=('"kty"',),
        matches=(
            '{"kty":"OKP","crv":"Ed25519","x":"7ORELhGZKUlg5CpdNpEByenHVoPLEOxDMu9XXI0GPMM","d":"nWGxne_9Wm'
            + 'C6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}',),
        misses=('{"kty":"OKP","crv":"Ed25519","x":"7ORELhGZKUlg5CpdNpEByenHVoPLEOxDMu9XXI0GPMM"}',),
        source="RFC 7517, section 4; RFC 7518, section 6; RFC 8037, section 2",
        prefilter=r'"kty"[ ]{0,4}:[ ]{0,4}"(?:RSA|EC|OKP)"',
        boundary=False,
        min_entropy=4.0,
        multiline=True,
        security_severity=8.5,
    ),
    Detector(
        id="der-ec-private-key",
        provider="SEC 1",
        title="elliptic curve private key (DER)",
        # version 1, a key of 28 to 66 bytes, then the curve (1.2.840.10045.3.1.x, 1.3.132.0.x, Brainpool) or
        # the public key
        pattern=r"0[\x40-\xff][\x00-\xff]?[\x00-\xff]?\x02\x01\x01\x04[\x1c-\x42][\x00-\xff]{28,66}?(?:\xa0[\x07-\x0d]\x06[\x05-\x0b](?:\x2a\x86H\xce=\x03\x01|\x2b\x81\x04\x00|\x2b\x24\x03\x03\x02)|\xa1[\x3a-\xff])[\x00-\xff]{0,160}",
        keywords=("\x02\x01\x01\x04\x20", "\x02\x01\x01\x04\x30", "\x02\x01\x01\x04\x62",
            "\x02\x01\x01\x04\x1c"),
        matches=("0w\x02\x01\x01" + "\x04\x20"
            + "K\x9ax2\xe1Lq\x8fZ\xd4T\xb7W\x01\xfcV\x13m\xc6P\x82G\xaa3H\x97s\xeeY\x0ew\x955"
            + "\xa0\x0a\x06\x08\x2a\x86H\xce=\x03\x01\x07\xa1D\x03B\x00\x04Qx",),
        misses=(
            "0w\x02\x01\x01\x04\x20K\x9ax2\xe1Lq\x8fZ\xd4T\xb7W\x01\xfcV\x13m\xc6P\x82G\xaa3H\x97s\xeeY\x0ew\x955\x00\x00",),
        source="RFC 5915, section 3",
        prefilter=r"\x02\x01\x01\x04[\x1c-\x42]",
        accepts=_filled,
        boundary=False,
        min_entropy=3.5,
        confidence="medium",
        security_severity=8.5,
    ),
    Detector(
        id="der-pkcs8-ec-private-key",
        provider="PKCS #8",
        title="private key of an elliptic curve (DER)",
        # X25519, X448, Ed25519, Ed448 (RFC 8410), or id-ecPublicKey (RFC 5480)
        pattern=r"0[\x28-\xff][\x00-\xff]{0,2}\x02\x01[\x00\x01]0(?:\x05\x06\x03\x2be[n-q]\x04[\x22\x3b\x3a]\x04[\x20\x39\x38][\x00-\xff]{32,57}|[\x0c-\x30]\x06\x07\x2a\x86H\xce=\x02\x01[\x00-\xff]{8,40}?\x04[\x1c-\xff]\x30?[\x00-\xff]{26,200})",
        keywords=("\x06\x03\x2be", "\x06\x07\x2a\x86h\xce=\x02\x01"),
        matches=("0.\x02\x01\x000\x05\x06\x03" + "\x2bep\x04\x22\x04\x20"
            + "K\x9ax2\xe1Lq\x8fZ\xd4T\xb7W\x01\xfcV\x13m\xc6P\x82G\xaa3H\x97s\xeeY\x0ew\x955",),
        misses=(
            "0*0\x05\x06\x03\x2bep\x03\x21\x00K\x9ax2\xe1Lq\x8fZ\xd4T\xb7W\x01\xfcV\x13m\xc6P\x82G\xaa3H\x97s\xeeY\x0ew\x955",),
        source="RFC 8410, section 7; RFC 5958, section 2; RFC 5480, section 2.1.1",
        prefilter=r"\x02\x01[\x00\x01]0(?:\x05\x06\x03\x2be[n-q]\x04[\x22\x3b\x3a]\x04|[\x0c-\x30]\x06\x07\x2a\x86H\xce=\x02\x01)",
        accepts=_random_bytes,
        boundary=False,
        min_entropy=3.5,
        confidence="medium",
        security_severity=8.5,
    ),
    Detector(
        id="der-small-rsa-private-key",
        provider="PKCS #1",
        title="RSA or DSA private key (DER)",
        # with a length of one byte (512 bits and less), or DSA: version 0, p of 64 to 384 bytes
        pattern=r"0(?:\x81[\x00-\xff]|\x82[\x01-\x05][\x00-\xff])\x02\x01\x00\x02(?:[\x40-\x41]|\x81[\x80-\xff])\x00[\x80-\xff][\x00-\xff]{60,512}",
        keywords=("\x02\x01\x00\x02\x40", "\x02\x01\x00\x02\x61", "\x02\x01\x00\x02\x81"),
        matches=("0\x82\x01\xbb" + "\x02\x01\x00\x02\x81\x81\x00\xb1"
            + "K\x9ax2\xe1Lq\x8fZ\xd4T\xb7W\x01\xfcV\x13m\xc6P\x82G\xaa3H\x97s\xeeY\x0ew\x955K\x9ax2\xe1Lq\x8fZ\xd4T\xb7W\x01\xfcV\x13m\xc6P\x82G\xaa3H\x97s\xeeY\x0ew\x955",),
        source="RFC 8017, appendix A.1.2; OpenSSL, DSA_it",
        accepts=_random_bytes,
        prefilter=r"\x02\x01\x00\x02(?:[\x40-\x41]|\x81[\x80-\xff])\x00[\x80-\xff]",
        boundary=False,
        min_entropy=3.5,
        confidence="medium",
        security_severity=8.0,
    ),
    Detector(
        id="der-rsa-private-key",
        provider="PKCS #1",
        title="RSA private key (DER)",
        pattern=r"0\x82[\x01-\x12][\x00-\xff]\x02\x01\x00\x02\x82[\x00-\x04][\x00\x01]\x00[\x80-\xff][\x00-\xff]{0,512}",
        keywords=("\x02\x01\x00\x02\x82",),
        matches=("0\x82\x04\xa4" + "\x02\x01\x00\x02\x82\x01\x01\x00\xb1aBcD",),
        misses=("0\x82\x04\xa4\x02\x01\x01\x02\x82\x01\x01\x00\xb1",),
        source="RFC 8017, appendix A.1.2",
        boundary=False,
        confidence="medium",
        security_severity=8.5,
    ),
    Detector(
        id="der-pkcs8-private-key",
        provider="PKCS #8",
        title="private key (DER)",
        pattern=r"0\x82[\x01-\x12][\x00-\xff]\x02\x01\x000\x0d\x06\x09\x2a\x86H\x86\xf7\x0d\x01\x01\x01\x05\x00\x04\x82[\x00-\xff]{0,512}",
        keywords=("\x2a\x86h\x86\xf7\x0d\x01\x01\x01\x05\x00\x04\x82",),
        matches=("0\x82\x04\xbe"
            + "\x02\x01\x000\x0d\x06\x09\x2a\x86H\x86\xf7\x0d\x01\x01\x01\x05\x00\x04\x82\x04\xa8",),
        source="RFC 5958, section 2",
        boundary=False,
        confidence="medium",
        security_severity=8.5,
    ),
    Detector(
        id="java-key-store",
        provider="Java",
        title="Java key store (JKS)",
        pattern=r"(?m:^)(?P<secret>\xfe\xed\xfe\xed\x00\x00\x00[\x01\x02]\x00\x00[\x00-\xff]{2}\x00\x00\x00\x01[\x00-\xff]{0,512})",
        prefilter=r"(?m:^)\xfe\xed\xfe\xed",
        keywords=("\xfe\xed\xfe\xed",),
        matches=("\xfe\xed\xfe\xed" + "\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x01",),
        misses=("\xfe\xed\xfe\xed\x00\x00\x00\x02\x00\x00\x00\x8d\x00\x00\x00\x02",),
        source="OpenJDK, sun.security.provider.JavaKeyStore (tag 1 is a private key, 2 a trusted "
            "certificate)",
        boundary=False,
        confidence="medium",
        security_severity=5.0,
    ),
    Detector(
        id="pkcs12-key-store",
        provider="PKCS #12",
        title="PKCS #12 key store",
        pattern=r"(?m:^)(?P<secret>0\x82[\x00-\xff]{2}\x02\x01\x030\x82[\x00-\xff]{2}\x06\x09\x2a\x86H\x86\xf7\x0d\x01\x07[\x01\x02][\x00-\xff]{0,512})",
        keywords=("\x02\x01\x030\x82",),
        matches=("0\x82\x09\x51" + "\x02\x01\x030\x82\x09\x17\x06\x09\x2a\x86H\x86\xf7\x0d\x01\x07\x01\xa0",),
        source="RFC 7292, section 4",
        boundary=False,
        confidence="medium",
        security_severity=5.0,
        paths=r"\.(?:p12|pfx|pkcs12|jks|keystore|ks)$",
    ),
    Detector(
        id="dnssec-private-key",
        provider="DNSSEC",
        title="DNSSEC private key",
        pattern=r"Private-key-format: v1\.[0-9][^\x00]{0,2000}?(?:PrivateExponent|PrivateKey|Private_value\(x\)|Key): (?P<secret>[A-Za-z0-9+/]{20,1400}={0,2})",
        keywords=("private-key-format:",),
        matches=("Private-key-"
            + "format: v1.3\nAlgorithm: 13 (ECDSAP256SHA256)\nPrivateKey: 8f7QwLk2ZpX0vBt7Rk2p"
            + "Lq9zWxTnW7bkV9x2Lq8ZrE=",),
        misses=("Private-key-" + "format: v1.3\nAlgorithm: 13 (ECDSAP256SHA256)\n",),
        source="dnssec-keygen(1)",
        prefilter=r"Private-key-format: v1\.[0-9]",
        boundary=False,
        min_entropy=4.0,
        multiline=True,
        security_severity=7.5,
    ),
)
DETECTORS: tuple[Detector, ...] = tuple(replace(detector, self_made=True) for detector in _KEYS)
