"""The evaluation in a workbook's own formulas: parameters, statements, and what follows."""
