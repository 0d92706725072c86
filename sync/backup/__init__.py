"""Backups: one file that holds the whole database, checked by anybody, restored by replay.

A backup is a zip: `tables/<name>.jsonl` for each table, `manifest.json` over them, and
`manifest.sha256` over the manifest. `docs/backup.md` says what each proves.
"""
