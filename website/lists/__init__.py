"""Lists of content items: filters, keyset pagination and threat levels."""
