"""What a user does, from end to end: commands and workbooks against a real file."""
