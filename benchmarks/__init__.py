"""Measurements. They print and write figures; nothing here is a test."""
