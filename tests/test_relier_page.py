"""The Relier page without a browser: partners with their direction, a perimeter by list."""

import re

import pytest
import shapely
from streamlit.testing.v1 import AppTest

import layers
from distance import Scheme
from layers import COG
from pages import relier
from pages.state.choices import held
from partners import touching

EMERAUDE = "200090579"


def page() -> None:
    """The strip of choices, then the page."""
    from pages import relier  # noqa: PLC0415 - AppTest runs the body alone
    from pages.state import choices  # noqa: PLC0415 - AppTest runs the body alone

    chosen = choices.choose()
    if chosen is not None:
        relier.show(chosen)


def opened(**query: str) -> AppTest:
    at = AppTest.from_function(page, default_timeout=600)
    for key, value in ({"epci": EMERAUDE} | query).items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def shown(at: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in at.get("html")).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", ("Émeraude Communauté, ", "en minutes", "d’habitants")),
        ("en", ("Émeraude Communauté, ", "in minutes", "residents")),
    ],
)
def test_neighbours_are_ranked_with_their_direction(lang: str, said: tuple[str, ...]) -> None:
    text = shown(opened(lang=lang, par="minutes"))
    assert all(part in text for part in said)
    assert not re.search(r"\bnan\b|None|\{", text)


def test_a_commune_has_its_own_neighbours() -> None:
    """39007 is in Terre d'Émeraude; itself, it is no partner of its own."""
    at = opened(commune="39007", par="geographic")
    name = at.button(key="leave-commune-39007").label.replace("\\", "")
    assert f"À quelle distance, depuis {name}" in shown(at)
    assert f"<td>{name}<br>" not in shown(at)


def test_each_neighbour_is_outlined_off_the_map_of_the_intercommunality() -> None:
    mine = layers.contours(layers.territory(EMERAUDE)).union_all()
    for other in touching(layers.territory(EMERAUDE)):
        drawn = shapely.multilinestrings(
            [shapely.linestrings(path) for path in relier._outline(EMERAUDE, other, COG, held(EMERAUDE))]
        )
        theirs = layers.contours(layers.territory(other)).union_all().boundary
        assert drawn.intersection(mine.boundary.buffer(1e-5)).length < 0.02 * drawn.length
        assert drawn.length == pytest.approx(theirs.difference(mine.boundary).length, rel=1e-3)


def test_a_perimeter_by_list_says_its_distance_or_why_it_cannot() -> None:
    at = opened()
    assert "Entre deux habitants" in shown(at)
    at.text_input(key="codes").set_value("99999").run()
    assert not at.exception
    assert "99999" in at.error[0].value


@pytest.mark.parametrize("query", [{"par": "nothing"}, {"commune": "64102"}], ids=str)
def test_a_wrong_address_gets_a_sentence_and_the_default(query: dict[str, str]) -> None:
    assert next(iter(query.values())) in opened(**query).warning[0].value


def test_the_nearest_comes_first_in_its_group_with_its_figure() -> None:
    text = re.sub(r"(<[^>]+>|\s)+", " ", shown(opened(par="geographic")))
    first = "Communauté de communes La Grandvallière"
    assert "Émeraude Communauté, l’intercommunalité la plus proche par la distance géographique, parmi les 7" in text
    assert f"dont on connaît les mêmes indicateurs, est {first} : 4,4 fois moins d’habitants" in text
    assert "Intercommunalités dont on connaît d’autres indicateurs, rangées à part :" in text
    assert re.search(rf"sur 1 minutes 1 {first} .{{,80}} 0,62 environ 40 min 2 Communauté", text)
    ranked = re.findall(r"inconnu (0,\d\d) environ", text.split("connus sur")[1])
    assert len(ranked) == 7
    assert ranked == sorted(ranked)


def test_a_legend_of_minutes_counts_the_unrounded_ones_and_communes_are_read_to_the_residents_around() -> None:
    """From Communauté de communes Terre d'Émeraude, residents around are farther than those inside it."""
    text = re.sub(r"(<[^>]+>|\s)+", " ", shown(opened(par="minutes")))
    around = relier._around(EMERAUDE, Scheme(), "fr")
    minutes = around.from_others("minutes").reindex(around.place.communes)
    least, among = re.findall(r"(\d+) min ou moins (\d+)", text)[0]
    assert int(among) == (minutes <= int(least)).sum() > 0
    for low, high, counted in re.findall(r"(\d+) à (\d+) min (\d+)", text):
        assert int(counted) == ((minutes > int(low)) & (minutes <= int(high))).sum()
    code, there = "39007", around.measured.xs("39007", level="origin")["minutes"]
    outside = there[~there.index.isin(layers.territory(EMERAUDE).communes)]
    people = around.communes["population"].reindex(outside.index)
    assert around.from_others("minutes")[code] == pytest.approx((outside * people).sum() / people.sum())


def perimeter() -> None:
    """The perimeter of CA du Pays Basque alone, geography counting for everything."""
    from distance import Scheme  # noqa: PLC0415 - AppTest runs the body alone
    from pages import relier  # noqa: PLC0415

    relier._by_list("200067106", Scheme(cultural=0, administrative=0, economic=0), "fr")


def test_a_perimeter_is_read_under_the_weights_of_the_reader() -> None:
    """All on geography: the overall distance is the geographic one."""
    at = AppTest.from_function(perimeter, default_timeout=600).run()
    assert not at.exception
    text = re.sub(r"(<[^>]+>|\s)+", " ", shown(at))
    overall = re.findall(r"Distance moyenne (0,\d\d)|Distance d’ensemble (0,\d\d)|Ensemble (0,\d\d)", text)
    assert "".join(overall[0]) == re.findall(r"Géographique (0,\d\d)", text)[0]
