import copy
import pickle
import sys
import traceback
from pathlib import Path

import pytest

from tui.settings import Profile, ProfileKind, Token, TokenError, child_environment, read_token, tokens_in_environment
from tui.settings.tokens import CommandSource, EnvironmentSource, FileSource, TokenSource, VendorFileSource

SECRET = "swordfish-0123456789"


def profile(*sources: TokenSource) -> Profile:
    return Profile(name="prod", kind=ProfileKind.REMOTE, url="https://api.example.com", tokens=sources)


def private(path: Path, text: str = SECRET, mode: int = 0o600) -> Path:
    path.write_text(text)
    path.chmod(mode)
    return path


def python(program: str) -> CommandSource:
    return CommandSource((sys.executable, "-c", program))


async def refusal(*sources: TokenSource, timeout: float = 30.0) -> str:
    with pytest.raises(TokenError) as caught:
        await read_token(profile(*sources), {}, timeout=timeout)
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    return str(caught.value)


def test_a_token_shows_nowhere() -> None:
    token = Token(SECRET)
    assert SECRET not in f"{token} {token!r} {[token]}"


@pytest.mark.parametrize("write_down", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_token_is_not_written_down(write_down: object) -> None:
    assert callable(write_down)
    with pytest.raises(TypeError, match="not written down"):
        write_down(Token(SECRET))


def test_tokens_are_equal_by_their_secret() -> None:
    assert Token("a") == Token("a")
    assert Token("a") != Token("b")
    assert len({Token("a"), Token("a")}) == 1


async def test_the_first_source_that_has_a_token_is_taken(tmp_path: Path) -> None:
    sources = (EnvironmentSource("A"), EnvironmentSource("B"), VendorFileSource(private(tmp_path / "token", "file")))
    assert await read_token(profile(*sources), {"A": "one", "B": "two"}) == Token("one")
    assert await read_token(profile(*sources), {"A": " ", "B": "two\n"}) == Token("two")
    assert await read_token(profile(*sources), {}) == Token("file")


async def test_without_any_token_the_error_names_where_to_put_one() -> None:
    message = await refusal(EnvironmentSource("STACKDECK_TOKEN"))
    assert message == "There is no token for https://api.example.com: set the environment variable STACKDECK_TOKEN."


async def test_that_a_token_of_the_vendor_stays_unused_is_explained() -> None:
    with pytest.raises(TokenError, match=r"MITTWALD_API_TOKEN is set, but goes to https://api\.mittwald\.de alone"):
        await read_token(profile(EnvironmentSource("STACKDECK_TOKEN")), {"MITTWALD_API_TOKEN": SECRET})


@pytest.mark.parametrize("text", ["a b", "tök", "a\x00b", "x" * 20_000, "\x1b[31m"])
async def test_what_cannot_be_a_token_is_refused_before_it_is_sent(tmp_path: Path, text: str) -> None:
    assert "is not a token" in await refusal(FileSource(private(tmp_path / "token", text)))


async def test_a_file_gives_its_first_line(tmp_path: Path) -> None:
    path = private(tmp_path / "token", f"\n{SECRET}\nlogin: someone\n")
    assert await read_token(profile(FileSource(path)), {}) == Token(SECRET)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
async def test_a_file_that_others_can_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    message = await refusal(FileSource(private(tmp_path / "token", mode=mode)))
    assert "others can read it" in message
    assert "chmod 600" in message


async def test_a_file_that_is_missing_or_empty_or_a_folder_is_told(tmp_path: Path) -> None:
    assert "No such file" in await refusal(FileSource(tmp_path / "token"))
    assert "it is empty" in await refusal(FileSource(private(tmp_path / "token", " \n")))
    assert "not a regular file" in await refusal(FileSource(tmp_path))


async def test_the_file_of_the_vendors_cli_may_be_readable_inside_a_closed_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mw"
    folder.mkdir(mode=0o700)
    source = VendorFileSource(private(folder / "token", mode=0o644))
    assert await read_token(profile(source), {}) == Token(SECRET)


async def test_the_file_of_the_vendors_cli_is_refused_where_others_get_at_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = VendorFileSource(private(tmp_path / "token", mode=0o644))
    monkeypatch.setattr("tui.settings.reading._is_behind_a_closed_folder", lambda _: False)
    assert "others can read it" in await refusal(source)


async def test_a_command_gives_the_first_line_it_prints() -> None:
    source = python(f"print({SECRET!r}); print('login: someone')")
    assert await read_token(profile(source), {}) == Token(SECRET)


async def test_a_command_knows_no_token() -> None:
    names = ("STACKDECK_TOKEN", "MITTWALD_API_TOKEN", "COPY")
    source = python(f"import os; print(','.join(sorted({{*{names!r}}} & {{*os.environ}})) or 'none')")
    environ = dict.fromkeys(names, SECRET)
    assert await read_token(profile(source), environ) == Token("none")


async def test_a_command_that_fails_is_told_with_its_last_words() -> None:
    message = await refusal(python("import sys; print('first', file=sys.stderr); sys.exit('gpg: no\\x1b[31m key')"))
    assert "ended with 1 (gpg: no[31m key)" in message
    assert "Run it by hand" in message


async def test_a_command_that_does_not_exist_is_told() -> None:
    assert "can't be started" in await refusal(CommandSource(("/nowhere/command",)))


async def test_a_command_that_prints_nothing_is_told() -> None:
    assert "it is empty" in await refusal(python("pass"))


async def test_a_command_that_never_ends_is_ended_with_its_children(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    program = f"import os, subprocess; os.mkfifo({str(fifo)!r}); subprocess.run(['cat', {str(fifo)!r}])"
    message = await refusal(python(program), timeout=0.5)
    assert "took longer than 0.5 s" in message


async def test_a_command_whose_child_stays_behind_is_not_waited_for(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    program = f"import os, subprocess; os.mkfifo({str(fifo)!r}); subprocess.Popen(['cat', {str(fifo)!r}])"
    assert "took longer than 0.5 s" in await refusal(python(program), timeout=0.5)


async def test_a_command_that_prints_without_end_takes_no_memory_and_is_ended() -> None:
    program = "import sys\nwhile True: sys.stdout.write('x' * 65536)"
    assert "took longer than 0.5 s" in await refusal(python(program), timeout=0.5)


def test_a_child_gets_no_token_under_any_name() -> None:
    environ = {
        "PATH": "/bin",
        "STACKDECK_TOKEN": SECRET,
        "MITTWALD_API_TOKEN": "another",
        "PROD_TOKEN": "third",
        "COPY_OF_IT": f"{SECRET}\n",
    }
    assert child_environment(environ, [EnvironmentSource("PROD_TOKEN")]) == {"PATH": "/bin"}


def test_an_empty_token_hides_no_empty_variable() -> None:
    assert child_environment({"STACKDECK_TOKEN": "", "EMPTY": ""}) == {"EMPTY": ""}


def test_all_tokens_of_the_environment_are_known() -> None:
    environ = {"STACKDECK_TOKEN": "a", "MITTWALD_API_TOKEN": " b ", "PROD_TOKEN": "c", "OTHER": "d"}
    found = tokens_in_environment(environ, [EnvironmentSource("PROD_TOKEN")])
    assert found == (Token("a"), Token("b"), Token("c"))
