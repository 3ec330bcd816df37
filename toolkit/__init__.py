"""Amity."""
