"""Completion scripts for bash, zsh and fish, from what argparse knows of the command line."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BASH = """\
_stackdeck() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} command="" i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${{COMP_WORDS[i]}} in
            {valued}) ((i++)) ;;
            -*) ;;
            *) command=${{COMP_WORDS[i]}}; break ;;
        esac
    done
    COMPREPLY=()
    case "$command $before" in
{values}
    esac
    case $command in
{commands}
    esac
}}
complete -F _stackdeck stackdeck
"""
_ZSH = """\
(( $+functions[compdef] )) || { autoload -U compinit && compinit }
autoload -U +X bashcompinit && bashcompinit
"""
"""zsh runs the script for bash."""
_FISH = """\
function __stackdeck_at
    set -l command ""
    set -l skip no
    for word in (commandline -opc)[2..-1]
        if test $skip = yes
            set skip no
            continue
        end
        switch $word
            case {valued}
                set skip yes
            case '-*'
            case '*'
                set command $word
                break
        end
    end
    test "$command" = "$argv[1]"
end
complete -c stackdeck -f"""
"""`__stackdeck_at ls` is true behind `stackdeck --profile NAME ls`."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option: its spellings, its help, and what may follow it."""

    flags: tuple[str, ...]
    help: str
    takes_value: bool
    choices: tuple[str, ...]
    is_path: bool


@dataclass(frozen=True, slots=True)
class Command:
    """A command (or the program itself) with its options and the words that may follow it."""

    name: str
    help: str
    options: tuple[Option, ...]
    words: tuple[str, ...]
    commands: tuple[Command, ...]


def command_of(parser: argparse.ArgumentParser, name: str = "") -> Command:
    """The command that *parser* reads, with all commands below it."""
    options: list[Option] = []
    words: list[str] = []
    commands: list[Command] = []
    for action in parser._actions:  # noqa: SLF001 -- argparse has no public way to ask a parser what it knows
        choices = tuple(map(str, action.choices or ()))
        if action.option_strings:
            flags = tuple(action.option_strings)
            options.append(Option(flags, action.help or "", action.nargs != 0, choices, action.type is Path))
        else:
            words += choices
        if isinstance(action.choices, dict):
            commands += [command_of(child, key) for key, child in action.choices.items()]
    summary = " ".join((parser.description or "").partition(".")[0].split())
    return Command(name, summary, tuple(options), tuple(words), tuple(commands))


def script_for(shell: str, program: Command) -> str:
    """The script for *shell*: `bash`, `zsh` or `fish`."""
    match shell:
        case "bash":
            return _bash(program)
        case "zsh":
            return _ZSH + _bash(program)
        case _:
            return "\n".join(_fish(program)) + "\n"


def _bash(program: Command) -> str:
    places = [program, *program.commands]
    return _BASH.format(
        valued="|".join(_valued(program)),
        values="\n".join(line for place in places for line in _bash_values(place)),
        commands="\n".join(_bash_words(place) for place in places),
    )


def _valued(program: Command) -> list[str]:
    """The options before the command that are followed by a value."""
    return [flag for option in program.options if option.takes_value for flag in option.flags]


def _bash_values(place: Command) -> Iterator[str]:
    for option in _all_options(place):
        if option.takes_value:
            pattern = "|".join(f'"{place.name} {flag}"' for flag in option.flags)
            yield f"        {pattern}) {_bash_reply(option)}; return ;;"


def _bash_reply(option: Option) -> str:
    if option.choices:
        return f'COMPREPLY=($(compgen -W {shlex.quote(" ".join(option.choices))} -- "$word"))'
    return 'COMPREPLY=($(compgen -f -- "$word"))' if option.is_path else ":"


def _bash_words(place: Command) -> str:
    flags = [flag for option in _all_options(place) for flag in option.flags]
    words = shlex.quote(" ".join([*place.words, *flags]))
    return f'        "{place.name}") COMPREPLY=($(compgen -W {words} -- "$word")) ;;'


def _all_options(place: Command) -> list[Option]:
    """The options of a command and, where it is not the program itself, of the commands below it."""
    below = place.commands if place.name else ()
    return list({option.flags: option for command in (place, *below) for option in command.options}.values())


def _fish(program: Command) -> Iterator[str]:
    yield _FISH.format(valued=" ".join(_valued(program)))
    nowhere = '__stackdeck_at ""'
    for option in program.options:
        yield _fish_option(nowhere, option)
    for command in program.commands:
        about = shlex.quote(command.help)
        yield f"complete -c stackdeck -n {shlex.quote(nowhere)} -a {command.name} -d {about}"
        there = f"__stackdeck_at {command.name}"
        if command.words:
            yield f"complete -c stackdeck -n {shlex.quote(there)} -a {shlex.quote(' '.join(command.words))}"
        for option in _all_options(command):
            yield _fish_option(there, option)


def _fish_option(condition: str, option: Option) -> str:
    parts = ["complete -c stackdeck -n", shlex.quote(condition)]
    parts += [f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in option.flags]
    if option.takes_value:
        parts.append("-rF" if option.is_path else "-x")
    if option.choices:
        parts.append(f"-a {shlex.quote(' '.join(option.choices))}")
    return " ".join([*parts, "-d", shlex.quote(option.help)])
