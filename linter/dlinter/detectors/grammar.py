"""How a name meets its value: the forms that people and programs write, as pieces of patterns.

`NAME=value`, `"name": "value"`, `name: string = "value"`, `config["name"] = 'value'`, `define('NAME',
'value')`, `getenv("NAME") || "value"`, `${NAME:-value}`, `NAME value`, `name: |` with the value on the next
line, `name="NAME" value="value"`: each a text for detectors, in the syntax that `re` and Hyperscan share.
Every pattern has the groups `key` (the name from its telling word on) and `secret`. Whether the name names a
secret and the value may be one is judged after a match (`dlinter.secrets.grammar`).
"""

from __future__ import annotations

from dlinter.detectors.detector import LINE

TELLING = (
    r"(?i:pass(?:wor[dt]|wd|phrase|code)?|paswd|pssword|psswd|pswr?d|\bpsw|pwd|\bpw|[_.\-]pw|d[_.\-]?b[_.\-]?pw|bindpw|rootpw|kennwort|secret|token|\btkn|[_.\-]tkn|credential|\bcreds?|[_.\-]creds?|"
    r"[a-z0-9_.\- ]key|auth|\bpsk|_psk|salt|[_.\-]jwt|\bjwt|[_.\-]pat|\bencrypt|\bbearer|mnemonic|contrasena|senha|wachtwoord|haslo)"
)
"""The words in a name by which it may name a secret."""
ANCHORS: tuple[tuple[str, int], ...] = (
    ("pas", 0), ("pssw", 0), ("psw", 0), ("pwd", 4), ("pw", 4), ("kennwort", 0), ("secret", 0), ("token", 0),
    ("tkn", 1), ("cred", 1), ("key", 1), ("auth", 0), ("psk", 1), ("salt", 0),
    ("jwt", 1), ("pat", 1), ("encrypt", 0), ("bearer", 0), ("mnemonic", 0), ("contrasena", 0), ("senha", 0),
    ("wachtwoord", 0), ("haslo", 0),
)  # fmt: skip
DIRECTIVE_ANCHORS = tuple((word, LINE) for word, _ in ANCHORS)
"""Of a name within the line that a match begins with."""
KEYWORDS = (
    "pass", "paswd", "pssw", "psw", "pwd", "bpw", "_pw", ".pw", "-pw", "pw:", "pw=", "pw ", "bindpw",
    "rootpw", "kennwort", "secret", "token", "tkn", "cred", "key", "auth", "psk", "salt",
    "jwt", "_pat", ".pat", "-pat", "encrypt", "bearer", "mnemonic", "pw\"", "pw'", "contrasena", "senha",
    "wachtwoord", "haslo",
)  # fmt: skip
"""A telling word in each match, for texts that are searched without Hyperscan."""

_REST = r"[A-Za-z0-9_.\-]{0,24}"
KEY = rf"(?P<key>{TELLING}{_REST})"
NAME = rf"(?P<key>[A-Za-z0-9_.\-]{{0,40}}{TELLING}{_REST})"

