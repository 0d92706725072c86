"""Requests between units: asked, agreed, granted, checked."""
