"""What is a secret and how it is shown: the one rule of the whole program.

A value is a secret by the name of its key (`DB_PASSWORD`, `apiKey`), with the names that only speak about a secret left
out (`TOKEN_LIMIT`, `SECRET_FILE`); and a password inside a URL is one wherever it stands.
"""

from __future__ import annotations

import re

MASK = "••••••"
"""Stands for every secret, whatever its length."""

_SECRET_WORDS = {
    "password", "passwd", "passphrase", "passcode", "pass", "pwd", "pw", "secret", "secrets", "token", "key", "apikey",
    "credential", "credentials", "salt", "pepper", "private", "jwt", "cookie", "signature", "pat", "otp", "pin",
}  # fmt: skip
_SECRET_ENDINGS = (
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "secretkey",
    "privatekey",
    "accesskey",
)
_LAST_WORDS = {"auth", "authorization", "bearer"}
"""Secrets only at the end of a name: `REDIS_AUTH`, but not `AUTH_METHOD`."""

_ABOUT = {
    "path", "file", "dir", "directory", "folder", "limit", "limits",
    "length", "len", "size", "max", "min", "count", "ttl",
    "age", "expiry", "expires", "expiration", "lifetime", "timeout", "interval", "rotation", "algorithm", "alg", "algo",
    "type", "format", "enabled", "disabled", "required", "allowed", "policy", "url", "uri", "host", "port", "endpoint",
    "issuer", "audience", "user", "username", "name", "id", "header", "prefix", "version", "mode", "strategy", "domain",
}  # fmt: skip
"""Last words of names that speak about a secret and don't hold one."""

_PUBLIC = {"public", "pub"}
_PLAIN_NAMES = {"pwd", "oldpwd"}
"""Variables of every shell that only look like secrets."""

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_URL_PASSWORD = re.compile(
    r"([a-z][a-z0-9+.-]{0,30}://[^\s:/@\"']{0,200}:)(?![0-9]{1,5}/)(?:(?!://)[^\s\"'<>,]){1,1000}@", re.IGNORECASE
)
_URL_TOKEN = re.compile(r"([a-z][a-z0-9+.-]{0,30}://)[^\s:/@\"'?#]{16,1000}@", re.IGNORECASE)
_KEY = re.compile(r"(?P<flag>--)?(?P<key>[A-Za-z][A-Za-z0-9_.-]{0,100})(?P<between>=|[\"']?:\s{0,4}|\s{1,4})")
_VALUE = re.compile(r"\"[^\"]*\"?|'[^']*'?|[^\s&;\"',}]+")
_PEM = re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\Z)", re.DOTALL)


def is_secret(key: str) -> bool:
    """True when what stands under `key` is not for the eyes of people who look over a shoulder."""
    if key.lower() in _PLAIN_NAMES:
        return False
    words = [word.lower() for word in _WORDS.findall(key)]
    while words and words[-1].isdigit():
        words.pop()
    if not words or words[-1] in _ABOUT or _PUBLIC.intersection(words):
        return False
    if words[-1] in _LAST_WORDS:
        return True
    return any(word in _SECRET_WORDS or word.endswith(_SECRET_ENDINGS) for word in words)


def mask(value: str) -> str:
    """What is shown of a secret: nothing but that there is one. An empty value stays empty."""
    return MASK if value else ""


def mask_text(text: str) -> str:
    """`text` with passwords in URLs, private keys and values assigned to secret names masked."""
    text = _PEM.sub(MASK, text)
    text = _URL_PASSWORD.sub(rf"\1{MASK}@", text)
    text = _URL_TOKEN.sub(rf"\1{MASK}@", text)
    return _mask_assigned(text)


def mask_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a command with secrets masked: `--password=…`, and the word after `--password`."""
    masked = []
    before = ""
    for word in words:
        key, assigned, _ = word.partition("=")
        if before.startswith("-") and "=" not in before and is_secret(before) and not word.startswith("-"):
            masked.append(mask(word))
        elif assigned and is_secret(key) and not any(character.isspace() for character in key):
            masked.append(f"{key}={mask(word[len(key) + 1 :])}")
        else:
            masked.append(mask_text(word))
        before = word
    return tuple(masked)


def shown(key: str, value: str) -> str:
    """The value of the variable `key` as it may be shown."""
    return mask(value) if is_secret(key) else mask_text(value)


def _mask_assigned(text: str) -> str:
    """Masks what follows a secret name: `token=…`, `"token": …`, `--token …`."""
    pieces = []
    done = 0
    for match in _KEY.finditer(text):
        is_flag = bool(match["flag"])
        if match.start() < done or (match["between"].isspace() and not is_flag) or not is_secret(match["key"]):
            continue
        value = _VALUE.match(text, match.end())
        if value is None or (match["between"].isspace() and value[0].startswith("-")):
            continue
        pieces += [text[done : match.end()], MASK]
        done = value.end()
    return "".join([*pieces, text[done:]])