_CLOSE = r"""(?:\\{0,3}["'`]|\[[0-9]{0,4}\])?[\])}]{0,2}"""
_TYPED = r"""(?:[ ]\{[ ](?:[a-z ]{0,12}(?:get|set|init);[ ]?){1,2}\}|[ \t]{0,2}:[ \t]{0,2}&?(?:'static )?[A-Za-z'\[][A-Za-z0-9_.<>|?'\[\]]{0,24}|[ ]As[ ][A-Za-z]{1,12}|[ ](?:string|String|\[\]byte|str|(?i:n?(?:var)?char)\([0-9a-zA-Z]{1,4}\)))[ \t]{0,8}=[ \t]{0,8}"""
_ASSIGNS = r"""[ \t]{0,16}(?:\\?[:?+|]{0,2}={1,3}>?|!={1,2}|\\?:[-=]?|<{1,2}-|by lazy \{)[ \t]{0,16}(?:\\\r?\n[ \t]{0,20}|!!?[A-Za-z]{1,8} |&[A-Za-z_]{1,20} )?"""
_DEFAULT = r"""["'`\])]{0,3}\)?\.(?:unwrap_or(?:_else)?|[gG]etOrElse|orElse|or_else|unwrap_or_default)\((?:\|_?\|[ ]?|_ ?=> ?)?"""
"""What gives a value in place of one that is not set: `.unwrap_or("y")`, `.getOrElse("y")`."""
_MADE = r"""\.(?:of|from|fromString|from_string|create|valueOf|parse|wrap|plainText|unsafePlainText)\("""
"""What makes a secret of a text: `Secret.fromString("y")`."""
_CALLS = (
    rf"""(?:{_DEFAULT}|{_MADE}|["']?[ ]{{1,2}}-[Vv]alue[ ]{{1,2}}|"""
    r"""\\?["'`]?[\])]?[ \t]{0,4},[ \t\r\n]{0,24}(?:[Dd]efault(?:Value)?[ ]?=[ ]?)?|[({][ \t]{0,2}|["'`\])]{0,3}[ \t]{1,4}(?:\|\||\?\?|\?:|or)[ \t]{1,4}|"?[ \t]{1,16})"""
)
_WRAP = r"""(?:(?:new )?[A-Za-z_.:]{0,24}\((?:[ \t]{0,8}\r?\n[ \t]{0,24}|[ ]{0,2}default[ ]?=[ ]?)?|\[\]byte\(|\[[ \t\r\n]{0,24}|<<)?[fbruLN@$]{0,2}"""
_SCHEME = r"(?:(?:[Bb]earer|[Tt]oken|[Bb]asic|JWT|ApiKey|apikey|key) )?"
"""An authentication scheme before a token, as a header has it (RFC 9110, section 11.1)."""
_QUOTE = rf"""(?:\\{{0,3}}["'`]){{1,3}}{_SCHEME}"""

CHAR = r"(?:[!#-&(-\[\]-_a-~\x80-\xff]|\\[/=&])"
"""A character of a value: neither a blank nor a quote."""
VALUE = rf"(?P<secret>{CHAR}{{4,8192}})"
LOOSE = r"[A-Za-z0-9+/_=.\-]"

