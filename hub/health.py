"""`/healthz`: this process answers. `/readyz`: it can serve readers, and what else is wrong.

Answered by the outermost middleware: a probe asks by the machine's own address, over plain HTTP, and must meet neither
the host check nor the redirect to HTTPS.
"""

import logging
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse

from hub.findings import AFTER_DATABASE, WITHOUT_DATABASE, Finding, database

logger = logging.getLogger(__name__)


class Health:
    """Middleware that answers the two addresses and passes everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return _answer({"status": "ok"}, 200)
        if request.path == "/readyz":
            return _readiness()
        return self.get_response(request)


def _readiness() -> HttpResponse:
    """503 only where another process would serve better: an orchestrator takes this one out of use."""
    findings = {"database": database()}
    if findings["database"].ready:
        findings |= {name: _found(name, check) for name, check in AFTER_DATABASE.items()}
    findings |= {name: _found(name, check) for name, check in WITHOUT_DATABASE.items()}
    ready = all(finding.ready for finding in findings.values())
    reasons = [f"{name}: {finding.problem}" for name, finding in findings.items() if finding.problem]
    status = "not ready" if not ready else "degraded" if reasons else "ready"
    body = {"status": status, "degraded": bool(reasons), "reasons": reasons}
    return _answer(body | {name: finding.detail for name, finding in findings.items()}, 200 if ready else 503)


def _found(name: str, check: Callable[[], Finding]) -> Finding:
    """Return what a check finds. One that fails says so, and hides nothing that the others find."""
    try:
        return check()
    except (DatabaseError, InterfaceError, OSError) as error:
        logger.exception("The check of %s failed", name)
        return Finding("unknown", f"the check failed ({type(error).__name__})")


def _answer(body: dict[str, object], status: int) -> HttpResponse:
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})
