"""The limits workbook: built, read, compared and painted."""