ASSIGNMENT = (
    rf"""{KEY}(?:{_CLOSE}(?:{_TYPED}|{_ASSIGNS})(?:{_WRAP}{_QUOTE})?|{_CALLS}{_WRAP}{_QUOTE}){VALUE}"""
)
"""A name, a sign of assignment (or of a call, a default, a pair of arguments, where the value is quoted), a
value."""
_CALLS_SEEN = r"""(?:\\?["'`]?[\])]?[ \t]{0,4},[ \t\r\n]{0,24}(?:[Dd]efault(?:Value)?[ ]?=[ ]?)?|[({][ \t]{0,2}|["'`\])]{0,3}[ \t]{1,4}(?:\|\||\?\?|or)[ \t]{1,4}|"?[ \t]{1,16})"""
_SIGN_SEEN = r"""(?:\\{0,3}["'`]|\[[0-9]{0,4}\])?[\])}]{0,2}(?:[ \t]{0,2}:[ \t]{0,2}&?[A-Za-z'][A-Za-z0-9_.<>|?'\[\]]{0,24}|[ ]As[ ][A-Za-z]{1,12}|[ ](?:string|String|\[\]byte|str|(?i:n?(?:var)?char)\([0-9a-zA-Z]{1,4}\)))?[ \t]{0,16}(?:[:?+|!=]{0,3}=>?|:[-=]?)[ \t]{0,16}(?:\\\r?\n[ \t]{0,20}|!!?[A-Za-z]{1,8} |&[A-Za-z_]{1,20} )?"""
_OPEN_SEEN = r"""(?:(?:new )?[A-Za-z_.:]{0,24}\((?:[ \t]{0,8}\r?\n[ \t]{0,24}|[ ]{0,2}default[ ]?=[ ]?)?|\[\]byte\()?[fbruLN@$]{0,2}\\{0,3}["'`]{1,3}"""
_STRONG = (
    r"(?i:pass(?:wor[dt]|wd|phrase|code)?|paswd|pssword|psswd|pswr?d|\bpsw|pwd|\bpw|[_.\-]pw|dbpw|bindpw|rootpw|kennwort|contrasena|senha|wachtwoord|haslo|secret|token|\btkn|[_.\-]tkn|credential|\bcreds?|[_.\-]creds?|"
    r"auth|\bpsk|_psk|[_.\-]jwt|\bjwt|[_.\-]pat|\bbearer|(?:api|access|private|auth)[_.\- ]?key)"
)
_ANY = r"[!#-&(-;=?-\[\]-_a-~\x80-\xff]"
_UNTIL_DIGIT = r"(?:[!#-&(-/:;=-\[\]-_a-~]|\\/){0,40}[0-9]"
ASSIGNMENT_SEEN = (
    rf"""{_STRONG}{_REST}(?:{_SIGN_SEEN}(?:{_OPEN_SEEN})?|{_CALLS_SEEN}{_OPEN_SEEN}){_UNTIL_DIGIT}""",
    rf"""(?i:[a-z0-9_.\- ]key|salt|\bencrypt|mnemonic){_REST}(?:{_SIGN_SEEN}(?:{_OPEN_SEEN})?|{_CALLS_SEEN}{_OPEN_SEEN})(?:{LOOSE}|\\/){{14}}""",
    r"""(?i:passw|passphrase|[_.\-]pass|pwd)[A-Za-z_.\-]{0,16}["'`]?[ \t]{0,8}[:=]{1,2}>?[ \t]{0,8}["'`]?(?:[A-Za-z]{2,24}[!@#$%^&*?~]|[A-Za-z]{8,40}["'`]?[;,]?[ \t]{0,8}\r?(?:\n|#|\x00|\z))""",
    r"""(?i:passw(?:or)?d|passphrase|[_.\-]pass|pwd|secret|token)[A-Za-z_.\-]{0,16}["'`]?[ \t]{0,8}(?:[:=!]{1,3}>?|\()?[ \t]{0,8}@?["'`]?(?:[A-Za-z0-9]{0,8}[!#$%&()*+;<>?@\[\]^{|}~]{1,3}){4}""",
    r"""(?i:passw(?:or)?d|pass|secret|token|[a-z0-9_.\- ]key|credential|auth)[A-Za-z0-9_.\-]{0,16}["']?(?:[ \t]{0,4}[:=][ \t]{0,4}["'](?:[Bb]earer|[Tt]oken|[Bb]asic|JWT|ApiKey|apikey|key)[ ]|[ \t]{0,4}(?:[:=]|=>)[ \t]{0,4}\[[ \t\r\n]{0,24}["']|[ \t]{0,2},[ \t]{0,2}<<|[ \t]{0,4}(?:\\[:=]|<-|by lazy \{)[ \t]{0,4})["']?[!-~]{6}""",
    rf"""(?i:passw(?:or)?d|pass|secret|token|[a-z0-9_.\- ]key|credential|auth|pwd){_REST}(?:{_DEFAULT}|{_MADE}|["']?[ ]{{1,2}}-[Vv]alue[ ]|["']?[ ]\{{[ ][a-z ]{{0,12}}(?:get|set|init);|: &'static |["'`\])]{{0,3}}[ ]\?:[ ]["']|["'],[ ]{{0,4}}"\\")""",
)
"""What Hyperscan looks for."""

