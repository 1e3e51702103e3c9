"""Every graded submission is kept here, and found again: a SQLite file, or PostgreSQL."""
