"""Mean rental value of dwellings by commune (DGFiP): the base of local taxes, never an income."""

from i18n import Text

from ..source import File, Source, by_commune

DWELLING_VALUES = Source(
    key="dwelling_values",
    label=Text("Valeurs locatives des logements", "Rental values of dwellings"),
    publisher="DGFiP",
    origin=Text(
        "DGFiP, recensement des éléments d'imposition (REI), taxe d'habitation 2022",
        "DGFiP, elements of taxation (REI), taxe d'habitation 2022",
    ),
    vintages={2022: File(2026, "housing.parquet")},
    read=by_commune("mean_rental_value"),
)
