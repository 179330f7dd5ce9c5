"""What the columns of a border between two communes hold."""

from i18n import Text

from .meanings import CODE, COMMUNE, FLAG, TEXT, Meaning

BORDERS: dict[str, Meaning] = {
    "commune_a": Meaning(Text("Première commune (code)", "First commune (code)"), CODE, COMMUNE, ("membership",)),
    "name_a": Meaning(Text("Première commune", "First commune"), TEXT, Text("Son nom.", "Its name.")),
    "commune_b": Meaning(Text("Seconde commune (code)", "Second commune (code)"), CODE, COMMUNE, ("membership",)),
    "name_b": Meaning(Text("Seconde commune", "Second commune"), TEXT, Text("Son nom.", "Its name.")),
    "dominating": Meaning(
        Text("Dimension qui domine", "Dominating dimension"),
        CODE,
        Text(
            "Celle dont le poids × la note est le plus grand : cultural, administrative, geographic ou economic.",
            "The one whose weight × score is the largest: cultural, administrative, geographic or economic.",
        ),
    ),
    "former_border": Meaning(
        Text("Ancienne frontière intercommunale", "Former intercommunal border"),
        FLAG,
        Text(
            "1 si les deux communes étaient de deux intercommunalités avant la dernière fusion ; vide si l'une n'est "
            "pas connue.",
            "1 where the two communes were of two intercommunalities before the last merger; empty where one is "
            "unknown.",
        ),
        ("membership",),
    ),
    "within_noise": Meaning(
        Text("Dans le bruit des petits effectifs", "Within the noise of small numbers"),
        FLAG,
        Text(
            "1 si le hasard seul ferait plus de la moitié des écarts de composition connus ; vide où la dimension "
            "culturelle ne domine pas.",
            "1 where chance alone would make over half of the known gaps of composition; empty where the cultural "
            "dimension does not dominate.",
        ),
    ),
}
