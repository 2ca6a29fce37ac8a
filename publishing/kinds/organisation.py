"""Organisations: the partners of projects."""

from typing import Annotated

from django.utils.translation import pgettext_lazy

from publishing.content.fields import Line, Url
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import Choices, Declaration, Details, Filter, Published, SchemaList, Searched


class OrganisationSide(Choices):
    """The side that an organisation or a partner of a project represents."""

    POLICE = "police", "The police.", pgettext_lazy("partner", "Police")
    BUSINESS = "business", "Business.", pgettext_lazy("partner", "Business")
    GOVERNMENT = "government", "Government.", pgettext_lazy("partner", "Government")


class OrganisationDetails(Details):
    """An organisation. Its name is the title."""

    slug: Annotated[Line, Published("The slug, for URLs and filters.", filter=Filter("The slug."))]
    side: Annotated[
        OrganisationSide,
        Published("The side that it represents.", filter=Filter("The side that it represents.")),
    ]
    url: Annotated[
        Url, Published("The website of the organisation; null if it has none.", Searched.BODY, name="website")
    ] = ""


KIND = Declaration(
    kind=Kind.ORGANISATION,
    details=OrganisationDetails,
    type_name="Organisation",
    description="An organisation. Its name is the title.",
    schema_list=SchemaList("organisations", "Organisations."),
    relation=Relation.PARTNER,
)
