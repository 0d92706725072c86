"""What cells ask for, frozen in one snapshot."""
