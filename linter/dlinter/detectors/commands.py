"""Commands and settings whose password has no name: an option of one letter, or a position (`docker login -p
…`, `net use z: … password`)."""

from __future__ import annotations

_ARGUMENT = r"""["']?(?P<secret>[^\s"'`$<>|;&{}()\\-][^\s"'`$<>|;&{}()\\]{5,256})"""
_PLAIN = r"""[^\n|;&<>]{0,160}?"""
_SAID = r"(?:echo|printf)[ ](?:-[neE]{1,3}[ ]|[\"']?%s(?:\\{1,2}n)?[\"']?[ ]){0,2}[\"']?"
"""What a shell writes to the standard output, up to its text."""
_TAKES_STDIN = (
    r"sudo[ ]-[A-Za-z]{0,4}S|(?:smb|vnc|mk)?passwd\b|(?:docker|podman|nerdctl|helm|crane|oras|skopeo|buildah)[ ](?:[a-z ]{0,16}login|secret[ ]create)|kinit|gh[ ](?:auth|secret)|cryptsetup|realm[ ]join|"
    r"openssl[ ]passwd|gpg2?[ ][^\n]{0,80}passphrase-fd|wg[ ](?:pubkey|set)|htpasswd[ ]-[a-zA-Z]{0,4}i|ansible-vault|vault[ ](?:login|operator)|(?:flyctl|fly|wrangler|vercel|railway)[ ]secrets?|huggingface-cli|su[ ]-"
)
"""Commands that read a secret from their standard input."""
_SECRET_FILE = r"[^\s\"'|;&<>]{0,120}(?:(?:pass(?:wd|word|phrase)?|token|secret|credentials?|api[_-]?key)[A-Za-z0-9_.\-]{0,16}|run/secrets/[A-Za-z0-9_.\-]{1,60})[\"']?(?:\s|\Z|;|&)"
_TOOL = (
    r"sentinel[ ]auth-pass[ ][^\s]{1,64}[ ]",
    r"openssl[ ]passwd[ ](?:-salt[ ][^\s]{1,32}[ ]|-(?:1|5|6|apr1|aixmd5|crypt|quiet|table|reverse|noverify)[ ]){0,4}",
    rf"openssl[ ](?:enc|[a-z]{{2,8}}-?[0-9]{{2,3}}-[a-z0-9\-]{{2,10}}|des3|bf)[ ]{_PLAIN}-[kK][ ]",
    r"mkpasswd[ ](?:-[mSR][ ][^\s]{1,32}[ ]|--?[a-z0-9]{1,12}(?:=[^\s]{1,24})?[ ]){0,4}",
    rf"(?:slappasswd|ldappasswd)[ ](?:{_PLAIN}[ ])?-s[ ]",
    rf"ssh-keygen[ ](?:{_PLAIN}[ ])?-[NP][ ]",
    rf"(?:certutil|security[ ](?:unlock-keychain|create-keychain|import)|cypher-shell|kdb5_util|jarsigner|kadmin(?:\.local)?|oc[ ]login|cf[ ]login|tsql|hydra)[ ](?:{_PLAIN}[ ])?-[pPw]w?[ ]",
    rf"kadmin(?:\.local)?[ ]{_PLAIN}-pw[ ]",
    rf"(?:signtool|schtasks|wmic|osslsigncode)[ ]{_PLAIN}(?:/r?p[ ]|/password:|-pass[ ])",
    r"rasdial[ ][^\s]{1,64}[ ][^\s]{1,64}[ ]",
    r"steamcmd(?:\.sh|\.exe)?[ ](?:\+[a-zA-Z_@]{1,40}[ ][^+\n]{1,80}[ ]){0,4}\+login[ ][^\s]{1,64}[ ]",
    r"reg(?:\.exe)?[ ]add[ ][^\n|;&<>]{1,200}?[ ]/v[ ][\"']?[A-Za-z]{0,24}[Pp]assword[\"']?[ ](?:/t[ ]REG_SZ[ ])?/d[ ]",
    r"(?:msg|query|privmsg)[ ]nickserv[ ]:?(?:identify|ghost[ ][^\s]{1,32})[ ](?:[^\s\"';]{1,32}[ ])?",
    r"mosquitto_passwd[ ](?:-[a-zA-Z][ ]){0,2}-b[ ][^\s]{1,120}[ ][^\s]{1,64}[ ]",
    r"\bmc[ ](?:alias[ ]set|config[ ]host[ ]add)[ ][^\s]{1,64}[ ][^\s]{1,120}[ ][^\s]{1,128}[ ]",
    r"poetry[ ]config[ ](?:--[a-z]{1,12}[ ])?(?:http-basic\.[^\s]{1,64}[ ][^\s]{1,64}|pypi-token\.[^\s]{1,64})[ ]",
    r"composer[ ]config[ ](?:(?:--?[a-z]{1,12})[ ]){0,3}(?:http-basic\.[^\s]{1,64}[ ][^\s]{1,64}|(?:github-oauth|gitlab-oauth|gitlab-token|bearer)\.[^\s]{1,64})[ ]",
    rf"(?:dotnet[ ]nuget|nuget)[ ]push[ ]{_PLAIN}(?:-k|--api-key|-ApiKey)[ ]",
    r"(?:nuget[ ]setapikey|rclone[ ]obscure|cargo[ ]login|snyk[ ]auth|neo4j-admin[ ](?:dbms[ ])?set-initial-password|grafana-cli[ ](?:[a-z ]{0,10})reset-admin-password|ngrok[ ](?:config[ ]add-)?authtoken)[ ]",
    r"(?:redis-cli|valkey-cli)[ ](?:[^\n|;&<>]{0,80}?[ ])?(?:AUTH|auth)[ ](?:[a-z_]{1,32}[ ])?",
    r"(?:secret|password|parameter|credential|keyvault|token)[^\n|;&<>]{0,160}?[ ]--(?:value|secret-string|string-value|body|plaintext|secret-data)[ =]",
    rf"curl[ ]{_PLAIN}(?:-E|--cert)[ ][^\s:]{{1,120}}:",
    r"(?:pdftk[ ][^\n|;&<>]{1,120}[ ](?:input|owner|user)_pw|qpdf[ ][^\n|;&<>]{0,80}--encrypt)[ ]",
    r"add-user\.(?:sh|bat)[ ](?:--?[a-z]{1,12}[ ]){0,2}[A-Za-z0-9_.]{1,32}[ ]",
    r"mkstore[ ][^\n|;&<>]{0,80}-create(?:Credential[ ][^\s]{1,64}[ ][^\s]{1,64}|Entry[ ][^\s]{1,64})[ ]",
    r"nmcli[ ][^\n|;&<>]{0,80}[ ]password[ ]",
    r"(?:smbclient|samba-tool[ ]user[ ](?:create|add|setpassword))[ ](?:--newpassword=)?[A-Za-z0-9_.]{1,32}[ ]",
    r"password(?:[_-](?:again|confirm))?[ ]password[ ]",
    r"sed[ ][^\n]{0,60}s\|[^|\n]{0,40}(?:PASSWORD|password|SECRET|secret|TOKEN|token|_PASS|API_KEY)[^|\n=]{0,20}\|",
    r"(?:etcdctl[ ](?:[^\n|;&<>]{0,120}[ ])?put|consul[ ]kv[ ]put)[ ](?:-[a-z\-]{1,24}(?:=[^\s]{1,60})?[ ]){0,4}[^\s]{0,120}(?i:passw(?:or)?d|passphrase|secret|token|api[_-]?key|credential)[A-Za-z0-9_.\-]{0,24}[ ]",
    rf"\b(?:https?|xh)[ ](?:{_PLAIN}[ ])?(?:-a|--auth)[ =][\"']?[A-Za-z0-9_.@\-]{{1,64}}:",
    rf"\binflux[ ](?:{_PLAIN}[ ])?(?:-t|--token)[ ]",
    r"kubectl[ ](?:[^\n|;&<>]{0,80}?[ ])?secret[ ]generic[ ](?:[^\n|;&<>]{0,200}?[ ])?--from-literal[ =][\"']?[A-Za-z0-9_.\-]{1,64}=[\"']?",
    r"db2[ ]connect[ ]to[ ][^\s]{1,32}[ ]user[ ][^\s]{1,32}[ ]using[ ]",
    r"snmp(?:walk|get|set|bulkwalk|status|trap)[ ](?:[^\n|;&<>]{0,160}?[ ])?-[AXc][ ]",
    rf"(?:docker|podman|nerdctl|helm|oras|crane|skopeo|buildah|cosign)[ ](?:[a-z ]{{0,16}})login{_PLAIN}[ ]-p[ =]{{0,2}}",
    rf"twine[ ]{_PLAIN}[ ]-p[ =]",
    rf"az[ ](?:acr[ ])?login{_PLAIN}[ ]-p[ =]",
    rf"(?:sqlcmd|bcp|osql|isql)[ ](?:{_PLAIN}[ ])?-P[ ]{{0,2}}",
    rf"(?:redis-cli|valkey-cli)[ ](?:{_PLAIN}[ ])?-a[ ]",
    rf"(?:mongo|mongosh|mongodump|mongorestore|mongoimport|mongoexport|cqlsh|influx|clickhouse-client)[ ](?:{_PLAIN}[ ])?-p[ ]",
    rf"(?:ldapsearch|ldapadd|ldapmodify|ldapdelete|ldappasswd|ldapwhoami|slapcat)[ ](?:{_PLAIN}[ ])?-w[ ]{{0,2}}",
    rf"(?:smbclient|rpcclient|smbmap|mount\.cifs|smbget)[ ](?:{_PLAIN}[ ])?-U[ ]{{0,2}}[\"']?[^\s%\"']{{1,64}}%",
    rf"(?:lftp|ncftp)[ ](?:{_PLAIN}[ ])?-u[ ]{{0,2}}[\"']?[^\s,\"']{{1,64}},",
    rf"openssl[ ]{_PLAIN}-(?:pass|passin|passout)[ ]{{1,2}}[\"']?pass:",
    r"net[ ]use[ ][^\n|;&<> ]{0,64}[ ]?\\{2,4}[^\n|;&<> ]{1,120}[ ](?:/user:[^\s]{1,64}[ ])?",
    r"net[ ]user[ ](?:/add[ ])?[A-Za-z0-9_.\-]{1,32}[ ]",
    r"(?:htpasswd|htdigest)[ ]-[A-Za-z]{0,6}b[A-Za-z]{0,6}[ ]{1,2}[^\s]{1,120}[ ][^\s]{1,64}[ ]",
    r"rabbitmqctl[ ](?:add_user|change_password)[ ][^\s]{1,64}[ ]",
    r"vault[ ]operator[ ]unseal[ ]",
    r"vault[ ]login[ ](?:token=)?",
    r"bundle[ ]config[ ](?:set[ ])?(?:--(?:global|local)[ ])?[A-Za-z0-9_.\-]{3,80}[ ][\"']?[^\s:\"']{1,64}:",
    rf"(?:unzip|zip|unrar|rar)[ ](?:{_PLAIN}[ ])?-[pP][ ]?",
    rf"(?:7z|7za|7zr)[ ][axelt][ ](?:{_PLAIN}[ ])?-p",
    rf"(?:plink|pscp|psftp|putty)(?:\.exe)?[ ](?:{_PLAIN}[ ])?-pw[ ]",
    rf"(?:xfreerdp|cmdkey|rdesktop|winexe|psexec)[ ](?:{_PLAIN}[ ])?(?:/p:|/pass:|-p[ ])",
    rf"{_SAID}[a-z_][a-z0-9_\-]{{0,31}}:(?=[^\n|]{{4,160}}\|[ ]?(?:sudo[ ])?chpasswd)",
    rf"{_SAID}(?=[^\n|]{{4,160}}\|[ ]?(?:sudo[ ](?:-[A-Za-z][ ])?)?(?:{_TAKES_STDIN}))",
    rf"{_SAID}(?=[^\n|>]{{4,160}}>{{1,2}}[ ]?[\"']?{_SECRET_FILE})",
    r"(?:login|kinit|chpasswd|passwd|cryptsetup|vault|gpg|-stdin|--with-token)[^\n|;&<]{0,160}<<<[ ]{0,2}[\"']?(?:[a-z_][a-z0-9_\-]{0,31}:)?",
    r"(?:chpasswd|smbpasswd|passwd)[^\n|;&<]{0,24}<<-?[ ]?[\"']?[A-Z_]{2,16}[\"']?\n[ \t]{0,8}[a-z_][a-z0-9_\-]{0,31}:",
    r"ConvertTo-SecureString[ ](?:-[A-Za-z]{1,12}[ ]){0,3}\\?",
    rf"(?:useradd|usermod|adduser)[ ](?:{_PLAIN}[ ])?(?:-p|--password)[ =]",
    r"(?:snowsql|psql|impala-shell|beeline)[ ](?:[^\n|;&<>]{0,160}?[ ])?-p[ ]",
    r"(?:aws[ ]configure[ ]set[ ](?:[a-z0-9_.\-]{1,40}\.)?(?:aws_secret_access_key|aws_session_token)|npm[ ]config[ ]set[ ][^\s=]{0,120}_(?:authToken|password|auth)|(?:gcloud|pulumi|heroku|flyctl|fly|vercel|wrangler|gh|railway)[ ]secrets?[ ](?:set|put)[ ](?:--secret[ ])?[A-Za-z0-9_.:\-]{2,64})[ =]",
    r"CURLOPT_(?:(?:PROXY)?USERPWD,[ ]{0,2}[\"'][^\s:\"']{1,64}:|(?:PROXY)?PASSWORD,[ ]{0,2}|XOAUTH2_BEARER,[ ]{0,2}|KEYPASSWD,[ ]{0,2})",
    r":[ ]?(?:PSK|XAUTH|EAP)[ ]\"",
    r"gh[ ]auth[ ]login[ ]--with-token[ ]{0,2}<<<[ ]{0,2}",
    r"security[ ]add-(?:generic|internet)-password[ ][^\n|;&<>]{0,160}?[ ]-w[ ]",
    r"rclone[ ]config[ ](?:create|update)[ ][^\n|;&<>]{0,160}?[ ](?:secret_access_key|pass|password|token|key|account_key)[ =]",
    r"(?:crypto[ ]isakmp[ ]key|(?:tacacs|radius)-server[ ](?:host[ ][^\s]{1,40}[ ])?key|neighbor[ ][^\s]{1,40}[ ]password|ntp[ ]authentication-key[ ][0-9]{1,6}[ ]md5|ip[ ]ospf[ ](?:authentication-key|message-digest-key[ ][0-9]{1,3}[ ]md5)|enable[ ](?:password|secret)|username[ ][^\s]{1,40}[ ](?:privilege[ ][0-9]{1,2}[ ])?(?:password|secret))[ ](?:0[ ])?",
    r"cache_peer[ ][^\n]{1,160}?login=[^\s:]{1,64}:",
    r"stats[ ]auth[ ][^\s:]{1,64}:",
    r"(?:git[ ]config|npm[ ]login)[ ][^\n]{0,80}(?:password|token)[ ]",
    r"(?:auth_pass|auth-pass|(?:(?m:^)[ \t]{0,16}|snmp-server[ ]|snmp[ ])community|rocommunity|rwcommunity|wpa_passphrase[ ][^\s]{1,32})[ ]",
)
TOOLS = rf"(?:{'|'.join(_TOOL)}){_ARGUMENT}"
_PIPED = r"(?:echo|printf)[ ][^\n|]{4,200}(?:[|][ ]?(?:sudo|su |smbp|vncp|mkpa|pass|chpa|dock|podm|nerd|helm|cran|oras|skop|buil|kini|gh |cryp|real|open|gpg|wg |htpa|ansi|vaul|fly|wran|verc|rail|hugg)|>{1,2}[ ]?[\"']?[^\s\"'|;&<>]{0,120}(?:pass|token|secret|credential|api[_-]?key))"


