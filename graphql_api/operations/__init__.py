"""Operations that partners register once, and ask for by the hash of their text from then on."""
