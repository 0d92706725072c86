"""The desks at which the home sheet is read: those of the other desks' tests."""

from tests.desk.conftest import seat, small_desk, small_house, whole_house

__all__ = ["seat", "small_desk", "small_house", "whole_house"]
