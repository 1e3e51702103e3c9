"""Stands in for the package `model` of the lessons."""
