"""How long full garbage collections keep a request waiting, once many different operations were answered."""
