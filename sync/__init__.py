"""The customs post: other systems' files in and out, reconciliation, backup."""
