"""The evaluation on paper: registers, statement, preview, and the report as it is issued."""