_WORDS_BEFORE = r"(?:[A-Za-z0-9_.\-/:#*%{;\"'=@]{1,40}[ \t]{1,8}){0,8}(?:[A-Za-z0-9_.\-]{0,60}/)?"
_WORD = r"[!#-&(-:=-\[\]-_a-~]"
_LINE_END = r"[ \t]{0,8};?[ \t\r]{0,8}\}?[ \t\r]{0,8}(?m:$)"
DIRECTIVE = (
    rf"(?m:^)[ \t]{{0,40}}{_WORDS_BEFORE}{NAME}[ \t]{{1,16}}(?P<secret>{_WORD}{{8,4096}}){_LINE_END}"
)
"""`requirepass value`, `SetEnv NAME value`, `proxy_set_header X-Api-Key value;`: the name and its value end a
line."""
DIRECTIVE_SEEN = (
    r"""(?i:pass(?:wor[dt]|wd|phrase|code)?|pwd|bindpw|rootpw|authtok|_pw|secret|token|credential|[_.\-a-z ]key|auth|psk)[A-Za-z0-9_.\-]{0,24}[ \t]{1,16}(?:[!-/:=-\[\]-_a-~]{4,24}[0-9]|[!-/:=-\[\]-_a-~]{0,3}[0-9][!-~]{4})""",
    r"(?:requirepass|masterauth|bindpw|rootpw|rootbindpw|remote_password)[ \t]{1,16}[\"']?[!-~]{8}",
)
"""A digit in the value, or a setting of a server that is nothing else: Redis, OpenLDAP, nss-pam-ldapd,
Mosquitto."""
DIRECTIVE_THEN = rf"{_WORD}{{900}}|{_WORD}{{0,900}}+{_LINE_END}"
"""What is left of the line, unless it is long."""

_NAMED = r"""(?i:\b(?:type(?=(?:\\?["'`])?[ \t]{0,4}[:=][ \t]{0,4}\\?["']password\b)|name|key|k|id|property|variable|env|param-name|string|field|header)(?:\\?["'`])?(?:[ \t]{0,4}[:=>]{1,2}|[ \t]{1,4})[ \t]{0,4}(?:\\?["'`]){0,1})"""
_VALUED = (
    r"""(?:(?:\\?["'`])?[,;]?[ \t\r\n]{1,40}(?:[{][ \t\r\n]{1,40})?(?:[A-Za-z_"'`]{1,20}[ \t]{0,8}[:=][^\n{}:=]{0,60}\n[ \t]{0,40}|(?:\\?["'])?[A-Za-z_]{1,20}(?:\\?["'])?:[ ]?(?:\\?["'])?[A-Za-z0-9_.]{0,30}(?:\\?["'])?,[ \t]{0,4}){0,3}"""
    r"""(?:\\?["'`])?(?i:value|default(?:_?value)?|val|secret|content)(?:\\?["'`])?[ \t]{0,8}[:=]{1,2}[ \t]{0,8}(?:\\?["'`])?"""
    r"""|\\?["'],?[ \t]{0,4}(?:\\?["'])?(?i:value|val|v|default(?:_?value)?)(?:\\?["'])?[ \t]{0,4}:[ \t]{0,4}\\?["']"""
    r"""|["'][^<>\n]{0,80}[ \t](?i:value|default|connectionstring)[ \t]?=[ \t]?["']"""
    r"""|["'](?:[ \t][^<>\n]{0,80})?>[ \t\r\n]{0,40}(?:<value>[ \t\r\n]{0,20})?(?:<!\[CDATA\[)?"""
    r"""|</[A-Za-z\-]{1,12}>[ \t\r\n]{0,40}<(?i:string|value|param-value|val|defaultvalue)[^<>\n]{0,40}>)"""
)
NAMED_VALUE = rf"{_NAMED}{NAME}{_VALUED}{VALUE}"
"""A pair in which name and value have labels: `name: X` with `value: Y`, `<property name="x" value="y">`,
`variable "x" { default = "y" }`, property lists."""
_SEEN = r"(?i:password|passwd|passphrase|[_.\-\"']pass|pwd|secret|token|credential|[_.\- ]key|apikey|auth)[A-Za-z0-9_.\-]{0,40}"
"""The usual telling words, for forms that Hyperscan would otherwise be slow at."""
NAMED_VALUE_SEEN = rf"""{_SEEN}(?:(?:\\?["'`],?|,)?[ \t\r\n]{{1,40}}["']?(?i:value|val|default)[A-Za-z_]{{0,16}}(?:\\?["'`])?[ \t]{{0,8}}[:=]|\\?["'],[ ]?\\?["'](?i:value|default|v\\?["'])|["'][ ]\{{[^{{}}<>]{{0,80}}default|["'][ ][^<>\n]{{0,80}}[ ](?i:value|connectionstring)[ ]?=|</(?:key|name|string|param-name)>)|(?i:name|key)=["'][A-Za-z0-9_.\-]{{0,40}}(?:{_SEEN}|(?i:pass))["'](?:[ \t][^<>\n]{{0,80}})?>[ \t\r\n]{{0,40}}[<!-~]"""
VALUE_NAMED = (
    rf"""(?i:\bvalue|\bval)(?:\\?["'`])?[ \t]{{0,4}}[:=][ \t]{{0,4}}(?:\\?["'`])?(?P<secret>{CHAR}{{6,4096}})(?:\\?["'`])?[,;]?[ \t\r\n]{{1,40}}"""
    rf"""(?:(?i:where)[ ])?(?:\\?["'`])?(?i:name|key|property|variable)(?:\\?["'`])?[ \t]{{0,4}}[:=][ \t]{{0,4}}(?:\\?["'`])?{NAME}(?:\\?["'`]|[ \t\r]{{0,8}}(?:\n|\Z))"""
)
"""The same, the value first: `value: y` with `name: X`, `{"value": "y", "name": "X"}`, `<add value="y"
key="X">`."""
VALUE_NAMED_SEEN = rf"""(?i:\bvalue|\bval)(?:\\?["'`])?[ \t]{{0,4}}[:=][ \t]{{0,4}}[^\n<>]{{6,400}}["'`]?[,;]?[ \t\r\n]{{1,40}}(?:(?i:where)[ ])?["'`]?(?i:name|key|property|variable)(?:\\?["'`])?[ \t]{{0,4}}[:=][ \t]{{0,4}}["'`]?[A-Za-z0-9_.\-]{{0,40}}{_SEEN}"""

