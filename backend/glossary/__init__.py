"""The glossary: every text of the house in Chinese and English, as TOML."""
