"""The database models of search."""

from search.models.analytics import Channel, ClickCount, SearchCount
from search.models.embedding import ItemEmbedding
from search.models.identity import LogIdentity
from search.models.relevance import MonthlyRelevance
from search.models.saved import SavedSearch, SavedSearchAnchor
from search.models.set_aside import SetAside
from search.models.vocabulary import BestBet, SynonymSet

__all__ = [
    "BestBet",
    "Channel",
    "ClickCount",
    "ItemEmbedding",
    "LogIdentity",
    "MonthlyRelevance",
    "SavedSearch",
    "SavedSearchAnchor",
    "SearchCount",
    "SetAside",
    "SynonymSet",
]
