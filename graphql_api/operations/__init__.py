"""Operations that partners register, so that requests only send the hash of their text."""
