"""What workbooks begin with and show of lines and requests."""
