"""Letters and papers that people read on paper: declared once, written as docx and as PDF."""
