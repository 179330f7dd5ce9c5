"""What the commands have in common: options and their faults said in the reader's language, nothing of the system's."""

import argparse
import os
import socket
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from typing import Any, TypeAlias, get_args

from i18n import Lang, Text, typeset

from .errors import LayerError, reason, refusal
from .fetch.download import Cancelled

MOST_PORT = 65_535
OK, FAILED, WRONG, STOPPED = 0, 1, 2, 130
"""Exit codes: all was made, something was not, what is asked for is wrong, the reader stopped it."""

_FRENCH: Mapping[str, str] = {
    "usage: ": "utilisation : ",
    "positional arguments": "arguments",
    "options": "options",
    "show this help message and exit": "affiche cette aide, et rien d’autre",
    "%(prog)s: error: %(message)s\n": "%(prog)s : %(message)s\n",
    "%(prog)s: warning: %(message)s\n": "%(prog)s : %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "unrecognized arguments: %s": "arguments inconnus : %s",
    "unexpected option string: %s": "option inattendue : %s",
    "the following arguments are required: %s": "il manque : %s",
    "one of the arguments %s is required": "il faut l’un de ces arguments : %s",
    "not allowed with argument %s": "ne va pas avec %s",
    "ignored explicit argument %r": "cette option ne prend pas de valeur : %r",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s peut être %(matches)s : écrivez-la en entier",
    "expected one argument": "il faut une valeur",
    "expected at most one argument": "il faut une valeur au plus",
    "expected at least one argument": "il faut au moins une valeur",
    "expected %s argument": "il faut %s valeur",
    "expected %s arguments": "il faut %s valeurs",
    "invalid %(type)s value: %(value)r": "il faut un nombre entier, et non « %(value)s »",
    "invalid choice: %(value)r (choose from %(choices)s)": "« %(value)s » n’est pas un choix possible : %(choices)s",
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)":
        "« %(value)s » n’est pas un choix possible (peut-être « %(closest)s ») : %(choices)s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "« %(parser_name)s » est inconnu : %(choices)s",
}  # fmt: skip
"""What argparse says to whoever types a command; numbers are the only values that it converts here."""


Option: TypeAlias = tuple[str, Mapping[str, Any], Text]
"""Its name, what argparse takes of it (texts are read in one language), and its help."""

_LANG: Option = ("--lang", {"choices": ("fr", "en")}, Text("langue", "language"))


class Parser(argparse.ArgumentParser):
    """An argument parser whose help and refusals are in one language."""

    def __init__(self, prog: str, about: Text, options: Iterable[Option], lang: Lang) -> None:
        with _argparse_in(lang):
            super().__init__(prog=prog, description=about.in_lang(lang))
        self.lang = lang
        for name, how, said in (*options, _LANG):
            read: dict[str, Any] = {
                key: value.in_lang(lang) if isinstance(value, Text) else value for key, value in how.items()
            }
            self.add_argument(name, help=said.in_lang(lang), **read)

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """What is typed; or the usage, the fault and exit code 2."""
        with _argparse_in(self.lang):
            return self.parse_args(words)


@contextmanager
def _argparse_in(lang: Lang) -> Iterator[None]:
    """Argparse asks gettext for each of its sentences, by two names of its module."""
    asked = {name: getattr(argparse, name) for name in ("_", "ngettext")}
    french: Mapping[str, str] = _FRENCH if lang == "fr" else {}

    def said(text: str, *others: Any) -> str:  # noqa: ANN401
        text = text if others[1:] in ((), (1,)) else others[0]
        return typeset(french.get(text, text))

    vars(argparse).update(dict.fromkeys(asked, said))
    try:
        yield
    finally:
        vars(argparse).update(asked)


def spoken(words: Sequence[str]) -> Lang:
    """The language of a command: that of ``--lang``, else that of the terminal if it is English, else French."""
    for word, after in zip_longest(words, words[1:], fillvalue=""):
        name, equals, joined = word.partition("=")
        value = joined if equals else after
        if name == "--lang" and value in get_args(Lang):
            return "en" if value == "en" else "fr"
    told = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "en" if told.startswith("en") else "fr"


def say(text: Text, lang: Lang) -> None:
    """A sentence beside the result: on the standard error."""
    sys.stderr.write(text.in_lang(lang) + "\n")


def guarded(work: Callable[[], int], lang: Lang, refused: int = WRONG) -> int:
    """Do the work of a command: what goes wrong is a sentence and an exit code, `refused` for a LayerError."""
    try:
        done = work()
        sys.stdout.flush()
    except LayerError as error:
        say(error.message, lang)
        return refused
    except BrokenPipeError:
        # Whoever reads has read enough (``| head``): Python must not write again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return OK
    except OSError as error:
        say(refusal(error), lang)
        return FAILED
    except (Cancelled, KeyboardInterrupt):
        say(Text("\nArrêté. Ce qui est fait reste.", "\nStopped. What is done stays."), lang)
        return STOPPED
    return done


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; raises LayerError if it cannot."""
    try:
        if not 0 <= port <= MOST_PORT:
            raise LayerError(_NO_PORT.format(most=MOST_PORT))
        # It gives the fault of a name as such; create_server does not.
        socket.getaddrinfo(host, port)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except socket.gaierror as error:
        why = Text("ce nom d’hôte est inconnu", "this host name is unknown")
        raise LayerError(_REFUSED.format(host=host, port=port, why=why)) from error
    except OSError as error:
        raise LayerError(_REFUSED.format(host=host, port=port, why=reason(error))) from error


_NO_PORT = Text("Un port va de 0 à {most}.", "A port goes from 0 to {most}.")
_REFUSED = Text(
    "Impossible de servir sur {host}:{port} : {why}. Choisissez un autre « --port » ou un autre « --host ».",
    "Cannot serve at {host}:{port}: {why}. Choose another “--port” or another “--host”.",
)
