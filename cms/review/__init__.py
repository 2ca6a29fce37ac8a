"""Review of published pages: when it is due, reminders, a report, and the attestation that a page is still right."""
