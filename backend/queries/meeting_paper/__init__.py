"""What a meeting paper is made of."""
