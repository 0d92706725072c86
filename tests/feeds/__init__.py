"""Files of the business systems: read, taken, told, written."""
