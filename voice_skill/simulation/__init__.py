"""Simulated patients: people who exist only as a file, talking to the real skill."""
