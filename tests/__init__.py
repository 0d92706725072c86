"""What the house holds itself to."""
