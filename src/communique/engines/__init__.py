"""Engines: one door for each foreign library; its errors are mapped to problems there."""
