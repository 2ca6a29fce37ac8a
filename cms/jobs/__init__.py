"""Work outside requests: scheduled publication, reconciliation with the log, and recording the initial pages."""