def _seen(piece: str) -> str:
    """A command without what Hyperscan does not share: lazy gaps, and what has to follow."""
    return _PIPED if "(?=" in piece else piece.replace(_PLAIN, _PLAIN[:-1])


TOOLS_SEEN = tuple(dict.fromkeys(map(_seen, _TOOL)))
"""Each by itself: of an alternation Hyperscan looks for what all of its branches have, and be it ` -p`."""
TOOL_ANCHORS = tuple((word, 0) for word in (
    "docker", "podman", "nerdctl", "helm ", "oras ", "crane ", "skopeo", "buildah", "cosign", "twine ",
    "az ", "sqlcmd", "bcp ", "osql ", "isql ", "redis-cli", "valkey-cli", "mongo", "cqlsh", "influx ",
    "clickhouse-client",
    "ldap", "slapcat", "smb", "rpcclient", "mount.cifs", "lftp ", "ncftp ", "openssl ", "net us", "htpasswd",
    "htdigest", "rabbitmqctl", "vault ", "bundle config", "unzip ", "zip ", "unrar ", "rar ", "7z",
    "plink", "pscp", "psftp", "putty", "xfreerdp", "cmdkey", "rdesktop", "winexe", "psexec", "echo ",
    "printf ", "convertto-securestring", "useradd", "usermod", "adduser", "snowsql", "psql ", "impala-shell",
    "beeline",
    "aws configure", "npm config", "npm login", "gcloud ", "pulumi ", "heroku ", "flyctl ", "fly ",
    "vercel ", "wrangler ", "gh ", "railway ", "curlopt_", ":psk", ": psk", ":xauth", ": xauth", ":eap",
    ": eap",
    "security add-", "crypto isakmp", "tacacs-server", "radius-server", "neighbor ", "ntp auth", "ip ospf",
    "enable ", "username ", "rclone config", "cache_peer", "stats auth", "git config", "auth_pass",
    "auth-pass", "community ", "rocommunity", "rwcommunity", "wpa_passphrase",
    "sentinel auth-pass", "mkpasswd", "slappasswd", "ssh-keygen", "certutil", "security ", "cypher-shell",
    "kdb5_util", "jarsigner", "kadmin", "oc login", "cf login", "tsql ", "hydra ", "signtool", "schtasks",
    "wmic ",
    "osslsigncode", "rasdial", "mosquitto_passwd", "mc alias", "mc config", "poetry config",
    "composer config", "dotnet nuget", "nuget push", "nuget setapikey", "rclone obscure", "cargo login",
    "snyk auth", "neo4j-admin",
    "grafana-cli", "ngrok ", "secret", "password", "parameter", "credential", "keyvault", "token", "curl ",
    "pdftk ", "qpdf ", "add-user.", "mkstore ", "nmcli ", "samba-tool", "sed ", "db2 connect", "snmp",
    "login", "kinit", "chpasswd", "passwd", "cryptsetup", "vault", "gpg", "-stdin", "--with-token",
    "etcdctl ", "consul kv", "http ", "https ", "xh ",
    "kubectl ", "steamcmd", "reg add", "reg.exe", "msg nickserv", "query nickserv", "privmsg nickserv",
))  # fmt: skip
"""How a match begins, in lower case."""
TOOL_WORDS = (
    "login", "from-literal", "steamcmd", "reg add", "reg.exe add", "nickserv", "twine", "sqlcmd", "bcp ", "osql", "isql", "redis-cli", "valkey-cli", "mongo", "cqlsh",
    "influx", "clickhouse", "ldap", "slapcat", "smb", "rpcclient", "mount.cifs", "ftp", "openssl", "net use",
    "net user",
    "htpasswd", "htdigest", "rabbitmqctl", "vault", "bundle", "zip ", "rar ", "7z ", "7za", "7zr", "plink",
    "pscp", "putty", "xfreerdp", "cmdkey", "rdesktop", "winexe", "psexec", "chpasswd", "sudo", "passwd",
    "kinit",
    "gh auth", "securestring", "useradd", "usermod", "adduser", "snowsql", "psql", "impala-shell", "beeline",
    "configure set", "config set", "config:set", "secret", "curlopt_", "psk", "xauth", "eap ",
    "passwd", "sentinel", "security", "certutil", "cypher-shell", "kdb5_util", "jarsigner", "kadmin", "tsql",
    "signtool", "schtasks", "wmic", "osslsigncode", "rasdial", "alias set", "host add", "poetry", "composer",
    "nuget", "ssh-keygen",
    "obscure", "cargo login", "snyk auth", "set-initial", "reset-admin", "authtoken", "parameter",
    "credential", "token", "curl", "pdftk", "qpdf", "add-user", "mkstore", "nmcli", "samba", "/password",
    "password ", "sed ", "db2 ", "snmp", "echo ", "printf ", "login",
    "isakmp key", "-server ", "neighbor ", "authentication-key", "ip ospf", "add-generic", "add-internet",
    "etcdctl", "consul kv", "http ", "https ", "xh ",
    "rclone", "cache_peer", "stats auth", "git config", "auth_pass", "auth-pass", "community",
    "wpa_passphrase",
)  # fmt: skip

