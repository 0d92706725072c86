"""What a real LibreOffice Calc makes of our workbooks."""
