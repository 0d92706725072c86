"""Files of the business systems: layouts, reading, writing, taking."""
