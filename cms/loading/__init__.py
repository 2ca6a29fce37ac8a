"""Loading the demonstration (cms/demo) as editors would write it: drafts, revisions, publication."""
