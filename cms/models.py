"""Imports all models, for Django to find them."""

from cms.pages.briefing import BriefingAction, BriefingPage
from cms.pages.guidance import GuidancePage
from cms.pages.home import Home
from cms.pages.imported import ImportedPage
from cms.pages.project import ProjectMilestone, ProjectPage, ProjectPartner
from cms.pages.section import Section
from cms.pages.standard import StandardPage
from cms.pages.travel_advice import TravelAdvicePage
from cms.pages.work_stream import WorkStreamPage
from cms.pages.z_card import ZCardPage, ZCardPanel
from cms.release.models import Proposal, ProposedChange
from cms.review.models import Attestation, SentReminder
from cms.snippets.organisation import Organisation
from cms.snippets.sector import Sector
from cms.snippets.threat_level import ThreatLevel
from cms.snippets.topic import Topic
from cms.staff.models import PageHandling, SectionFiles

__all__ = [
    "Attestation",
    "BriefingAction",
    "BriefingPage",
    "GuidancePage",
    "Home",
    "ImportedPage",
    "Organisation",
    "PageHandling",
    "ProjectMilestone",
    "ProjectPage",
    "ProjectPartner",
    "Proposal",
    "ProposedChange",
    "Section",
    "SectionFiles",
    "Sector",
    "SentReminder",
    "StandardPage",
    "ThreatLevel",
    "Topic",
    "TravelAdvicePage",
    "WorkStreamPage",
    "ZCardPage",
    "ZCardPanel",
]
