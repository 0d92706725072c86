"""The windows: functions that answer a cell and cannot write."""
