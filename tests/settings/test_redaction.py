import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.settings import Token
from tui.settings.redaction import redact


@pytest.mark.parametrize(
    "text",
    [
        "X-Access-Token: swordfish",
        "Authorization: Bearer swordfish",
        "'authorization': 'Bearer swordfish'",
        "headers={'x-access-token': 'swordfish'}",
        "(b'X-Access-Token', b'swordfish')",
        "postgres://app:swordfish@db:5432/shop",
        "DB_PASSWORD=swordfish",
        "token = swordfish",
        'client_secret: "sword fish swordfish"',
        "api-key=swordfish&limit=3",
        "Client(token='swordfish', read_only=True)",
        "eyJhbGciOiJIUzI1NiJ9.swordfish.swordfish",
        "-----BEGIN RSA PRIVATE KEY-----\nswordfish\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nswordfish",
    ],
)
def test_what_looks_like_a_secret_is_taken_out(text: str) -> None:
    assert "swordfish" not in redact(text)


def test_a_known_token_is_taken_out_wherever_it_stands() -> None:
    assert redact("GET /swordfish?x=swordfish-2", [Token("swordfish"), Token("swordfish-2")]) == "GET /•••?x=•••"


@pytest.mark.parametrize(
    "text", ["GET https://api.mittwald.de/v2/stacks 200", 'File "tui/app.py", line 3, in run', "http://127.0.0.1:8080/"]
)
def test_what_a_bug_needs_is_left(text: str) -> None:
    assert redact(text) == text


@given(st.text(max_size=200), st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40))
def test_no_known_token_ever_remains(text: str, secret: str) -> None:
    assert secret not in redact(f"{text}{secret}{text}", [Token(secret)]).replace("•••", "")
