"""Learns the scores that app/extract applies from the gold texts, and measures them by cross-validation."""
