"""The vault: decides, keeps and answers; knows no spreadsheet."""
