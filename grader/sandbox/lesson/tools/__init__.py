"""Stands in for the package `tools` of the lessons."""
