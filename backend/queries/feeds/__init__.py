"""The business systems' files: what came, what it says, and our own side in their words."""
