"""A class: who is in it, and how all of it is graded by several judges, into the gradebook."""
