"""Commands and settings whose password has no name: an option of one letter, or a position (`docker login -p …`, `net use z: … password`)."""

from __future__ import annotations

_ARGUMENT = r"""["']?(?P<secret>[^\s"'`$<>|;&{}()\\-][^\s"'`$<>|;&{}()\\]{5,256})"""
_PLAIN = r"""[^\n|;&<>]{0,160}?"""
_TOOL = (
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
    r"(?:echo|printf)[ ](?:-[en]{1,2}[ ])?[\"']?[a-z_][a-z0-9_\-]{0,31}:(?=[^\n|]{4,160}\|[ ]?(?:sudo[ ])?chpasswd)",
    r"(?:echo|printf)[ ](?:-[en]{1,2}[ ])?[\"']?(?=[^\n|]{4,160}\|[ ]?(?:sudo[ ]-[A-Za-z]{0,4}S|passwd[ ]--stdin|(?:docker|podman|helm)[ ][a-z ]{0,16}login|kinit|gh[ ]auth))",
    r"ConvertTo-SecureString[ ](?:-[A-Za-z]{1,12}[ ]){0,3}\\?",
    rf"(?:useradd|usermod|adduser)[ ](?:{_PLAIN}[ ])?(?:-p|--password)[ =]",
    r"(?:snowsql|psql|impala-shell|beeline)[ ](?:[^\n|;&<>]{0,160}?[ ])?-p[ ]",
    r"(?:aws[ ]configure[ ]set[ ](?:[a-z0-9_.\-]{1,40}\.)?(?:aws_secret_access_key|aws_session_token)|npm[ ]config[ ]set[ ][^\s=]{0,120}_(?:authToken|password|auth)|(?:gcloud|pulumi|heroku|flyctl|fly|vercel|wrangler|gh|railway)[ ]secrets?[ ](?:set|put)[ ](?:--secret[ ])?[A-Za-z0-9_.:\-]{2,64})[ =]",
    r"CURLOPT_(?:(?:PROXY)?USERPWD,[ ]{0,2}[\"'][^\s:\"']{1,64}:|(?:PROXY)?PASSWORD,[ ]{0,2}|XOAUTH2_BEARER,[ ]{0,2}|KEYPASSWD,[ ]{0,2})",
    r":[ ]?(?:PSK|XAUTH|EAP)[ ]\"",
    r"gh[ ]auth[ ]login[ ]--with-token[ ]{0,2}<<<[ ]{0,2}",
    r"security[ ]add-(?:generic|internet)-password[ ][^\n|;&<>]{0,160}?[ ]-w[ ]",
    r"rclone[ ]config[ ](?:create|update)[ ][^\n|;&<>]{0,160}?[ ](?:secret_access_key|pass|password|token|key|account_key)[ =]",
    r"cache_peer[ ][^\n]{1,160}?login=[^\s:]{1,64}:",
    r"stats[ ]auth[ ][^\s:]{1,64}:",
    r"(?:git[ ]config|npm[ ]login)[ ][^\n]{0,80}(?:password|token)[ ]",
    r"(?:auth_pass|auth-pass|community|rocommunity|rwcommunity|wpa_passphrase[ ][^\s]{1,32})[ ]",
)
TOOLS = rf"(?:{'|'.join(_TOOL)}){_ARGUMENT}"
_PIPED = r"(?:echo|printf)[ ][^\n|]{4,200}[|][ ]?(?:sudo|chpasswd|passwd|docker|podman|helm|kinit|gh[ ]auth)"


def _seen(piece: str) -> str:
    """A command without what Hyperscan does not share: lazy gaps, and what has to follow."""
    return _PIPED if "(?=" in piece else piece.replace(_PLAIN, _PLAIN[:-1])


TOOLS_SEEN = rf"(?:{'|'.join(map(_seen, _TOOL))})"
TOOL_ANCHORS = tuple((word, 0) for word in (
    "docker", "podman", "nerdctl", "helm ", "oras ", "crane ", "skopeo", "buildah", "cosign", "twine ", "az ", "sqlcmd", "bcp ", "osql ", "isql ", "redis-cli", "valkey-cli", "mongo", "cqlsh", "influx ", "clickhouse-client",
    "ldap", "slapcat", "smb", "rpcclient", "mount.cifs", "lftp ", "ncftp ", "openssl ", "net us", "htpasswd", "htdigest", "rabbitmqctl", "vault ", "bundle config", "unzip ", "zip ", "unrar ", "rar ", "7z",
    "plink", "pscp", "psftp", "putty", "xfreerdp", "cmdkey", "rdesktop", "winexe", "psexec", "echo ", "printf ", "convertto-securestring", "useradd", "usermod", "adduser", "snowsql", "psql ", "impala-shell", "beeline",
    "aws configure", "npm config", "npm login", "gcloud ", "pulumi ", "heroku ", "flyctl ", "fly ", "vercel ", "wrangler ", "gh ", "railway ", "curlopt_", ":psk", ": psk", ":xauth", ": xauth", ":eap", ": eap",
    "security add-", "rclone config", "cache_peer", "stats auth", "git config", "auth_pass", "auth-pass", "community ", "rocommunity", "rwcommunity", "wpa_passphrase",
))  # fmt: skip
"""How a match begins, in lower case."""
TOOL_WORDS = (
    "login", "twine", "sqlcmd", "bcp ", "osql", "isql", "redis-cli", "valkey-cli", "mongo", "cqlsh", "influx", "clickhouse", "ldap", "slapcat", "smb", "rpcclient", "mount.cifs", "ftp", "openssl", "net use", "net user",
    "htpasswd", "htdigest", "rabbitmqctl", "vault", "bundle", "zip ", "rar ", "7z ", "7za", "7zr", "plink", "pscp", "putty", "xfreerdp", "cmdkey", "rdesktop", "winexe", "psexec", "chpasswd", "sudo", "passwd", "kinit",
    "gh auth", "securestring", "useradd", "usermod", "adduser", "snowsql", "psql", "impala-shell", "beeline", "configure set", "config set", "config:set", "secret", "curlopt_", "psk", "xauth", "eap ",
    "add-generic", "add-internet", "rclone", "cache_peer", "stats auth", "git config", "auth_pass", "auth-pass", "community", "wpa_passphrase",
)  # fmt: skip
