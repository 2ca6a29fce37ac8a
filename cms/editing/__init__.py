"""Edit forms: panels, validation of submitted forms, edit conflicts, checklist and preview."""