_PARENT = r"(?i:api|jwt|hmac|encryption|crypt|crypto|cipher|signing|signature|license|webhook|session|cookie|security|app|auth)"
_BELOW = r"""(?:["']?[ \t]{0,4}(?::[ \t]{0,4}(?:\{|\r?\n)|=>[ \t]{0,4}(?:\[|array\()|=?[ \t]{0,4}\{)|\][ \t]{0,4}\r?\n)[ \t\r\n]{0,24}["']?"""
"""What opens the level below a name: a mapping of YAML or JSON, an array of PHP, a block, a section of INI
and TOML."""
_OPENED = r"""["']?[ \t]{0,4}(?::[ \t]{0,4}(?:\{|\r?\n)|=>[ \t]{0,4}(?:\[|array\()|=[ \t]{0,4}\{|[ \t]\{)[ \t\r\n]{0,40}"""
_BESIDE = r"""(?:["']?(?i:type|name|description|id|sensitive|noecho|user|username|label|metadata|minlength)["']?[ \t]{0,4}[:=][^\n{}]{0,80}?(?:,|\r?\n)[ \t\r\n]{0,40}){0,3}"""
NESTED = (
    rf"""(?P<key>{TELLING}{_REST}|\b{_PARENT}{_BELOW}(?i:key))"""
    rf"""(?:(?:{_OPENED}|["']?[ \t]{{0,4}}:[ \t]{{0,4}}\{{)(?:-[ ])?{_BESIDE}["']?(?i:value|default|defaultvalue|plaintext|key)|["']?[ \t]{{0,4}}:[ \t]{{0,4}}\r?\n[ \t]{{0,16}}-(?=[ ][A-Za-z0-9+/_=.\-]{{12,400}}[ \t]{{0,4}}\r?(?:\n|\Z)))?"""
    rf"""(?:["']?[ \t]{{0,4}}(?:=>|[:=])(?:[ \t]{{0,4}}\r?\n[ \t]{{1,16}}(?=["']?[A-Za-z0-9+/_=.!@#$%^&*~\-]{{12,400}}["']?[ \t]{{0,4}}\r?(?:\n|\Z)))?|(?<=-))[ \t]{{0,4}}["']?{VALUE}"""
)
"""A name whose value is one level below it: `password:` with `value: y`, `{"token": {"value": "y"}}`, `api:`
with `key: y`, `tokens:` with `- y`."""
NESTED_ANCHORS = (
    *ANCHORS, ("api", 0), ("hmac", 0), ("crypt", 0), ("cipher", 0), ("sign", 0), ("license", 0),
    ("webhook", 0), ("session", 0), ("cookie", 0), ("security", 0), ("app", 0),
)  # fmt: skip
NESTED_SEEN = (
    r"""(?i:passw|passphrase|pwd|secret|token|credential|api_?-?key|access_?-?key)[A-Za-z0-9_.\-]{0,16}["']?[ \t]{0,4}:[ \t]{0,4}(?:\{|\r?\n)[ \t\r\n]{0,40}(?:-[ ])?(?:["']?(?i:value|default|plaintext|key|type|name|description|id|sensitive|noecho|user|username|label|metadata|minlength)["']?[ \t]{0,4}[:=]|["']?[A-Za-z0-9+/_=.\-]{12})"""
    rf"""|\b{_PARENT}{_BELOW}(?i:key)["']?[ \t]{{0,4}}(?:=>|[:=])"""
)