_USER = r"[ ](?:-u|-U|-l|--?user(?:name)?|--login)(?:[ =]|(?=[a-z]))[ ]{0,2}[\"']?[A-Za-z_][A-Za-z0-9_.@\\\-]{0,63}[\"']?"
LOGIN = rf"(?:{_USER}(?:[ ][^\n|;&<>]{{0,120}}?)??[ ](?:-p|-P|-w|-pw|-s)[ =]|[ ](?:-p|-P|-w|-pw)[ =](?=[^\n|;&<> ]{{6,128}}{_USER})){_ARGUMENT}"
"""A user's name, and a password by an option of one letter after it."""
LOGIN_SEEN = r"[ ](?:-p|-P|-w|-pw)[ =][\"']?[^\s\"'`$<>|;&{}()\\-][^\s\"'`$<>|;&{}()\\]{5,128}[\"']?[ ](?:-u|-U|-l|--?user(?:name)?|--login)[ =]|[ ](?:-u|-U|-l|--?user(?:name)?|--login)[ =]?[^\n|;&<>]{1,160}[ ](?:-p|-P|-w|-pw|-s)[ =][\"']?[^\s\"'`$<>|;&{}()\\-][^\s\"'`$<>|;&{}()\\]{5}"
USER_PASSWORD = (
    r"(?:\b(?:(?i:user(?:name)?|userpwd|auth|login|creds?|credentials?|basic_?auth)[\"']?(?:[ \t]{0,3}[=:][ \t]{0,3}|[ \t]{1,4})|BUNDLE_[A-Z0-9_]{2,80}[\"']?:[ ]|register[ ]{0,4}=>[ ]{0,4})|[ ]-u[ ])[\"']?"
    r"[A-Za-z0-9][A-Za-z0-9_.@+\-]{0,63}:(?P<secret>[^\s\"'`<>;,|:@/(){}\[\]$\\]{8,128})(?:[\s\"'`;,|@<]|\\|\Z)"
)
"""`user: name:password`: both in one value."""
USER_PASSWORD_SEEN = (
    r"(?:(?i:user|username|userpwd|auth|login|creds?|credentials?)[\"']?[ \t]{0,3}[=: \t][ \t]{0,3}|BUNDLE_[A-Z0-9_]{2,80}[\"']?:[ ]|register[ ]{0,4}=>[ ]{0,4}|[ ]-u[ ])[\"']?"
    r"[A-Za-z0-9_.@+\-]{1,64}:[^\s\"'`<>;,|:@/(){}\[\]$\\]{0,24}[0-9]"
)
