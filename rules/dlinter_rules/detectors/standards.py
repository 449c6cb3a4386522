"""Tokens and keys whose form a standard or an open protocol says, whoever gave them out."""

from __future__ import annotations

import re

from dlinter.detectors.checksums import decode_base64, is_base58check, is_bech32
from dlinter.detectors.detector import Detector
from dlinter.detectors.randomness import is_drawn
from dlinter.detectors.token import token
from dlinter.model.secret import Basis

_NOT_EMPTY = "31d6cfe0d16ae931b73c59d7e0c089c0"
"""The NT hash of the empty password."""
_SAYS = r"\b(?:the|a|is|are|of|to|for|your|with|and|in|from|this|that|be)\b"


def _mnemonic(secret: str) -> bool:
    """12, 15, 18, 21 or 24 words (BIP 39), hardly any twice, that are no sentence; the mnemonics of
    development networks repeat a word."""
    words = secret.split()
    return (
        len(words) in (12, 15, 18, 21, 24)
        and len(set(words)) * 4 >= len(words) * 3
        and len(re.findall(_SAYS, secret)) < 2
    )


def _bytes(secret: str) -> bool:
    """64 numbers of one byte each, hardly any twice."""
    numbers = [int(n) for n in re.findall(r"[0-9]+", secret)]
    return len(numbers) == 64 and max(numbers) < 256 and len(set(numbers)) >= 40


def _nt_hash(secret: str) -> bool:
    return secret.lower() != _NOT_EMPTY and len(set(secret.lower())) >= 8


