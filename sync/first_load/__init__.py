"""The first load: the department's own workbooks, read by a mapping that a person corrects."""
