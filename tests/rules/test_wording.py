"""People come first: words that name somebody by what they carry are never said to anybody, in English or Spanish.

What people *type* (synonyms, phrases, the words of danger) is understood whatever they type, and never shown; so is
what a group calls itself, shown as it stands.
"""

import ast
import csv
import re
from collections.abc import Iterator
from enum import EnumType
from importlib import import_module

import pytest
from babel.messages.pofile import read_po

from tests.rules.source_tree import ROOT, name_of, python_files, syntax

NEVER_IN_ENGLISH = {
    r"addicts?|addicted|junkies?|druggies?|drunks?|alcoholics?": "a person, never their illness",
    r"users?": "nobody here is a user: say peer, client, person, or what they do",
    r"abusers?|(substance|drug|alcohol) abuse": "it blames: say use",
    r"clean|dirty": "nobody is dirty: say not using, in recovery, positive or negative",
    r"relapse\w*": "it counts as a fall: say used again, or returned to use",
    r"non-?complian\w*|complian(t|ce)|unmotivated|in denial": "it judges: say what did not happen",
    r"no-?shows?|drop-?outs?|dropped out|failed (treatment|to attend)": "say did not attend, or stopped going",
    r"suffer(s|ed|ing)? from|afflicted|victims?": "say has, or lives with; survivor, where they say so",
    r"crazy|insane|psychos?|the mentally ill|schizophrenics?|bipolars": "a person, never a diagnosis",
    r"the homeless|homeless (people|persons?)|vagrants?|hobos?": "say people without a home",
    r"felons?|convicts?|ex-?cons?|offenders?|inmates?|criminals": "say people with a record, or in custody",
    r"handicapped|crippled|wheelchair-bound|the disabled": "say people with disabilities",
    r"manipulative|attention-seeking|frequent flyers?|difficult clients?|hard cases?": "it says more of who writes it",
    r"(low|high)-functioning": "say what somebody needs help with",
    r"commit(ted)? suicide": "say died by suicide",
    r"prostitutes?|illegals?|illegal (immigrants?|aliens?)": "a person, never what is held against them",
}
NEVER_IN_SPANISH = {
    r"adict[oa]s?|drogadict\w+|toxic[oó]man\w+|yonquis?|borrach\w+|alcohólic[oa]s?|drogat\w+": "una persona",
    r"usuari[oa]s?|consumidor(es|as?)?": "diga par, persona, cliente",
    r"abus(o|os|ar|a|an|aba) de (sustancias|drogas|alcohol)|abusador\w*": "culpa: diga consumo",
    r"limpi[oa]s?|suci[oa]s?": "nadie está sucio: diga sin consumir, en recuperación",
    r"reca[ií]d\w*|recaer|recayó": "cuenta como caída: diga volvió a consumir",
    r"incumplid\w+|no cumplidor\w*|desmotivad\w+": "juzga: diga qué no se dio",
    r"sufren? de|padecen?|víctimas?|aquejad\w+": "diga tiene, vive con",
    r"loc[oa]s?|demente\w*|esquizofrénic\w+|los enfermos mentales": "una persona, nunca un diagnóstico",
    r"indigentes?|vagabund\w+|los sin techo": "diga personas sin hogar",
    r"delincuentes?|criminales|ex-?convict\w+|convict\w+|reos?|pres[oa]s?|reclus[oa]s?": "diga con antecedentes",
    r"minusválid\w+|inválid[oa]s?|discapacitad\w+|lisiad\w+": "diga personas con discapacidad",
    r"manipulador\w*|(casos?|clientes?) difícil(es)?": "dice más de quien lo escribe",
    r"cometi\w+ suicidio|se suicidó": "diga murió por suicidio",
    r"prostitut\w+|ilegal(es)?": "una persona, nunca lo que se le reprocha",
}
CALL_THEMSELVES = re.compile(
    r"Alcoholics Anonymous|Alcohólicos Anónimos|Adult Children of Alcoholics|Hijos Adultos de Alcohólicos|Living Clean"
)
"""Names that groups and books gave themselves."""
MARKS = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)
SAYS = {
    "gettext",
    "ngettext",
    "pgettext",
    "_",
    "marked",
    "worded",
    "RefusedError",
    "RefusedTransition",
    "WeakPasswordError",
}
SHOWN = ("domains", "terms", "audiences", "fit_facts", "access")
CODES = (
    "directory.clients.codes",
    "directory.referrals.codes",
    "directory.feeds.codes",
)


