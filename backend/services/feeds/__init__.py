"""Take the business systems' files and write ours."""
