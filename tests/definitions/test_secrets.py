"""What is masked, and what stays readable."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.definitions.secrets import MASK, is_secret, mask, mask_text, mask_words, shown


@pytest.mark.parametrize(
    "key",
    [
        "PASSWORD", "DB_PASSWORD", "MYSQL_ROOT_PASSWORD", "PGPASSWORD", "dbPassword", "apiKey", "API_KEY", "APIKEY",
        "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "TOKEN", "ACCESS_TOKEN_2", "JWT_SECRET", "SECRET_KEY_BASE", "APP_KEY",
        "REDIS_AUTH", "SSH_PRIVATE_KEY", "SESSION_COOKIE", "SMTP_PASS", "passphrase", "private-key", "HASH_SALT",
        "SPRING.DATASOURCE.PASSWORD", "TOKEN_VALUE", "PASSWORD_OLD", "clientSecret", "--password",
    ],
)  # fmt: skip
def test_a_secret_is_known_by_its_name(key: str) -> None:
    assert is_secret(key)


@pytest.mark.parametrize(
    "key",
    [
        "PATH", "PORT", "PWD", "OLDPWD", "DB_HOST", "KEYBOARD", "MONKEY", "PUBLIC_KEY", "SECRET_FILE", "TOKEN_LIMIT",
        "POSTGRES_PASSWORD_FILE", "SSH_KEY_PATH", "PASSWORD_MIN_LENGTH", "TOKEN_TTL", "KEY_ROTATION", "AUTH_METHOD",
        "TOKEN_URL", "AWS_ACCESS_KEY_ID", "COMPASS", "PASSENGER", "AUTHOR", "", "__", "1", "MAX_TOKENS",
        "PASSWORD_POLICY",
    ],
)  # fmt: skip
def test_a_name_that_only_speaks_of_a_secret_is_not_one(key: str) -> None:
    assert not is_secret(key)


def test_a_mask_tells_nothing_but_that_there_is_something() -> None:
    assert mask("a") == mask("a" * 100) == MASK
    assert mask("") == ""


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("postgres://shop:hunter2@db:5432/shop", f"postgres://shop:{MASK}@db:5432/shop"),
        ("redis://:hunter2@cache/0", f"redis://:{MASK}@cache/0"),
        ("amqp://a:x@one,amqp://b:y@two", f"amqp://a:{MASK}@one,amqp://b:{MASK}@two"),
        ("mysql://root:p@ss:w@rd@db/x", f"mysql://root:{MASK}@db/x"),
        ("https://0123456789abcdef0123@sentry.example/1", f"https://{MASK}@sentry.example/1"),
        ("https://api.example/?token=abc&page=2", f"https://api.example/?token={MASK}&page=2"),
        ("host=db password=abc user=x", f"host=db password={MASK} user=x"),
        ("mysqldump --password abc --host db", f"mysqldump --password {MASK} --host db"),
        ('{"token": "abc", "page": "2"}', f'{{"token": {MASK}, "page": "2"}}'),
        ("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nx", f"{MASK}\nx"),
        ("http://localhost:8080/a@b", "http://localhost:8080/a@b"),
        ("8080:80/tcp", "8080:80/tcp"),
        ("node server.js --port 80", "node server.js --port 80"),
        ("me@example.org", "me@example.org"),
    ],
)
def test_a_password_is_masked_wherever_it_stands(text: str, masked: str) -> None:
    assert mask_text(text) == masked


def test_the_words_of_a_command_are_masked() -> None:
    assert mask_words(("run", "--password", "a b", "--token=a b", "-v", "--port", "80")) == (
        "run", "--password", MASK, f"--token={MASK}", "-v", "--port", "80",
    )  # fmt: skip


def test_a_variable_is_shown_by_its_name_and_its_value() -> None:
    assert shown("DB_PASSWORD", "x") == MASK
    assert shown("DATABASE_URL", "pg://a:b@c") == f"pg://a:{MASK}@c"
    assert shown("PORT", "80") == "80"


@settings(deadline=None)
@given(st.text(alphabet="abz09 :/@=-._", max_size=60), st.text(alphabet="abcXYZ019!$%", min_size=3, max_size=20))
def test_the_password_of_a_url_never_shows(before: str, password: str) -> None:
    assert f"{password}x9x" not in mask_text(f"{before} https://user:{password}x9x@host/")


@pytest.mark.parametrize(
    "text",
    ["a://b:" * 3000, "a=" * 9000, "-----BEGIN PRIVATE KEY-----" * 500, "--a " * 5000],
    ids=["urls", "assignments", "keys", "flags"],
)
def test_masking_takes_no_time_on_hostile_text(text: str) -> None:
    start = time.process_time()

    mask_text(text)

    assert time.process_time() - start < 1
