"""The paper: rows into sheets, and edited sheets into edits with their cells."""
