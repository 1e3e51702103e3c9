"""The border: student code runs over there, plain values come back.

`host` and `tiers` stay with the grader. Every other module goes to the far side,
where this package is called `sandbox` and nothing else of the grader exists: they
import one another relatively, and nothing of the grader's besides.
"""
