"""Secrets that only their file tells: values without a name, in files of a program that are known by their path."""

from __future__ import annotations

import re

from dlinter.detectors.detector import Detector

_WORD = r"[^\s\"':#]{6,200}"


def place(
    provider: str, what: str, paths: str, pattern: str, source: str, match: str, *, severity: float = 8.0, multiline: bool = False, entropy: float = 2.0
) -> Detector:
    """A detector for files of these paths (small letters): there the pattern says it all, and is tried without a prefilter. `match` is its example."""
    return Detector(
        id=re.sub(r"[^a-z0-9]+", "-", f"{provider} {what}".lower()),
        provider=provider,
        title=f"{provider} {what}",
        pattern=pattern,
        paths=paths,
        by_path=True,
        keywords=tuple("0123456789abcdefghijklmnopqrstuvwxyz"),
        matches=(match if multiline else match.rstrip("\n"),),
        source=source,
        boundary=False,
        multiline=multiline,
        min_entropy=entropy,
        confidence="medium",
        security_severity=severity,
    )


DETECTORS: tuple[Detector, ...] = (
    place("Subversion", "password", r"(?:^|/)auth/svn\.(?:simple|ssl\.client-passphrase)/[0-9a-z]+$", r"K [0-9]{1,2}\n(?:password|passphrase)\nV [0-9]{1,3}\n(?P<secret>[^\n]{3,200})\n",
          "Subversion book, Caching credentials", "K 8\npassword\nV 12\nt7Rk2" + "pLq9zWx\n", multiline=True),
    place("Maven", "master password", r"(?:^|/)settings-security\.xml$", r"<master>\{?(?P<secret>[A-Za-z0-9+/=]{20,200})\}?</master>",
          "Maven guides, Password encryption (obfuscated with a fixed key)", "<master>{t7Rk2pLq9zWxkV9x" + "2Lq8Zr4TnW7b=}</master>"),
    place("Vault", "token file", r"(?:^|/)\.vault-token$", r"(?m:^)(?P<secret>[A-Za-z0-9._-]{20,400})", "Vault docs, token helper", "s.t7Rk2pLq9zWxkV9x" + "2Lq8Zr4T\n", severity=9.0),
    place("Snyk", "token in its settings", r"(?:^|/)configstore/snyk\.json$", r"\"(?:api|token)\"[ ]{0,2}:[ ]{0,2}\"(?P<secret>[0-9a-f-]{36})\"", "Snyk docs, Configure the CLI", '{"api":"5f1c9e3a-4f5d-47b8-' + '9a2e-3f4d5c6b8d2f"}', severity=7.0),
    place("ZeroTier", "secret file", r"(?:^|/)(?:zerotier-one/authtoken|identity)\.secret$", r"(?m:^)(?P<secret>[0-9a-f]{10}:0:[0-9a-f]{100,128}:[0-9a-f]{100,128}|[A-Za-z0-9]{24})", "ZeroTier docs, identity.secret, authtoken.secret", "t7Rk2pLq9zWxkV9x" + "2Lq8Zr4T\n"),
    place("Tor", "secret key of an onion service", r"(?:^|/)hs_ed25519_secret_key$", r"== ed25519v1-secret: type0 ==\x00{3}(?P<secret>[\x00-\xff]{64})", "Tor specification, rend-spec-v3, key formats on disk", "== ed25519v1-secret: type0 ==\0\0\0" + "t7Rk2pLq9zWxkV9x2Lq8Zr4TnW7bY3mD8sKq5vJct7Rk2pLq9zWxkV9x2Lq8Zr4T", severity=9.0),
    place("OpenVPN", "log-in file", r"(?:^|/)(?:auth|login|credentials?|userpass|user-?pass|auth-user-pass)\.txt$", r"\A[^\s:=]{1,80}\r?\n(?P<secret>[^\s:=]{8,120})\s{0,4}\Z", "OpenVPN manual, --auth-user-pass", "ci\nt7Rk2" + "pLq9zWx\n", multiline=True),
    place("s3fs", "access key", r"(?:^|/)\.?passwd-s3fs$", r"(?m:^)(?:[^:\s]{1,80}:)?[A-Z0-9]{16,32}:(?P<secret>[A-Za-z0-9+/]{40})", "s3fs(1), password file", "AKIAQ3EGRF7" + "ABCDEFGHI:t7Rk2pLq9zWxkV9x" + "2Lq8Zr4TnW7bY3mD8sKq5vJc\n", severity=8.5),
    place("cloud-init", "password", r"(?:^|/)(?:user-data|[^/]*cloud[^/]*\.(?:ya?ml|cfg|txt))$", r"list:[ ]{0,2}[|>]?[-+]?[ ]{0,4}\n(?:[ \t]{1,16}[^\n:]{1,64}:(?:R|RANDOM)\n){0,4}[ \t]{1,16}(?:-[ ])?[\"']?[a-z_][a-z0-9_-]{0,31}:(?P<secret>" + _WORD + ")",
          "cloud-init docs, Set passwords", "chpasswd:\n  list: |\n    root:t7Rk2" + "pLq9zWx\n", multiline=True),
    place("Kickstart", "root password", r"\.(?:ks|cfg)$", r"(?m:^)(?:rootpw|sshpw|user)[ ](?:--?[a-z]{1,16}(?:=[^\s]{1,32})?[ ]){0,6}(?:--password=)?(?P<secret>[^\s\"'#-][^\s\"'#]{5,200})(?:[ \t]|(?m:$))", "Kickstart documentation, rootpw", "rootpw --plaintext t7Rk2" + "pLq9zWx\n"),
    place("Windows", "password of an answer file", r"(?:^|/)(?:auto)?unattend[^/]*\.xml$|(?:^|/)sysprep[^/]*\.xml$", r"<(?:[A-Za-z]{0,20}Password)>[ \t\r\n]{0,40}<Value>(?P<secret>[^<>\s]{6,400})</Value>", "Windows unattended setup reference, AutoLogon, Password", "<Password><Value>t7Rk2" + "pLq9zWx</Value></Password>"),
    place("NetworkManager", "wireless key", r"(?:^|/)(?:system-connections/[^/]*|[^/]*\.nmconnection)$", r"(?m:^)(?:psk|password|leap-password|wep-key[0-3]|private-key-password|secrets?)[ ]{0,2}=[ ]{0,2}(?P<secret>[^\s]{6,200})", "nm-settings-keyfile(5)", "psk=t7Rk2" + "pLq9zWx\n", severity=6.0),
    place("OpenVPN", "password", r"\.ovpn$", r"<auth-user-pass>\s{1,4}[^\n]{1,120}\n(?P<secret>[^\n<]{4,200})\n</auth-user-pass>", "OpenVPN manual, inline files", "<auth-user-pass>\nci\nt7Rk2" + "pLq9zWx\n</auth-user-pass>", multiline=True),
    place("Dovecot", "password", r"(?:^|/)dovecot/[^/]*(?:users|passwd)[^/]*$", r"(?m:^)[^:\s#]{1,120}:\{(?:PLAIN|CLEAR|CLEARTEXT|PLAIN-MD5|SHA|SSHA|SHA512-CRYPT|BLF-CRYPT|CRYPT|SSHA512)\}(?P<secret>[^:\s]{6,200})", "Dovecot documentation, Passwd-file", "ci:{PLAIN}t7Rk2" + "pLq9zWx:1000\n"),
    place("Jupyter", "password hash", r"(?:^|/)jupyter[^/]*config[^/]*\.(?:py|json)$", r"[\"'](?P<secret>(?:sha1:[0-9a-f]{12}:[0-9a-f]{40}|argon2:\$argon2id\$[A-Za-z0-9+/=$,]{40,200}))[\"']", "Jupyter Server docs, Preparing a hashed password", "c.NotebookApp.password = 'sha1:" + "5f1c9e3a4f5d:47b89a2e3f4d5c6b8d2f0a1b2c3d4e5f60718293'", severity=6.0),
    place("Java", "password of a users file", r"(?:^|/)(?:jetty-)?realm\.properties$|(?:^|/)(?:mgmt|application|artemis)-users\.properties$|(?:activemq|artemis)[^!]*/users\.properties$|(?:^|/)(?:kafka|schema-registry)/password\.properties$", r"(?m:^)[A-Za-z0-9_.@-]{1,64}[ ]{0,2}[:=][ ]{0,2}(?P<secret>[^\s,#=]{6,200})(?:,|\s|\Z)", "Jetty documentation, HashLoginService; WildFly documentation, add-user", "admin: t7Rk2" + "pLq9zWx, admin\n"),
    place("PgBouncer", "password", r"(?:^|/)userlist\.txt$", r"(?m:^)\"[^\"\n]{1,64}\"[ \t]{1,8}\"(?P<secret>[^\"\n]{6,400})\"", "PgBouncer configuration, auth_file", '"shop" "t7Rk2' + 'pLq9zWx"\n'),
    place("LDAP", "password file", r"(?:^|/)(?:pam_|nss_|lib)?ldap\.secret$", r"(?m:^)(?P<secret>[^\s]{6,200})", "pam_ldap(5), rootbinddn", "t7Rk2" + "pLq9zWx\n"),
    place("Erlang", "cookie", r"(?:^|/)\.erlang\.cookie$", r"(?m:^)(?P<secret>[A-Za-z0-9+/=_-]{16,255})", "Erlang reference manual, Distributed Erlang: cookies", "TRKZPLQWXKVBLQZRTNWY" + "\n", severity=8.5),
    place("MongoDB", "key file", r"(?:^|/)mongo[^/]*key(?:-?file)?$", r"(?m:^)(?P<secret>[A-Za-z0-9+/=\r\n]{64,1400})", "MongoDB manual, keyfiles", "t7Rk2pLq9zWxkV9x2Lq8Zr4TnW7bY3mD8sKq5vJc" * 2 + "\n", multiline=True),
    place("CouchDB", "administrator's password", r"(?:^|/)couchdb/[^!]*\.ini$", r"\[admins\][^\[]{0,400}?\n[A-Za-z0-9_.-]{1,64}[ ]{0,2}=[ ]{0,2}(?P<secret>[^\s;]{6,200})", "CouchDB documentation, Server administrators", "[admins]\nadmin = t7Rk2" + "pLq9zWx\n", multiline=True),
    place("Composer", "bearer token", r"(?:^|/)(?:composer/)?auth\.json$", r"\"(?:bearer|github-oauth|gitlab-oauth|gitlab-token|forgejo-token)\"[ ]{0,2}:[ ]{0,2}\{[^{}]{0,300}?\"[A-Za-z0-9.:-]{3,120}\"[ ]{0,2}:[ ]{0,2}\"(?P<secret>[A-Za-z0-9._~+/=-]{16,400})\"", "Composer docs, Authentication for privately hosted packages", '{"bearer":{"repo.example":"t7Rk2pLq9zWxkV9x' + '2Lq8Zr4T"}}', multiline=True),
    place("Hex.pm", "key in its settings", r"(?:^|/)\.?(?:mix/)?hex\.config$", r"<<\"\$?(?:write|read|encrypted)_key\">>,[ ]{0,2}<<\"(?P<secret>[0-9a-f]{32,128})\">>", "Hex docs, configuration", '{<<"$write_key">>,<<"5f1c9e3a4f5d47b8' + '9a2e3f4d5c6b8d2f">>}.'),
    place("Python", "keyring in plain text", r"(?:^|/)python_keyring/(?:keyring|crypted)_pass\.cfg$", r"(?m:^)[A-Za-z0-9_.@%-]{1,120}[ ]{0,2}=[ ]{0,4}\n?[ \t]{0,8}(?P<secret>[A-Za-z0-9+/]{8,400}={0,2})", "keyrings.alt, PlaintextKeyring", "ci = dDdSazJw" + "THE5eld4\n"),
    place("Kubernetes", "static token", r"(?:^|/)(?:token|known_tokens|tokens)\.csv$", r"(?m:^)(?P<secret>[A-Za-z0-9._-]{16,200}),[^,\n]{1,80},[^,\n]{1,80}", "Kubernetes docs, Static token file", "t7Rk2pLq9zWxkV9x" + "2Lq8Zr4T,ci,1000\n", severity=9.0),
    place("IKE", "pre-shared key", r"(?:^|/)psk\.txt$", r"(?m:^)[^\s#]{1,80}[ \t]{1,16}(?P<secret>[^\s#]{6,200})", "racoon.conf(5), path pre_shared_key", "10.1.1.1 t7Rk2" + "pLq9zWx\n"),
    place("Net-SNMP", "user's password", r"(?:^|/)snmpd?\.conf$", r"(?m:^)createUser[ ](?:-e[ ][^\s]{1,40}[ ])?[^\s]{1,64}[ ](?:MD5|SHA[-0-9]{0,4})[ ][\"']?(?P<secret>[^\s\"']{6,120})", "snmpd.conf(5), createUser", 'createUser ci SHA "t7Rk2' + 'pLq9zWx" AES\n', severity=6.5),
    place("conda", "token in a channel", r"(?:^|/)\.?condarc$|(?:^|/)environment\.ya?ml$", r"https?://[^\s/]{3,120}/t/(?P<secret>[A-Za-z0-9_-]{16,80})/", "conda docs, Channels with a token", "- https://conda.example/t/t7Rk2pLq9zWxkV9x" + "2Lq8Zr4T/main\n", severity=7.0),
    place("Redis", "password in its history", r"(?:^|/)\.(?:redis|valkey)cli_history$", r"(?m:^)(?i:auth)[ ](?:[A-Za-z0-9_.-]{1,64}[ ])?[\"']?(?P<secret>[^\s\"']{6,200})", "Redis docs, AUTH", "AUTH t7Rk2" + "pLq9zWx\n"),
    place("MongoDB", "password in its history", r"(?:^|/)(?:\.dbshell|\.mongorc\.js|mongosh_repl_history|mongosh\.repl\.history|\.mongoshrc\.js)$", r"\.auth\([ ]{0,2}[\"'][^\"'\n]{1,80}[\"'],[ ]{0,2}[\"'](?P<secret>[^\"'\n]{4,200})[\"']", "MongoDB manual, db.auth()", 'db.auth("ci", "t7Rk2' + 'pLq9zWx")\n'),
    place("curl", "password in its settings", r"(?:^|/)[._]curlrc$", r"(?m:^)[ \t]{0,8}(?:-u|-U|--?user|proxy-user|--proxy-user|user)[ \t]{0,4}[=: ]?[ \t]{0,4}[\"']?[^\s:\"']{1,64}:(?P<secret>[^\s\"']{4,200})", "curl(1), -K", 'user = "ci:t7Rk2' + 'pLq9zWx"\n'),
    place("LDAP", "password in an LDIF", r"\.ldif$", r"(?m:^)(?:userPassword|olcRootPW|unicodePwd)::?[ ]{0,2}(?P<secret>(?:\{[A-Za-z0-9-]{2,16}\})?[^\s{}]{6,400})", "RFC 2849", "userPassword: t7Rk2" + "pLq9zWx\n"),
    place("OpenVPN", "user file", r"(?:^|/)openvpn/[^!]{0,80}(?:auth|login|pass|cred|user)[^/]{0,24}\.(?:txt|conf)$|(?:^|/)openvpn/(?:[^!]{0,40}/)?[^/]{0,24}(?:auth|pass|cred|login|user)[^/.]{0,24}$", r"(?m:^)[^\s]{1,120}\r?\n(?P<secret>[^\s]{6,200})\r?(?:\n|\Z)", "OpenVPN manual, --auth-user-pass", "ci\nt7Rk2" + "pLq9zWx\n", multiline=True),
    place("Jenkins", "secret key file", r"(?:^|/)secrets/hudson\.util\.secret$", r"(?m:^)(?P<secret>[\x00-\xff]{240,400})", "Jenkins developer docs, encryption of secrets (hudson.util.Secret)", "t7Rk2pLq9zWxkV9x2Lq8Zr4TnW7bY3mD8sKq5vJc" * 7, severity=9.0),
    place("rsync", "password", r"(?:^|/)rsyncd?\.secrets$|(?:^|/)sftp/users\.conf$|(?:^|/)sasl2?/[^/]*\.txt$|(?:^|/)deluge/auth$", r"(?m:^)[^:\s#]{1,64}:(?P<secret>[^\s:]{6,128})(?::|\s|\Z)", "rsyncd.conf(5), secrets file; atmoz/sftp; Deluge, auth", "ci:t7Rk2" + "pLq9zWx\n"),
    place("Subversion", "server's password", r"svn[^!]*/conf/passwd$|(?:^|/)svnserve[^/]*passwd[^/]*$", r"(?m:^)[A-Za-z0-9_.@-]{1,64}[ ]{0,4}=[ ]{0,4}(?P<secret>[^\s#]{6,128})", "Subversion book, svnserve, passwd file", "[users]\nci = t7Rk2" + "pLq9zWx\n"),
    place("Apache", "digest of a user's password", r"(?:^|/)\.?(?:htdigest|digest)[^/]*$", r"(?m:^)[^:\n]{1,64}:[^:\n]{1,80}:(?P<secret>[0-9a-f]{32})", "htdigest(1)", "ci:Area:5f1c9e3a4f5d47b8" + "9a2e3f4d5c6b8d2f\n", severity=6.0),
    place("crypt", "password hash", r"(?:^|/)\.?(?:htpasswd|passwd|shadow)[^/]*$", r"(?m:^)[A-Za-z_][A-Za-z0-9_.@-]{0,63}:(?P<secret>[A-Za-z0-9./]{13})(?::|\s|\Z)", "crypt(5), descrypt", "ci:t7Rk2pLq9zW" + "xk\n", severity=6.0),
    place("PAM", "old password's hash", r"(?:^|/)security/opasswd[^/]*$", r"(?m:^)[^:\s]{1,64}:[0-9]{1,10}:[0-9]{1,3}:(?P<secret>\$[^\s,:]{20,400})", "pam_pwhistory(8)", "ci:1000:1:$6$8f7QwLk2" + "$ZpX0vBt7Rk2pLq9zWxTnW7\n", severity=6.0),
    place("DAVfs", "password", r"(?:^|/)\.?davfs2/secrets$", r"(?m:^)[ \t]{0,8}[^\s#][^\s]{0,199}[ \t]{1,16}[^\s]{1,64}[ \t]{1,16}[\"']?(?P<secret>[^\s\"']{6,128})", "davfs2.conf(5), secrets file", '/mnt/d ci "t7Rk2' + 'pLq9zWx"\n'),
    place("Tinyproxy", "password", r"(?:^|/)tinyproxy[^/]*\.conf$", r"(?m:^)BasicAuth[ ][^\s]{1,64}[ ](?P<secret>[^\s]{6,128})", "tinyproxy.conf(5)", "BasicAuth ci t7Rk2" + "pLq9zWx\n"),
    place("Squid", "password of a helper", r"(?:^|/)squid[^/]*\.conf$", r"(?m:^)(?:auth_param|external_acl_type)[ ][^\n]{1,300}[ ]-w[ ]{0,2}[\"']?(?P<secret>[^\s\"'/-][^\s\"']{5,128})", "basic_ldap_auth(8)", "auth_param basic program /x -w t7Rk2" + "pLq9zWx\n"),
    place("vsftpd", "password of a virtual user", r"(?:^|/)vsftpd/[^/]*(?:users?|login)[^/]*\.txt$", r"(?m:^)[^\s]{1,64}\r?\n(?P<secret>[^\s]{6,128})\r?(?:\n|\Z)", "vsftpd, EXAMPLE/VIRTUAL_USERS", "ci\nt7Rk2" + "pLq9zWx\n", multiline=True),
    place("3proxy", "password", r"(?:^|/)3proxy[^/]*\.cfg$", r"(?m:^)users[ ][^:\s]{1,64}:(?:CL|NT|CR):(?P<secret>[^\s]{6,128})", "3proxy documentation, users", "users ci:CL:t7Rk2" + "pLq9zWx\n"),
    place("ProxyChains", "password", r"(?:^|/)proxychains[^/]*\.conf$", r"(?m:^)(?:http|socks[45])[ \t]{1,8}[^\s]{1,80}[ \t]{1,8}[0-9]{1,5}[ \t]{1,8}[^\s]{1,64}[ \t]{1,8}(?P<secret>[^\s]{6,128})", "proxychains.conf(5)", "http 10.1.1.1 3128 ci t7Rk2" + "pLq9zWx\n"),
    place("Ceph", "key of a user", r"\.keyring$|(?:^|/)ceph/[^!]*keyring$", r"(?m:^)[ \t]{0,8}key[ ]{0,4}=[ ]{0,4}(?P<secret>AQ[A-Za-z0-9+/]{36}==)", "Ceph documentation, User management", "\tkey = AQt7Rk2pLq9zWxkV9x" + "2Lq8Zr4TnW7bY3mD8sKq==\n", severity=8.5),
    place("Proxmox", "API token", r"(?:^|/)pve/priv/token\.cfg$", r"(?m:^)[^\s!]{1,64}![A-Za-z0-9_.-]{1,64}[ ](?P<secret>[0-9a-f-]{36})", "Proxmox VE administration guide, API tokens", "root@pam!ci 5f1c9e3a-4f5d-47b8-" + "9a2e-3f4d5c6b8d2f\n"),
    place("CVS", "password", r"(?:^|/)\.cvspass$", r"(?m:^)(?:/1 )?:pserver:[^\s]{1,200}[ ]A(?P<secret>[^\s]{4,128})", "CVS manual, Password authentication client (scrambled by a fixed table)", "/1 :pserver:ci@c.example:2401/cvs At7Rk2" + "pLq9zWx\n"),
    place("rclone", "key of a remote", r"rclone[^/]*\.conf$", r"(?m:^)(?:key|account_key|sas_url|auth_key|app_key|client_secret|service_account_credentials)[ ]{0,2}=[ ]{0,2}(?P<secret>[A-Za-z0-9+/=_.-]{10,400})", "rclone documentation, azureblob, b2, swift", "key = t7Rk2pLq9zWxkV9x" + "2Lq8Zr4T\n"),
    place("NuGet", "encrypted key of a source", r"(?:^|/)nuget\.config$", r"(?i:<apikeys>)[^\x00]{0,4000}?value=\"(?P<secret>[A-Za-z0-9+/=]{40,400})\"", "NuGet documentation, nuget.config, apikeys", '<apikeys><add key="https://n.example" value="t7Rk2pLq9zWxkV9x' + '2Lq8Zr4TnW7bY3mD8sKq5vJct7Rk2pLq" /></apikeys>\n', severity=5.0),
    place("Alertmanager", "key of a receiver", r"alertmanager[^!]*\.ya?ml$", r"(?m:^)[ \t-]{0,16}(?:routing_key|service_key|user_key)[ ]{0,2}:[ ]{0,2}[\"']?(?P<secret>[A-Za-z0-9]{20,64})", "Prometheus documentation, Alertmanager configuration", "- routing_key: 5f1c9e3a4f5d47b8" + "9a2e3f4d5c6b8d2f\n"),
    place("MySQL", "log-in path file", r"(?:^|/)\.mylogin\.cnf$", r"\A(?P<secret>\x00{4}[\x00-\xff]{20}[\x10-\xf0]\x00{3}[\x00-\xff]{16,400})", "MySQL reference manual, mysql_config_editor", "\0\0\0\0" + "\x01K\x9a2q\x8fTW\x01VmPG3Hs\x0ew5\x11\x10\0\0\0" + "K\x9axLq\x8fTW\x01VmPG3Hs", multiline=True),
)  # fmt: skip