def words_against(language: dict[str, str], text: str) -> list[str]:
    """Every word of a text that is never used, with the reason."""
    said = CALL_THEMSELVES.sub("", text)
    found = ((re.search(rf"\b(?:{words})\b", said, re.IGNORECASE), why) for words, why in language.items())
    return [f"{match[0]}: {why}" for match, why in found if match]


def sentences_of_code() -> Iterator[tuple[str, str]]:
    """What the Python files say to people, each with where it stands."""
    for path in python_files():
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in SAYS:
                yield from (
                    (f"{name_of(path)}:{node.lineno}", part.value)
                    for part in node.args
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                )


def words_of_templates() -> Iterator[tuple[str, str]]:
    """What the templates say, without the marks around it."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        yield name_of(path), text


def labels(language: str) -> Iterator[tuple[str, str]]:
    """Labels and definitions of the vocabulary in one language."""
    for name in SHOWN:
        with (ROOT / "seeds" / "vocabulary" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                shown = {
                    column for column in row if column.startswith(("label", "definition", "yes", "no_", "unstated"))
                }
                theirs = {column for column in shown if column.endswith("_es") == (language == "es")}
                yield from ((f"{name}.csv {column}", row[column] or "") for column in sorted(theirs))


def translations() -> Iterator[tuple[str, str]]:
    """The Spanish of every sentence."""
    with (ROOT / "directory" / "locale" / "es" / "LC_MESSAGES" / "alongside.po").open("rb") as file:
        for message in read_po(file, locale="es"):
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            yield from ((str(message.id), form) for form in forms)


def codes() -> Iterator[tuple[str, str]]:
    """What the private half writes down in codes: they are exported, and read by people too."""
    for name in CODES:
        lists = [one for one in vars(import_module(name)).values() if isinstance(one, EnumType)]
        yield from ((f"{name}.{one.__name__}", str(code.value).replace("_", " ")) for one in lists for code in one)


SAID = {
    "code": (NEVER_IN_ENGLISH, sentences_of_code),
    "templates": (NEVER_IN_ENGLISH, words_of_templates),
    "vocabulary": (NEVER_IN_ENGLISH, lambda: labels("_en")),
    "codes": (NEVER_IN_ENGLISH, codes),
    "translations": (NEVER_IN_SPANISH, translations),
    "vocabulary in Spanish": (NEVER_IN_SPANISH, lambda: labels("_es")),
}


@pytest.mark.parametrize("where", SAID)
def test_people_come_first(where: str) -> None:
    language, said = SAID[where]
    everything = list(said())
    assert len(everything) > 40, "there is something to judge"
    assert [(place, found) for place, text in everything if (found := words_against(language, text))] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (NEVER_IN_ENGLISH, "Open to addicts and their families"),
        (NEVER_IN_ENGLISH, "The client was non-compliant"),
        (NEVER_IN_ENGLISH, "A clean urine sample"),
        (NEVER_IN_SPANISH, "Grupo para adictos"),
        (NEVER_IN_SPANISH, "La usuaria recayó"),
    ],
)
def test_such_a_sentence_is_found(language: dict[str, str], text: str) -> None:
    assert words_against(language, text)


def test_what_a_group_calls_itself_is_left_to_it() -> None:
    assert words_against(NEVER_IN_ENGLISH, "Alcoholics Anonymous (AA)") == []
    assert words_against(NEVER_IN_SPANISH, "Alcohólicos Anónimos (AA)") == []