SECTION = (
    r"""(?m:^)[ \t]{0,16}["']?(?i:secrets|tokens|passwords|credentials|api_?keys)["']?[ ]?:[ \t]{0,4}\{?[ \t]{0,4}\r?\n(?:[^\n]{0,200}\n){0,6}?[ \t]{1,16}["']?[A-Za-z0-9_.\-]{1,64}["']?[ ]?:[ ]?["']?"""
    r"""(?P<secret>[A-Za-z0-9+/_=.!@#%^&*~\-]{12,400})["']?,?[ \t]{0,4}\r?(?:\n|\Z)"""
)
"""`secrets:` with `anything: y` below it."""
SECTION_SEEN = (
    r"""(?i:secrets|tokens|passwords|credentials|api_?keys)["']?[ ]?:[ \t]{0,4}\{?[ \t]{0,4}\r?\n"""
)

_SECTIONS = r"(?i:secrets|tokens|passwords|passwds|credentials|creds|api_?keys)"
_ENTRY = r"""["'][A-Za-z0-9_.\-@]{1,64}["'][ ]?(?::|=>|,)[ ]?["']"""
SECTION_LINE = (
    rf"""\b{_SECTIONS}["']?\]?[ ]{{0,2}}(?::|=>?)[ ]{{0,2}}(?:\{{|\[|\()[ ]{{0,2}}(?:{_ENTRY}[^"'\n]{{0,200}}["'],[ ]?){{0,6}}?(?:{_ENTRY}|["'])(?P<secret>[!#-&(-;=?-_a-~]{{10,400}})["']"""
)
"""`secrets = {"anything": "y"}`, `"tokens": ["y"]`."""
SECTION_LINE_SEEN = (
    rf"""{_SECTIONS}["']?\]?[ ]{{0,2}}(?::|=>?)[ ]{{0,2}}(?:\{{|\[|\()[ ]{{0,2}}["'][A-Za-z0-9]"""
)

BLOCK = rf"""{KEY}["']?[ \t]{{0,8}}:[ \t]{{0,8}}[|>][+\-0-9]{{0,2}}[ \t]{{0,8}}\r?\n[ \t]{{1,40}}(?P<secret>{LOOSE[:-1]}!@#$%^&*~]{{8,8192}})[ \t]{{0,4}}\r?(?:\n|\Z)"""
"""A block scalar of YAML of one line."""
BLOCK_SEEN = rf"""{_SEEN}["']?[ \t]{{0,8}}:[ \t]{{0,8}}[|>][+\-0-9]{{0,2}}[ \t]{{0,8}}\r?\n"""

