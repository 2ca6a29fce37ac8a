"""Health endpoints: `/healthz` (this process answers) and `/readyz` (it can serve readers; lists all problems).

The outermost middleware serves them: a probe uses the machine's own address and plain HTTP, so it must not be stopped
by the host check or the redirect to HTTPS."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse

from hub.health_checks import DATABASE_CHECKS, SERVICE_CHECKS, CheckResult, database

logger = logging.getLogger(__name__)


class Health:
    """Middleware that answers the two paths and passes on all other requests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return _json_response({"status": "ok"}, 200)
        if request.path == "/readyz":
            return _check_readiness()
        return self.get_response(request)


def _check_readiness() -> HttpResponse:
    """Run all checks. 503 makes an orchestrator stop using this process, so only if another one would serve better."""
    results = {"database": database()}
    if results["database"].ready:
        results |= {name: _run(name, check) for name, check in DATABASE_CHECKS.items()}
    results |= {name: _run(name, check) for name, check in SERVICE_CHECKS.items()}
    ready = all(result.ready for result in results.values())
    reasons = [f"{name}: {result.problem}" for name, result in results.items() if result.problem]
    status = "not ready" if not ready else "degraded" if reasons else "ready"
    body = {"status": status, "degraded": bool(reasons), "reasons": reasons}
    return _json_response(body | {name: result.detail for name, result in results.items()}, 200 if ready else 503)


def _run(name: str, check: Callable[[], CheckResult]) -> CheckResult:
    """Run a check. If it raises, that is its result, so that those of the other checks are still reported."""
    try:
        return check()
    except (DatabaseError, InterfaceError, OSError) as error:
        logger.exception("The check of %s failed", name)
        return CheckResult("unknown", f"the check failed ({type(error).__name__})")


def _json_response(body: dict[str, object], status: int) -> HttpResponse:
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})
