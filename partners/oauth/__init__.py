"""OAuth 2 for partners whose software needs it: the client credentials grant (RFC 6749, section 4.4), and no other."""
