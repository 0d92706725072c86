"""The book of approvals: read, decided in the sheet, sent back."""
