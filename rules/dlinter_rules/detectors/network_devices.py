"""Passwords in the configuration of switches and routers, where the word before the value is a number or
another line."""

from __future__ import annotations

from dlinter.detectors.detector import Detector
from dlinter.detectors.randomness import is_drawn

_OF = r"(?:enable[ ](?:secret|password)(?:[ ]level[ ][0-9]{1,2})?|(?:username|user)[ ][^\s]{1,64}[ ][^\n]{0,80}?(?:secret|password))"

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="cisco-password-hash",
        provider="Cisco",
        title="password hash of a network device",
        pattern=rf"(?m:^)[ \t]{{0,8}}{_OF}[ ](?:[4589]|sha512)[ ](?P<secret>\$(?:1|5|8|9|14|sha512)\$[./A-Za-z0-9$=]{{20,160}})",
        prefilter=r"(?:secret|password)[ ](?:[4589]|sha512)[ ]\$(?:1|5|8|9|14|sha512)\$[./A-Za-z0-9]",
        keywords=(" 4 $", " 5 $", " 8 $", " 9 $", " sha512 $"),
        matches=("enable secret 5 $1$8f7Q" + "$ZpX0vBt7Rk2pLq9zWxTnW7",
            "username ops privilege 15 secret 9 $9$8f7QwLk2ZpX0vB" + "$ZpX0vBt7Rk2pLq9zWxTnW7bkV9x2Lq8ZrZpX0vBt7R"),
        misses=("enable secret 5 <hash>", "the secret 5 $1$ begins"),
        source="Cisco IOS security command reference, enable secret; Arista EOS manual, username",
        boundary=False,
        min_entropy=3.0,
        confidence="medium",
        security_severity=6.0,
    ),
    Detector(
        id="cisco-reversible-password",
        provider="Cisco",
        title="password of a network device, enciphered with a published key",
        pattern=r"(?m:^)[ \t]{0,8}[^\n]{0,160}?(?:password|secret|key|md5|community)[ ]7[ ][\"']?(?P<secret>(?:0[0-9]|1[0-5])(?:[0-9A-F]{2}){6,80})[\"']?[ \t]{0,4}(?:\r?\n|\Z)",
        prefilter=r"(?:password|secret|key|md5|community)[ ]7[ ][\"']?(?:0[0-9]|1[0-5])[0-9A-F]{12}",
        keywords=("password 7 ", "secret 7 ", "key 7 ", "md5 7 ", "community 7 "),
        matches=("enable password 7 0822455D" + "0A16544541", " key 7 13061E0108" + "03557878"),
        misses=("password 7 characters long", "key 7 0822455D", "password 7 99AABBCCDDEEFF00112233"),
        source="Cisco IOS security command reference, service password-encryption (type 7)",
        boundary=False,
        confidence="medium",
        security_severity=7.0,
    ),
    Detector(
        id="radius-server-key",
        provider="RADIUS",
        title="key of a RADIUS or TACACS+ server",
        pattern=r"(?m:^)[ \t]{0,4}(?:radius|tacacs)[ ]server[ ][A-Za-z0-9_.\-]{1,64}[ \t]{0,4}\r?\n(?:[ \t]{1,8}[^\n]{1,120}\r?\n){0,5}?[ \t]{1,8}key[ ](?:[06][ ])?[\"']?(?P<secret>[^\s\"'<>]{6,128})[\"']?[ \t]{0,4}(?:\r?\n|\Z)",
        prefilter=r"(?:radius|tacacs)[ ]server[ ][A-Za-z0-9_.\-]{1,64}[ \t]{0,4}\r?\n[ \t]",
        keywords=("radius server ", "tacacs server "),
        matches=("radius server A\n address ipv4 10.0.0.2 auth-port 1812\n key t7Rk2" + "pLq9zWx\n",),
        misses=("radius server A\n address ipv4 10.0.0.2\n timeout 5\n",
            "radius server A\n key 7 0822455D\n"),
        source="Cisco IOS security command reference, radius server, tacacs server",
        boundary=False,
        multiline=True,
        reach=1024,
        min_entropy=2.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="nginx-map-of-keys",
        provider="nginx",
        title="key that a map of nginx lets in",
        pattern=r"\bmap[ \t]{1,4}\$(?:http|arg|cookie)_[a-z0-9_]{0,40}(?:key|token|auth|authorization|secret)[a-z0-9_]{0,20}[ \t]{1,4}\$[a-z0-9_]{1,60}[ \t\r\n]{0,8}\{[^{}]{0,800}?[ \t\n;][\"']?(?:Bearer[ ])?(?P<secret>[A-Za-z0-9_.~+/=\-]{16,200})[\"']?[ \t]{1,16}[^\s;{}]{1,60};",
        prefilter=r"map[ \t]{1,4}\$(?:http|arg|cookie)_[a-z0-9_]{1,60}[ \t]{1,4}\$[a-z0-9_]{1,60}[ \t\r\n]{0,8}\{",
        keywords=("map $http_", "map $arg_", "map $cookie_"),
        matches=('map $http_x_api_key $ok {\n  default 0;\n  "t7Rk2pLq9zWx' + 'kV9x2Lq8Zr4T" 1;\n}\n',),
        misses=("map $http_upgrade $connection_upgrade {\n  default upgrade;\n}\n",
            "map $http_authorization $known {\n  default anonymous_or_unknown;\n}\n"),
        source="nginx documentation, ngx_http_map_module",
        accepts=is_drawn,
        boundary=False,
        multiline=True,
        reach=1024,
        min_entropy=3.2,
        confidence="medium",
        security_severity=7.5,
    ),
)
