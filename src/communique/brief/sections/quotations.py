"""Quotations: words that matter for the whole brief."""
