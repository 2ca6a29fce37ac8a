"""What the hub exports in GOV.UK's form is what it imported: importing it again changes nothing."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from publishing.models import Change
from tests.cms.importing.conftest import Import, the_details
from tests.cms.importing.documents import a_document, a_later, a_part

pytestmark = pytest.mark.django_db

EVERYTHING = """
<h2 id="crime">Crime</h2><p>Keep <strong>valuables</strong> &amp; papers safe. See
<a href="https://www.gov.uk/foreign-travel-advice/syria">Syria</a> and
<a href="https://www.example.org/?a=1&amp;b=2">a site</a>.</p>
<ul><li>one</li><li>two<ul><li>inside</li></ul></li></ul>
<h3>At night</h3><ol><li>first</li><li>second</li></ol>
<div role="note" aria-label="Warning" class="application-notice help-notice"><p>Do not go.</p></div>
<div class="call-to-action"><p>Read on.</p></div>
<table><thead><tr><th>Number</th><th>For</th></tr></thead>
<tbody><tr><td>112</td><td>All &lt;services&gt;</td></tr></tbody></table>
<table><tbody><tr><td>no</td><td>heading</td></tr></tbody></table>
<blockquote><p>Be careful.</p><p>Be quick.</p></blockquote>
<div class="contact"><p>British Embassy<br>Telephone: +961 1 960 800<br>Email: beirut@example.org</p></div>
<p>The end.</p>
"""


def exported(slug: str = "lebanon") -> dict[str, Any]:
    answer = Client().get(f"/api/content/foreign-travel-advice/{slug}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("arguments", [(), ("--all",)])
def test_importing_an_export_changes_nothing(run_import: Import, arguments: tuple[str, ...]) -> None:
    body = EVERYTHING
    first = a_document(parts=[a_part("summary", "<p>Short.</p>"), a_part("safety-and-security", body)])
    run_import(first, a_document("syria"))
    run_import(a_later(first, "Ferries.", description="Ferries run again."))
    before, details = Change.objects.count(), the_details()
    report = run_import(exported(), exported("syria"), arguments=arguments)
    assert Change.objects.count() == before, report
    assert the_details() == details


def test_an_export_has_what_was_imported(run_import: Import) -> None:
    document = a_document()
    run_import(document)
    found, details = exported(), exported()["details"]
    assert found["base_path"] == document["base_path"]
    assert found["title"] == document["title"]
    assert datetime.fromisoformat(found["public_updated_at"]) == datetime.fromisoformat(document["public_updated_at"])
    for name in ("alert_status", "country"):
        assert details[name] == document["details"][name]
    assert [part["slug"] for part in details["parts"]] == [part["slug"] for part in document["details"]["parts"]]
    history = [(one["note"], datetime.fromisoformat(one["public_timestamp"])) for one in details["change_history"]]
    assert history == [
        (one["note"], datetime.fromisoformat(one["public_timestamp"])) for one in document["details"]["change_history"]
    ]
