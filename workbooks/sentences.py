"""Findings as people read them: what is wrong, and what would be right."""

from __future__ import annotations

from collections import defaultdict

from backend.contract import Finding
from backend.language import Language, text


def sentence(finding: Finding, language: Language) -> str:
    """Return the whole sentence of a finding, without its place."""
    return _filled(text(f"finding.{finding.code}", language), finding)


def halves(finding: Finding, language: Language) -> tuple[str, str]:
    """Return what is wrong and what would be right; the glossary parts them by a semicolon."""
    wrong, _, right = text(f"finding.{finding.code}", language).partition(";")
    return _filled(wrong, finding).strip(), _filled(right, finding).strip()


def _filled(template: str, finding: Finding) -> str:
    # A refusal may lack a figure that its sentence would quote: then the sentence goes without.
    return template.format_map(defaultdict(str, finding.detail))
