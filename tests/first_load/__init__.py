"""The first load of workbooks that a department made for itself."""
