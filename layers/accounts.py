"""Accounts of communes, EPCI, CCAS and CIAS (OFGL): not in the reference pack."""

from i18n import Text

from .source import Source

ACCOUNTS = Source(
    key="accounts",
    label=Text("Comptes des collectivités et CCAS", "Accounts of authorities and CCAS"),
    publisher="OFGL",
    origin=Text("OFGL, comptes consolidés", "OFGL, consolidated accounts"),
)
