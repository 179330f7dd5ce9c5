"""The sources of open data, one file each, in the order they are listed to a reader."""

from .accounts import ACCOUNTS
from .accounts_ccas import ACCOUNTS_CCAS
from .accounts_epci import ACCOUNTS_EPCI
from .adjacency import ADJACENCY
from .admin_express import ADMIN_EXPRESS
from .associations import ASSOCIATIONS
from .bd_topo import BD_TOPO
from .boundaries import BOUNDARIES
from .bpe import BPE
from .caf import CAF
from .cars import CARS
from .ccas import CCAS
from .census import CENSUS
from .chef_lieu import CHEF_LIEU
from .competences import COMPETENCES
from .data_inclusion import DATA_INCLUSION
from .diplomas import DIPLOMAS
from .districts import DISTRICTS
from .dwelling_values import DWELLING_VALUES
from .eligibility import ELIGIBILITY
from .european_2024 import EUROPEAN_2024
from .fibre import FIBRE
from .finess import FINESS
from .flows import FLOWS
from .france_services import FRANCE_SERVICES
from .households import HOUSEHOLDS
from .housing_zones import HOUSING_ZONES
from .income import INCOME
from .income_2023 import INCOME_2023
from .income_iris import INCOME_IRIS
from .institutions import INSTITUTIONS
from .iris import IRIS
from .jobseekers import JOBSEEKERS
from .jurisdictions import JURISDICTIONS
from .la_poste import LA_POSTE
from .labour import LABOUR
from .mandates import MANDATES
from .membership import MEMBERSHIP
from .movements import MOVEMENTS
from .municipal_2026 import MUNICIPAL_2026
from .networks import NETWORKS
from .occupations import OCCUPATIONS
from .osm import OSM
from .partnerships import PARTNERSHIPS
from .population import POPULATION
from .potential import POTENTIAL
from .prices import PRICES
from .priority import PRIORITY
from .roads import ROADS
from .rural import RURAL
from .schools import SCHOOLS
from .services import SERVICES
from .squares import SQUARES
from .structures import STRUCTURES
from .survey import SURVEY
from .town_halls import TOWN_HALLS
from .zonings import ZONINGS

SOURCES = (
    MEMBERSHIP, MOVEMENTS, POPULATION, ADJACENCY, BOUNDARIES, ADMIN_EXPRESS, IRIS, CHEF_LIEU,
    CENSUS, HOUSEHOLDS, DIPLOMAS, CARS, OCCUPATIONS, LABOUR, JOBSEEKERS, SQUARES, INCOME, INCOME_2023, INCOME_IRIS, CAF,
    FLOWS, ASSOCIATIONS, EUROPEAN_2024, MUNICIPAL_2026, FIBRE,
    MANDATES, DISTRICTS, ZONINGS, RURAL, HOUSING_ZONES, PRIORITY,
    SERVICES, FRANCE_SERVICES, SCHOOLS, LA_POSTE, FINESS, DATA_INCLUSION, STRUCTURES, ELIGIBILITY, BPE, OSM, NETWORKS,
    INSTITUTIONS, JURISDICTIONS, TOWN_HALLS, CCAS, COMPETENCES,
    POTENTIAL, DWELLING_VALUES, ACCOUNTS, ACCOUNTS_EPCI, ACCOUNTS_CCAS,
    ROADS, BD_TOPO,
    PRICES, SURVEY, PARTNERSHIPS,
)  # fmt: skip
BY_KEY = {source.key: source for source in SOURCES}

__all__ = ["BY_KEY", "SOURCES"]
