"""Median disposable income by commune (INSEE, Filosofi)."""

from i18n import Text

from .source import PAYS_BASQUE, File, Source

INCOME = Source(
    key="income",
    label=Text("Revenus (Filosofi)", "Incomes (Filosofi)"),
    publisher="INSEE",
    origin=Text("Insee, Filosofi ; vide = secret statistique", "INSEE, Filosofi; empty = statistical secrecy"),
    vintages={2021: File(2026, "income_2021.parquet")},
    read=lambda raw: raw.set_index("commune"),
    scope=PAYS_BASQUE,
)
