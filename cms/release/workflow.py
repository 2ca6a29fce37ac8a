"""What happens to a submission that was approved (settings.WAGTAIL_FINISH_WORKFLOW_ACTION).

Wagtail imports this module while it defines its models, so it imports nothing until it is called.
"""

from typing import Any


def finish_workflow(workflow_state: Any, user: Any = None) -> None:
    """Publish what was approved, or propose it for a second person if it changes what is protected."""
    from wagtail.workflows import publish_workflow_state

    from cms.release.proposing import needs_release, propose_publication
    from publishing.models import Actor

    revision = workflow_state.content_object.get_latest_revision()
    if user is not None and needs_release(revision.as_object(), revision):
        propose_publication([revision], Actor.for_user(user))
    else:
        publish_workflow_state(workflow_state, user)
