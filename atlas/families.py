"""Families of communes in sentences: why so many, whether they repeat the former EPCIs, what the plane is worth."""

import math

from cage import Study
from distance.borders import CHANCE
from distance.families import Agreement, Families
from distance.plane import Plane
from i18n import Lang, Text, number

from .merger import TOO_FEW, chance
from .words import enumeration

COLORS = (
    "#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377",
    "#bbbbbb", "#ee8866", "#44bb99", "#332288", "#882255", "#ddddaa",
)  # fmt: skip
"""One colour a family, of Paul Tol's qualitative schemes: told apart by the colour-blind, up to twelve."""


def sentences(shown: Families, why: Text, alike: Agreement | None, plane: Plane, study: Study, lang: Lang) -> list[str]:
    """Most important first; who is left out comes last, by name."""
    found = [why.in_lang(lang)]
    if alike is not None:
        found.append(_alike(alike, lang))
    said = Text(
        "Le plan rend ces distances avec un stress de {stress} : qualité {word} (Kruskal).",
        "The plane renders these distances with a stress of {stress}: {word} (Kruskal).",
    )
    found.append(said.in_lang(lang).format(stress=number(plane.stress, lang, 2), word=plane.word.in_lang(lang)))
    names = [str(study.communes["name"].iloc[row]) for row in shown.left_out]
    if names:
        out = Text(
            "Laissées de côté, leurs distances n'étant pas toutes connues : {names}.",
            "Left out, their distances not all being known: {names}.",
        )
        found.append(out.in_lang(lang).format(names=enumeration(names, lang)))
    return found


def _alike(alike: Agreement, lang: Lang) -> str:
    """Whether families are the former EPCIs, beside what random contiguous perimeters of the same sizes give."""
    said = Text(
        "Les familles redisent les anciennes intercommunalités à {ari} sur 1 (indice de Rand ajusté){beside} : "
        "{verdict}.",
        "Families repeat the former intercommunalities at {ari} out of 1 (adjusted Rand index){beside}: {verdict}.",
    )
    if math.isnan(alike.p):
        ari = number(alike.ari, lang, 2)
        return said.in_lang(lang).format(ari=ari, beside="", verdict=TOO_FEW.in_lang(lang))
    beside = Text(
        " ; des périmètres d'un seul tenant tirés au hasard, neuf fois sur dix de {low} à {high} (p{p})",
        "; contiguous perimeters drawn at random, {low} to {high} nine times out of ten (p{p})",
    )
    numbers = {"low": number(alike.low, lang, 2), "high": number(alike.high, lang, 2), "p": chance(alike.p, lang)}
    more = Text("les anciens périmètres se voient dans les familles", "the former perimeters show in the families")
    no = Text("elles ne suivent pas les anciens périmètres", "they do not follow the former perimeters")
    return said.in_lang(lang).format(
        ari=number(alike.ari, lang, 2),
        beside=beside.in_lang(lang).format(**numbers),
        verdict=(more if alike.p < CHANCE else no).in_lang(lang),
    )
