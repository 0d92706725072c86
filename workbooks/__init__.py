"""The paper: rows into sheets, edited sheets into edits that know their cells."""