TELLING_OPTION = r"(?i:password|passwd|passphrase|passcode|[\-]pass|token|secret|bearer|api-?key|access-?key|secret-?key|private-?key|auth-?key|(?:account|storage|shared|master|encryption|subscription|license|signing|client|admin|deploy)-?key|storepass|keypass|credential|-pwd|-pw)"
OPTION = rf"""(?:^|[\s"'`=(\[,])--?(?P<key>[A-Za-z0-9\-]{{0,24}}{TELLING_OPTION}[A-Za-z\-]{{0,8}})(?:=|[ \t]{{1,4}}|["'],[ \t]{{0,4}}(?:[a-z_]{{1,12}}=[^,\n]{{1,60}},[ \t]{{0,4}}){{0,2}}(?:default[ ]?=[ ]?)?|["']?\r?\n[ \t]{{0,40}}-[ ])["'`]?(?P<secret>{CHAR}{{6,4096}})"""
"""An option of a command: `--password value`, `--api-key=value`."""
OPTION_SEEN = rf"""--?[A-Za-z0-9\-]{{0,24}}{TELLING_OPTION}[A-Za-z\-]{{0,8}}(?:=|[ \t]{{1,4}}|["'],[ \t]{{0,4}}(?:[a-z_]{{1,12}}=[^,\n]{{1,60}},[ \t]{{0,4}}){{0,2}}(?:default[ ]?=[ ]?)?|["']?\r?\n[ \t]{{0,40}}-[ ])["'`]?[!#-&(-~]{{6}}"""

CONNECTION = r"""(?P<key>(?i:password|pwd|accountkey|sharedaccesskey|sharedsecret|accesskey|access key))[ ]{0,2}=[ ]{0,2}(?P<secret>[!#-&(-:<-\[\]-_a-~]{4,256})"""
"""A part of a connection string: between `;` and `;`."""

_SQL_QUOTE = r"""(?:\\?["'])"""
_SQL_HEAD = (
    r"(?i:identified[ ](?:with[ ][a-z0-9_]{1,32}[ ])?(?:by[ ](?:password[ ])?|as[ ](?=\\?['\"]))|(?:create|alter)[ ](?:user|role|login|server|database)[ ][^;\n]{1,160}[ ](?:password|passwd)[ ]{0,2}=?[ ]{0,2}(?=N?\\?['\"])"
    r"|set[ ]password[ ]from[ ]'[^'\n]{1,80}'[ ]to[ ]|set[ ]password[^=;\n]{0,80}=[ ]?(?:password[ ]?\([ ]?)?(?=\\?['\"])|\bset[ ]password[ ](?=\\?['\"])|(?:de|en)cryption by password[ ]?=[ ]?|\bsp_(?:addlogin|password)[ ]N?'[^'\n]{1,60}',[ ]?(?=N?'))"
)
_SQL_HEAD = _SQL_HEAD.replace("[ ]", r"(?:[ ]|\\040)")  # MySQL's history writes blanks so
SQL = rf"""{_SQL_HEAD}N?{_SQL_QUOTE}?(?P<secret>{CHAR}{{4,128}})"""
SQL_SEEN = r"""(?i:identified[ ](?:with[ ][a-z0-9_]{1,32}[ ])?(?:by|as)[ ]|(?:create|alter)[ ](?:user|role|login|server|database)[ ][^;\n]{1,160}[ ](?:password|passwd)[ ]{0,2}=?[ ]{0,2}N?\\?['"`]|set[ ]password[ ]from[ ]'[^'\n]{1,80}'[ ]to[ ]|set[ ]password[^=;\n]{0,80}=[ ]?|\bset[ ]password[ ]\\?['"`]|cryption by password|\bsp_(?:addlogin|password)[ ]N?'[^'\n]{1,60}')[^\n]{4}""".replace(
    "[ ]", r"(?:[ ]|\\040)"
)

GUESSABLE = (
    r"""(?i:passw(?:or)?d|_pass|-pass|_pwd)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?P<secret>(?i:postgres|mysql|mariadb|mongo|redis|rabbitmq|guest|root|toor|admin|administrator|minioadmin|grafana|elastic|hunter2|letmein|welcome|qwerty|"""
    r"""password|passw0rd|p@ssw0rd|p@ssword|secret|default|docker|oracle|sa|test|user|demo|12345|123456|12345678|123456789|1234|0000)(?:[0-9]{0,4}|123!|!)?)"""
)
"""A password that everybody tries first."""