def _share_link(secret: str) -> bool:
    """A password, a UUID, or base64 of settings (`vmess://`) or of `method:password@host` (`ss://`)."""
    if re.fullmatch(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", secret):
        return len(set(secret)) > 8
    plain = decode_base64(secret) or b""
    return is_drawn(secret) and (not plain.isascii() or b":" in plain)


def _session(secret: str) -> bool:
    return is_drawn(secret) and not re.search(r"\$|\{|%7B|(?:\.[a-z]{2,4}){2}\Z", secret)


DETECTORS: tuple[Detector, ...] = (
    token("PASETO", "token", r"v[1-4]\.(?:local|public)\.[A-Za-z0-9_-]{60,8000}(?:\.[A-Za-z0-9_-]{1,2000})?",
        "PASETO specification, Protocol versions", severity=7.5, entropy=4.0,
          prefilter=r"v[1-4]\.(?:local|public)\.[A-Za-z0-9_-]{16}",
          keywords=("v1.local.", "v2.local.", "v3.local.", "v4.local.", "v1.public.", "v2.public.",
              "v3.public.", "v4.public.")),
    token("PASERK", "key", r"k[1-4]\.(?:local|secret)\.[A-Za-z0-9_-]{42,2000}",
        "PASERK specification, Types", severity=8.5, entropy=4.0,
          keywords=("k1.local.", "k2.local.", "k3.local.", "k4.local.", "k1.secret.", "k2.secret.",
              "k3.secret.", "k4.secret.")),
    token("Macaroon", "token", r"MDA[xy][A-Za-z0-9]{2}xvY2F0aW9u[A-Za-z0-9+/_-]{80,4000}={0,2}",
        "Macaroons (Birgisson et al.), libmacaroons: the packet `location` in base64", severity=7.5,
        entropy=3.6),
    token("LND", "macaroon", r"0201036c6e64[0-9a-f]{120,2000}",
        "LND documentation, Macaroons: version 2 of `lnd` in hexadecimal digits", severity=8.5, entropy=3.0),
    token("Nostr", "private key", r"nsec1[02-9ac-hj-np-z]{58}", "NIP-19, Bare keys and ids", severity=8.5,
        entropy=3.6, validate=is_bech32,
          matches=("nsec1" + "vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5",)),
    token("BIP 32", "extended private key", r"[xyz]prv[1-9A-HJ-NP-Za-km-z]{107}",
        "BIP 32, Serialization format", severity=9.0, entropy=4.0, validate=is_base58check,
          matches=("xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmP"
              + "GJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",)),
    Detector(
        id="tor-private-key",
        provider="Tor",
        title="private key of an onion service or of its client",
        pattern=r"(?:ED25519-V3:(?=[A-Za-z0-9+/]{86})|[a-z2-7]{56}:descriptor:x25519:(?=[A-Z2-7]{52}))(?P<secret>[A-Za-z0-9+/]{52,86}={0,2})",
        prefilter=(r"ED25519-V3:[A-Za-z0-9+/]{16}", r":descriptor:x25519:[A-Z2-7]{16}"),
        keywords=("ed25519-v3:", ":descriptor:x25519:"),
        matches=("ADD_ONION ED25519-V3:"
            + "t7Rk2pLq9zWxkV9x2Lq8Zr4TnW7bY3mD8sKq5vJct7Rk2pLq9zWxkV9x2Lq8Zr4TnW7bY3mD8sKq5vJcaB3dEf"
            + "== Port=80",),
        misses=("descriptor:x25519:" + "N2NU7BSRL6YODZCYPN4CREB54TYLKGIE2KYOQWLFYC23ZJVCE5DQ",),
        source="Tor control protocol, ADD_ONION; Tor manual, ClientOnionAuthDir",
        boundary=False,
        min_entropy=4.0,
        security_severity=9.0,
    ),
    Detector(
        id="signify-secret-key",
        provider="minisign",
        title="secret key of minisign or signify",
        pattern=r"untrusted comment: [^\n]{0,200}secret key[^\n]{0,80}\r?\n(?P<secret>RW[A-Za-z0-9+/]{100,260}={0,2})",
        prefilter=r"untrusted comment: ",
        keywords=("untrusted comment: ",),
        multiline=True,
        matches=("untrusted comment: minisign encrypted secret key\nRWRTY0Iy"
            + "t7Rk2pLq9zWxkV9x2Lq8Zr4TnW7bY3mD8sKq5vJct7Rk2pLq9zWxkV9x2Lq8Zr4TnW7bY3mD8sKq5vJcaB3dEf"
            + "t7Rk2pLq9zWxkV9x2Lq8Zr4T\n",),
        misses=("untrusted comment: minisign public key 1\nRWRTY0Iy"
            + "t7Rk2pLq9zWxkV9x2Lq8Zr4TnW7bY3mD8sKq5vJct7Rk2pLq9zWx\n",),
        source="minisign(1), Secret key format; signify(1)",
        boundary=False,
        min_entropy=4.0,
        security_severity=8.0,
    ),
    Detector(
        id="solana-key-pair",
        provider="Solana",
        title="key pair of an account",
        pattern=r"\A\s{0,4}(?P<secret>\[\s{0,4}[0-9]{1,3}(?:\s{0,4},\s{0,8}[0-9]{1,3}){63}\s{0,4}\])\s{0,4}\Z",
        by_path=True,
        paths=r"(?:^|/)(?:id|[^/]*(?:key-?pair|wallet|authority|payer|deployer|keypair)[^/]*)\.json$",
        keywords=tuple("0123456789"),
        multiline=True,
        matches=(str([n * 37 % 251 for n in range(1, 65)]),),
        misses=("[1, 2, 3]",),
        source="Solana documentation, File system wallets",
        accepts=_bytes,
        boundary=False,
        security_severity=9.0,
    ),
    Detector(
        id="ethereum-private-key-in-code",
        loose_of=("ethereum-private-key",),
        provider="Ethereum",
        title="Ethereum private key",
        pattern=r"(?:\baccounts[\"']?[ ]?:[ ]?\[[ \r\n]{0,24}|\bWallet\([ \r\n]{0,24}|rivateKeyToAccount\([ \r\n]{0,24}|\bfrom_key\([ \r\n]{0,24}|--private-key[ =])[\"'`]?(?P<secret>(?:0x)?[0-9a-fA-F]{64})(?![0-9a-zA-Z])",
        prefilter=r"(?:accounts[\"']?[ ]?:[ ]?\[[ \r\n]{0,24}|Wallet\([ \r\n]{0,24}|rivateKeyToAccount\([ \r\n]{0,24}|from_key\([ \r\n]{0,24}|--private-key[ =])[\"'`]?(?:0x)?[0-9a-fA-F]{16}",
        keywords=("accounts", "wallet(", "ivatekeytoaccount(", "from_key(", "--private-key"),
        matches=(
            'new ethers.Wallet("0x'
            + '5f1c9e3a4f5d47b89a2e3f4d5c6b8d2f0a1b2c3d4e5f60718293a4b5c6d7e8f9", provider)',
            "cast send --private-key 0x"
            + "5f1c9e3a4f5d47b89a2e3f4d5c6b8d2f0a1b2c3d4e5f60718293a4b5c6d7e8f9 a",
        ),
        misses=('new Wallet("0x1234", provider)', "cast send --private-key $KEY a"),
        source="Hardhat docs, networks (accounts); ethers documentation, Wallet; Foundry book, cast send",
        boundary=False,
        min_entropy=3.2,
        confidence="medium",
        security_severity=9.0,
    ),
    Detector(
        id="bip39-mnemonic",
        provider="BIP 39",
        title="mnemonic of a wallet",
        pattern=r"(?i:mnemonic|seed[_-]?phrase|recovery[_-]?phrase|seed[_-]?words)[\"']?[ \t]{0,4}[:=][ \t]{0,4}(?P<secret>[a-z]{3,8}(?:[ ][a-z]{3,8}){11,23})[ \t]{0,4}\r?(?:\n|\Z)",
        prefilter=r"(?i:mnemonic|seed[_-]?phrase|recovery[_-]?phrase|seed[_-]?words)[\"']?[ \t]{0,4}[:=][ \t]{0,4}[a-z]{3,8}(?:[ ][a-z]{3,8}){6}",
        keywords=("mnemonic", "phrase", "seed"),
        matches=("mnemonic: quiz hollow spawn ladder violin ripple aunt copper enroll vague tiny"
            + " fever",),
        misses=("mnemonic: the words of the wallet that was made for the tests of this",
            "mnemonic: test test test test test test test test test test test junk"),
        source="BIP 39, Generating the mnemonic",
        accepts=_mnemonic,
        boundary=False,
        confidence="medium",
        security_severity=9.0,
    ),
    Detector(
        id="windows-nt-hash",
        provider="Windows",
        title="NT hash of a password",
        pattern=r"(?m:^)[^:\s]{1,80}:[0-9]{1,10}:[0-9A-Fa-fX*]{32}:(?P<secret>[0-9A-Fa-f]{32}):(?::|\[)",
        prefilter=r":[0-9]{1,10}:[0-9A-Fa-fX*]{32}:[0-9A-Fa-f]{32}:[:\[]",
        keywords=(":::", ":[u", ":[n", ":[d", ":[w", ":[h"),
        matches=("ci:1001:aad3b435b51404eeaad3b435b51404ee:5f1c9e3a4f5d47b8" + "9a2e3f4d5c6b8d2f:::",
            "ci:1001:XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX:5F1C9E3A4F5D47B8"
            + "9A2E3F4D5C6B8D2F:[U          ]:LCT-5F1C9E3A:"),
        misses=("guest:501:aad3b435b51404eeaad3b435b51404ee:" + "31d6cfe0d16ae931b73c59d7e0c089c0:::",),
        source="smbpasswd(5); MS-SAMR, NT hash: it logs in as the password does",
        accepts=_nt_hash,
        boundary=False,
        security_severity=7.5,
    ),
    token("Kerberos", "ticket to be guessed offline",
        r"\$krb5(?:asrep|tgs|pa)\$(?:17|18|23)\$[^\s:$]{0,120}[:$*][^\s\"']{64,4000}",
        "hashcat wiki, Example hashes; RFC 4120", severity=6.0, boundary=False, entropy=3.0,
          matches=("$krb5asrep$23$ci@SHOP.EXAMPLE:5f1c9e3a4f5d47b89a2e3f4d5c6b8d2f"
              + "$0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9",)),
    Detector(
        id="proxy-share-link",
        provider="Proxy",
        title="password in a share link of a proxy",
        pattern=r"(?:vmess|vless|trojan|hysteria2|hy2|tuic|(?:^|[^A-Za-z])ssr?)://(?P<secret>[A-Za-z0-9+/=_%.~!-]{16,2000})(?:[@:#?\s\"'`<]|\Z)",
        prefilter=r"(?:vmess|vless|trojan|hysteria2|hy2|tuic|(?:^|[^A-Za-z])ssr?)://[A-Za-z0-9+/=_%.~!-]{16}",
        keywords=("vmess://", "vless://", "trojan://", "hysteria2://", "hy2://", "tuic://", "ss://",
            "ssr://"),
        matches=("trojan://t7Rk2pLq" + "9zWxkV9x2Lq8@proxy.example:443?sni=a",
            "vless://5f1c9e3a-" + "4f5d-47b8-9a2e-3f4d5c6b8d2f@proxy.example:443",
            "ss://YWVzLTI1" + "Ni1nY206dDdSazJwTHE5eldr@proxy.example:8388#a"),
        misses=("wss://socket-server.example.org/a", "trojan://your-password-here@proxy.example:443"),
        source="SIP002 (Shadowsocks); Xray documentation, share links; Hysteria 2 documentation, URI scheme",
        accepts=_share_link,
        boundary=False,
        confidence="medium",
        security_severity=7.0,
    ),
    Detector(
        id="express-session-cookie",
        provider="Express",
        title="session cookie",
        pattern=r"connect\.sid=s(?:%3A|:)(?P<secret>[A-Za-z0-9_-]{20,64}\.[A-Za-z0-9%+/]{40,80})",
        keywords=("connect.sid=s",),
        matches=("Cookie: connect.sid=s%3At7Rk2pLq9zWxkV9x2Lq8Zr4TnW7bY3mD"
            + ".8sKq5vJct7Rk2pLq9zWxkV9x2Lq8Zr4TnW7bY3mDaB3",),
        misses=("Cookie: connect.sid=s%3Aabc.def",),
        source="express-session documentation, name and secret",
        boundary=False,
        min_entropy=4.0,
        confidence="medium",
        security_severity=6.0,
    ),
    Detector(
        id="session-cookie",
        provider="Generic",
        title="session cookie",
        pattern=r"(?:(?i:cookie)\\?[\"']?[ \t]{0,4}[:=,][ \t]{0,4}\\?[\"']?|curl(?:[ ][^\n|;&]{0,200}?)?[ ](?:-b|--cookie)[ =][\"']?)(?:[A-Za-z0-9_.-]{1,60}=[^;\"'\s]{0,400};[ ]?){0,12}"
        r"[A-Za-z0-9_.-]{0,32}(?:(?i:sess(?:ion)?(?:_?id)?|auth|jwt|remember[a-z_]{0,20}|token)|_sid|SID)[A-Za-z0-9_.-]{0,24}=(?P<secret>[A-Za-z0-9%._~+/=-]{24,4000})",
        prefilter=(r"(?i:cookie)\\?[\"']?[ \t]{0,4}[:=,][ \t]{0,4}\\?[\"']?[A-Za-z0-9_.-]{1,16}=",
            r"[ ](?:-b|--cookie)[ =][\"']?[A-Za-z0-9_.-]{1,40}=[A-Za-z0-9%._~+/=-]{24}"),
        keywords=("cookie", "curl "),
        anchors=(("cookie", 0), ("curl ", 0)),
        matches=("Cookie: lang=en; sessionid=t7rk2plq9zwxkv9x" + "2lq8zr4tnw7by3md",
            "curl -b 'session=t7Rk2pLq9zWxkV9x" + "2Lq8Zr4TnW7bY3mD' https://shop.example"),
        misses=("Cookie: lang=en; theme=dark", "Set-Cookie: sessionid=38afes7a8; Path=/"),
        source="RFC 6265, section 4.2 (the Cookie header); curl(1), -b",
        accepts=_session,
        boundary=False,
        min_entropy=3.4,
        confidence="low",
        security_severity=6.0,
    ),
    Detector(
        id="cookie-jar-session",
        basis=Basis.FORMAT,
        provider="Generic",
        title="session cookie in a cookie jar",
        pattern=r"(?m:^)(?:#HttpOnly_)?[^\s#]{3,120}\t(?:TRUE|FALSE)\t/[^\t\n]{0,200}\t(?:TRUE|FALSE)\t[0-9]{1,16}\t[^\t\n]{0,40}(?i:sess|auth|token|sid|login|remember|jwt)[^\t\n]{0,40}\t(?P<secret>[^\s]{16,4000})",
        prefilter=r"\t(?:TRUE|FALSE)\t/[^\t\n]{0,200}\t(?:TRUE|FALSE)\t[0-9]{1,16}\t",
        keywords=("\ttrue\t", "\tfalse\t"),
        matches=(".shop.example\tTRUE\t/\tTRUE\t1800000000\tsession\tt7Rk2pLq9zWxkV9x" + "2Lq8Zr4TnW7b",),
        misses=(".shop.example\tTRUE\t/\tTRUE\t1800000000\ttheme\tdark",),
        source="curl documentation, HTTP Cookies: the Netscape cookie file format",
        accepts=is_drawn,
        boundary=False,
        min_entropy=3.2,
        confidence="medium",
        security_severity=6.0,
    ),
)
