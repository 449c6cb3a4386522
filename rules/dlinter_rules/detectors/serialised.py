"""Names and values as programs serialise them: Python's pickle, MessagePack, CBOR, BSON, Java's object stream,
.NET's binary strings. Between a name and its value stand bytes that say what the value is and how long."""

from __future__ import annotations

from dlinter.detectors.detector import Detector
from dlinter.detectors.randomness import is_drawn
from dlinter.model.secret import Basis

_NAME = (
    r"(?i:passw(?:or)?d|passphrase|secret|(?:api|access|auth|refresh|id|bearer|session)[_-]?token|"
    r"(?:api|access|secret|private|auth|encryption)[_-]?key)"
)
_BETWEEN = (
    r"\x94\x8c[\x08-\xff]",  # pickle, protocol 4 and 5: MEMOIZE, SHORT_BINUNICODE
    r"q[\x00-\xff]X[\x08-\xff][\x00-\x0f]\x00\x00",  # pickle, protocol 1 to 3: BINPUT, BINUNICODE
    r"\xd9[\x20-\xff]",  # MessagePack, str 8
    r"[\xa8-\xbf]",  # MessagePack, fixstr
    r"\x78[\x18-\xff]",  # CBOR, a text of up to 255 bytes
    r"\x00[\x09-\xff][\x00-\x0f]\x00\x00",  # BSON: the name's end, an int32
    r"t\x00[\x08-\xff]",  # Java Object Serialization: TC_STRING
)
_PLAIN = r"[!-~]{8,400}"

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="serialised-secret",
        basis=Basis.FORMAT,
        provider="Generic",
        title="secret in serialised data",
        pattern=rf"{_NAME}(?:{'|'.join(_BETWEEN)})(?P<secret>{_PLAIN})",
        prefilter=tuple(rf"{_NAME}{between}[!-~]{{8}}" for between in _BETWEEN),
        keywords=("passw", "passphrase", "secret", "token", "key"),
        anchors=(("passw", 0), ("passphrase", 0), ("secret", 0), ("token", 8), ("key", 11)),
        matches=(
            "\x80\x04}\x94(\x8c\tapi_token\x94\x8c\x0ft7Rk2" + "pLq9zWxkV9\x94s.",
            "\x82\xa9api_token\xd9\x20t7Rk2" + "pLq9zWxkV9x2Lq8Zr4TnW7bY3mD8s",
            "\xa1ipassword\x78\x18t7Rk2" + "pLq9zWxkV9x2Lq8Zr4T",
            "\x02password\x00\x10\x00\x00\x00t7Rk2" + "pLq9zWxkV9\x00",
            "\x00\x08passwordt\x00\x0ft7Rk2" + "pLq9zWxkV9",
        ),
        misses=(
            "\x80\x04}\x94(\x8c\tapi_token\x94\x8c\x0fname_of_a_field\x94s.",
            "password: t7Rk2" + "pLq9zWxkV9",
        ),
        source="Python, pickletools; MessagePack specification; RFC 8949; BSON specification; Java Object "
            "Serialization Specification, section 6.4",
        accepts=is_drawn,
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
)
