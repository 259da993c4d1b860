"""Briefs: what a writer maintains, how it is read, and what is checked."""
