"""Papers for people who hold them in their hands: A4, with head, foot and places to sign."""
